package gateway

import (
	"maps"
	"sort"
	"strconv"
	"strings"
	"time"

	"asof/catalog/sqltype"
)

// settings are the run-time parameters of a session, transactional as in Postgres: a SET is undone with its transaction, a SET
// LOCAL ends with its block. Only what differs from the table is kept.
type settings struct {
	own     map[string]string   // what was set
	initial map[string]string   // what RESET goes back to, where the start-up or the session says so
	open    bool                // in a transaction
	block   bool                // in a block, where SET LOCAL has an effect
	saved   map[string]previous // what changed since the transaction began
	restore map[string]previous // what SET LOCAL covers, to be put back at the end of the block
	changed map[string]bool     // reported parameters that changed since drain
	epoch   uint64              // grows with every change that plans depend on
	now     sqltype.Micros      // asof.now
	nowSet  bool
	zone    zone
	time    func() time.Time
	written *sqltype.Format // what format answers; nil after a change

	timeouts  timeouts
	identity  func(key, value string) (string, error) // checks role and session_authorization
	superuser func() bool                             // whether who asks now is one
}

// roleSetting is the parameter that SET ROLE sets; noRole is its value when the session's user asks.
const roleSetting, noRole = "role", "none"

// timeouts are in milliseconds, 0 for none.
type timeouts struct{ statement, lock, idleInTransaction, idle int64 }

// previous is a parameter before a change; set is false if there was none of its name.
type previous struct {
	value string
	set   bool
}

func newSettings(now func() time.Time) *settings {
	return &settings{time: now, own: map[string]string{}, initial: map[string]string{}, changed: map[string]bool{}, zone: utc}
}

// get is the value of a parameter by its name in lower case; "" for one that is not there.
func (s *settings) get(key string) string {
	v, _ := s.lookup(key)
	return v
}

func (s *settings) lookup(key string) (string, bool) {
	if v, ok := s.own[key]; ok {
		return v, true
	}
	if !s.block { // a parameter of the transaction is what the next one will have
		if name, ok := strings.CutPrefix(key, "transaction_"); ok {
			return s.lookup("default_transaction_" + name)
		}
	}
	return s.reset1(key)
}

// reset1 is what RESET gives a parameter.
func (s *settings) reset1(key string) (string, bool) {
	if v, ok := s.initial[key]; ok {
		return v, true
	}
	if t := byName[key]; t != nil {
		return t.boot, true
	}
	return "", false
}

// asDefaults makes the current values those that RESET goes back to.
func (s *settings) asDefaults() {
	maps.Copy(s.initial, s.own)
	clear(s.own)
}

// begin begins a transaction, or makes one that goes on a block. end puts back what a failed one set, or what SET LOCAL covers.
func (s *settings) begin(block bool) {
	if block && !s.block {
		for _, name := range []string{"isolation", "read_only", "deferrable"} {
			s.own["transaction_"+name] = s.get("default_transaction_" + name)
		}
	}
	s.open, s.block = true, s.block || block
}

func (s *settings) end(committed bool) {
	back := s.restore
	if !committed {
		back = s.saved
	}
	s.open, s.block, s.saved, s.restore = false, false, nil, nil
	for k, was := range back {
		s.putBack(k, was)
	}
	for _, name := range []string{"isolation", "read_only", "deferrable"} {
		delete(s.own, "transaction_"+name)
	}
}

// undo puts back what was set since the transaction began.
func (s *settings) undo() {
	for k, was := range s.saved {
		s.putBack(k, was)
	}
}

func (s *settings) putBack(key string, was previous) {
	s.put(key, was.value)
	if !was.set && byName[key] == nil {
		delete(s.own, key)
	}
}

// characteristics are the parameters of the transaction that runs.
func (s *settings) characteristics() map[string]string {
	all := map[string]string{}
	for _, name := range []string{"transaction_isolation", "transaction_read_only", "transaction_deferrable"} {
		all[name] = s.get(name)
	}
	return all
}

// settingsMark is the state at a savepoint.
type settingsMark struct {
	own     map[string]string
	restore map[string]previous
}

func (s *settings) mark() settingsMark { return settingsMark{maps.Clone(s.own), maps.Clone(s.restore)} }

// returnTo undoes what was set since a mark.
func (s *settings) returnTo(m settingsMark) {
	for k := range s.own {
		was, set := m.own[k]
		if !set {
			was, _ = s.reset1(k)
		}
		s.putBack(k, previous{was, set})
	}
	for k, v := range m.own {
		s.put(k, v)
	}
	s.restore = maps.Clone(m.restore)
}

// put stores a canonical value, and what is derived from it.
func (s *settings) put(key, value string) {
	old, set := s.lookup(key)
	if set && old == value {
		return
	}
	if s.open {
		s.remember(&s.saved, key)
	}
	if boot, ok := s.reset1(key); ok && boot == value && !strings.HasPrefix(key, "transaction_") {
		delete(s.own, key)
	} else {
		s.own[key] = value
	}
	s.written = nil
	t := byName[key]
	if t == nil {
		return
	}
	if t.report {
		s.changed[key] = true
	}
	if t.plans {
		s.epoch++
	}
	s.derive(key, value)
}

