package sqltype

import "time"

// Format says how values are written as text and read from it: the settings DateStyle, IntervalStyle, TimeZone,
// extra_float_digits and bytea_output of a session.
type Format struct {
	Location         *time.Location // TimeZone
	DateStyle        string         // "ISO", "Postgres", "SQL", "German"
	DateOrder        string         // "MDY", "DMY", "YMD"
	IntervalStyle    string         // "postgres", "postgres_verbose", "sql_standard", "iso_8601"
	ExtraFloatDigits int            // -15 … 3; above 0 is the shortest text that reads back equal
	ByteaEscape      bool           // bytea_output = escape

	// Now is the clock of 'now', 'today', 'tomorrow', 'yesterday' and of a timetz without zone, in texts that are read. Nil
	// refuses those (0A000).
	Now func() Micros
}

// ISO is the format of a new session: UTC, ISO dates, postgres intervals.
var ISO = &Format{Location: time.UTC, DateStyle: "ISO", DateOrder: "MDY", IntervalStyle: "postgres", ExtraFloatDigits: 1}
