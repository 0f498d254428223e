package pgwire

import (
	"bufio"
	"bytes"
	"crypto"
	_ "crypto/sha512" // the hash of many certificates
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
)

// tlsHandshake is the first byte of a client that speaks TLS from the start.
const tlsHandshake = 0x16

// protocolName is Postgres' name in the handshake (ALPN).
const protocolName = "postgresql"

// readStart reads the start-up packets of a conversation, its handshake between them.
func (c *conn) readStart() (*startPacket, error) {
	var encrypt func(begun []byte) (io.ReadWriter, error)
	if c.server.Access.TLS != nil {
		if config := c.server.Access.TLS(); config != nil {
			encrypt = func(begun []byte) (io.ReadWriter, error) { return c.startTLS(config, begun) }
		}
	}
	p, err := readStart(c.raw, encrypt)
	c.frames = &frameReader{r: bufio.NewReader(c.net), limit: maxLogin}
	return p, err
}

// startTLS makes the handshake. begun is what was read of it already, from a client that did not ask whether it may: then it must
// name the protocol, so that a client of another one, which was led here, notices.
func (c *conn) startTLS(config *tls.Config, begun []byte) (io.ReadWriter, error) {
	config = config.Clone()
	config.NextProtos = []string{protocolName}
	nc := c.raw
	if begun != nil {
		nc = &prefixed{Conn: c.raw, r: io.MultiReader(bytes.NewReader(begun), c.raw)}
	}
	t := tls.Server(nc, config)
	if err := t.HandshakeContext(c.ctx); err != nil {
		if !errors.Is(err, io.EOF) {
			c.log.Info("TLS handshake failed", "error", err)
		}
		return nil, lost{err}
	}
	if begun != nil && t.ConnectionState().NegotiatedProtocol != protocolName {
		c.log.Info("TLS without ALPN")
		t.Close()
		return nil, lost{io.ErrUnexpectedEOF}
	}
	c.tls, c.net = t, t
	if leaf, err := x509.ParseCertificate(config.Certificates[0].Certificate[0]); err == nil {
		c.endPoint = endPoint(leaf)
	}
	return t, nil
}

// prefixed is a connection of which the first bytes were read already.
type prefixed struct {
	net.Conn
	r io.Reader
}

func (p *prefixed) Read(b []byte) (int, error) { return p.r.Read(b) }

// endPoint is the server's certificate as SCRAM binds itself to it (RFC 5929, tls-server-end-point): its hash, by the function of
// its own signature, SHA-256 where that is weaker. nil for a signature without a hash function.
func endPoint(leaf *x509.Certificate) []byte {
	var h crypto.Hash
	switch leaf.SignatureAlgorithm {
	case x509.MD5WithRSA, x509.SHA1WithRSA, x509.ECDSAWithSHA1, x509.SHA256WithRSA, x509.SHA256WithRSAPSS, x509.ECDSAWithSHA256:
		h = crypto.SHA256
	case x509.SHA384WithRSA, x509.SHA384WithRSAPSS, x509.ECDSAWithSHA384:
		h = crypto.SHA384
	case x509.SHA512WithRSA, x509.SHA512WithRSAPSS, x509.ECDSAWithSHA512:
		h = crypto.SHA512
	default:
		return nil
	}
	sum := h.New()
	sum.Write(leaf.Raw)
	return sum.Sum(nil)
}
