package gateway

import (
	"maps"
	"sort"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // zone names on machines without a zone database

	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
)

// settings are the run-time parameters of a session, transactional as in Postgres: a SET is undone with its transaction, a SET
// LOCAL ends with its block.
type settings struct {
	value    map[string]string
	initial  map[string]string   // what RESET goes back to
	open     bool                // in a transaction
	block    bool                // in a block, where SET LOCAL has an effect
	saved    map[string]previous // what changed since the transaction began
	restore  map[string]previous // what SET LOCAL covers, to be put back at the end of the block
	changed  map[string]bool     // reported parameters that changed since drain
	epoch    uint64              // grows with every change that plans depend on
	now      sqltype.Micros      // asof.now
	nowSet   bool
	location *time.Location
	zone     string // the engine's name of location
	time     func() time.Time

	identity  func(key, value string) (string, error) // checks role and session_authorization
	superuser func() string                           // is_superuser, of who asks now
	written   *sqltype.Format                         // what format answers; nil after a change
}

// previous is a parameter before a change; set is false if there was none of its name.
type previous struct {
	value string
	set   bool
}

// setting is a row of the table of parameters. check returns the value in canonical form. A parameter without check cannot be
// set.
type setting struct {
	name, value, description string
	reported                 bool // ParameterStatus
	plans                    bool // plans depend on it
	check                    func(string) (string, bool)
}

// roleSetting is the parameter that SET ROLE sets; noRole is its value when the session's user asks.
const roleSetting, noRole = "role", "none"

const serverVersion = "15.13"

var table = []setting{
	{name: "application_name", check: anyText, reported: true, description: "Sets the application name to be reported in statistics and logs."},
	{name: "asof.now", check: clockText, plans: true, description: "The session's clock; empty for the real one."},
	{name: "asof.route", check: oneOf("auto", "online", "offline"), value: "auto", plans: true, description: "Forces feature views to be read online or offline."},
	{name: "bytea_output", value: "hex", check: oneOf("hex", "escape"), description: "Sets the output format for bytea."},
	{name: "client_encoding", value: "UTF8", check: encoding, reported: true, description: "Sets the client's character set encoding."},
	{name: "client_min_messages", value: "notice", check: oneOf("debug5", "debug4", "debug3", "debug2", "debug1", "debug", "log", "notice", "warning", "error"), description: "Sets the message levels that are sent to the client."},
	{name: "DateStyle", value: "ISO, MDY", check: nil, reported: true, description: "Sets the display format for date and time values."},
	{name: "default_transaction_deferrable", value: "off", check: boolean, description: "Sets the default deferrable status of new transactions."},
	{name: "default_transaction_isolation", value: "read committed", check: isolation, description: "Sets the transaction isolation level of each new transaction."},
	{name: "default_transaction_read_only", value: "off", check: boolean, reported: true, description: "Sets the default read-only status of new transactions."},
	{name: "extra_float_digits", value: "1", check: integer(-15, 3), description: "Sets the number of digits displayed for floating-point values."},
	{name: "in_hot_standby", value: "off", reported: true, description: "Shows whether hot standby is currently active."},
	{name: "integer_datetimes", value: "on", reported: true, description: "Shows whether datetimes are integer based."},
	{name: "IntervalStyle", value: "postgres", check: oneOf("postgres", "postgres_verbose", "sql_standard", "iso_8601"), reported: true, description: "Sets the display format for interval values."},
	{name: "is_superuser", value: "off", reported: true, description: "Shows whether the current user is a superuser."},
	{name: "max_identifier_length", value: "63", description: "Shows the maximum identifier length."},
	{name: roleSetting, value: noRole, plans: true, description: "Sets the current role."},
	{name: "search_path", value: `"$user", public`, check: anyText, description: "Sets the schema search order for names that are not schema-qualified."},
	{name: "server_encoding", value: "UTF8", reported: true, description: "Shows the server (database) character set encoding."},
	{name: "server_version", value: serverVersion, reported: true, description: "Shows the server version."},
	{name: "server_version_num", value: "150013", description: "Shows the server version as an integer."},
	{name: "session_authorization", reported: true, plans: true, description: "Sets the session user name."},
	{name: "standard_conforming_strings", value: "on", check: onlyOn, reported: true, description: "Causes '...' strings to treat backslashes literally."},
	{name: "statement_timeout", value: "0", check: milliseconds, description: "Sets the maximum allowed duration of any statement."},
	{name: "synchronous_commit", value: "on", check: anyText, description: "Accepted for clients that set it; definitions are always durable."},
	{name: "TimeZone", value: "UTC", check: nil, reported: true, description: "Sets the time zone for displaying and interpreting time stamps."},
	{name: "transaction_deferrable", value: "off", check: boolean, description: "Sets the current transaction's deferrable status."},
	{name: "transaction_isolation", value: "read committed", check: isolation, description: "Sets the current transaction's isolation level."},
	{name: "transaction_read_only", value: "off", check: boolean, description: "Sets the current transaction's read-only status."},
}

var byName = func() map[string]*setting {
	m := map[string]*setting{}
	for i := range table {
		m[strings.ToLower(table[i].name)] = &table[i]
	}
	return m
}()

