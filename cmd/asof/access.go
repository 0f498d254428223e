package main

import (
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"sync/atomic"

	"asof/catalog"
	"asof/gateway/pgwire"
)

// checkAccess refuses what would let in everybody who reaches the address (R36), and flags that do not fit each other.
func (c *Config) checkAccess() error {
	host, _, err := net.SplitHostPort(c.PG)
	if err != nil {
		return fmt.Errorf("--pg %s: %w", c.PG, err)
	}
	switch {
	case c.Auth != "" && c.Auth != "trust" && c.Auth != "scram" && c.Auth != "cert":
		return fmt.Errorf("--auth %s: use trust, scram or cert", c.Auth)
	case c.method() == pgwire.Trust && !loopback(host):
		return fmt.Errorf("--pg %s: with --auth trust anyone who reaches the address can do everything; listen on a loopback address, or use --auth scram", c.PG)
	case (c.TLSCert == "") != (c.TLSKey == ""):
		return errors.New("--tls-cert and --tls-key go together")
	case c.TLSCert == "" && (c.TLSRequired || c.TLSClientCA != ""):
		return errors.New("--tls-required and --tls-client-ca need --tls-cert and --tls-key")
	case c.method() == pgwire.Cert && c.TLSClientCA == "":
		return errors.New("--auth cert needs --tls-client-ca: the authority that signs the clients' certificates")
	}
	return c.checkHTTP()
}

// checkHTTP does the same for the HTTP interface. Tokens are sent as they are: not over a network in the clear.
func (c *Config) checkHTTP() error {
	if !c.serveHTTP() {
		return nil
	}
	host, _, err := net.SplitHostPort(c.HTTP)
	switch {
	case err != nil:
		return fmt.Errorf("--http %s: %w", c.HTTP, err)
	case loopback(host):
		return nil
	case c.method() == pgwire.Trust:
		return fmt.Errorf("--http %s: with --auth trust anyone who reaches the address can do everything; listen on a loopback address, or use --auth scram", c.HTTP)
	case c.TLSCert == "":
		return fmt.Errorf("--http %s: tokens would cross the network in the clear; listen on a loopback address, or use --tls-cert and --tls-key", c.HTTP)
	}
	return nil
}

func (c *Config) serveHTTP() bool { return c.HTTP != "" && c.HTTP != "off" }

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func (c *Config) method() pgwire.Method {
	switch c.Auth {
	case "scram":
		return pgwire.SCRAM
	case "cert":
		return pgwire.Cert
	}
	return pgwire.Trust
}

// access is how clients log in.
func (m *Main) access(cat *catalog.Catalog) (pgwire.Access, error) {
	secret := sha256.Sum256([]byte("unknown users of " + cat.ID()))
	a := pgwire.Access{Method: m.Config.method(), Failures: m.Config.LoginFailures, TLSRequired: m.Config.TLSRequired, Secret: secret[:]}
	a.Verifier = func(user string) string {
		r, ok := cat.Snapshot().Role(user)
		if !ok || r.ValidUntil != nil && *r.ValidUntil <= m.Now().UnixMicro() {
			return ""
		}
		return string(r.Verifier)
	}
	if m.Config.TLSCert == "" {
		return a, nil
	}
	m.certificates = &certificates{config: &m.Config, log: m.Log}
	a.TLS = m.certificates.current.Load
	return a, m.certificates.load()
}

// certificates are those that the flags name, read again on SIGHUP.
type certificates struct {
	config  *Config
	log     *slog.Logger
	current atomic.Pointer[tls.Config]
}

// load reads the files. If that fails what was read before stays in force.
func (c *certificates) load() error {
	if err := private(c.config.TLSKey); err != nil {
		return err
	}
	pair, err := tls.LoadX509KeyPair(c.config.TLSCert, c.config.TLSKey)
	if err != nil {
		return fmt.Errorf("--tls-cert %s --tls-key %s: %w", c.config.TLSCert, c.config.TLSKey, err)
	}
	t := &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}
	if file := c.config.TLSClientCA; file != "" {
		pem, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		t.ClientCAs, t.ClientAuth = x509.NewCertPool(), tls.VerifyClientCertIfGiven
		if !t.ClientCAs.AppendCertsFromPEM(pem) {
			return fmt.Errorf("--tls-client-ca %s: there is no certificate in it", file)
		}
	}
	c.current.Store(t)
	return nil
}

// reload reads the files again whenever hup says so, until it is closed.
func (c *certificates) reload(hup <-chan os.Signal) {
	for range hup {
		if err := c.load(); err != nil {
			c.log.Error("the certificate was not replaced", "error", err)
			continue
		}
		c.log.Info("the certificate was read again")
	}
}

// private refuses a file of secrets that others than its owner may read.
func private(file string) error {
	info, err := os.Stat(file)
	if err != nil {
		return err
	}
	if info.Mode().Perm()&0o077 != 0 {
		return fmt.Errorf("%s has group or world access (%04o); use chmod 600", file, info.Mode().Perm())
	}
	return nil
}
