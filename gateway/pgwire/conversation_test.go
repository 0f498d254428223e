package pgwire

import (
	"bufio"
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cockroachdb/datadriven"

	"asof/gateway/pgwire/wiretest"
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
	return wiretest.Startup(version, params...)
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
	return wiretest.Until(c.r, last)
}

// line reads a message and prints it.
func (c *wireClient) line() (string, error) { return wiretest.Line(c.r) }

// clientMessage encodes a line "Type {json}" or "raw hex".
func clientMessage(line string) ([]byte, error) { return wiretest.Encode(line) }

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