func newSettings(now func() time.Time) *settings {
	s := &settings{time: now, value: map[string]string{}, changed: map[string]bool{}, location: time.UTC, zone: "UTC"}
	for _, t := range table {
		s.value[strings.ToLower(t.name)] = t.value
	}
	s.asDefaults()
	return s
}

// asDefaults makes the current values those that RESET goes back to.
func (s *settings) asDefaults() { s.initial = maps.Clone(s.value) }

// lookup finds a parameter; one with a dot that we do not know is the client's own.
func lookup(name string) (string, *setting, error) {
	key := strings.ToLower(name)
	if t, ok := byName[key]; ok {
		return key, t, nil
	}
	if strings.Contains(key, ".") && !strings.HasPrefix(key, "asof.") {
		return key, nil, nil
	}
	return "", nil, sqlerr.New(sqlerr.UndefinedObject, "unrecognized configuration parameter %q", name)
}

// set sets a parameter and returns its new value. No values means DEFAULT.
func (s *settings) set(name string, values []string, local bool) (string, error) {
	key, t, err := lookup(name)
	if err != nil {
		return "", err
	}
	value := strings.Join(values, ", ")
	if values == nil {
		value = s.initial[key]
	}
	if value, err = s.checked(key, t, name, value); err != nil {
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
	return value, nil
}

// checked returns a value in canonical form.
func (s *settings) checked(key string, t *setting, name, value string) (string, error) {
	switch key {
	case "timezone":
		if _, zone, ok := loadZone(value); ok {
			return zone, nil
		}
	case "datestyle":
		if v, ok := s.dateStyle(value); ok {
			return v, nil
		}
	case roleSetting, "session_authorization":
		return s.identity(key, value)
	default:
		if t == nil {
			return value, nil
		}
		if t.check == nil {
			return "", sqlerr.New("55P02", "parameter %q cannot be changed", t.name)
		}
		if v, ok := t.check(value); ok {
			return v, nil
		}
	}
	return "", sqlerr.New(sqlerr.InvalidParameterValue, "invalid value for parameter %q: %q", name, value)
}

// put stores a canonical value, and what is derived from it.
func (s *settings) put(key, value string) {
	if old, set := s.value[key]; set && old == value {
		return
	}
	if s.open {
		s.remember(&s.saved, key)
	}
	s.value[key], s.written = value, nil
	t := byName[key]
	if t == nil {
		return
	}
	if t.reported {
		s.changed[key] = true
	}
	if t.plans {
		s.epoch++
	}
	switch key {
	case roleSetting, "session_authorization":
		if key != roleSetting {
			s.put(roleSetting, noRole)
		}
		s.put("is_superuser", s.superuser())
	case "timezone":
		s.location, s.zone = mustZone(value)
	case "asof.now":
		s.nowSet = value != ""
		if s.nowSet {
			v, _ := sqltype.ParseText(sqltype.Of(sqltype.TimestampTZ), value, sqltype.ISO)
			s.now, _ = v.(sqltype.Micros)
		}
	}
}

// remember notes a parameter before its first change.
func (s *settings) remember(in *map[string]previous, key string) {
	if *in == nil {
		*in = map[string]previous{}
	}
	if _, known := (*in)[key]; !known {
		value, set := s.value[key]
		(*in)[key] = previous{value, set}
	}
}

// begin begins a transaction, or makes one that goes on a block. end puts back what a failed one set, or what SET LOCAL covers.
func (s *settings) begin(block bool) { s.open, s.block = true, s.block || block }

func (s *settings) end(committed bool) {
	back := s.restore
	if !committed {
		back = s.saved
	}
	s.open, s.block, s.saved, s.restore = false, false, nil, nil
	for k, was := range back {
		if s.put(k, was.value); !was.set {
			delete(s.value, k)
		}
	}
}

// reset puts every parameter back (RESET ALL), but for those of the transaction.
func (s *settings) reset() {
	for k := range s.value {
		if t := byName[k]; t != nil && t.check == nil && k != "timezone" && k != "datestyle" || ofTransaction(k) {
			continue
		}
		s.put(k, s.initial[k])
	}
}

// ofTransaction says whether a parameter is that of a single transaction.
func ofTransaction(key string) bool {
	return key == "transaction_isolation" || key == "transaction_read_only" || key == "transaction_deferrable"
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
	for _, row := range table {
		all = append(all, [3]string{row.name, s.value[strings.ToLower(row.name)], row.description})
	}
	return all
}

func (s *settings) minSeverity() string {
	switch v := s.value["client_min_messages"]; v {
	case "notice", "warning", "error", "log":
		return strings.ToUpper(v)
	}
	return "DEBUG"
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
	style, order, _ := strings.Cut(s.value["datestyle"], ", ")
	digits, _ := strconv.Atoi(s.value["extra_float_digits"])
	s.written = &sqltype.Format{Location: s.location, DateStyle: style, DateOrder: order, IntervalStyle: s.value["intervalstyle"],
		ExtraFloatDigits: digits, ByteaEscape: s.value["bytea_output"] == "escape", Now: s.clock}
	return s.written
}

// currentUser is the role that was set, else the session's user.
func (s *settings) currentUser() string {
	if role := s.value[roleSetting]; role != noRole {
		return role
	}
	return s.value["session_authorization"]
}
