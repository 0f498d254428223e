package pgwire

import (
	"encoding/binary"
	"io"
	"strings"

	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
)

// Codes that stand where a start-up packet has the protocol's version.
const (
	cancelCode = 80877102
	sslCode    = 80877103
	gssCode    = 80877104

	protocolMajor = 3
	newestMinor   = 2 // 3.2 has longer keys for cancel requests
)

// startPacket is what a client asked for with its first packet that is not about encryption.
type startPacket struct {
	cancel  []byte // a cancel request's body
	start   Startup
	minor   int      // the protocol's minor version that was asked for
	unknown []string // protocol options (_pq_.*) that were asked for; there are none yet
}

// readStart reads the packets before the conversation. A request for encryption is answered 'S' and the handshake follows, where
// encrypt is given, else 'N'; that for GSS encryption always 'N'. Each may come once, in any order; a client that begins with the
// handshake itself is taken at its word. It reads from the socket itself, never beyond a packet, so that nothing sent in the clear
// can be taken for a part of the encrypted stream.
func readStart(rw io.ReadWriter, encrypt func(begun []byte) (io.ReadWriter, error)) (*startPacket, error) {
	var asked struct{ ssl, gss bool }
	for first := true; ; first = false {
		var head [4]byte
		if _, err := io.ReadFull(rw, head[:]); err != nil {
			return nil, lost{err}
		}
		if first && head[0] == tlsHandshake && encrypt != nil {
			var err error
			if rw, err = encrypt(head[:]); err != nil {
				return nil, err
			}
			asked.ssl, asked.gss = true, true
			continue
		}
		code, body, err := readPacket(rw, head)
		if err != nil {
			return nil, err
		}
		answer := byte('N')
		switch {
		case code == cancelCode:
			return &startPacket{cancel: body}, nil
		case code == sslCode && !asked.ssl && len(body) == 0:
			asked.ssl = true
			if encrypt != nil {
				answer, asked.gss = 'S', true
			}
		case code == gssCode && !asked.gss && len(body) == 0:
			asked.gss = true
		case code>>16 == protocolMajor:
			return parseStart(int(code&0xffff), body)
		default:
			return nil, fatal(sqlerr.FeatureNotSupported, "unsupported frontend protocol %d.%d: server supports 3.0 to 3.%d", code>>16, code&0xffff, newestMinor)
		}
		if _, err := rw.Write([]byte{answer}); err != nil {
			return nil, lost{err}
		}
		if answer == 'S' {
			if rw, err = encrypt(nil); err != nil {
				return nil, err
			}
		}
	}
}

// readPacket reads a packet without a type, a code and a body, behind its length, which is read already.
func readPacket(r io.Reader, head [4]byte) (code uint32, body []byte, err error) {
	length := binary.BigEndian.Uint32(head[:])
	if length < 8 || length > maxStartup {
		return 0, nil, fatal(sqlerr.ProtocolViolation, "invalid length of startup packet")
	}
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return 0, nil, lost{err}
	}
	body = make([]byte, length-8)
	if _, err := io.ReadFull(r, body); err != nil {
		return 0, nil, lost{err}
	}
	return binary.BigEndian.Uint32(head[:]), body, nil
}

// parseStart reads the parameters of a start-up packet: names and values, each ended by a zero byte, and one more at the end.
func parseStart(minor int, body []byte) (*startPacket, error) {
	layout := fatal(sqlerr.ProtocolViolation, "invalid startup packet layout: expected terminator as last byte")
	p := &startPacket{minor: minor}
	rest := string(body)
	for {
		name, after, ok := strings.Cut(rest, "\x00")
		if !ok {
			return nil, layout
		}
		if name == "" {
			if after != "" {
				return nil, layout
			}
			break
		}
		value, after, ok := strings.Cut(after, "\x00")
		if !ok {
			return nil, layout
		}
		rest = after
		for _, s := range [...]string{name, value} {
			if err := sqltype.CheckText(s); err != nil {
				return nil, fatal(sqlerr.CharacterNotInRepertoire, "%s", sqlerr.From(err).Message)
			}
		}
		if err := p.parameter(name, value); err != nil {
			return nil, err
		}
	}
	if p.start.User == "" {
		return nil, fatal(sqlerr.InvalidAuthorization, "no PostgreSQL user name specified in startup packet")
	}
	return p, nil
}

