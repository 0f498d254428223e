package pgcatalog

import (
	"strconv"
	"strings"

	"asof/catalog"
)

// columns of show_all_settings that are named here
const (
	settingName, settingValue, settingUnit, settingContext, settingVartype, settingSource, settingReset, settingSeen = 0, 1, 2, 6, 7, 8, 13, 17
	settingColumns                                                                                                   = 17
)

func init() { register(map[string]Function{"show_all_settings": allSettings}) }

// allSettings are the server's settings with the values that the session has, and then the session's own that Postgres has not. A
// role without rights does not see them all.
func allSettings(s *catalog.Snapshot, env Env, _ []any) (any, error) {
	ses := sessionOf(s, env)
	all := ses.superuser(env.User) || ses.hasRightsOf(env.User, "pg_read_all_settings")
	own := map[string][3]string{}
	if env.Settings != nil {
		for _, set := range env.Settings() {
			own[strings.ToLower(set[0])] = set
		}
	}
	var rows [][]any
	for _, f := range static().sets["show_all_settings"]() {
		set, has := own[strings.ToLower(f[settingName])]
		delete(own, strings.ToLower(f[settingName]))
		if f[settingSeen] != "t" && !all {
			continue
		}
		row := settingRow(f)
		switch value := inUnit(set[1], f[settingUnit], f[settingVartype]); {
		case !has || value == f[settingValue]:
		case f[settingContext] == "user" || f[settingContext] == "superuser":
			row[settingValue], row[settingSource] = value, "session"
		case f[settingContext] == "internal" && f[settingVartype] == "string": // what the server tells of itself
			row[settingValue], row[settingReset] = value, value
		}
		rows = append(rows, row)
	}
	if env.Settings != nil {
		for _, set := range env.Settings() {
			if _, ok := own[strings.ToLower(set[0])]; ok {
				rows = append(rows, []any{set[0], set[1], nil, "Customized Options", set[2], nil, "user", "string", "session", nil, nil, nil, nil,
					nil, nil, nil, false})
			}
		}
	}
	return rows, nil
}

// settingRow is a setting of the snapshot: all is text but the words of an enum, the line of a file and a flag.
func settingRow(f []string) []any {
	row := make([]any, settingColumns)
	for i, v := range f[:settingColumns] {
		switch {
		case v == null:
		case i == 11:
			row[i] = decodeItems(textOID, arrayItems(v))
		case i == 16:
			row[i] = v == "t"
		default:
			row[i] = v
		}
	}
	return row
}

// sizes of the units that settings are given in: of times in milliseconds, of memory in bytes.
var settingUnits = []struct {
	suffix string
	size   int64
}{{"ms", 1}, {"min", 60_000}, {"s", 1000}, {"h", 3_600_000}, {"d", 86_400_000}, {"8kB", 8 << 10}, {"kB", 1 << 10}, {"MB", 1 << 20}, {"GB", 1 << 30},
	{"TB", 1 << 40}, {"B", 1}}

// inUnit is a value as pg_settings has it: a number of the setting's unit, where SHOW says "5min" or "4MB".
func inUnit(value, unit, vartype string) string {
	if unit == null || vartype != "integer" && vartype != "real" {
		return value
	}
	var per int64
	for _, u := range settingUnits {
		if u.suffix == unit {
			per = u.size
		}
	}
	for _, u := range settingUnits {
		if digits, ok := strings.CutSuffix(value, u.suffix); ok && per > 0 {
			if n, err := strconv.ParseInt(digits, 10, 64); err == nil {
				return strconv.FormatInt(n*u.size/per, 10)
			}
		}
	}
	return value
}
