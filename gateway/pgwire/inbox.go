package pgwire

import (
	"errors"
	"sync"
)

// errDrain is what pop returns when the server is shutting down and the client has nothing under way.
var errDrain = errors.New("pgwire: the server is shutting down")

// inbox holds the messages that were read ahead of the one being answered: any one message, and more up to readAhead bytes.
// Beyond that the reader waits, and so does the client.
type inbox struct {
	mu     sync.Mutex
	change sync.Cond
	frames []frame
	bytes  int
	err    error // the stream's end
	closed bool  // nobody pops any more
	drain  bool
}

func newInbox() *inbox {
	b := &inbox{}
	b.change.L = &b.mu
	return b
}

// push adds a message; false if nobody will take it.
func (b *inbox) push(f frame) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	for len(b.frames) > 0 && b.bytes+len(f.body) > readAhead && !b.closed {
		b.change.Wait()
	}
	b.frames = append(b.frames, f)
	b.bytes += len(f.body)
	b.change.Broadcast()
	return !b.closed
}

// end notes that no message will follow, and why.
func (b *inbox) end(err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.err = err
	b.change.Broadcast()
}

// pop takes the next message. mayDrain says that the client stands between statements: then a server that is shutting down
// ends the conversation.
func (b *inbox) pop(mayDrain bool) (frame, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for {
		switch {
		case b.drain && (mayDrain || len(b.frames) == 0):
			return frame{}, errDrain
		case len(b.frames) > 0:
			f := b.frames[0]
			b.frames[0] = frame{}
			if b.frames = b.frames[1:]; len(b.frames) == 0 {
				b.frames = nil
			}
			b.bytes -= len(f.body)
			b.change.Broadcast()
			return f, nil
		case b.err != nil:
			return frame{}, b.err
		}
		b.change.Wait()
	}
}

// shutDown makes pop end the conversation at the next chance.
func (b *inbox) shutDown() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.drain = true
	b.change.Broadcast()
}

// close lets a reader that waits go.
func (b *inbox) close() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.closed = true
	b.change.Broadcast()
}
