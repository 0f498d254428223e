package gateway

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
)

// check returns a value of a parameter in the form that SHOW gives it, by the parameter's type.
func (t *setting) check(value string) (string, error) {
	switch t.kind {
	case "bool":
		if v, ok := boolean(value); ok {
			return v, nil
		}
		return "", sqlerr.New(sqlerr.InvalidParameterValue, "parameter \"%s\" requires a Boolean value", t.name)
	case "enum":
		for _, v := range append(t.values, hiddenValues[t.name]...) {
			if strings.EqualFold(v, value) {
				return shownAs(t.name, v), nil
			}
		}
		return "", t.invalid(value).WithHint("Available values: %s.", strings.Join(t.values, ", "))
	case "integer":
		n, err := t.number(value, math.Abs(t.low) > math.MaxInt32 || t.high > math.MaxInt32)
		if err != nil {
			return "", err
		}
		n = math.RoundToEven(n)
		if n < t.low || n > t.high {
			return "", t.outside(strconv.FormatInt(int64(n), 10), strconv.FormatInt(int64(t.low), 10), strconv.FormatInt(int64(t.high), 10))
		}
		return t.shown(int64(n)), nil
	case "real":
		n, err := t.number(value, true)
		if err != nil {
			return "", err
		}
		if math.IsNaN(n) || n < t.low || n > t.high {
			return "", t.outside(real(n), real(t.low), real(t.high))
		}
		return t.shownReal(n), nil
	}
	return value, nil
}

func real(n float64) string { return strconv.FormatFloat(n, 'g', -1, 64) }

func (t *setting) invalid(value string) *sqlerr.Error {
	return sqlerr.New(sqlerr.InvalidParameterValue, "invalid value for parameter \"%s\": \"%s\"", t.name, value)
}

func (t *setting) outside(value, low, high string) error {
	if t.unit != "" {
		value += " " + t.unit
	}
	return sqlerr.New(sqlerr.InvalidParameterValue, "%s is outside the valid range for parameter \"%s\" (%s .. %s)", value, t.name, low, high)
}

var numberText = regexp.MustCompile(`^\s*([-+]?(?:0[xX][0-9a-fA-F]+|(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?|[iI]nf(?:inity)?|[nN]a[nN]))\s*([a-zA-Z]*)\s*$`)

// number reads a number, which may have a unit, in the parameter's own unit.
func (t *setting) number(value string, wide bool) (float64, error) {
	m := numberText.FindStringSubmatch(value)
	if m == nil {
		return 0, t.invalid(value)
	}
	n, err := parseNumber(m[1])
	if err != nil || t.kind == "integer" && (math.IsNaN(n) || math.IsInf(n, 0)) {
		return 0, t.invalid(value)
	}
	if m[2] != "" {
		units, own := t.base()
		i := slices.IndexFunc(units, func(u unitFactor) bool { return u.name == m[2] })
		switch {
		case units == nil:
			return 0, t.invalid(value)
		case i < 0 && units[0].name == "d":
			return 0, t.invalid(value).WithHint("Valid units for this parameter are \"us\", \"ms\", \"s\", \"min\", \"h\", and \"d\".")
		case i < 0:
			return 0, t.invalid(value).WithHint("Valid units for this parameter are \"B\", \"kB\", \"MB\", \"GB\", and \"TB\".")
		}
		n *= units[i].factor / own
	}
	if t.kind == "integer" && (n > math.MaxInt32 || n < math.MinInt32) {
		return 0, t.invalid(value).WithHint("Value exceeds integer range.")
	}
	return n, nil
}

// parseNumber reads a number as C does: a leading 0 is octal.
func parseNumber(s string) (float64, error) {
	if n, err := strconv.ParseInt(s, 0, 64); err == nil && !strings.Contains(s, "_") {
		return float64(n), nil
	}
	return strconv.ParseFloat(s, 64)
}

// hiddenValues are spellings of enums that Postgres takes and does not list.
var hiddenValues = map[string][]string{
	"client_min_messages": {"debug", "info"}, "log_min_messages": {"debug"}, "log_min_error_statement": {"debug"},
	"backslash_quote":      {"true", "false", "yes", "no", "1", "0"},
	"constraint_exclusion": {"true", "false", "yes", "no", "1", "0"},
	"huge_pages":           {"true", "false", "yes", "no", "1", "0"},
	"synchronous_commit":   {"true", "false", "yes", "no", "1", "0"},
	"plan_cache_mode":      nil, "compute_query_id": {"true", "false", "yes", "no", "1", "0"},
}

// shownAs is the listed spelling of an enum's value.
func shownAs(name, v string) string {
	switch v {
	case "true", "yes", "1":
		return "on"
	case "false", "no", "0":
		return "off"
	case "debug":
		return "debug2"
	}
	return v
}

// boolean reads a truth value; unique prefixes of the words will do.
func boolean(s string) (string, bool) {
	s = strings.ToLower(strings.TrimSpace(s))
	switch {
	case s == "":
	case s == "1", s == "on", strings.HasPrefix("true", s), strings.HasPrefix("yes", s):
		return "on", true
	case s == "0", s == "of", s == "off", strings.HasPrefix("false", s), strings.HasPrefix("no", s):
		return "off", true
	}
	return "", false
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

// otherEncodings are encodings that Postgres converts to and this server does not.
var otherEncodings = regexp.MustCompile(`(?i)^(latin[0-9]+|iso[-_]?8859.*|win[0-9]+|windows[0-9]+|koi8.*|euc.*|big5|gb.*|sjis|shift.*|johab|uhc|mskanji|mule.*|abc|alt|tcvn.*|vscii|win|uhc)$`)

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
func (s *settings) dateStyle(v string) (value, wrong string) {
	style, order, _ := strings.Cut(s.get("datestyle"), ", ")
	var styled, ordered string
	for _, w := range strings.FieldsFunc(strings.ToUpper(v), func(r rune) bool { return r == ',' || r == ' ' }) {
		newStyle, newOrder := "", ""
		switch {
		case strings.HasPrefix(w, "ISO"):
			newStyle = "ISO"
		case strings.HasPrefix(w, "SQL"):
			newStyle = "SQL"
		case strings.HasPrefix(w, "POSTGRES"):
			newStyle = "Postgres"
		case strings.HasPrefix(w, "GERMAN"):
			if newStyle = "German"; ordered == "" {
				order = "DMY"
			}
		case w == "YMD":
			newOrder = "YMD"
		case w == "DMY", strings.HasPrefix(w, "EURO"):
			newOrder = "DMY"
		case w == "MDY", w == "US", strings.HasPrefix(w, "NONEURO"):
			newOrder = "MDY"
		case w == "DEFAULT":
			if styled == "" {
				style = "ISO"
			}
			if ordered == "" {
				order = "MDY"
			}
		default:
			return "", "Unrecognized key word: \"" + strings.ToLower(w) + "\"."
		}
		if newStyle != "" && styled != "" && styled != newStyle || newOrder != "" && ordered != "" && ordered != newOrder {
			return "", "Conflicting \"datestyle\" specifications."
		}
		if newStyle != "" {
			style, styled = newStyle, newStyle
		}
		if newOrder != "" {
			order, ordered = newOrder, newOrder
		}
	}
	return style + ", " + order, ""
}
