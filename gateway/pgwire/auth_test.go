package pgwire

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"io"
	"math/big"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"asof/catalog/password"
)

// authority signs certificates for a test.
type authority struct {
	key  *ecdsa.PrivateKey
	cert *x509.Certificate
	pool *x509.CertPool
}

func newAuthority(t testing.TB) *authority {
	a := &authority{pool: x509.NewCertPool()}
	pair := a.sign(t, "test authority")
	a.key, a.cert = pair.PrivateKey.(*ecdsa.PrivateKey), pair.Leaf
	a.pool.AddCert(a.cert)
	return a
}

// sign makes a certificate for a name; the first is the authority's own.
func (a *authority) sign(t testing.TB, name string) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: name}, NotBefore: time.Now().Add(-time.Hour),
		NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, BasicConstraintsValid: true}
	signer, parent := a.key, a.cert
	if signer == nil {
		c.IsCA, c.KeyUsage, signer, parent = true, x509.KeyUsageCertSign, key, c
	}
	der, err := x509.CreateCertificate(rand.Reader, c, parent, key.Public(), signer)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}
}

// guarded starts a server that asks for passwords: u's is "pencil".
func guarded(t *testing.T, change ...func(*testServer)) (*testServer, *authority) {
	a := newAuthority(t)
	config := &tls.Config{Certificates: []tls.Certificate{a.sign(t, "server")}, ClientCAs: a.pool, ClientAuth: tls.VerifyClientCertIfGiven}
	v, err := password.New("pencil", rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	ts := startServer(t, append([]func(*testServer){func(ts *testServer) {
		ts.Rand = rand.Reader
		ts.Access = Access{Method: SCRAM, TLS: func() *tls.Config { return config }, Secret: []byte("s"), Verifier: func(user string) string {
			if user == "u" {
				return v.String()
			}
			return ""
		}}
	}}, change...)...)
	return ts, a
}

// connect connects with pgx's connection string parameters.
func (ts *testServer) connect(t *testing.T, a *authority, params string, clientCert ...tls.Certificate) error {
	t.Helper()
	config, err := pgconn.ParseConfig("host=127.0.0.1 database=d " + params)
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(ts.addr)
	n, _ := net.LookupPort("tcp", port)
	config.Port = uint16(n)
	for _, tc := range append([]*tls.Config{config.TLSConfig}, fallbacks(config)...) {
		if tc != nil {
			tc.RootCAs, tc.InsecureSkipVerify, tc.VerifyPeerCertificate, tc.ServerName = a.pool, false, nil, "127.0.0.1"
			tc.Certificates = clientCert
		}
	}
	c, err := pgconn.ConnectConfig(context.Background(), config)
	if err != nil {
		return err
	}
	defer c.Close(context.Background())
	_, err = c.Exec(context.Background(), "rows 3").ReadAll()
	return err
}

func fallbacks(c *pgconn.Config) (out []*tls.Config) {
	for _, f := range c.Fallbacks {
		out = append(out, f.TLSConfig)
	}
	c.Fallbacks = nil
	return out
}

func TestPasswords(t *testing.T) {
	ts, a := guarded(t)
	for _, how := range []string{"sslmode=disable", "sslmode=verify-full channel_binding=require", "sslmode=verify-full channel_binding=disable", "sslmode=verify-full sslnegotiation=direct channel_binding=require"} {
		if err := ts.connect(t, a, "user=u password=pencil "+how); err != nil {
			t.Errorf("%s: %v", how, err)
		}
		for _, wrong := range []string{"user=u password=Pencil", "user=u password=pencils", "user=nobody password=pencil"} {
			if err := ts.connect(t, a, wrong+" "+how); codeOf(err) != "28P01" || !strings.Contains(err.Error(), "password authentication failed for user \""+strings.Fields(wrong)[0][5:]+"\"") {
				t.Errorf("%s %s: %v", wrong, how, err)
			}
		}
	}
	if log := ts.log.String(); strings.Contains(log, "encil") || !strings.Contains(log, "login failed") {
		t.Error("the log:", log)
	}
}

func TestFailuresAreLimited(t *testing.T) {
	ts, a := guarded(t, func(ts *testServer) { ts.Access.Failures = 3 })
	for range 3 {
		nc, err := net.Dial("tcp", ts.addr) // a probe does not count
		if err != nil {
			t.Fatal(err)
		}
		nc.Close()
		if err := ts.connect(t, a, "user=u password=wrong sslmode=disable"); codeOf(err) != "28P01" {
			t.Fatal(err)
		}
	}
	if err := ts.connect(t, a, "user=u password=pencil sslmode=disable"); codeOf(err) != "28000" {
		t.Fatal("a fourth login from an address that failed three times:", err)
	}
	var f failures
	now := time.Now()
	for range 3 {
		f.note("2001:db8::1", 3, now)
	}
	if f.wait("2001:db8::2", 3, now) == 0 || f.wait("2001:db8:0:1::1", 3, now) != 0 || f.wait("2001:db8::1", 3, now.Add(time.Minute)) != 0 {
		t.Error("what counts as one address, or for how long")
	}
	for i := range maxAddresses + 10 {
		f.note(net.IPv4(10, byte(i>>16), byte(i>>8), byte(i)).String(), 3, now)
	}
	if len(f.since) > maxAddresses {
		t.Error(len(f.since), "addresses are kept")
	}
}

func TestCertificates(t *testing.T) {
	ts, a := guarded(t, func(ts *testServer) { ts.Access.Method = Cert })
	if err := ts.connect(t, a, "user=u sslmode=verify-full", a.sign(t, "u")); err != nil {
		t.Error(err)
	}
	stranger := newAuthority(t)
	for what, err := range map[string]error{
		"another user's":    ts.connect(t, a, "user=v sslmode=verify-full", a.sign(t, "u")),
		"no certificate":    ts.connect(t, a, "user=u sslmode=verify-full"),
		"no encryption":     ts.connect(t, a, "user=u sslmode=disable"),
		"nobody's":          ts.connect(t, a, "user=u sslmode=verify-full", a.sign(t, "")),
		"another authority": ts.connect(t, a, "user=u sslmode=verify-full", stranger.sign(t, "u")),
	} {
		if code := codeOf(err); code != "28000" && what != "another authority" || err == nil {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestEncryptionIsRequired(t *testing.T) {
	ts, a := guarded(t, func(ts *testServer) { ts.Access.TLSRequired = true })
	err := ts.connect(t, a, "user=u password=pencil sslmode=disable")
	if codeOf(err) != "28000" || !strings.Contains(err.Error(), `no pg_hba.conf entry for host "127.0.0.1", user "u", database "d", no encryption`) {
		t.Error(err)
	}
	if err := ts.connect(t, a, "user=u password=pencil sslmode=prefer"); err != nil {
		t.Error(err)
	}
}

// What is sent in the clear behind a request for encryption must not be taken for a part of what follows the handshake.
func TestNothingIsInjectedBeforeTheHandshake(t *testing.T) {
	ts, a := guarded(t, func(ts *testServer) { ts.Access.Method = Trust })
	nc, err := net.Dial("tcp", ts.addr)
	if err != nil {
		t.Fatal(err)
	}
	defer nc.Close()
	nc.Write(append([]byte{0, 0, 0, 8, 4, 210, 22, 47}, startupPacket(196608, "user", "mallory")...))
	if b := make([]byte, 1); must(io.ReadFull(nc, b)) != 1 || b[0] != 'S' {
		t.Fatal(b)
	}
	nc.SetDeadline(time.Now().Add(5 * time.Second))
	if err := tls.Client(nc, &tls.Config{RootCAs: a.pool, ServerName: "127.0.0.1"}).Handshake(); err == nil {
		t.Error("the handshake passed over what was injected")
	}
	for name, protocols := range map[string][]string{"none": nil, "another": {"h2"}} {
		nc, err := tls.Dial("tcp", ts.addr, &tls.Config{RootCAs: a.pool, NextProtos: protocols})
		if err != nil {
			continue
		}
		nc.Write(startupPacket(196608, "user", "u"))
		if n, err := nc.Read(make([]byte, 1)); n > 0 || err == nil {
			t.Errorf("direct TLS with ALPN %s was accepted", name)
		}
		nc.Close()
	}
}

func must(n int, _ error) int { return n }

func TestAuthenticationTimeout(t *testing.T) {
	ts, _ := guarded(t, func(ts *testServer) { ts.LoginTimeout = 100 * time.Millisecond })
	for _, tt := range []struct {
		sent []byte
		code string
	}{{nil, ""}, {[]byte{0, 0}, ""}, {startupPacket(196608, "user", "u"), "57014"}} {
		nc, err := net.Dial("tcp", ts.addr)
		if err != nil {
			t.Fatal(err)
		}
		nc.Write(tt.sent)
		nc.SetDeadline(time.Now().Add(5 * time.Second))
		got, err := io.ReadAll(nc)
		if err != nil || tt.code == "" && len(got) > 0 || !bytes.Contains(got, []byte(tt.code)) {
			t.Errorf("%x: %q %v", tt.sent, got, err)
		}
		nc.Close()
	}
}

// sasl leads an exchange by hand up to the server's answer to each message.
func (ts *testServer) sasl(t *testing.T, messages ...[]byte) string {
	t.Helper()
	nc, err := net.Dial("tcp", ts.addr)
	if err != nil {
		t.Fatal(err)
	}
	defer nc.Close()
	nc.SetDeadline(time.Now().Add(5 * time.Second))
	nc.Write(startupPacket(196608, "user", "u"))
	for _, m := range messages {
		nc.Write(m)
	}
	nc.(*net.TCPConn).CloseWrite()
	got, err := io.ReadAll(nc)
	if err != nil && !errors.Is(err, io.EOF) {
		t.Error(err)
	}
	return string(got)
}

// message is one of type 'p'.
func message(parts ...any) []byte {
	out := []byte{'p', 0, 0, 0, 0}
	for _, p := range parts {
		switch p := p.(type) {
		case string:
			out = append(out, p...)
		case int:
			out = binary.BigEndian.AppendUint32(out, uint32(int32(p)))
		}
	}
	binary.BigEndian.PutUint32(out[1:], uint32(len(out)-1))
	return out
}

func TestMalformedExchanges(t *testing.T) {
	ts, _ := guarded(t)
	first := "n,,n=,r=abc"
	for _, tt := range []struct {
		code string
		sent [][]byte
	}{
		{"08P01", [][]byte{message("")}},
		{"08P01", [][]byte{message("SCRAM-SHA-256")}},
		{"08P01", [][]byte{message("SCRAM-SHA-256\x00")}},
		{"08P01", [][]byte{message("SCRAM-SHA-256\x00", 1<<30)}},
		{"08P01", [][]byte{message("SCRAM-SHA-256\x00", -2)}},
		{"08P01", [][]byte{message("SCRAM-SHA-256\x00", 3, first)}},
		{"08P01", [][]byte{message("MD5\x00", len(first), first)}},
		{"08P01", [][]byte{message("SCRAM-SHA-256-PLUS\x00", len(first), first)}}, // not offered in the clear
		{"08P01", [][]byte{message("SCRAM-SHA-256\x00", 4, "x,,,")}},
		{"08P01", [][]byte{message("SCRAM-SHA-256\x00", 0)}},
		{"0A000", [][]byte{message("SCRAM-SHA-256\x00", 12, "n,a=v,n=,r=a")}},
		{"08P01", [][]byte{message("SCRAM-SHA-256\x00", 31, "p=tls-server-end-point,,n=,r=abc")}},
		{"08P01", [][]byte{message("SCRAM-SHA-256\x00", 32, "p=tls-server-end-point,,n=,r=abc")}},
		{"08P01", [][]byte{message("SCRAM-SHA-256\x00", len(first), first), message("c=biws,r=abc,p=AAAA")}},
		{"08P01", [][]byte{message("SCRAM-SHA-256\x00", len(first), first), message("")}},
		{"08P01", [][]byte{message("SCRAM-SHA-256\x00", -1), message("")}},
		{"08P01", [][]byte{{'Q', 0, 0, 0, 5, 0}}},
		{"08P01", [][]byte{{'p', 0x40, 0, 0, 0}}}, // a message of 1 GiB
		{"08P01", [][]byte{{'p', 0, 0, 0, 0}}},
	} {
		if got := ts.sasl(t, tt.sent...); !strings.Contains(got, "C"+tt.code+"\x00") || !strings.Contains(got, "SFATAL") {
			t.Errorf("%q: %q, want %s", tt.sent, got, tt.code)
		}
	}
	if err := ts.connect(t, newAuthority(t), "user=u password=pencil sslmode=disable"); err != nil {
		t.Error("afterwards:", err)
	}
}

// The exchange by hand, so that a client may lie about the channel; it returns the server's last word.
func TestDowngradeIsRefused(t *testing.T) {
	ts, a := guarded(t)
	for _, tt := range []struct{ mechanism, header, binding, code string }{
		{"SCRAM-SHA-256", "y,,", "", "28000"},                                  // "I could, but was told that you cannot"
		{"SCRAM-SHA-256-PLUS", "n,,", "", "08P01"},                             //
		{"SCRAM-SHA-256-PLUS", "p=tls-unique,,", "x", "08P01"},                 //
		{"SCRAM-SHA-256-PLUS", "p=tls-server-end-point,,", "another", "28000"}, // bound to another server's certificate
		{"SCRAM-SHA-256", "n,,", "", "28P01"},                                  // no binding is the client's choice
		{"SCRAM-SHA-256", "p=tls-server-end-point,,", "another", "08P01"},      //
	} {
		nc, err := net.Dial("tcp", ts.addr)
		if err != nil {
			t.Fatal(err)
		}
		nc.Write([]byte{0, 0, 0, 8, 4, 210, 22, 47})
		io.ReadFull(nc, make([]byte, 1))
		c := tls.Client(nc, &tls.Config{RootCAs: a.pool, ServerName: "127.0.0.1"})
		c.SetDeadline(time.Now().Add(5 * time.Second))
		c.Write(startupPacket(196608, "user", "u"))
		readMessage(t, c)
		first := tt.header + "n=,r=abc"
		c.Write(message(tt.mechanism+"\x00", len(first), first))
		answer := readMessage(t, c)
		if answer[0] == 'R' {
			nonce, _, _ := strings.Cut(answer[9:], ",")
			proof := hmac.New(sha256.New, nil).Sum(nil)
			b64 := base64.StdEncoding.EncodeToString
			c.Write(message("c=" + b64([]byte(tt.header+tt.binding)) + "," + nonce + ",p=" + b64(proof)))
			answer = readMessage(t, c)
		}
		if !strings.Contains(answer, "C"+tt.code+"\x00") {
			t.Errorf("%+v: %q", tt, answer)
		}
		c.Close()
	}
}

// readMessage reads one message, its type first.
func readMessage(t *testing.T, r io.Reader) string {
	t.Helper()
	head := make([]byte, 5)
	if _, err := io.ReadFull(r, head); err != nil {
		t.Fatal(err)
	}
	body := make([]byte, binary.BigEndian.Uint32(head[1:])-4)
	if _, err := io.ReadFull(r, body); err != nil {
		t.Fatal(err)
	}
	return string(head) + string(body)
}

func TestMockSaltsStay(t *testing.T) {
	a, b := Access{Secret: []byte("s")}, Access{Secret: []byte("s")}
	if a.mock("x").String() != b.mock("x").String() || bytes.Equal(a.mock("x").Salt, a.mock("y").Salt) {
		t.Error("salts of unknown users")
	}
}
