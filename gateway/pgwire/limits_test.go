package pgwire

import (
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"asof/gateway/pgwire/wiretest"
)

// query sends a simple query and returns the answer.
func (c *wireClient) query(t testing.TB, sql string) string {
	t.Helper()
	c.Write(mustEncode(t, "Query "+sql))
	return c.until(t, "ReadyForQuery")
}

func mustEncode(t testing.TB, lines string) []byte {
	t.Helper()
	b, err := wiretest.Encode(lines)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// A thousand clients that say nothing cost little, two hundred that talk at once are all answered.
func TestManyConnections(t *testing.T) {
	const idle, busy = 1000, 200
	ts := startServer(t, func(ts *testServer) {
		ts.MaxConnections, ts.Rand = idle+busy, nil
	})
	heap := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapInuse + m.StackInuse
	}
	before := heap()
	kept := make([]*wireClient, idle)
	for i := range kept {
		kept[i] = ts.login(t)
	}
	// The test's own ends of the connections, with their buffers, are counted too.
	if each := (heap() - before) / idle; each > 64<<10 {
		t.Errorf("an idle connection takes %d bytes", each)
	}
	var group sync.WaitGroup
	for range busy {
		c := ts.login(t)
		kept = append(kept, c)
		group.Go(func() {
			for range 20 {
				if got := c.query(t, "rows 3"); !strings.HasSuffix(got, "CommandComplete SELECT 3\nReadyForQuery I\n") {
					t.Error(got)
					return
				}
			}
		})
	}
	group.Wait()
	extra := ts.dial(t)
	extra.Write(startupPacket(196608, "user", "u"))
	if got := extra.until(t, "ReadyForQuery"); got != "ErrorResponse FATAL 53300 sorry, too many clients already\n(closed)\n" {
		t.Error(got)
	}
	for _, c := range kept {
		c.Close()
	}
}

// A client that does not read what it asked for is let go, and what its statement holds with it.
func TestSlowReader(t *testing.T) {
	ts := startServer(t, func(ts *testServer) { ts.WriteTimeout = 200 * time.Millisecond })
	c := ts.login(t)
	defer c.Close()
	c.Conn.(*net.TCPConn).SetReadBuffer(4 << 10)
	c.Write(mustEncode(t, "Query rows 50000000"))
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		ts.Server.mu.Lock()
		left := len(ts.Server.conns)
		ts.Server.mu.Unlock()
		if left == 0 {
			return
		}
		if time.Now().After(deadline) {
			t.Fatal("the server still waits for the client")
		}
	}
}

// A client that reads slowly, but does, gets everything: the time is that of one write, not of all.
func TestPatientReader(t *testing.T) {
	ts := startServer(t, func(ts *testServer) { ts.WriteTimeout = 2 * time.Second })
	c := ts.login(t)
	c.Write(mustEncode(t, "Query rows 200000"))
	rows := 0
	for {
		line, err := c.line()
		if err != nil {
			t.Fatal(rows, err)
		}
		if strings.HasPrefix(line, "DataRow") {
			rows++
		} else if strings.HasPrefix(line, "ReadyForQuery") {
			break
		}
		if rows%20000 == 1 {
			time.Sleep(50 * time.Millisecond)
		}
	}
	if rows != 200000 {
		t.Error(rows)
	}
}

// A notice comes while its statement runs.
func TestNoticeComesAtOnce(t *testing.T) {
	ts := startServer(t)
	c := ts.login(t)
	c.Write(mustEncode(t, "Query sleep hello"))
	if got := c.until(t, "NoticeResponse"); !strings.Contains(got, "hello") {
		t.Fatal(got)
	}
	<-ts.fake.sleeping // it still runs: that it ends is up to the client, which goes away
	c.Close()
}

