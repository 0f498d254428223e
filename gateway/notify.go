package gateway

import (
	"slices"
	"sync"

	"asof/catalog/sqlerr"
	"asof/planner/ast"
)

// Channels carries what NOTIFY says to the sessions of this server that LISTEN.
type Channels struct {
	mu        sync.Mutex
	listeners map[string]map[*Session]bool
}

// notification is one NOTIFY.
type notification struct{ channel, payload string }

const (
	maxChannel = 63
	maxPayload = 7999
	maxPending = 10_000 // notifications that a client has not taken
)

// set makes a session a listener of a channel, or no longer one; of all channels with "".
func (c *Channels) set(s *Session, channel string, listens bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.listeners == nil {
		c.listeners = map[string]map[*Session]bool{}
	}
	if listens {
		if c.listeners[channel] == nil {
			c.listeners[channel] = map[*Session]bool{}
		}
		c.listeners[channel][s] = true
		return
	}
	for name, sessions := range c.listeners {
		if channel == "" || channel == name {
			if delete(sessions, s); len(sessions) == 0 {
				delete(c.listeners, name)
			}
		}
	}
}

// listening are the channels that a session listens to.
func (c *Channels) listening(s *Session) []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var out []string
	for name, sessions := range c.listeners {
		if sessions[s] {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

// full says whether a listener has not taken what was sent to it for so long that no more can be kept.
func (c *Channels) full(channel string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	for s := range c.listeners[channel] {
		if s.client.Pending() >= maxPending {
			return true
		}
	}
	return false
}

func (c *Channels) send(pid uint32, n notification) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for s := range c.listeners[n.channel] {
		s.client.Notify(pid, n.channel, n.payload)
	}
}

// listen is LISTEN, UNLISTEN and NOTIFY. They count when the transaction commits.
func (s *Session) listen(t *ast.Listen) error {
	if t.Op == "NOTIFY" {
		return s.sendNotify(t.Channel, t.Payload)
	}
	s.tx.listens = append(s.tx.listens, t)
	return nil
}

// sendNotify is NOTIFY and pg_notify. The same text twice in a transaction is sent once.
func (s *Session) sendNotify(channel, payload string) error {
	switch {
	case channel == "":
		return sqlerr.New(sqlerr.InvalidParameterValue, "channel name cannot be empty")
	case len(channel) > maxChannel:
		return sqlerr.New(sqlerr.InvalidParameterValue, "channel name too long")
	case len(payload) > maxPayload:
		return sqlerr.New(sqlerr.InvalidParameterValue, "payload string too long")
	case len(s.tx.notices) >= maxPending || s.backend.Channels.full(channel):
		return sqlerr.New(sqlerr.ProgramLimitExceeded, "too many notifications in the NOTIFY queue")
	}
	n := notification{channel, payload}
	for _, sent := range s.tx.notices {
		if sent == n {
			return nil
		}
	}
	s.tx.notices = append(s.tx.notices, n)
	return nil
}

// publish does what LISTEN, UNLISTEN and NOTIFY said in a transaction that has committed.
func (s *Session) publish(tx transaction) {
	for _, t := range tx.listens {
		s.backend.Channels.set(s, t.Channel, t.Op == "LISTEN")
	}
	for _, n := range tx.notices {
		s.backend.Channels.send(s.start.PID, n)
	}
}

func (s *Session) unlistenAll() { s.backend.Channels.set(s, "", false) }