func (p *startPacket) parameter(name, value string) error {
	switch {
	case name == "user":
		p.start.User = value
	case name == "database":
		p.start.Database = value
	case name == "options":
		settings, err := parseOptions(value)
		if err != nil {
			return err
		}
		p.start.Settings = append(p.start.Settings, settings...)
	case name == "replication":
		switch strings.ToLower(value) {
		case "false", "off", "no", "0", "f", "n":
		case "true", "on", "yes", "1", "t", "y", "database":
			return fatal(sqlerr.FeatureNotSupported, "replication connections are not supported")
		default:
			return fatal(sqlerr.InvalidParameterValue, "invalid value for parameter \"replication\": \"%s\"", value).
				WithHint("Valid values are: \"false\", 0, \"true\", 1, \"database\".")
		}
	case strings.HasPrefix(name, "_pq_."):
		p.unknown = append(p.unknown, name)
	default:
		p.start.Settings = append(p.start.Settings, Setting{name, value})
	}
	return nil
}

// parseOptions reads command-line options: -c name=value, -cname=value and --name=value, apart from each other by space. A
// backslash takes the next character as it is. In a name, a hyphen stands for an underscore.
func parseOptions(s string) ([]Setting, error) {
	words := optionWords(s)
	var out []Setting
	for i := 0; i < len(words); i++ {
		w := words[i]
		switch {
		case w == "-c" && i+1 < len(words):
			i++
			w = words[i]
		case strings.HasPrefix(w, "-c") && len(w) > 2:
			w = w[2:]
		case strings.HasPrefix(w, "--") && len(w) > 2:
			w = w[2:]
		default:
			return nil, fatal(sqlerr.SyntaxError, "invalid command-line argument for server process: %s", w)
		}
		name, value, ok := strings.Cut(w, "=")
		if !ok {
			return nil, fatal(sqlerr.SyntaxError, "-c %s requires a value", w)
		}
		out = append(out, Setting{strings.ReplaceAll(name, "-", "_"), value})
	}
	return out, nil
}

func optionWords(s string) []string {
	var out []string
	var word []byte
	inWord := false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == ' ' || c >= '\t' && c <= '\r':
			if inWord {
				out, word, inWord = append(out, string(word)), nil, false
			}
			continue
		case c == '\\' && i+1 < len(s):
			i++
		}
		word, inWord = append(word, s[i]), true
	}
	if inWord {
		out = append(out, string(word))
	}
	return out
}

// negotiate appends NegotiateProtocolVersion, which pgproto3 v2 does not have: the version that is spoken, and the protocol options
// that we do not know.
func negotiate(dst []byte, minor int, unknown []string) []byte {
	start := len(dst)
	dst = append(dst, 'v', 0, 0, 0, 0)
	dst = binary.BigEndian.AppendUint32(dst, protocolMajor<<16|uint32(minor))
	dst = binary.BigEndian.AppendUint32(dst, uint32(len(unknown)))
	for _, name := range unknown {
		dst = append(append(dst, name...), 0)
	}
	binary.BigEndian.PutUint32(dst[start+1:], uint32(len(dst)-start-1))
	return dst
}

// keyData appends BackendKeyData, whose key pgproto3 v2 takes to be of 4 bytes.
func keyData(dst []byte, pid uint32, key []byte) []byte {
	dst = binary.BigEndian.AppendUint32(append(dst, 'K'), uint32(8+len(key)))
	return append(binary.BigEndian.AppendUint32(dst, pid), key...)
}
