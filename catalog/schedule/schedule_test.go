package schedule

import (
	"testing"
	"time"

	"asof/catalog/sqlerr"
)

func at(t *testing.T, s string) int64 {
	t.Helper()
	v, err := time.Parse("2006-01-02 15:04:05.000000", s)
	if err != nil {
		t.Fatal(err)
	}
	return v.UnixMicro()
}

func TestTicks(t *testing.T) {
	for _, c := range []struct{ schedule, now, last, after string }{
		{"1 hour", "2001-03-01 12:00:00.000000", "2001-03-01 12:00:00.000000", "2001-03-01 13:00:00.000000"},
		{"1 hour", "2001-03-01 12:59:59.999999", "2001-03-01 12:00:00.000000", "2001-03-01 13:00:00.000000"},
		{"7 days", "2001-03-01 12:00:00.000000", "2001-03-01 00:00:00.000000", "2001-03-08 00:00:00.000000"}, // Thursdays, as 1970-01-01
		{"90 minutes", "1969-12-31 23:00:00.000000", "1969-12-31 22:30:00.000000", "1970-01-01 00:00:00.000000"},
		{"15 2 * * *", "2001-03-01 02:15:00.000000", "2001-03-01 02:15:00.000000", "2001-03-02 02:15:00.000000"},
		{"15 2 * * *", "2001-03-01 02:14:59.999999", "2001-02-28 02:15:00.000000", "2001-03-01 02:15:00.000000"},
		{"15 2 * * *", "2001-03-01 02:15:00.000001", "2001-03-01 02:15:00.000000", "2001-03-02 02:15:00.000000"},
		{"@monthly", "2001-03-15 00:00:00.000000", "2001-03-01 00:00:00.000000", "2001-04-01 00:00:00.000000"},
		{"0 0 29 2 *", "2001-03-15 00:00:00.000000", "2000-02-29 00:00:00.000000", "2004-02-29 00:00:00.000000"},
		{"0 9 * * 1-5", "2001-03-04 12:00:00.000000", "2001-03-02 09:00:00.000000", "2001-03-05 09:00:00.000000"}, // a Sunday
	} {
		s, err := Parse(c.schedule)
		if err != nil {
			t.Fatal(err)
		}
		now := at(t, c.now)
		if got := s.Last(now); got != at(t, c.last) {
			t.Errorf("%s: the last tick at %s is %v, not %s", c.schedule, c.now, time.UnixMicro(got).UTC(), c.last)
		}
		if got := s.After(now); got != at(t, c.after) {
			t.Errorf("%s: the first tick after %s is %v, not %s", c.schedule, c.now, time.UnixMicro(got).UTC(), c.after)
		}
	}
}

func TestParse(t *testing.T) {
	for _, bad := range []string{"1 month", "0 seconds", "-1 hour", "0.5 seconds", "hourly", "* * * *", "0 0 0 0 0", "@every 1h", "CRON_TZ=Europe/Paris 0 9 * * *", "0 0 31 2 *", ""} {
		if _, err := Parse(bad); sqlerr.Code(err) != sqlerr.InvalidObjectDefinition {
			t.Errorf("%q: %v", bad, err)
		}
	}
}
