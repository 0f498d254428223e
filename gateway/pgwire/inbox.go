package pgwire

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/jackc/pgproto3/v2"
)

// What pop returns in place of a message.
var (
	errDrain = errors.New("pgwire: the server is shutting down") // and the client has nothing under way
	errIdle  = errors.New("pgwire: the client sends nothing")    // for as long as it may
	errNews  = errors.New("pgwire: there are notifications")
)

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
	late   bool // the time to wait for a message is over
	news   []pgproto3.NotificationResponse
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
// ends the conversation. quiet says that it stands outside of a transaction: then it may be told news. It does not wait longer
// than patience, if that is not 0.
func (b *inbox) pop(mayDrain, quiet bool, patience time.Duration) (frame, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if patience > 0 && len(b.frames) == 0 {
		b.late = false
		timer := time.AfterFunc(patience, func() {
			b.mu.Lock()
			defer b.mu.Unlock()
			b.late = true
			b.change.Broadcast()
		})
		defer timer.Stop()
	}
	for {
		switch {
		case b.drain && (mayDrain || len(b.frames) == 0):
			return frame{}, errDrain
		case len(b.frames) > 0:
			return b.take(), nil
		case b.err != nil:
			return frame{}, b.err
		case quiet && len(b.news) > 0:
			return frame{}, errNews
		case patience > 0 && b.late:
			return frame{}, errIdle
		}
		b.change.Wait()
	}
}

// notify keeps a notification until the client may be told.
func (b *inbox) notify(n pgproto3.NotificationResponse) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.news = append(b.news, n)
	b.change.Broadcast()
}

// pending counts the notifications that are kept.
func (b *inbox) pending() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.news)
}

// takeNews takes the notifications.
func (b *inbox) takeNews() []pgproto3.NotificationResponse {
	b.mu.Lock()
	defer b.mu.Unlock()
	news := b.news
	b.news = nil
	return news
}

// popDuring takes the next message for a statement that reads from its client, until ctx ends. A server that is shutting down
// lets such a statement finish.
func (b *inbox) popDuring(ctx context.Context) (frame, error) {
	defer context.AfterFunc(ctx, func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.change.Broadcast()
	})()
	b.mu.Lock()
	defer b.mu.Unlock()
	for {
		switch {
		case ctx.Err() != nil:
			return frame{}, context.Cause(ctx)
		case len(b.frames) > 0:
			return b.take(), nil
		case b.err != nil:
			return frame{}, b.err
		}
		b.change.Wait()
	}
}

// take removes the first message.
func (b *inbox) take() frame {
	f := b.frames[0]
	b.frames[0] = frame{}
	if b.frames = b.frames[1:]; len(b.frames) == 0 {
		b.frames = nil
	}
	b.bytes -= len(f.body)
	b.change.Broadcast()
	return f
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
