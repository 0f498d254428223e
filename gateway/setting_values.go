package gateway

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"asof/catalog/sqltype"
)

// The checks of settings: each returns the value in the form that SHOW gives it.

func anyText(s string) (string, bool) { return s, true }

func onlyOn(s string) (string, bool) {
	v, ok := boolean(s)
	return v, ok && v == "on"
}

func oneOf(values ...string) func(string) (string, bool) {
	return func(s string) (string, bool) {
		s = strings.ToLower(strings.TrimSpace(s))
		return s, slices.Contains(values, s)
	}
}

func isolation(s string) (string, bool) {
	return oneOf("read uncommitted", "read committed", "repeatable read", "serializable")(s)
}

func boolean(s string) (string, bool) {
	switch strings.ToLower(strings.TrimSpace(s)) {
	case "on", "true", "yes", "1", "t", "y":
		return "on", true
	case "off", "false", "no", "0", "f", "n":
		return "off", true
	}
	return "", false
}

func integer(low, high int) func(string) (string, bool) {
	return func(s string) (string, bool) {
		n, err := strconv.Atoi(strings.TrimSpace(s))
		return strconv.Itoa(n), err == nil && n >= low && n <= high
	}
}

// milliseconds reads a duration: a number of milliseconds, or one with a unit. SHOW gives the greatest whole unit.
func milliseconds(s string) (string, bool) {
	s = strings.TrimSpace(s)
	i := strings.IndexFunc(s, func(r rune) bool { return (r < '0' || r > '9') && r != '.' })
	unit := "ms"
	if i >= 0 {
		s, unit = s[:i], strings.TrimSpace(s[i:])
	}
	n, err := strconv.ParseFloat(s, 64)
	factor, ok := timeUnits[unit]
	if err != nil || !ok || n*factor > 1<<31-1 {
		return "", false
	}
	ms := int64(n*factor + 0.5)
	for _, u := range []string{"d", "h", "min", "s"} {
		if f := int64(timeUnits[u]); ms > 0 && ms%f == 0 {
			return strconv.FormatInt(ms/f, 10) + u, true
		}
	}
	if ms == 0 {
		return "0", true
	}
	return strconv.FormatInt(ms, 10) + "ms", true
}

var timeUnits = map[string]float64{"us": 0.001, "ms": 1, "s": 1000, "min": 60_000, "h": 3_600_000, "d": 86_400_000}

// inMilliseconds is the number of a value that milliseconds returned.
func inMilliseconds(s string) int64 {
	i := strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' })
	if i < 0 {
		n, _ := strconv.ParseInt(s, 10, 64)
		return n
	}
	n, _ := strconv.ParseInt(s[:i], 10, 64)
	return n * int64(timeUnits[s[i:]])
}

// encoding accepts UTF8 in its spellings; SQL_ASCII is treated as UTF8, which it does not convert either.
func encoding(s string) (string, bool) {
	switch strings.Map(func(r rune) rune {
		if r == '-' || r == '_' || r == ' ' || r == '\'' {
			return -1
		}
		return r
	}, strings.ToUpper(s)) {
	case "UTF8", "UNICODE", "SQLASCII":
		return "UTF8", true
	}
	return "", false
}

// clockText checks asof.now: a moment, or nothing.
func clockText(s string) (string, bool) {
	if strings.TrimSpace(s) == "" {
		return "", true
	}
	v, err := sqltype.ParseText(sqltype.Of(sqltype.TimestampTZ), s, sqltype.ISO)
	if err != nil {
		return "", false
	}
	m := v.(sqltype.Micros)
	if m == sqltype.Infinity || m == sqltype.NegInfinity {
		return "", false
	}
	return string(sqltype.AppendText(nil, sqltype.Of(sqltype.TimestampTZ), m, sqltype.ISO)), true
}

// dateStyle merges a value into the current one, as Postgres does: "German", "ISO, DMY", "SQL, European".
func (s *settings) dateStyle(v string) (string, bool) {
	style, order, _ := strings.Cut(s.value["datestyle"], ", ")
	for _, w := range strings.FieldsFunc(strings.ToUpper(v), func(r rune) bool { return r == ',' || r == ' ' }) {
		switch w {
		case "ISO", "SQL":
			style = w
		case "POSTGRES":
			style = "Postgres"
		case "GERMAN":
			style, order = "German", "DMY"
		case "MDY", "US", "NONEURO", "NONEUROPEAN":
			order = "MDY"
		case "DMY", "EURO", "EUROPEAN":
			order = "DMY"
		case "YMD":
			order = "YMD"
		case "DEFAULT":
			style, order = "ISO", "MDY"
		default:
			return "", false
		}
	}
	return style + ", " + order, true
}

// loadZone finds a time zone: a name in any case, or an offset in hours as SET TIME ZONE takes it. It returns the zone and the
// name by which SHOW gives it.
func loadZone(name string) (*time.Location, string, bool) {
	name = strings.TrimSpace(name)
	if h, err := strconv.ParseFloat(name, 64); err == nil && h > -15 && h < 15 && h == float64(int(h)) {
		return fixedZone(int(h))
	}
	switch strings.ToUpper(name) {
	case "UTC", "GMT", "Z", "ZULU", "LOCAL", "DEFAULT", "ETC/UTC":
		return time.UTC, "UTC", true
	case "":
		return nil, "", false
	}
	for _, n := range []string{name, titled(name), strings.ToUpper(name)} {
		if loc, err := time.LoadLocation(n); err == nil && n != "Local" {
			return loc, n, true
		}
	}
	return nil, "", false
}

// fixedZone is an offset of whole hours east of UTC, under the name that the engine knows: Etc/GMT has the opposite sign.
func fixedZone(hours int) (*time.Location, string, bool) {
	if hours == 0 {
		return time.UTC, "UTC", true
	}
	name := "Etc/GMT" + strconv.Itoa(-hours)
	if hours < 0 {
		name = "Etc/GMT+" + strconv.Itoa(-hours)
	}
	loc, err := time.LoadLocation(name)
	return loc, name, err == nil
}

func mustZone(canonical string) (*time.Location, string) {
	loc, zone, ok := loadZone(canonical)
	if !ok {
		return time.UTC, "UTC"
	}
	return loc, zone
}

// titled writes a zone's name as the zone database does: Europe/Berlin, America/New_York.
func titled(s string) string {
	b := []byte(strings.ToLower(s))
	for i := range b {
		if (i == 0 || b[i-1] == '/' || b[i-1] == '_' || b[i-1] == '-') && b[i] >= 'a' && b[i] <= 'z' {
			b[i] -= 'a' - 'A'
		}
	}
	return string(b)
}
