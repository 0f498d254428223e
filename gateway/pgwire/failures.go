package pgwire

import (
	"net/netip"
	"sync"
	"time"
)

const (
	failureWindow = time.Minute
	maxAddresses  = 10_000 // of which failures are kept; beyond, the oldest are forgotten
)

// failures counts the failed logins of each address within the last minute. Only wrong passwords count: probes, and clients that
// give up, do not.
type failures struct {
	mu    sync.Mutex
	since map[string]*attempts
}

type attempts struct {
	begun time.Time
	count int
}

// network is what counts as one address: an IPv4 address, or the 64 bits of an IPv6 one that a customer has to itself.
func network(address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return address
	}
	ip = ip.Unmap().WithZone("")
	if ip.Is4() {
		return ip.String()
	}
	p, _ := ip.Prefix(64)
	return p.String()
}

// wait is how long an address must wait before it may try again; 0: it need not. A limit of 0 is none.
func (f *failures) wait(address string, limit int, now time.Time) time.Duration {
	f.mu.Lock()
	defer f.mu.Unlock()
	a := f.since[network(address)]
	if limit == 0 || a == nil || a.count < limit {
		return 0
	}
	return max(0, failureWindow-now.Sub(a.begun))
}

// note counts a failed login.
func (f *failures) note(address string, limit int, now time.Time) {
	if limit == 0 {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.since == nil {
		f.since = map[string]*attempts{}
	}
	key := network(address)
	if a := f.since[key]; a != nil && now.Sub(a.begun) < failureWindow {
		a.count++
		return
	}
	if len(f.since) >= maxAddresses {
		f.forget(now)
	}
	f.since[key] = &attempts{begun: now, count: 1}
}

// forget drops what is over, and the oldest if that is nothing.
func (f *failures) forget(now time.Time) {
	oldest, begun := "", now
	for key, a := range f.since {
		if now.Sub(a.begun) >= failureWindow {
			delete(f.since, key)
		} else if !a.begun.After(begun) {
			oldest, begun = key, a.begun
		}
	}
	if len(f.since) >= maxAddresses {
		delete(f.since, oldest)
	}
}
