package gateway

import (
	_ "embed"
	"math"
	"strconv"
	"strings"

	"asof/catalog/sqlerr"
)

// setting is a row of the table of parameters: what Postgres 15 has, with its defaults, and asof's own.
type setting struct {
	name, kind, context, unit string
	low, high                 float64  // of numbers
	values                    []string // of enums
	boot                      string   // as it is shown
	description               string
	report                    bool // ParameterStatus
	list, quote               bool // takes several values; they are names, quoted where need be
	secret                    bool // shown to superusers only
	hidden                    bool // not in SHOW ALL
	noReset                   bool // RESET ALL leaves it
	plans                     bool // plans depend on it
}

//go:embed settings.tsv
var settingsText string

var table, byName = readTable(settingsText)

// readTable reads the table: name, type, context, unit, least, greatest, allowed values, default, flags, description.
func readTable(text string) ([]*setting, map[string]*setting) {
	var all []*setting
	names := map[string]*setting{}
	for _, line := range strings.Split(strings.TrimSpace(text), "\n") {
		f := strings.Split(line, "\t")
		t := &setting{name: f[0], kind: f[1], context: f[2], unit: f[3], boot: f[7], description: f[9]}
		t.low, _ = strconv.ParseFloat(f[4], 64)
		t.high, _ = strconv.ParseFloat(f[5], 64)
		if f[6] != "" {
			t.values = strings.Split(f[6], ",")
		}
		for _, flag := range strings.Split(f[8], ",") {
			switch flag {
			case "report":
				t.report = true
			case "list":
				t.list = true
			case "quote":
				t.quote = true
			case "secret":
				t.secret = true
			case "hidden":
				t.hidden = true
			case "noreset":
				t.noReset = true
			}
		}
		t.plans = strings.HasPrefix(t.name, "asof.") || t.name == roleSetting || t.name == "session_authorization"
		if n, err := strconv.ParseInt(t.boot, 10, 64); err == nil && t.kind == "integer" {
			t.boot = t.shown(n)
		}
		all = append(all, t)
		names[strings.ToLower(t.name)] = t
	}
	return all, names
}

var serverVersion = byName["server_version"].boot

// lookup finds a parameter; one with a dot that we do not know is the client's own, and has no row.
func lookup(name string) (string, *setting, error) {
	key := strings.ToLower(name)
	if t, ok := byName[key]; ok {
		return key, t, nil
	}
	if strings.Contains(key, ".") {
		if strings.HasPrefix(key, "asof.") {
			return "", nil, sqlerr.New(sqlerr.InvalidName, "invalid configuration parameter name %q", name).
				WithDetail("%q is a reserved prefix.", "asof")
		}
		if customName(name) {
			return key, nil, nil
		}
		return "", nil, sqlerr.New(sqlerr.InvalidName, "invalid configuration parameter name %q", name).
			WithDetail("Custom parameter names must be two or more simple identifiers separated by dots.")
	}
	return "", nil, unknownSetting(name)
}

func unknownSetting(name string) error {
	return sqlerr.New(sqlerr.UndefinedObject, "unrecognized configuration parameter \"%s\"", name)
}

// customName says whether a name is simple identifiers with dots between them.
func customName(name string) bool {
	for _, part := range strings.Split(name, ".") {
		for i, r := range part {
			if !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == '_' || r > 127 || i > 0 && (r >= '0' && r <= '9' || r == '$')) {
				return false
			}
		}
		if part == "" {
			return false
		}
	}
	return true
}

// refuse says why a parameter cannot be set now.
func (t *setting) refuse(superuser bool) error {
	switch t.context {
	case "user":
		return nil
	case "superuser":
		if superuser {
			return nil
		}
		return sqlerr.New(sqlerr.InsufficientPrivilege, "permission denied to set parameter \"%s\"", t.name)
	case "internal":
		return sqlerr.New("55P02", "parameter \"%s\" cannot be changed", t.name)
	case "postmaster":
		return sqlerr.New("55P02", "parameter \"%s\" cannot be changed without restarting the server", t.name)
	case "sighup":
		return sqlerr.New("55P02", "parameter \"%s\" cannot be changed now", t.name)
	}
	return sqlerr.New("55P02", "parameter \"%s\" cannot be set after connection start", t.name)
}

// units are those of durations and of memory, from the greatest. A value is shown in the greatest that divides it.
type unitFactor struct {
	name   string
	factor float64
}

var (
	timeUnits   = []unitFactor{{"d", 86_400_000}, {"h", 3_600_000}, {"min", 60_000}, {"s", 1000}, {"ms", 1}, {"us", 0.001}} // of ms
	memoryUnits = []unitFactor{{"TB", 1 << 40}, {"GB", 1 << 30}, {"MB", 1 << 20}, {"kB", 1 << 10}, {"B", 1}}                // of bytes
)

// base are the units of the kind of the parameter's own, and what one of its own is in the smallest; nil if it has none.
func (t *setting) base() ([]unitFactor, float64) {
	switch t.unit {
	case "":
		return nil, 1
	case "8kB":
		return memoryUnits, 8 << 10
	}
	for _, units := range [][]unitFactor{timeUnits, memoryUnits} {
		for _, u := range units {
			if u.name == t.unit {
				return units, u.factor
			}
		}
	}
	return nil, 1
}

// shown is a number in the greatest unit that divides it.
func (t *setting) shown(n int64) string {
	units, own := t.base()
	if n <= 0 || units == nil {
		return strconv.FormatInt(n, 10)
	}
	for _, u := range units {
		if per := u.factor / own; per >= 1 && float64(int64(per)) == per && n%int64(per) == 0 {
			return strconv.FormatInt(n/int64(per), 10) + u.name
		}
	}
	return strconv.FormatInt(n, 10)
}

// shownReal is a fraction in the greatest unit of which it is a whole number, else in the smallest.
func (t *setting) shownReal(n float64) string {
	units, own := t.base()
	if n <= 0 || units == nil {
		return real(n)
	}
	for i, u := range units {
		v := n * own / u.factor
		if whole := math.RoundToEven(v); i == len(units)-1 || math.Abs(whole/v-1) <= 1e-8 {
			return real(v) + u.name
		}
	}
	return real(n)
}
