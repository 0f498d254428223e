package sqltype

import (
	"strconv"
	"strings"
	"time"
)

// dateError is why a text is no date; the caller words it, as it knows the type and the whole text.
type dateError uint8

const (
	badFormat dateError = iota + 1
	fieldOverflow
	monthDayOverflow // a month or day out of range: perhaps another DateStyle was meant
	zoneOverflow
	unknownZone
	noClock // now, today … where Format has no clock
)

// part is a set of the parts of a date that were seen.
type part uint8

const (
	yearPart part = 1 << iota
	monthPart
	dayPart
	timePart
	zonePart
	yearDayPart
	meridiemPart
	eraPart

	datePart = yearPart | monthPart | dayPart
)

// moment is a date and time as it was written, field by field.
type moment struct {
	format  *Format
	seen    part
	special string // "infinity", "epoch", "now", … instead of the fields

	year, month, day int64
	yearDay          int64
	shortYear        bool // of one or two digits
	textMonth        bool
	bc               bool
	hour             int64
	clock            int64 // microseconds within the hour
	meridiem         int64
	zone             *time.Location // nil: the session's
	prefix           wordKind       // julianWord or timeWord just before; 0 none
}

// parseMoment reads s. timeOnly is for the types time and timetz, where bare digits are a time.
func parseMoment(s string, f *Format, timeOnly bool) (*moment, dateError) {
	fields, ok := dateFields(s)
	if !ok {
		return nil, badFormat
	}
	m := &moment{format: f}
	for i, fd := range fields {
		if err := m.field(fd, timeOnly, i+1 < len(fields)); err != 0 {
			return nil, err
		}
	}
	if m.special != "" {
		if m.seen&^(timePart|zonePart) != 0 {
			return nil, badFormat
		}
		return m, 0
	}
	return m, m.validate()
}

// see notes parts; a part given twice is wrong.
func (m *moment) see(p part) dateError {
	if m.seen&p != 0 {
		return badFormat
	}
	m.seen |= p
	return 0
}

func (m *moment) field(fd field, timeOnly, more bool) dateError {
	prefix := m.prefix
	m.prefix = 0
	switch fd.kind {
	case timeField:
		if prefix == julianWord {
			return badFormat
		}
		return m.timeOfDay(fd.text)
	case zoneField:
		if prefix != 0 {
			return badFormat
		}
		east, err := parseOffset(fd.text)
		if err != 0 {
			return err
		}
		return m.fixedZone(east)
	case dateField:
		return m.dateOrZone(fd.text, prefix, timeOnly, more)
	case numberField:
		return m.numberOf(fd.text, prefix, timeOnly)
	}
	return m.word(fd.text, more)
}

func (m *moment) fixedZone(east int32) dateError {
	m.zone = time.FixedZone("", int(east))
	return m.see(zonePart)
}

// dateOrZone reads a field with inner punctuation: a date, or, after one, a zone's name or hhmmss-zz.
func (m *moment) dateOrZone(s string, prefix wordKind, timeOnly, more bool) dateError {
	digit := isDigit(s[0])
	if m.seen&datePart != datePart && prefix == 0 && (!timeOnly || digit && more) {
		return m.date(s)
	}
	if digit {
		i := strings.IndexByte(s, '-')
		if i < 0 {
			return badFormat
		}
		east, err := parseOffset(s[i:])
		if err != 0 {
			return err
		}
		if err := m.packed(s[:i], true); err != 0 {
			return err
		}
		return m.fixedZone(east)
	}
	loc, ok := namedLocation(s)
	if !ok {
		return unknownZone
	}
	m.zone = loc
	return m.see(zonePart)
}

// namedLocation reads a zone's full name, or its POSIX form.
func namedLocation(s string) (*time.Location, bool) {
	if loc, ok := LoadLocation(s); ok {
		return loc, true
	}
	return posixZone(s)
}

func (m *moment) numberOf(s string, prefix wordKind, timeOnly bool) dateError {
	whole, _, fractional := strings.Cut(s, ".")
	switch {
	case prefix == julianWord:
		return m.julian(s)
	case prefix == timeWord:
		return m.packed(s, true)
	case fractional && m.seen&datePart == 0 && !timeOnly:
		return m.date(s)
	case fractional && len(whole) > 2:
		return m.packed(s, timeOnly)
	case timeOnly && m.seen&datePart == 0:
		return m.packed(s, true)
	case len(s) >= 6 && (m.seen&datePart == 0 || m.seen&timePart == 0):
		return m.packed(s, false)
	}
	return m.number(s)
}

func (m *moment) word(s string, more bool) dateError {
	if m.prefix != 0 {
		return badFormat
	}
	s = truncateWord(s)
	if east, ok := zoneAbbreviations[s]; ok {
		return m.fixedZone(east)
	}
	w, ok := dateWords[s]
	if !ok {
		return m.namedZone(s)
	}
	switch w.kind {
	case monthWord:
		return m.monthName(w.value)
	case meridiemWord:
		m.meridiem = w.value
		return m.see(meridiemPart)
	case eraWord:
		m.bc = w.value == 1
		return m.see(eraPart)
	case specialWord:
		return m.specialDate(s)
	case julianWord, timeWord:
		if !more || w.kind == timeWord && m.seen&datePart == 0 && m.seen != 0 {
			return badFormat
		}
		m.prefix = w.kind
	case unitWord:
		return badFormat
	}
	return 0
}

