package sqltype

import (
	"strconv"
	"strings"
	"time"
)

// zoneAbbreviations are seconds east of UTC: those of Postgres' default set that people write.
var zoneAbbreviations = map[string]int32{
	"utc": 0, "gmt": 0, "z": 0, "zulu": 0, "ut": 0, "uct": 0, "wet": 0, "azost": 0,
	"bst": 3600, "west": 3600, "wetdst": 3600, "cet": 3600, "met": 3600, "mez": 3600,
	"cest": 7200, "cetdst": 7200, "mest": 7200, "mesz": 7200, "metdst": 7200, "eet": 7200, "ist": 7200, "sast": 7200,
	"eest": 10800, "eetdst": 10800, "idt": 10800, "msk": 10800, "trt": 10800, "eat": 10800, "fet": 10800,
	"msd": 14400, "pkt": 18000, "npt": 20700, "ict": 25200, "wib": 25200, "cct": 28800, "hkt": 28800, "sgt": 28800,
	"awst": 28800, "wst": 28800, "pht": 28800, "jst": 32400, "kst": 32400, "wit": 32400,
	"acst": 34200, "cast": 34200, "aest": 36000, "acdt": 37800, "sadt": 37800, "aedt": 39600,
	"nzt": 43200, "nzst": 43200, "nzdt": 46800, "azot": -3600, "fnt": -7200, "brst": -7200, "ndt": -9000,
	"adt": -10800, "art": -10800, "brt": -10800, "clst": -10800, "uyt": -10800, "nst": -12600, "nft": -12600,
	"ast": -14400, "edt": -14400, "clt": -14400, "bot": -14400, "vet": -14400, "est": -18000, "cdt": -18000,
	"cot": -18000, "pet": -18000, "cst": -21600, "mdt": -21600, "mst": -25200, "pdt": -25200,
	"pst": -28800, "akdt": -28800, "akst": -32400, "hst": -36000,
}

// maxZoneHour is the largest hour of a written offset.
const maxZoneHour = 15

// parseOffset reads a sign and h, hh, hhmm, hh:mm or hh:mm:ss as seconds east of UTC.
func parseOffset(s string) (east int32, err dateError) {
	parts := strings.Split(s[1:], ":")
	if n := len(s); len(parts) == 1 && n > 3 {
		parts = []string{s[1 : n-2], s[n-2:]}
	}
	if len(parts) > 3 {
		return 0, badFormat
	}
	unit := int32(3600)
	for _, p := range parts {
		n, e := strconv.ParseUint(p, 10, 16)
		switch {
		case e != nil:
			return 0, badFormat
		case unit == 3600 && n > maxZoneHour || unit < 3600 && n > 59:
			return 0, zoneOverflow
		}
		east += int32(n) * unit
		unit /= 60
	}
	if s[0] == '-' {
		east = -east
	}
	return east, 0
}

// LoadLocation returns the time zone with a full name in any case ("europe/paris"), false if there is none.
func LoadLocation(name string) (*time.Location, bool) {
	if name == "" || strings.EqualFold(name, "local") || strings.Contains(name, "..") || name[0] == '/' {
		return nil, false
	}
	if strings.EqualFold(name, "utc") || strings.EqualFold(name, "gmt") {
		return time.UTC, true
	}
	for _, spelling := range [...]string{name, titleCase(name), strings.ToUpper(name)} {
		if loc, err := time.LoadLocation(spelling); err == nil {
			return loc, true
		}
	}
	return nil, false
}

// titleCase writes a zone's name as the zone database does: America/Port_of_Spain, Etc/GMT+5, Africa/Dar_es_Salaam.
func titleCase(name string) string {
	b := []byte(strings.ToLower(name))
	up := true
	for i, c := range b {
		if up && isAlpha(c) {
			b[i] = c - 'a' + 'A'
		}
		up = c == '/' || c == '_' || c == '-'
	}
	s := string(b)
	for _, word := range [...]string{"Of", "Es", "Au"} {
		s = strings.NewReplacer("_"+word+"_", "_"+strings.ToLower(word)+"_", "-"+word+"-", "-"+strings.ToLower(word)+"-").Replace(s)
	}
	if rest, ok := strings.CutPrefix(s, "Etc/"); ok {
		s = "Etc/" + strings.ToUpper(rest)
	}
	return s
}

// posixZone reads a zone in POSIX form, a name and the offset west of UTC: utc+3 is three hours west.
func posixZone(name string) (*time.Location, bool) {
	n := skip(name, 0, isAlpha)
	if n < 3 || n == len(name) {
		return nil, false
	}
	offset := name[n:]
	if isDigit(offset[0]) {
		offset = "+" + offset
	}
	if offset[0] != '+' && offset[0] != '-' {
		return nil, false
	}
	west, err := parseOffset(offset)
	if err != 0 {
		return nil, false
	}
	return time.FixedZone("", -int(west)), true
}
