package pgwire

import (
	"bufio"
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/cockroachdb/datadriven"
	"github.com/jackc/pgproto3/v2"
)

// syncBuffer is a log that a test reads while it is written.
type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *syncBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *syncBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// testServer is a running server over a fake backend.
type testServer struct {
	*Server
	fake *fakeBackend
	addr string
	log  *syncBuffer
}

// startServer serves a fake backend; change, if given, sets what differs from the rule.
func startServer(t testing.TB, change ...func(*testServer)) *testServer {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	logged := &syncBuffer{}
	fake := &fakeBackend{sleeping: make(chan struct{}, 16)}
	ts := &testServer{
		Server: &Server{
			Backend: fake, Log: slog.New(slog.NewTextHandler(logged, nil)),
			Rand: bytes.NewReader(bytes.Repeat([]byte{0, 0, 0, 7}, 1000)), MaxMessage: 1 << 20,
		},
		fake: fake, addr: l.Addr().String(), log: logged,
	}
	for _, f := range change {
		f(ts)
	}
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- ts.Serve(ctx, l) }()
	t.Cleanup(func() {
		cancel()
		if err := <-served; err != nil {
			t.Error(err)
		}
		for _, s := range fake.sessions {
			if !s.closed {
				t.Error("a session was not closed")
			}
			if s.begun != 0 {
				t.Error("a transaction was not ended")
			}
		}
	})
	return ts
}

// wireClient is the client's end of a conversation.
type wireClient struct {
	net.Conn
	r io.Reader
}

func (ts *testServer) dial(t testing.TB) *wireClient {
	t.Helper()
	nc, err := net.Dial("tcp", ts.addr)
	if err != nil {
		t.Fatal(err)
	}
	nc.SetDeadline(time.Now().Add(20 * time.Second))
	return &wireClient{nc, bufio.NewReader(nc)}
}

func startupPacket(version uint32, params ...string) []byte {
	var b []byte
	b = append(b, 0, 0, 0, 0, byte(version>>24), byte(version>>16), byte(version>>8), byte(version))
	for _, p := range params {
		b = append(append(b, p...), 0)
	}
	b = append(b, 0)
	b[2], b[3] = byte(len(b)>>8), byte(len(b))
	return b
}

// login dials and starts as user u.
func (ts *testServer) login(t testing.TB, params ...string) *wireClient {
	t.Helper()
	c := ts.dial(t)
	c.Write(startupPacket(196608, append([]string{"user", "u"}, params...)...))
	if got := c.until(t, "ReadyForQuery"); !strings.Contains(got, "ReadyForQuery") {
		t.Fatalf("login: %s", got)
	}
	return c
}

// until reads messages up to one of a type and prints them.
func (c *wireClient) until(t testing.TB, last string) string {
	t.Helper()
	var out strings.Builder
	for {
		line, err := c.line()
		if err != nil {
			if errors.Is(err, io.EOF) || errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE) {
				err = errors.New("closed")
			}
			fmt.Fprintf(&out, "(%v)\n", err)
			return out.String()
		}
		out.WriteString(line + "\n")
		if kind, _, _ := strings.Cut(line, " "); kind == last {
			return out.String()
		}
	}
}

// line reads a message and prints it.
func (c *wireClient) line() (string, error) {
	head := make([]byte, 5)
	if _, err := io.ReadFull(c.r, head[:1]); err != nil {
		return "", err
	}
	if _, err := io.ReadFull(c.r, head[1:]); err != nil {
		return "", err
	}
	body := make([]byte, int(head[3])<<8|int(head[4])-4)
	if head[1]|head[2] != 0 {
		return "", fmt.Errorf("a message of type %c is too long for a test", head[0])
	}
	if _, err := io.ReadFull(c.r, body); err != nil {
		return "", err
	}
	if head[0] == 'v' { // pgproto3 v2 does not know it
		return fmt.Sprintf("NegotiateProtocolVersion %q", body), nil
	}
	if head[0] == 'K' && len(body) != 8 { // nor keys of another length than 4
		return fmt.Sprintf("BackendKeyData of %d bytes", len(body)-4), nil
	}
	front := pgproto3.NewFrontend(pgproto3.NewChunkReader(bytes.NewReader(append(head, body...))), nil)
	msg, err := front.Receive()
	if err != nil {
		return "", err
	}
	return printMessage(msg), nil
}

// printMessage prints a server's message: its type, then what it says.
func printMessage(msg pgproto3.BackendMessage) string {
	switch m := msg.(type) {
	case *pgproto3.ErrorResponse:
		return "ErrorResponse " + printError(m)
	case *pgproto3.NoticeResponse:
		return "NoticeResponse " + printError((*pgproto3.ErrorResponse)(m))
	case *pgproto3.ReadyForQuery:
		return "ReadyForQuery " + string(m.TxStatus)
	case *pgproto3.CommandComplete:
		return "CommandComplete " + string(m.CommandTag)
	case *pgproto3.DataRow:
		var parts []string
		for _, v := range m.Values {
			switch {
			case v == nil:
				parts = append(parts, "NULL")
			case bytes.IndexFunc(v, func(r rune) bool { return r < ' ' || r > '~' }) >= 0:
				parts = append(parts, "0x"+hex.EncodeToString(v))
			default:
				parts = append(parts, string(v))
			}
		}
		return "DataRow " + strings.Join(parts, "|")
	case *pgproto3.RowDescription:
		var parts []string
		for _, f := range m.Fields {
			parts = append(parts, fmt.Sprintf("%s:%d/%d/%d/%d", f.Name, f.DataTypeOID, f.DataTypeSize, f.TypeModifier, f.Format))
		}
		return "RowDescription " + strings.Join(parts, " ")
	case *pgproto3.ParameterStatus:
		return fmt.Sprintf("ParameterStatus %s=%s", m.Name, m.Value)
	case *pgproto3.CopyInResponse:
		return fmt.Sprint("CopyInResponse ", m.OverallFormat, m.ColumnFormatCodes)
	case *pgproto3.CopyOutResponse:
		return fmt.Sprint("CopyOutResponse ", m.OverallFormat, m.ColumnFormatCodes)
	case *pgproto3.CopyData:
		return fmt.Sprintf("CopyData %q", m.Data)
	case *pgproto3.ParameterDescription:
		return fmt.Sprint("ParameterDescription ", m.ParameterOIDs)
	}
	return strings.TrimPrefix(fmt.Sprintf("%T", msg), "*pgproto3.")
}

