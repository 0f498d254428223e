package gateway

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // zone names on machines without a zone database

	"asof/catalog/sqltype"
)

// zone is a time zone: where it is, what SHOW calls it, and what the engine calls it.
type zone struct {
	location *time.Location
	name     string
	engine   string
}

var utc = zone{time.UTC, "UTC", "UTC"}

var (
	zoneOffset = regexp.MustCompile(`^<?([^<>0-9+-]*|[+-][0-9:]+)>?([+-]?)([0-9]{1,3})(?::([0-9]{1,2}))?(?::([0-9]{1,2}))?$`)
	zoneSpan   = regexp.MustCompile(`^\s*([+-]?)([0-9]{1,2})(?::([0-9]{2}))?(?::([0-9]{2}))?\s*(?:hours?)?\s*$`)
)

// loadZone finds a time zone: a name in any case, an offset in hours east of UTC as SET TIME ZONE takes it, an offset in the
// POSIX form (hours west), or an interval.
func loadZone(value string) (zone, bool) {
	value = strings.TrimSpace(value)
	if h, err := strconv.ParseFloat(value, 64); err == nil {
		if math.IsNaN(h) || math.Abs(h) > 167 {
			return zone{}, false
		}
		return fixedZone(int(math.Round(h * 3600)))
	}
	if rest, ok := strings.CutPrefix(strings.ToLower(value), "interval"); ok {
		return intervalZone(strings.Trim(strings.TrimSpace(rest), "'"))
	}
	switch strings.ToUpper(value) {
	case "UTC", "GMT", "ZULU", "UCT", "UNIVERSAL", "GREENWICH":
		name := strings.ToUpper(value)
		if len(name) > 3 {
			name = name[:1] + strings.ToLower(name[1:])
		}
		return zone{time.UTC, name, "UTC"}, true
	case "":
		return zone{}, false
	}
	if loc, ok := sqltype.LoadLocation(value); ok {
		z := zone{loc, loc.String(), loc.String()}
		if strings.EqualFold(value, "etc/utc") {
			z.engine = "UTC"
		}
		return z, true
	}
	if m := zoneOffset.FindStringSubmatch(value); m != nil && (len(m[1]) >= 3 || m[1] == "" || value[0] == '<') {
		z, ok := fixedZone(-seconds(m[2], m[3], m[4], m[5]))
		z.name = strings.ToUpper(value)
		return z, ok
	}
	return zone{}, false
}

// intervalZone is what SET TIME ZONE INTERVAL takes.
func intervalZone(span string) (zone, bool) {
	m := zoneSpan.FindStringSubmatch(span)
	if m == nil {
		return zone{}, false
	}
	return fixedZone(seconds(m[1], m[2], m[3], m[4]))
}

func seconds(sign, hours, minutes, secs string) int {
	h, _ := strconv.Atoi(hours)
	m, _ := strconv.Atoi(minutes)
	s, _ := strconv.Atoi(secs)
	s += 3600*h + 60*m
	if sign == "-" {
		return -s
	}
	return s
}

// fixedZone is an offset in seconds east of UTC, named as Postgres does: <+02>-02. The engine knows whole hours as Etc/GMT with
// the opposite sign, and other offsets not at all.
func fixedZone(east int) (zone, bool) {
	if east > 167*3600 || east < -167*3600 {
		return zone{}, false
	}
	clock := func(s int, plus string) string {
		sign := plus
		if s < 0 {
			sign, s = "-", -s
		}
		out := fmt.Sprintf("%s%02d", sign, s/3600)
		if s%3600 != 0 {
			out += fmt.Sprintf(":%02d", s%3600/60)
		}
		if s%60 != 0 {
			out += fmt.Sprintf(":%02d", s%60)
		}
		return out
	}
	z := zone{time.FixedZone("", east), "<" + clock(east, "+") + ">" + clock(-east, "+"), ""}
	switch hours := east / 3600; {
	case east == 0:
		z.name, z.engine = "<+00>-00", "UTC"
	case east%3600 == 0 && hours > -13 && hours < 15:
		z.engine = fmt.Sprintf("Etc/GMT%+d", -hours)
	default:
		z.engine = "GMT" + clock(east, "+")
	}
	return z, true
}

func mustZone(canonical string) zone {
	if z, ok := loadZone(canonical); ok {
		return z
	}
	return utc
}
