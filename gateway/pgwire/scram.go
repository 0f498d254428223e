package pgwire

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"io"
	"strings"

	"github.com/jackc/pgproto3/v2"
	"github.com/xdg-go/scram"

	"asof/catalog/password"
	"asof/catalog/sqlerr"
)

const (
	mechanism     = "SCRAM-SHA-256"
	mechanismPlus = "SCRAM-SHA-256-PLUS"
)

// scram lets a user in who proves to know the password. For a user who has none the exchange is led to its end all the same, over
// a verifier that nothing fits, so that neither its messages nor its time tell who is known.
func (c *conn) scram(user string) error {
	verifier, known := password.Parse(c.server.Access.Verifier(user))
	if !known {
		verifier = c.server.Access.mock(user)
	}
	conversation, err := c.conversation(verifier)
	if err != nil {
		return err
	}
	mechanisms := []string{mechanism}
	if c.endPoint != nil {
		mechanisms = []string{mechanismPlus, mechanism}
	}
	c.send(&pgproto3.AuthenticationSASL{AuthMechanisms: mechanisms})
	first, err := c.clientFirst()
	if err != nil {
		return err
	}
	challenge, err := conversation.Step(string(first))
	if err != nil {
		return malformed("")
	}
	c.send(&pgproto3.AuthenticationSASLContinue{Data: []byte(challenge)})
	final, err := c.loginMessage()
	if err != nil {
		return err
	}
	if err := c.tooManyFailures(); err != nil {
		return err
	}
	proof, err := conversation.Step(string(final))
	switch {
	case err == nil && known:
		c.send(&pgproto3.AuthenticationSASLFinal{Data: []byte(proof)})
		return nil
	case err != nil && proof == scram.ErrChannelBindingsDontMatch:
		return fatal(sqlerr.InvalidAuthorization, "SCRAM channel binding check failed")
	case err != nil && proof != scram.ErrInvalidProof:
		return malformed("")
	}
	return fatal(sqlerr.InvalidPassword, "password authentication failed for user %q", user)
}

// conversation is the server's side of an exchange over a verifier. The name that the client gives in it means nothing, as in
// Postgres: the start-up packet has said who it is.
func (c *conn) conversation(v *password.Verifier) (*scram.ServerConversation, error) {
	source := c.server.Rand
	if source == nil {
		source = rand.Reader
	}
	nonce := make([]byte, 18)
	if _, err := io.ReadFull(source, nonce); err != nil {
		return nil, err
	}
	s, err := scram.SHA256.NewServer(func(string) (scram.StoredCredentials, error) {
		return scram.StoredCredentials{KeyFactors: scram.KeyFactors{Salt: string(v.Salt), Iters: v.Iterations}, StoredKey: v.StoredKey, ServerKey: v.ServerKey}, nil
	})
	if err != nil {
		return nil, err
	}
	s = s.WithNonceGenerator(func() string { return base64.StdEncoding.EncodeToString(nonce) })
	if c.endPoint == nil {
		return s.NewConversation(), nil
	}
	return s.NewConversationWithChannelBinding(scram.ChannelBinding{Type: scram.ChannelBindingTLSServerEndpoint, Data: c.endPoint}), nil
}

// clientFirst takes the client's choice of mechanism and its first message, and checks that they agree: a client that could bind
// itself to the channel, but was told that we cannot, has somebody between us.
func (c *conn) clientFirst() ([]byte, error) {
	body, err := c.loginMessage()
	if err != nil {
		return nil, err
	}
	name, rest, ok := strings.Cut(string(body), "\x00")
	if !ok || len(rest) < 4 {
		return nil, errFatalFormat
	}
	if name != mechanism && (name != mechanismPlus || c.endPoint == nil) {
		return nil, fatal(sqlerr.ProtocolViolation, "client selected an invalid SASL authentication mechanism")
	}
	length, first := int32(binary.BigEndian.Uint32([]byte(rest))), []byte(rest[4:])
	switch {
	case length == -1 && len(first) == 0: // it wants to be asked first
		c.send(&pgproto3.AuthenticationSASLContinue{})
		if first, err = c.loginMessage(); err != nil {
			return nil, err
		}
	case int64(length) != int64(len(first)):
		return nil, errFatalFormat
	}
	return first, bound(string(first), name == mechanismPlus, c.endPoint != nil)
}

var errFatalFormat = fatal(sqlerr.ProtocolViolation, "invalid message format")

func malformed(detail string) error {
	e := fatal(sqlerr.ProtocolViolation, "malformed SCRAM message")
	e.Detail = detail
	return e
}

// bound checks what a client's first message says of the binding to the channel (its gs2 header) against the mechanism that it
// chose, and what we offered.
func bound(first string, plus, offered bool) error {
	flag, rest, _ := strings.Cut(first, ",")
	authorization, _, _ := strings.Cut(rest, ",")
	binding, isBinding := strings.CutPrefix(flag, "p=")
	switch {
	case flag == "n" && plus, flag == "y" && plus:
		return malformed("The client selected SCRAM-SHA-256-PLUS, but the SCRAM message does not include channel binding data.")
	case flag == "y" && offered:
		return fatal(sqlerr.InvalidAuthorization, "SCRAM channel binding negotiation error").
			WithDetail("The client supports SCRAM channel binding but thinks the server does not.  However, this server does support channel binding.")
	case isBinding && !plus:
		return malformed("The client selected SCRAM-SHA-256 without channel binding, but the SCRAM message includes channel binding data.")
	case isBinding && binding != "tls-server-end-point":
		return fatal(sqlerr.ProtocolViolation, "unsupported SCRAM channel-binding type %q", binding)
	case flag != "n" && flag != "y" && !isBinding:
		return malformed("")
	case authorization != "":
		return fatal(sqlerr.FeatureNotSupported, "client uses authorization identity, but it is not supported")
	}
	return nil
}

// mock is a verifier that no password fits, the same for a user whenever it is asked for.
func (a *Access) mock(user string) *password.Verifier {
	part := func(what string) []byte {
		h := hmac.New(sha256.New, a.Secret)
		h.Write([]byte(what + "\x00" + user))
		return h.Sum(nil)
	}
	return &password.Verifier{Iterations: password.Iterations, Salt: part("salt")[:password.SaltLength], StoredKey: part("stored"), ServerKey: part("server")}
}