// namedZone takes a word that is nothing else for a zone without punctuation: japan, turkey.
func (m *moment) namedZone(s string) dateError {
	loc, ok := LoadLocation(s)
	if !ok {
		return badFormat
	}
	m.zone = loc
	return m.see(zonePart)
}

func (m *moment) monthName(month int64) dateError {
	// A number taken for the month was the day: 08 january 2001 in order MDY.
	if m.seen&monthPart != 0 && !m.textMonth && m.seen&dayPart == 0 && m.month >= 1 && m.month <= 31 {
		m.day = m.month
		m.seen |= dayPart
		m.seen &^= monthPart
	}
	m.textMonth = true
	m.month = month
	return m.see(monthPart)
}

func (m *moment) specialDate(s string) dateError {
	switch s {
	case "allballs":
		if err := m.fixedZone(0); err != 0 {
			return err
		}
		return m.see(timePart)
	case "now", "today", "tomorrow", "yesterday":
		if m.format.Now == nil {
			return noClock
		}
	}
	if m.special != "" {
		return badFormat
	}
	m.special = s
	return 0
}

// date reads digits and words joined by punctuation.
func (m *moment) date(s string) dateError {
	var numbers []string
	for i := 0; i < len(s); {
		start := i
		switch {
		case isDigit(s[i]):
			i = skip(s, i, isDigit)
			numbers = append(numbers, s[start:i])
		case isAlpha(s[i]):
			i = skip(s, i, isAlpha)
			w, ok := dateWords[truncateWord(s[start:i])]
			switch {
			case ok && w.kind == ignoredWord:
			case !ok || w.kind != monthWord:
				return badFormat
			default:
				if err := m.monthName(w.value); err != 0 {
					return err
				}
			}
		default:
			i++
		}
	}
	for _, n := range numbers {
		if err := m.number(n); err != 0 {
			return err
		}
	}
	if m.seen&datePart != datePart && m.seen&yearDayPart == 0 {
		return badFormat
	}
	return 0
}

// number decides what a bare number is from the parts seen before it and DateOrder.
func (m *moment) number(s string) dateError {
	if whole, _, ok := strings.Cut(s, "."); ok {
		if len(whole) > 2 {
			return m.packed(s, true)
		}
		return badFormat
	}
	v, err := strconv.ParseInt(s, 10, 32)
	if err != nil {
		return fieldOverflow
	}
	long := len(s) >= 3
	order := m.format.DateOrder
	if len(s) == 3 && m.seen&datePart == yearPart && v >= 1 && v <= 366 {
		m.yearDay = v
		m.month, m.day = 1, 1
		return m.see(yearDayPart | monthPart | dayPart)
	}
	switch m.seen & datePart {
	case 0:
		switch {
		case long || order == "YMD":
			return m.setYear(v, len(s))
		case order == "DMY":
			return m.set(&m.day, v, dayPart)
		}
		return m.set(&m.month, v, monthPart)
	case yearPart, dayPart:
		return m.set(&m.month, v, monthPart)
	case monthPart:
		if m.textMonth && (long || order == "YMD") {
			return m.setYear(v, len(s))
		}
		return m.set(&m.day, v, dayPart)
	case yearPart | monthPart:
		if m.textMonth && long && m.shortYear {
			// The first number was the day after all: 08-jan-2001 in order YMD.
			m.day, m.year, m.shortYear = m.year, v, false
			return m.see(dayPart)
		}
		return m.set(&m.day, v, dayPart)
	case monthPart | dayPart:
		return m.setYear(v, len(s))
	case datePart:
		return m.packed(s, true)
	}
	return badFormat
}

func (m *moment) set(to *int64, v int64, p part) dateError {
	*to = v
	return m.see(p)
}

func (m *moment) setYear(v int64, digits int) dateError {
	m.shortYear = digits <= 2
	return m.set(&m.year, v, yearPart)
}

// validate checks the fields against each other and brings them to 24 hours and an astronomical year.
func (m *moment) validate() dateError {
	if m.prefix != 0 {
		return badFormat
	}
	if m.seen&meridiemPart != 0 {
		if m.hour > 12 {
			return fieldOverflow
		}
		m.hour = m.hour%12 + m.meridiem
	}
	if m.hour > 24 || m.hour == 24 && m.clock > 0 {
		return fieldOverflow
	}
	if m.seen&yearPart != 0 {
		switch {
		case m.bc && m.year <= 0:
			return fieldOverflow
		case m.bc:
			m.year = 1 - m.year
		case m.shortYear && m.year < 70:
			m.year += 2000
		case m.shortYear:
			m.year += 1900
		case m.year <= 0:
			return fieldOverflow
		}
	}
	if m.seen&yearDayPart != 0 {
		c := civilOf(civil{m.year, 1, 1}.days() + m.yearDay - 1)
		m.year, m.month, m.day = c.year, c.month, c.day
	}
	switch {
	case m.seen&monthPart != 0 && (m.month < 1 || m.month > 12), m.seen&dayPart != 0 && (m.day < 1 || m.day > 31):
		return monthDayOverflow
	case m.seen&datePart == datePart && m.day > daysInMonth(m.year, m.month):
		return fieldOverflow
	}
	return 0
}

func (m *moment) days() int64 { return civil{m.year, m.month, m.day}.days() }

// time is the time of day in microseconds.
func (m *moment) time() int64 { return m.hour*usPerHour + m.clock }