// derive keeps what is read often in the form in which it is needed.
func (s *settings) derive(key, value string) {
	switch key {
	case roleSetting, "session_authorization":
		if key != roleSetting {
			s.put(roleSetting, noRole)
		}
		s.put("is_superuser", onOff(s.superuser()))
	case "timezone":
		s.zone = mustZone(value)
	case "asof.now":
		s.nowSet = value != ""
		if s.nowSet {
			v, _ := sqltype.ParseText(sqltype.Of(sqltype.TimestampTZ), value, sqltype.ISO)
			s.now, _ = v.(sqltype.Micros)
		}
	case "statement_timeout":
		s.timeouts.statement = milliseconds(key, value)
	case "lock_timeout":
		s.timeouts.lock = milliseconds(key, value)
	case "idle_in_transaction_session_timeout":
		s.timeouts.idleInTransaction = milliseconds(key, value)
	case "idle_session_timeout":
		s.timeouts.idle = milliseconds(key, value)
	}
}

func milliseconds(key, value string) int64 {
	n, _ := byName[key].number(value, false)
	return int64(n)
}

// remember notes a parameter before its first change.
func (s *settings) remember(in *map[string]previous, key string) {
	if *in == nil {
		*in = map[string]previous{}
	}
	if _, known := (*in)[key]; !known {
		value, set := s.lookup(key)
		(*in)[key] = previous{value, set}
	}
}

// reset puts every parameter back (RESET ALL), but for those of the transaction.
func (s *settings) reset() {
	for k := range s.own {
		if t := byName[k]; t != nil && t.noReset {
			continue
		}
		v, _ := s.reset1(k)
		s.put(k, v)
	}
}

// drain returns the reported parameters that changed.
func (s *settings) drain() []string {
	if len(s.changed) == 0 {
		return nil
	}
	var keys []string
	for k := range s.changed {
		keys = append(keys, k)
	}
	clear(s.changed)
	sort.Strings(keys)
	return keys
}

// all lists the parameters as SHOW ALL does.
func (s *settings) all() [][3]string {
	var all [][3]string
	for _, t := range table {
		if !t.hidden && !t.secret {
			all = append(all, [3]string{t.name, s.get(strings.ToLower(t.name)), t.description})
		}
	}
	for key, value := range s.own {
		if byName[key] == nil {
			all = append(all, [3]string{key, value, ""})
		}
	}
	sort.SliceStable(all, func(i, j int) bool { return strings.ToLower(all[i][0]) < strings.ToLower(all[j][0]) })
	return all
}

func (s *settings) minSeverity() string {
	switch v := s.get("client_min_messages"); v {
	case "notice", "warning", "error", "log":
		return strings.ToUpper(v)
	}
	return "DEBUG"
}

func onOff(v bool) string {
	if v {
		return "on"
	}
	return "off"
}

// currentUser is the role that was set, else the session's user.
func (s *settings) currentUser() string {
	if role := s.get(roleSetting); role != noRole {
		return role
	}
	return s.get("session_authorization")
}

// clock is now() in texts such as 'today': asof.now while it is set.
func (s *settings) clock() sqltype.Micros {
	if s.nowSet {
		return s.now
	}
	return sqltype.Micros(s.time().UnixMicro())
}

// format is how values are written as text now.
func (s *settings) format() *sqltype.Format {
	if s.written != nil {
		return s.written
	}
	style, order, _ := strings.Cut(s.get("datestyle"), ", ")
	digits, _ := strconv.Atoi(s.get("extra_float_digits"))
	s.written = &sqltype.Format{Location: s.zone.location, DateStyle: style, DateOrder: order, IntervalStyle: s.get("intervalstyle"),
		ExtraFloatDigits: digits, ByteaEscape: s.get("bytea_output") == "escape", Now: s.clock}
	return s.written
}

// set sets a parameter and returns its new value. No values means DEFAULT.
func (s *settings) set(name string, values []string, local bool) (string, error) {
	key, t, err := lookup(name)
	if err != nil {
		return "", err
	}
	if t != nil {
		if err := t.refuse(s.superuser()); err != nil {
			return "", err
		}
	}
	var value string
	if values == nil {
		value, _ = s.reset1(key)
		if name, ok := strings.CutPrefix(key, "transaction_"); ok {
			value = s.get("default_transaction_" + name)
		}
	} else if value, err = s.checked(key, t, name, values); err != nil {
		return "", err
	}
	if local {
		if !s.block {
			return value, nil // SET LOCAL has no effect
		}
		s.remember(&s.restore, key)
	} else {
		delete(s.restore, key)
	}
	s.put(key, value)
	if t == nil && values != nil {
		s.own[key] = value // a client's own parameter may be empty
	}
	return value, nil
}
