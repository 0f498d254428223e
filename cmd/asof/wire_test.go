package main_test

import (
	"bufio"
	"net"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/cockroachdb/datadriven"

	"asof/gateway/pgwire/wiretest"
)

// Every file of testdata/wire is a conversation on the wire, message by message, that this server and a real Postgres 15 answer
// alike. Commands:
//
//	start [conn=NAME] [quiet]       a new connection's start-up packet with the given parameters; prints up to ReadyForQuery
//	send [conn=NAME] [until=TYPE]   messages, one a line (package wiretest); prints up to ReadyForQuery, or another type
//	wait [conn=NAME] [until=TYPE]   prints what comes without being asked for
//	close [conn=NAME]
//
// An answer that is ours alone is under "send ours": the other server's is not compared.
func TestWire(t *testing.T) {
	s := startServer(t, newData(t))
	playWire(t, func() (net.Conn, error) { return net.Dial("tcp", s.addr) }, false)
}

// The files were written by Postgres: with -rewrite, this test writes them.
func TestWireIsPostgres(t *testing.T) {
	dir := startPostgres(t)
	playWire(t, func() (net.Conn, error) { return net.Dial("unix", filepath.Join(dir, ".s.PGSQL.5432")) }, true)
}

// wire is a connection, read message by message.
type wire struct {
	net.Conn
	r *bufio.Reader
}

func playWire(t *testing.T, dial func() (net.Conn, error), other bool) {
	datadriven.Walk(t, filepath.Join("testdata", "wire"), func(t *testing.T, path string) {
		conns := map[string]*wire{}
		defer func() {
			for _, c := range conns {
				c.Close()
			}
		}()
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			name, until := "", "ReadyForQuery"
			d.MaybeScanArgs(t, "conn", &name)
			d.MaybeScanArgs(t, "until", &until)
			out := ""
			switch d.Cmd {
			case "start":
				if c := conns[name]; c != nil {
					c.Close()
				}
				nc, err := dial()
				if err != nil {
					t.Fatal(err)
				}
				nc.SetDeadline(time.Now().Add(20 * time.Second))
				conns[name] = &wire{nc, bufio.NewReader(nc)}
				params := []string{"user", "asof", "database", "postgres"}
				for _, line := range strings.Split(d.Input, "\n") {
					if k, v, ok := strings.Cut(line, "="); ok {
						params = append(params, k, v)
					}
				}
				nc.Write(wiretest.Startup(196608, params...))
				if out = greeting(wiretest.Until(conns[name].r, until)); d.HasArg("quiet") && strings.HasSuffix(out, "ReadyForQuery I\n") {
					out = ""
				}
			case "send":
				b, err := wiretest.Encode(d.Input)
				if err != nil {
					t.Fatal(err)
				}
				conns[name].Write(b) // if the server has hung up, so does the answer
				out = wiretest.Until(conns[name].r, until)
			case "wait":
				out = wiretest.Until(conns[name].r, until)
			case "close":
				conns[name].Close()
			default:
				t.Fatalf("no directive %q", d.Cmd)
			}
			if other && d.HasArg("ours") {
				return d.Expected
			}
			return out
		})
	})
}

// greeting leaves out of what a start-up is answered what no two servers have in common.
func greeting(s string) string {
	var out strings.Builder
	for _, line := range strings.SplitAfter(s, "\n") {
		if !strings.HasPrefix(line, "ParameterStatus server_version=") && !strings.HasPrefix(line, "ParameterStatus TimeZone=") {
			out.WriteString(line)
		}
	}
	return out.String()
}