func printError(m *pgproto3.ErrorResponse) string {
	s := fmt.Sprintf("%s %s %s", m.Severity, m.Code, m.Message)
	if m.Detail != "" {
		s += " D=" + m.Detail
	}
	if m.Hint != "" {
		s += " H=" + m.Hint
	}
	if m.Where != "" {
		s += " W=" + m.Where
	}
	if m.Position != 0 {
		s += fmt.Sprint(" P=", m.Position)
	}
	return s
}

// clientMessage encodes a line "Type {json}" or "raw hex".
func clientMessage(line string) ([]byte, error) {
	kind, rest, _ := strings.Cut(line, " ")
	var msg pgproto3.FrontendMessage
	switch kind {
	case "raw":
		return hex.DecodeString(strings.ReplaceAll(rest, " ", ""))
	case "Query":
		return (&pgproto3.Query{String: rest}).Encode(nil)
	case "Parse":
		msg = &pgproto3.Parse{}
	case "Bind":
		msg = &pgproto3.Bind{}
	case "Describe":
		msg = &pgproto3.Describe{}
	case "Execute":
		msg = &pgproto3.Execute{}
	case "Close":
		msg = &pgproto3.Close{}
	case "Sync":
		msg = &pgproto3.Sync{}
	case "Flush":
		msg = &pgproto3.Flush{}
	case "Terminate":
		msg = &pgproto3.Terminate{}
	case "CopyDone":
		msg = &pgproto3.CopyDone{}
	case "CopyData":
		data, err := strconv.Unquote(rest)
		if err != nil {
			return nil, err
		}
		return (&pgproto3.CopyData{Data: []byte(data)}).Encode(nil)
	case "CopyFail":
		return (&pgproto3.CopyFail{Message: rest}).Encode(nil)
	default:
		return nil, fmt.Errorf("no message %q", kind)
	}
	if rest != "" {
		if err := json.Unmarshal([]byte(rest), msg); err != nil {
			return nil, err
		}
	}
	return msg.Encode(nil)
}

// TestConversations plays the goldens of testdata/conversations. Directives:
//
//	start [params…]    a new connection's start-up packet; "version" first for another than 3.0; prints up to ReadyForQuery
//	raw                bytes on a new connection, prints up to its end
//	send [until=TYPE]  messages, one a line; prints up to ReadyForQuery, another type, or the end of the connection
func TestConversations(t *testing.T) {
	datadriven.Walk(t, "testdata/conversations", func(t *testing.T, path string) {
		ts := startServer(t)
		var c *wireClient
		defer func() {
			if c != nil {
				c.Close()
			}
		}()
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			until := "ReadyForQuery"
			d.MaybeScanArgs(t, "until", &until)
			switch d.Cmd {
			case "start", "raw":
				if c != nil {
					c.Close()
				}
				c = ts.dial(t)
				var packet []byte
				if d.Cmd == "raw" {
					until = "-"
					for _, line := range strings.Split(d.Input, "\n") {
						line, _, _ = strings.Cut(line, "#")
						b, err := hex.DecodeString(strings.Join(strings.Fields(line), ""))
						if err != nil {
							t.Fatal(err)
						}
						packet = append(packet, b...)
					}
				} else {
					version := uint32(196608)
					var params []string
					for _, line := range strings.Split(d.Input, "\n") {
						k, v, _ := strings.Cut(line, "=")
						if k == "version" {
							fmt.Sscan(v, &version)
							continue
						}
						if k != "" {
							params = append(params, k, v)
						}
					}
					packet = startupPacket(version, params...)
				}
				c.Write(packet)
			case "send":
				var b []byte
				for _, line := range strings.Split(d.Input, "\n") {
					m, err := clientMessage(line)
					if err != nil {
						t.Fatalf("%s: %v", line, err)
					}
					b = append(b, m...)
				}
				c.Write(b)
			default:
				t.Fatalf("no directive %q", d.Cmd)
			}
			if d.Cmd == "raw" {
				answers := ""
				for {
					b := make([]byte, 1)
					if _, err := io.ReadFull(c.r, b); err != nil {
						return answers + "(closed)\n"
					}
					if b[0] != 'N' {
						c.r = io.MultiReader(bytes.NewReader(b), c.r)
						return answers + c.until(t, until)
					}
					answers += "N\n"
				}
			}
			return c.until(t, until)
		})
	})
}