// Cancel requests that hit anything at all leave the conversation in order: each statement is answered once, and the last one
// succeeds.
func TestCancelRace(t *testing.T) {
	ts := startServer(t, func(ts *testServer) { ts.Rand = nil })
	for _, version := range []uint32{196608, 196610} {
		c := ts.dial(t)
		c.Write(startupPacket(version, "user", "u"))
		pid, key := keyOf(t, c)
		if want := map[uint32]int{196608: 4, 196610: 32}[version]; len(key) != want {
			t.Fatalf("a key of %d bytes, want %d", len(key), want)
		}
		stop := make(chan struct{})
		var group sync.WaitGroup
		group.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				request := binary.BigEndian.AppendUint32(nil, uint32(12+len(key)))
				request = binary.BigEndian.AppendUint32(request, cancelCode)
				request = append(binary.BigEndian.AppendUint32(request, pid), key...)
				if nc, err := net.Dial("tcp", ts.addr); err == nil {
					nc.Write(request)
					io.Copy(io.Discard, nc)
					nc.Close()
				}
			}
		})
		cancelled := 0
		for i := range 60 {
			c.Write(mustEncode(t, "Query rows 2000"))
			got := c.until(t, "ReadyForQuery")
			switch {
			case strings.Contains(got, "57014"):
				cancelled++
			case !strings.Contains(got, "CommandComplete SELECT 2000"):
				t.Fatalf("statement %d: %s", i, got)
			}
			if strings.Count(got, "ReadyForQuery") != 1 {
				t.Fatal(got)
			}
		}
		close(stop)
		group.Wait()
		if got := c.query(t, "do 1"); got != "CommandComplete INSERT 0 1\nReadyForQuery I\n" {
			t.Error(got)
		}
		t.Logf("%d of 60 were cancelled", cancelled)
		c.Close()
	}
}

// keyOf reads a greeting and returns what cancel requests need.
func keyOf(t testing.TB, c *wireClient) (pid uint32, key []byte) {
	t.Helper()
	for {
		head := make([]byte, 5)
		if _, err := io.ReadFull(c.r, head); err != nil {
			t.Fatal(err)
		}
		body := make([]byte, binary.BigEndian.Uint32(head[1:])-4)
		if _, err := io.ReadFull(c.r, body); err != nil {
			t.Fatal(err)
		}
		switch head[0] {
		case 'K':
			pid, key = binary.BigEndian.Uint32(body), body[4:]
		case 'Z':
			return pid, key
		case 'E':
			t.Fatalf("%q", body)
		}
	}
}

// A connection keeps so many statements and portals and no more.
func TestKeptIsBounded(t *testing.T) {
	ts := startServer(t)
	c := ts.login(t)
	send := func(lines string) string {
		c.Write(mustEncode(t, lines+"\nSync"))
		return c.until(t, "ReadyForQuery")
	}
	long := strings.Repeat("x", 900<<10)
	for i := range 200 {
		got := send(fmt.Sprintf(`Parse {"Name": "s%d", "Query": "rows 1 %s"}`, i, long))
		if strings.Contains(got, "53400") {
			if i < 60 {
				t.Errorf("refused after %d MiB", i)
			}
			break
		}
		if i == 199 {
			t.Error("200 MiB of statements are kept")
		}
	}
	c = ts.login(t)
	c.query(t, "begin")
	send(`Parse {"Name": "s", "Query": "rows 1"}`)
	for i := range maxPortals + 1 {
		got := send(fmt.Sprintf(`Bind {"DestinationPortal": "p%d", "PreparedStatement": "s"}`, i))
		if bad := strings.Contains(got, "53400"); bad != (i == maxPortals) {
			t.Fatalf("portal %d: %s", i, got)
		}
	}
}

// Idle timeouts end a conversation with Postgres' words, in a block and outside of one; a pipeline that is not complete is not idle.
func TestIdleTimeouts(t *testing.T) {
	ts := startServer(t)
	c := ts.login(t)
	c.query(t, "set idle=50")
	if got := c.until(t, "-"); got != "ErrorResponse FATAL 57P05 terminating connection due to idle-session timeout\n(closed)\n" {
		t.Error(got)
	}
	c = ts.login(t)
	c.query(t, "set idleinblock=50")
	time.Sleep(100 * time.Millisecond)
	c.query(t, "begin")
	if got := c.until(t, "-"); got != "ErrorResponse FATAL 25P03 terminating connection due to idle-in-transaction timeout\n(closed)\n" {
		t.Error(got)
	}
	c = ts.login(t)
	c.query(t, "set idle=60")
	c.Write(mustEncode(t, "Parse {\"Query\": \"rows 1\"}\nFlush"))
	c.until(t, "ParseComplete")
	time.Sleep(120 * time.Millisecond)
	c.Write(mustEncode(t, "Sync"))
	if got := c.until(t, "ReadyForQuery"); got != "ReadyForQuery I\n" {
		t.Error(got)
	}
}
