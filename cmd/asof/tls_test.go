package main_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// authority makes certificates as files.
type authority struct {
	dir  string
	key  *ecdsa.PrivateKey
	cert *x509.Certificate
}

func newAuthority(t *testing.T) *authority {
	a := &authority{dir: t.TempDir()}
	a.cert, a.key = a.issue(t, "authority", "authority")
	return a
}

func (a *authority) file(name string) string { return filepath.Join(a.dir, name) }

// issue writes name.crt and name.key, of a certificate with a common name; the first is the authority's own.
func (a *authority) issue(t *testing.T, name, common string) (*x509.Certificate, *ecdsa.PrivateKey) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: common}, NotBefore: time.Now().Add(-time.Hour),
		NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, BasicConstraintsValid: true}
	parent, signer := a.cert, a.key
	if parent == nil {
		c.IsCA, c.KeyUsage, parent, signer = true, x509.KeyUsageCertSign, c, key
	}
	der, err := x509.CreateCertificate(rand.Reader, c, parent, key.Public(), signer)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	for file, block := range map[string]*pem.Block{name + ".crt": {Type: "CERTIFICATE", Bytes: der}, name + ".key": {Type: "PRIVATE KEY", Bytes: private}} {
		if err := os.WriteFile(a.file(file), pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return leaf, key
}

// psqlSays runs a statement with psql under a connection string, and returns what it wrote.
func psqlSays(t *testing.T, s *server, password, connection, sql string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, needProgram(t, "psql", "postgresql-client"), "-X", "-At", "-c", sql,
		"host=127.0.0.1 port="+s.port()+" dbname=asof "+connection)
	cmd.Env = append(os.Environ(), "PGPASSWORD="+password, "PGSSLROOTCERT=", "PGPASSFILE=")
	out, _ := cmd.CombinedOutput()
	return strings.TrimSpace(string(out))
}

// TestEncryption drives psql, whose library is the one that most clients use.
func TestEncryption(t *testing.T) {
	a := newAuthority(t)
	a.issue(t, "server", "server")
	s := guarded(t, "--tls-cert", a.file("server.crt"), "--tls-key", a.file("server.key"), "--tls-required")
	ca := " sslrootcert=" + a.file("authority.crt")
	for _, tt := range []struct{ password, connection, want string }{
		{"sesame", "user=root sslmode=verify-full channel_binding=require" + ca, "root"},
		{"sesame", "user=root sslmode=require channel_binding=disable", "root"},
		{"sesame", "user=root sslmode=prefer", "root"},
		{"sesame", "user=root sslmode=disable", `no pg_hba.conf entry for host "127.0.0.1", user "root", database "asof", no encryption`},
		{"wrong", "user=root sslmode=require", `password authentication failed for user "root"`},
	} {
		if got := psqlSays(t, s, tt.password, tt.connection, "SELECT current_user"); !strings.Contains(got, tt.want) {
			t.Errorf("%s: %s", tt.connection, got)
		}
	}
	if got := psqlSays(t, s, "sesame", "user=root sslmode=require", `\conninfo`); !strings.Contains(got, "TLS") {
		t.Error(got)
	}
	if got := psqlSays(t, s, "sesame", "user=root sslmode=require", "SELECT ssl, version, bits >= 128 FROM pg_stat_ssl WHERE pid = pg_backend_pid()"); got != "t|TLSv1.3|t" {
		t.Error(got)
	}

	serial := func() string {
		c, err := tls.Dial("tcp", s.addr, &tls.Config{InsecureSkipVerify: true, NextProtos: []string{"postgresql"}})
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		return c.ConnectionState().PeerCertificates[0].SerialNumber.String()
	}
	before := serial()
	a.issue(t, "server", "server")
	replaced := func(want string, same bool) {
		t.Helper()
		if err := s.cmd.Process.Signal(syscall.SIGHUP); err != nil {
			t.Fatal(err)
		}
		for range 100 {
			if strings.Contains(s.log.String(), want) {
				break
			}
			time.Sleep(50 * time.Millisecond)
		}
		if now := serial(); (now == before) != same {
			t.Errorf("after SIGHUP (%s) the certificate is %s, it was %s\n%s", want, now, before, s.log)
		}
	}
	replaced("the certificate was read again", false)
	before = serial()
	if err := os.WriteFile(a.file("server.crt"), []byte("nonsense"), 0o600); err != nil {
		t.Fatal(err)
	}
	replaced("the certificate was not replaced", true)
	s.keepsSecrets(t, "sesame", "wrong\"", "SCRAM-SHA-256$")
}

// TestClientCertificates: the user is who the certificate says.
func TestClientCertificates(t *testing.T) {
	a := newAuthority(t)
	for _, name := range []string{"server", "root", "ann"} {
		a.issue(t, name, name)
	}
	users := filepath.Join(t.TempDir(), "users")
	if err := os.WriteFile(users, []byte("root:sesame:superuser\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := startServer(t, t.TempDir(), "--auth", "cert", "--users", users, "--tls-cert", a.file("server.crt"), "--tls-key", a.file("server.key"),
		"--tls-client-ca", a.file("authority.crt"))
	with := func(name string) string {
		return " sslmode=require sslcert=" + a.file(name+".crt") + " sslkey=" + a.file(name+".key")
	}
	for _, tt := range []struct{ connection, want string }{
		{"user=root" + with("root"), "root"},
		{"user=root" + with("ann"), `certificate authentication failed for user "root"`},
		{"user=ann" + with("ann"), `role "ann" does not exist`},
		{"user=root sslmode=require", "connection requires a valid client certificate"},
		{"user=root sslmode=disable", "connection requires a valid client certificate"},
	} {
		if got := psqlSays(t, s, "sesame", tt.connection, "SELECT current_user"); !strings.Contains(got, tt.want) {
			t.Errorf("%s: %s", tt.connection, got)
		}
	}
	if got := psqlSays(t, s, "", "user=root"+with("root"), "SELECT client_dn FROM pg_stat_ssl WHERE pid = pg_backend_pid()"); got != "/CN=root" {
		t.Error(got)
	}
}

// TestPsqlPassword: \password sends a verifier that psql has made; the server never sees the password.
func TestPsqlPassword(t *testing.T) {
	s := guarded(t)
	mustExec(t, s.mustAs(t, "root", "sesame"), "CREATE ROLE ann LOGIN PASSWORD 'wonder'")
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, needProgram(t, "psql", "postgresql-client"), "-X", "-v", "ON_ERROR_STOP=1", "-c", `\password`,
		"host=127.0.0.1 port="+s.port()+" dbname=asof user=ann")
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} // without a terminal it reads the password from its input
	cmd.Stdin = strings.NewReader("looking-glass\nlooking-glass\n")
	cmd.Env = append(os.Environ(), "PGPASSWORD=wonder", "PGPASSFILE=")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for password, want := range map[string]string{"looking-glass": "ann", "wonder": "password authentication failed"} {
		if got := psqlSays(t, s, password, "user=ann", "SELECT current_user"); !strings.Contains(got, want) {
			t.Errorf("with %s: %s", password, got)
		}
	}
	s.keepsSecrets(t, "looking-glass", "wonder", "SCRAM-SHA-256$")
}
