package pgwire

import (
	"crypto/tls"
	"errors"
	"net"
	"time"

	"github.com/jackc/pgproto3/v2"

	"asof/catalog/sqlerr"
)

// Method is how clients prove who they are.
type Method uint8

// The methods.
const (
	Trust Method = iota // they need not
	SCRAM               // by a password, with SCRAM-SHA-256, bound to the encrypted channel if there is one
	Cert                // by a certificate whose common name is the user
)

// Access says who may come in, and how. Its zero value trusts everybody who reaches the address.
type Access struct {
	Method Method
	// Verifier returns what proves a user's password, as Postgres keeps it; "" for a user who is not known, has no password or
	// whose password has ended. The client cannot tell these from a wrong password.
	Verifier func(user string) string
	// TLS is asked for each connection, so that a certificate can be replaced while the server runs. nil: no encryption.
	TLS         func() *tls.Config
	TLSRequired bool   // a connection in the clear is refused
	Failures    int    // failed logins of an address within a minute, beyond which it is refused; 0: no limit
	Secret      []byte // salts of users who are not known are made of it, the same after a restart
}

var errLoginTimeout = fatal(sqlerr.QueryCanceled, "canceling authentication due to timeout")

// login reads the start-up packet, lets the session be made, and greets. It returns false if there is no conversation: a
// cancel request.
func (c *conn) login() (proceed bool, err error) {
	timeout := c.server.LoginTimeout
	if timeout == 0 {
		timeout = time.Minute
	}
	timer := time.AfterFunc(timeout, c.unblock)
	p, err := c.readStart()
	if err != nil {
		return false, err
	}
	if p.cancel != nil {
		c.server.cancelRequest(p.cancel)
		return false, nil
	}
	if err := c.server.register(c, p.start.User, p.minor); err != nil {
		return false, err
	}
	c.log = c.log.With("pid", c.pid, "user", p.start.User)
	if p.minor > newestMinor || len(p.unknown) > 0 {
		c.out = negotiate(c.out, min(p.minor, newestMinor), p.unknown)
	}
	c.frames.limit = maxLogin
	err = c.authenticate(&p.start)
	if !timer.Stop() && (err == nil || errors.As(err, &lost{})) {
		err = errLoginTimeout
	}
	if err != nil {
		return false, err
	}
	c.frames.limit = c.server.maxMessage()
	p.start.PID, p.start.Remote = c.pid, c.raw.RemoteAddr().String()
	if c.tls != nil {
		state := c.tls.ConnectionState()
		p.start.TLS = &state
	}
	p.start.Trusted, p.start.Free = c.server.Access.Method == Trust, c.server.free()
	c.session, err = c.server.Backend.NewSession(c.ctx, p.start, client{c})
	if err != nil {
		e := *c.worded(err)
		e.Severity = sqlerr.SeverityFatal
		return false, &e
	}
	for _, p := range c.session.Parameters() {
		c.send(&pgproto3.ParameterStatus{Name: p.Name, Value: p.Value})
	}
	c.out = keyData(c.out, c.pid, c.key)
	c.ready()
	return true, c.flush()
}

// authenticate makes the client prove who it is. Nothing of the session exists yet, and no message may be long.
func (c *conn) authenticate(start *Startup) error {
	a := &c.server.Access
	if a.TLSRequired && c.tls == nil {
		return c.noEntry(start)
	}
	switch a.Method {
	case SCRAM:
		if err := c.tooManyFailures(); err != nil {
			return err
		}
		if err := c.scram(start.User); err != nil {
			if sqlerr.Code(err) == sqlerr.InvalidPassword {
				c.server.failures.note(c.address(), a.Failures, time.Now())
				c.log.Warn("login failed", "error", err)
			}
			return err
		}
	case Cert:
		if err := c.certificate(start.User); err != nil {
			return err
		}
	}
	c.send(&pgproto3.AuthenticationOk{})
	return nil
}

// tooManyFailures refuses a client whose address has failed too often. It is asked before the exchange, and again before its proof
// is looked at: many that began together guess no more often than one after the other.
func (c *conn) tooManyFailures() error {
	wait := c.server.failures.wait(c.address(), c.server.Access.Failures, time.Now())
	if wait == 0 {
		return nil
	}
	return fatal(sqlerr.InvalidAuthorization, "too many failed logins from host %q", c.address()).
		WithHint("Try again in %d seconds.", int(wait.Seconds())+1)
}

// noEntry is Postgres' refusal of a client that no line of pg_hba.conf lets in.
func (c *conn) noEntry(start *Startup) error {
	database := start.Database
	if database == "" {
		database = start.User
	}
	return fatal(sqlerr.InvalidAuthorization, "no pg_hba.conf entry for host %q, user %q, database %q, no encryption", c.address(), start.User, database)
}

// certificate lets in the user that the client's certificate names. The handshake has checked the certificate.
func (c *conn) certificate(user string) error {
	if c.tls == nil {
		return fatal(sqlerr.InvalidAuthorization, "connection requires a valid client certificate")
	}
	peers := c.tls.ConnectionState().PeerCertificates
	switch {
	case len(peers) == 0:
		return fatal(sqlerr.InvalidAuthorization, "connection requires a valid client certificate")
	case peers[0].Subject.CommonName != user || user == "":
		c.log.Warn("login failed", "certificate", peers[0].Subject.CommonName)
		return fatal(sqlerr.InvalidAuthorization, "certificate authentication failed for user %q", user)
	}
	return nil
}

// address is the client's host without its port.
func (c *conn) address() string {
	host, _, err := net.SplitHostPort(c.raw.RemoteAddr().String())
	if err != nil {
		return c.raw.RemoteAddr().String()
	}
	return host
}

// loginMessage takes the next message of the login; any other kind than 'p' ends it.
func (c *conn) loginMessage() ([]byte, error) {
	if err := c.flush(); err != nil {
		return nil, err
	}
	f, err := c.frames.next()
	if err != nil {
		if e := new(sqlerr.Error); errors.As(err, &e) {
			return nil, err
		}
		return nil, lost{err}
	}
	if f.kind != 'p' {
		return nil, fatal(sqlerr.ProtocolViolation, "expected SASL response, got message type %d", f.kind)
	}
	return f.body, nil
}
