package syscat

import (
	"fmt"
	"strings"

	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
)

// This file has to_char of dates, times and intervals.

var (
	monthWords = [...]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"}
	dayWords   = [...]string{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}
	romanWords = [...]string{"I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"}
)

// shown is a time as a template shows it. Of an interval the year to the day are counts.
type shown struct {
	year, month, day, hour, minute, second, us int64
	number                                     int64 // of the day
	interval, zoned                            bool
	east                                       int64
	zone                                       string
}

func init() {
	register(map[string]Func{
		"timestamp_to_char": func(_ *Call, a []any) (any, error) {
			return timeToChar(a[0].(micros), a[0].(micros), a[1].(string), shown{})
		},
		"timestamptz_to_char": func(c *Call, a []any) (any, error) {
			t := a[0].(micros)
			east, zone := sqltype.OffsetAt(t, c.Format.Location)
			return timeToChar(t, c.local(t), a[1].(string), shown{zoned: true, east: east, zone: zone})
		},
		"interval_to_char": func(_ *Call, a []any) (any, error) {
			s, template := a[0].(span), a[1].(string)
			if template == "" {
				return nil, nil
			}
			us := s.Micros
			return showTemplate(template, &shown{interval: true, year: int64(s.Months / 12), month: int64(s.Months % 12), day: int64(s.Days),
				hour: us / usPerHour, minute: us % usPerHour / usPerMinute, second: us % usPerMinute / usPerSecond, us: us % usPerSecond})
		},
	})
}

func timeToChar(t, local micros, template string, s shown) (any, error) {
	if template == "" || infiniteTime(t) {
		return nil, nil
	}
	day, us := split(local)
	c := sqltype.CivilOf(day)
	s.year, s.month, s.day, s.number = c.Year, c.Month, c.Day, day
	s.hour, s.minute, s.second, s.us = us/usPerHour, us%usPerHour/usPerMinute, us%usPerMinute/usPerSecond, us%usPerSecond
	return showTemplate(template, &s)
}

func showTemplate(template string, s *shown) (any, error) {
	var b strings.Builder
	for _, p := range cutTemplate(template) {
		if p.pattern == "" {
			b.WriteString(p.text)
			continue
		}
		text, numeric, err := s.show(p)
		if err != nil {
			return nil, err
		}
		b.WriteString(text)
		if numeric && p.ordinal != "" {
			b.WriteString(ordinal(text, p.ordinal == "TH"))
		}
	}
	return b.String(), nil
}

// ordinal is st, nd, rd or th.
func ordinal(number string, upper bool) string {
	end := "th"
	if n := len(number); n > 0 && (n < 2 || number[n-2] != '1') {
		switch number[n-1] {
		case '1':
			end = "st"
		case '2':
			end = "nd"
		case '3':
			end = "rd"
		}
	}
	if upper {
		return strings.ToUpper(end)
	}
	return end
}

// padded prints n with zeros to a width, which a minus is not part of.
func padded(n int64, width int, p piece) string {
	switch {
	case p.fill:
		return decimalInt(n)
	case n < 0:
		return fmt.Sprintf("-%0*d", width, -n)
	}
	return fmt.Sprintf("%0*d", width, n)
}

// cased writes a name as the pattern is written: DAY, Day or day.
func cased(name, written string) string {
	switch {
	case written == strings.ToUpper(written):
		return strings.ToUpper(name)
	case written == strings.ToLower(written):
		return strings.ToLower(name)
	}
	return name
}

// show is the text of one pattern, and whether that is a number.
func (s *shown) show(p piece) (text string, numeric bool, err error) {
	if text, ok := s.showClock(p); ok {
		return text, text != "" && text[len(text)-1] >= '0' && text[len(text)-1] <= '9', nil
	}
	if s.interval {
		switch p.pattern {
		case "A.D.", "AD", "B.C.", "BC", "MONTH", "MON", "DAY", "DY", "DDD", "D", "ID", "TZ", "TZH", "TZM", "OF":
			return "", false, sqlerr.New(sqlerr.InvalidDatetimeFormat, "invalid format specification for an interval value").
				WithHint("Intervals are not tied to specific calendar dates.")
		}
	}
	if text, ok := s.showName(p); ok {
		return text, false, nil
	}
	return s.showDate(p), true, nil
}

func (s *shown) showClock(p piece) (string, bool) {
	switch p.pattern {
	case "AM", "PM", "A.M.", "P.M.":
		half := "AM"
		if s.hour%24 >= 12 {
			half = "PM"
		}
		if len(p.pattern) == 4 {
			half = half[:1] + ".M."
		}
		return cased(half, p.written), true
	case "HH", "HH12":
		h := s.hour % 12
		if h == 0 {
			h = 12
		}
		return padded(h, 2, p), true
	case "HH24":
		return padded(s.hour, 2, p), true
	case "MI":
		return padded(s.minute, 2, p), true
	case "SS":
		return padded(s.second, 2, p), true
	case "FF1", "FF2", "FF3", "FF4", "FF5", "FF6":
		n := int(p.pattern[2] - '0')
		return fmt.Sprintf("%0*d", n, s.us/power10(int64(6-n)).Int64()), true
	case "MS":
		return fmt.Sprintf("%03d", s.us/1000), true
	case "US":
		return fmt.Sprintf("%06d", s.us), true
	case "SSSS", "SSSSS":
		return decimalInt(s.hour*3600 + s.minute*60 + s.second), true
	}
	return "", false
}

