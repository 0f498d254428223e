package pgwire

import (
	"bytes"
	"io"
	"log/slog"
	"net"
	"strings"
	"testing"
	"time"
)

// seeds are beginnings of conversations that mean something.
func seeds(f *testing.F) {
	for _, lines := range []string{
		"Query rows 3",
		"Query begin\nQuery fail\nQuery rollback",
		"Parse {\"Query\": \"echo int4\"}\nDescribe {\"ObjectType\": \"S\"}\nBind {\"Parameters\": [{\"text\": \"1\"}]}\nExecute {}\nSync",
		"Parse {\"Name\": \"a\", \"Query\": \"rows 5\"}\nBind {\"DestinationPortal\": \"p\", \"PreparedStatement\": \"a\"}\nExecute {\"Portal\": \"p\", \"MaxRows\": 2}\nClose {\"ObjectType\": \"P\", \"Name\": \"p\"}\nFlush\nSync",
		"Query copy in\nCopyData \"1\\tx\\n\"\nCopyDone",
		"Terminate",
	} {
		f.Add(mustEncode(f, lines))
	}
	f.Add([]byte{'F', 0, 0, 0, 4})
	f.Add([]byte{'Q', 0x3f, 0xff, 0xff, 0xff})
}

// FuzzConversation: after the login, whatever follows is answered or ends the connection; the server never panics, and no session
// is left behind.
func FuzzConversation(f *testing.F) {
	seeds(f)
	log := &syncBuffer{}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { l.Close() })
	f.Fuzz(func(t *testing.T, messages []byte) {
		if bytes.Contains(messages, []byte("panic")) || bytes.Contains(messages, []byte("sleep")) || len(messages) > 4<<10 {
			return
		}
		fake := &fakeBackend{sleeping: make(chan struct{}, 64)}
		s := &Server{Backend: fake, Log: slog.New(slog.NewTextHandler(log, nil)), MaxMessage: 1 << 16, WriteTimeout: 5 * time.Second}
		ours, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			t.Skip(err)
		}
		theirs, err := l.Accept()
		if err != nil {
			t.Fatal(err)
		}
		ours.SetDeadline(time.Now().Add(10 * time.Second))
		c := s.newConn(t.Context(), theirs)
		if !s.arrive(c) {
			t.Fatal("the server is gone")
		}
		done := make(chan struct{})
		go func() {
			defer close(done)
			defer s.running.Done()
			c.serve(t.Context())
		}()
		answers := make(chan []byte, 1)
		go func() {
			b, _ := io.ReadAll(io.LimitReader(ours, 8<<20))
			answers <- b
			ours.Close()
		}()
		ours.Write(append(startupPacket(196608, "user", "u"), messages...))
		ours.Write([]byte{'S', 0, 0, 0, 4, 'X', 0, 0, 0, 4})
		ours.(*net.TCPConn).CloseWrite() // what was a long message is now half of one
		select {
		case <-done:
		case <-time.After(20 * time.Second):
			t.Fatal("the conversation does not end")
		}
		<-answers
		for _, session := range fake.sessions {
			if !session.closed || session.begun != 0 {
				t.Error("a session is left behind")
			}
		}
		if strings.Contains(log.String(), "panic") {
			t.Fatal(log.String())
		}
	})
}
