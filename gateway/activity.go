package gateway

import (
	"cmp"
	"crypto/tls"
	"crypto/x509/pkix"
	"fmt"
	"net"
	"slices"
	"strconv"
	"strings"
	"sync"

	"asof/catalog/pgcatalog"
	"asof/catalog/sqltype"
)

// maxShown is how much of a statement's text others are shown, as track_activity_query_size says.
const maxShown = 1024

// activity is what a session does, as pg_stat_activity shows it. Other sessions read it.
type activity struct {
	mu                                 sync.Mutex
	application, query, state          string
	begun, transaction, since, changed sqltype.Micros
}

// sessions are those of the server.
type sessions struct {
	mu  sync.Mutex
	all map[*Session]bool
}

func (r *sessions) enter(s *Session) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.all == nil {
		r.all = map[*Session]bool{}
	}
	r.all[s] = true
}

func (r *sessions) leave(s *Session) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.all, s)
}

func (s *Session) clock() sqltype.Micros { return sqltype.Micros(s.backend.Now().UnixMicro()) }

// busy notes the statement that begins.
func (s *Session) busy(sql string) {
	now := s.clock()
	s.activity.mu.Lock()
	defer s.activity.mu.Unlock()
	if len(sql) > maxShown {
		sql = sql[:maxShown]
	}
	s.activity.query, s.activity.since = sql, now
	if s.activity.transaction == 0 {
		s.activity.transaction = now
	}
	if s.activity.state != "active" {
		s.activity.state, s.activity.changed = "active", now
	}
}

// rest notes that the client may send the next statement.
func (s *Session) rest() {
	now := s.clock()
	s.activity.mu.Lock()
	defer s.activity.mu.Unlock()
	s.activity.changed = now
	s.activity.application = s.settings.get("application_name")
	switch s.TxStatus() {
	case 'T':
		s.activity.state = "idle in transaction"
	case 'E':
		s.activity.state = "idle in transaction (aborted)"
	default:
		s.activity.state, s.activity.transaction = "idle", 0
	}
}

// activities are what all sessions of the server do.
func (b *Backend) activities() []pgcatalog.Activity {
	b.sessions.mu.Lock()
	defer b.sessions.mu.Unlock()
	var out []pgcatalog.Activity
	for s := range b.sessions.all {
		out = append(out, s.shown())
	}
	slices.SortFunc(out, func(a, b pgcatalog.Activity) int { return cmp.Compare(a.PID, b.PID) })
	return out
}

func (s *Session) shown() pgcatalog.Activity {
	s.activity.mu.Lock()
	defer s.activity.mu.Unlock()
	a := pgcatalog.Activity{PID: int64(s.start.PID), User: s.start.User, Database: s.start.Database, Application: s.activity.application,
		State: s.activity.state, Query: s.activity.query, Begun: s.activity.begun, Transaction: s.activity.transaction,
		QueryStart: s.activity.since, Changed: s.activity.changed, Port: -1, TLS: protection(s.start.TLS)}
	if host, port, err := net.SplitHostPort(s.start.Remote); err == nil {
		a.Client = host
		a.Port, _ = strconv.ParseInt(port, 10, 64)
	}
	return a
}

// protection is what TLS a session has, as pg_stat_ssl shows it.
func protection(state *tls.ConnectionState) *pgcatalog.TLS {
	if state == nil {
		return nil
	}
	t := &pgcatalog.TLS{Version: strings.Replace(tls.VersionName(state.Version), "TLS ", "TLSv", 1), Cipher: tls.CipherSuiteName(state.CipherSuite),
		Bits: 256}
	if strings.Contains(t.Cipher, "AES_128") {
		t.Bits = 128
	}
	if peers := state.PeerCertificates; len(peers) > 0 {
		t.ClientDN, t.ClientSerial, t.IssuerDN = distinguished(peers[0].Subject), peers[0].SerialNumber.String(), distinguished(peers[0].Issuer)
	}
	return t
}

// distinguished is a name as OpenSSL writes it on one line: /C=DE/O=Bahn/CN=ann.
func distinguished(name pkix.Name) string {
	short := map[string]string{"2.5.4.3": "CN", "2.5.4.6": "C", "2.5.4.7": "L", "2.5.4.8": "ST", "2.5.4.10": "O", "2.5.4.11": "OU", "1.2.840.113549.1.9.1": "emailAddress"}
	out := ""
	for _, part := range name.Names {
		key := part.Type.String()
		if s, ok := short[key]; ok {
			key = s
		}
		out += fmt.Sprintf("/%s=%v", key, part.Value)
	}
	return out
}

// openCursors are the session's cursors, as pg_cursors shows them.
func (s *Session) openCursors() []pgcatalog.Cursor {
	var out []pgcatalog.Cursor
	for _, named := range s.client.Portals().All() {
		c := pgcatalog.Cursor{Name: named.Name(), Statement: named.SQL(), Created: sqltype.Micros(named.Created().UnixMicro())}
		if own, ok := named.Bound().(*cursor); ok {
			c.Statement, c.Hold, c.Binary, c.Scroll = own.sql, own.hold, own.binary, own.scroll
		}
		out = append(out, c)
	}
	return out
}

// preparedStatements are the session's, as pg_prepared_statements shows them.
func (s *Session) preparedStatements() []pgcatalog.Prepared {
	var out []pgcatalog.Prepared
	for _, named := range s.client.Statements().All() {
		p := pgcatalog.Prepared{Name: named.Name, Statement: named.SQL, Created: sqltype.Micros(named.Created.UnixMicro()), SQL: named.Prepared}
		for _, t := range named.Statement.Params() {
			p.Types = append(p.Types, t.OID())
		}
		out = append(out, p)
	}
	return out
}
