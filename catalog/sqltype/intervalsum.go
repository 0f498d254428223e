package sqltype

import (
	"math"
	"strings"
)

// unit is a unit of time as an interval's text names it.
type unit uint8

const (
	noUnit unit = iota // not said yet: seconds
	microsecond
	millisecond
	second
	minute
	hour
	day
	week
	month
	quarter
	year
	decade
	century
	millennium
	agoUnit // the word ago: everything before it is negated
)

// unitWords are the spellings, cut to wordLength.
var unitWords = func() map[string]unit {
	m := map[string]unit{}
	for u, spellings := range map[unit]string{
		microsecond: "us usec usecs usecond useconds microsecon",
		millisecond: "ms msec msecs msecond mseconds millisecon",
		second:      "s sec secs second seconds",
		minute:      "m min mins minute minutes",
		hour:        "h hr hrs hour hours",
		day:         "d day days",
		week:        "w week weeks",
		month:       "mon mons month months",
		quarter:     "qtr quarter",
		year:        "y yr yrs year years",
		decade:      "dec decs decade decades",
		century:     "c cent century centuries",
		millennium:  "mil mils millennia millennium",
		agoUnit:     "ago",
	} {
		for _, s := range strings.Fields(spellings) {
			m[s] = u
		}
	}
	return m
}()

// sum is an interval being added up. Its parts are bounded at the end.
type sum struct {
	months, days, us int64
	overflow         bool
}

// add adds n of something to a part.
func (t *sum) add(to *int64, n, of int64) {
	product := n * of
	if n != 0 && (product/n != of || n == -1 && of == math.MinInt64) {
		t.overflow = true
	}
	total := *to + product
	if (total > *to) != (product > 0) && product != 0 {
		t.overflow = true
	}
	*to = total
}

// addFraction adds a fraction of a unit of so many microseconds, rounded half away from zero.
func (t *sum) addFraction(fraction float64, of int64) {
	us := fraction * float64(of)
	if math.Abs(us) > math.MaxInt64/2 {
		t.overflow = true
		return
	}
	n := int64(us)
	switch rest := us - float64(n); {
	case rest > 0.5:
		n++
	case rest < -0.5:
		n--
	}
	t.add(&t.us, n, 1)
}

// addFractionDays adds a fraction of a unit of so many days: whole days, and the rest as time.
func (t *sum) addFractionDays(fraction float64, of int64) {
	d := fraction * float64(of)
	whole := math.Trunc(d)
	t.add(&t.days, int64(whole), 1)
	t.addFraction(d-whole, usPerDay)
}

// put adds value + fraction units.
func (t *sum) put(u unit, value int64, fraction float64) {
	switch u {
	case microsecond:
		t.add(&t.us, value, 1)
		t.addFraction(fraction, 1)
	case millisecond:
		t.add(&t.us, value, 1000)
		t.addFraction(fraction, 1000)
	case noUnit, second:
		t.add(&t.us, value, usPerSecond)
		t.addFraction(fraction, usPerSecond)
	case minute:
		t.add(&t.us, value, usPerMinute)
		t.addFraction(fraction, usPerMinute)
	case hour:
		t.add(&t.us, value, usPerHour)
		t.addFraction(fraction, usPerHour)
	case day:
		t.add(&t.days, value, 1)
		t.addFraction(fraction, usPerDay)
	case week:
		t.add(&t.days, value, 7)
		t.addFractionDays(fraction, 7)
	case month:
		t.add(&t.months, value, 1)
		t.addFractionDays(fraction, 30)
	default:
		years := map[unit]int64{year: 1, decade: 10, century: 100, millennium: 1000}[u]
		t.add(&t.months, value, 12*years)
		t.add(&t.months, int64(math.RoundToEven(fraction*12*float64(years))), 1)
	}
}

func (t *sum) span() (Span, bool) {
	ok := !t.overflow && t.months == int64(int32(t.months)) && t.days == int64(int32(t.days))
	return Span{Months: int32(t.months), Days: int32(t.days), Micros: t.us}, ok
}