// offset writes a zone's hours or minutes.
func (s *shown) offset(p piece) string {
	sign, east := "+", s.east
	if east < 0 {
		sign, east = "-", -east
	}
	switch p.pattern {
	case "TZH":
		return fmt.Sprintf("%s%02d", sign, east/3600)
	case "TZM":
		return fmt.Sprintf("%02d", east%3600/60)
	}
	out := sign + padded(east/3600, 2, p)
	if m := east % 3600 / 60; m != 0 {
		out += fmt.Sprintf(":%02d", m)
	}
	return out
}

func (s *shown) showName(p piece) (string, bool) {
	pad := func(name string, width int) string {
		if p.fill {
			return name
		}
		return fmt.Sprintf("%-*s", width, name)
	}
	switch p.pattern {
	case "TZ":
		return cased(strings.ToUpper(s.zone), strings.ReplaceAll(p.written, "Tz", "TZ")), true
	case "TZH", "TZM", "OF":
		return s.offset(p), true
	case "AD", "BC", "A.D.", "B.C.":
		era := "AD"
		if s.year <= 0 {
			era = "BC"
		}
		if len(p.pattern) == 4 {
			era = era[:1] + "." + era[1:] + "."
		}
		return cased(era, p.written), true
	case "MONTH":
		return pad(cased(monthWords[s.month-1], p.written), 9), true
	case "MON":
		return cased(monthWords[s.month-1][:3], p.written), true
	case "DAY":
		return pad(cased(dayWords[weekday(s.number)], p.written), 9), true
	case "DY":
		return cased(dayWords[weekday(s.number)][:3], p.written), true
	case "RM":
		if s.month == 0 && s.year == 0 {
			return "", true
		}
		i := (s.month + 11) % 12
		if s.month < 0 {
			i = s.month + 12
		}
		return pad(cased(romanWords[i], p.written), 4), true
	case "FX":
		return "", true
	}
	return "", false
}

// era makes years before Christ positive; of an interval it leaves them.
func (s *shown) era(year int64) int64 {
	if s.interval || year > 0 {
		return year
	}
	return 1 - year
}

func (s *shown) showDate(p piece) string {
	dayOfYear := s.number - sqltype.Civil{Year: s.year, Month: 1, Day: 1}.Days() + 1
	isoYear, isoWeekNumber := s.year, int64(0)
	if !s.interval {
		isoYear, isoWeekNumber = isoWeek(s.number)
	} else {
		dayOfYear = s.year*360 + s.month*30 + s.day
	}
	switch p.pattern {
	case "MM":
		return padded(s.month, 2, p)
	case "DD":
		if p.fill {
			return decimalInt(s.day)
		}
		return fmt.Sprintf("%02d", s.day)
	case "DDD":
		return padded(dayOfYear, 3, p)
	case "IDDD":
		first := s.number - weekday(s.number) - (isoWeekNumber-1)*7
		return padded(s.number-first+1, 3, p)
	case "D":
		return decimalInt((weekday(s.number)+1)%7 + 1)
	case "ID":
		return decimalInt(weekday(s.number) + 1)
	case "WW":
		return padded((dayOfYear-1)/7+1, 2, p)
	case "IW":
		return padded(isoWeekNumber, 2, p)
	case "W":
		return decimalInt((s.day-1)/7 + 1)
	case "Q":
		if s.month == 0 {
			return ""
		}
		return decimalInt((s.month-1)/3 + 1)
	case "CC":
		return s.century(p)
	case "J":
		return decimalInt(s.number + julianEpoch)
	case "Y,YYY":
		y := s.era(s.year)
		return fmt.Sprintf("%d,%03d", y/1000, y%1000)
	case "YYYY", "IYYY":
		return padded(s.era(s.yearOf(p, isoYear)), 4, p)
	case "YYY", "IYY":
		return padded(s.era(s.yearOf(p, isoYear))%1000, 3, p)
	case "YY", "IY":
		return padded(s.era(s.yearOf(p, isoYear))%100, 2, p)
	}
	return padded(s.era(s.yearOf(p, isoYear))%10, 1, p) // Y, I
}

func (s *shown) yearOf(p piece, isoYear int64) int64 {
	if p.pattern[0] == 'I' {
		return isoYear
	}
	return s.year
}

func (s *shown) century(p piece) string {
	n := s.year / 100
	if !s.interval {
		n = yearGroup(s.year, 100)
	}
	if n <= 99 && n >= -99 {
		return padded(n, 2, p)
	}
	return decimalInt(n)
}
