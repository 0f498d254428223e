package catalog

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"asof/catalog/sqltype"
)

// ShowCreate returns the CREATE statement that defines o as it is now. Options, columns, names and locations are written from
// the fields, so that ALTER and RENAME show; the SELECT of a view or service is the client's own text, comments included,
// since nothing but CREATE OR REPLACE changes it; to the views of a service the versions are added that CREATE would not pin by
// itself. What COMMENT ON says is not part of it.
func ShowCreate(s *Snapshot, o Object) string {
	switch o := o.(type) {
	case *Source:
		return showSource(o)
	case *Entity:
		return "CREATE ENTITY " + QuoteIdent(o.Name) + " " + columnList(o.Keys) + with(o.options(nil))
	case *FeatureView:
		return ShowVersion(o, o)
	case *Service:
		return showService(o, pinnedText(s, o))
	case *FeatureTest:
		return showTest(o)
	case *TrainingSet:
		return "CREATE TRAINING SET " + QuoteIdent(o.Name) + with(o.options(setOptions(o))) + "\nAS " + Body(o.Text)
	}
	return ""
}

func showService(o *Service, text string) string {
	return "CREATE FEATURE SERVICE " + QuoteIdent(o.Name) + with(o.options(nil)) + "\nAS " + Body(text)
}

// ShowVersion is ShowCreate of a version of a view. What describes the view is not the version's.
func ShowVersion(view, version *FeatureView) string {
	v := *version
	v.Meta = view.Meta
	return "CREATE FEATURE VIEW " + QuoteIdent(v.Name) + viewClauses(&v) + with(viewOptions(&v)) + "\nAS " + Body(version.Text)
}

// pinnedText is a service's text with the versions that it has pinned: those that are not the current ones, or all without a
// snapshot.
func pinnedText(s *Snapshot, o *Service) string {
	text := o.Text
	for _, p := range slices.Backward(o.Views) {
		if p.EndPos == 0 {
			continue
		}
		if s != nil && !strings.Contains(text[p.Pos:p.EndPos], "@") {
			if v, ok := s.View(p.Name); !ok || v.Serving().Version == p.Version {
				continue
			}
		}
		text = text[:p.Pos] + QuoteIdent(p.Name) + "@" + strconv.Itoa(p.Version) + text[p.EndPos:]
	}
	return text
}

func showSource(s *Source) string {
	var b strings.Builder
	b.WriteString("CREATE SOURCE " + QuoteIdent(s.Name))
	if s.Declared {
		b.WriteString(" " + columnList(s.Columns))
	}
	b.WriteString("\n  FROM " + strings.ToUpper(s.Format) + " " + QuoteLiteral(s.Location))
	opts := []setting{{"event_time", QuoteIdent(s.EventTime)}}
	if s.TieBreak != "" {
		opts = append(opts, setting{"tie_break", QuoteIdent(s.TieBreak)})
	}
	switch {
	case s.AvailableAt != "":
		opts = append(opts, setting{"available_at", QuoteIdent(s.AvailableAt)})
	case s.AvailableAfter != 0:
		opts = append(opts, setting{"available_after", QuoteLiteral(Interval(s.AvailableAfter))})
	case s.Loaded:
		opts = append(opts, setting{"available", "'loaded'"})
	}
	var format []setting
	for k, v := range s.Options {
		format = append(format, setting{k, QuoteLiteral(v)})
	}
	slices.SortFunc(format, func(a, b setting) int { return strings.Compare(a.name, b.name) })
	b.WriteString(with(s.options(append(opts, format...))))
	return b.String()
}

func setOptions(t *TrainingSet) []setting {
	if t.Keep == DefaultKeep {
		return nil
	}
	return []setting{{"keep", strconv.Itoa(t.Keep)}}
}

// viewClauses are ENTITY and REQUEST, where a view has them.
func viewClauses(v *FeatureView) string {
	s := ""
	if v.Entity != "" {
		s = "\n  ENTITY " + QuoteIdent(v.Entity)
	}
	if len(v.Request) > 0 {
		s += "\n  REQUEST " + columnList(v.Request)
	}
	return s
}

func viewOptions(v *FeatureView) []setting {
	var opts []setting
	if v.TTL != 0 {
		opts = append(opts, setting{"ttl", QuoteLiteral(Interval(v.TTL))})
	}
	if v.Schedule != "" {
		opts = append(opts, setting{"schedule", QuoteLiteral(v.Schedule)})
	}
	if v.TickDelay != 0 {
		opts = append(opts, setting{"delay", QuoteLiteral(Interval(v.TickDelay))})
	}
	if v.Refresh != 0 {
		opts = append(opts, setting{"refresh", QuoteLiteral(Interval(v.Refresh))})
	}
	if v.Hop != "" {
		opts = append(opts, setting{"hop", QuoteLiteral(v.Hop)})
	}
	if v.Start != nil {
		opts = append(opts, setting{"start", QuoteLiteral(string(sqltype.AppendText(nil, sqltype.Of(sqltype.TimestampTZ), sqltype.Micros(*v.Start), sqltype.ISO)))})
	}
	if !v.Online {
		opts = append(opts, setting{"online", "false"})
	}
	return v.options(opts)
}

// setting is an option with its value as SQL.
type setting struct{ name, value string }

// options appends the options that every definition may have.
func (m *Meta) options(opts []setting) []setting {
	for _, s := range []setting{
		{"owner", m.Owner}, {"description", m.Description}, {"status", m.Status}, {"tags", strings.Join(m.Tags, ",")},
	} {
		if s.value != "" {
			opts = append(opts, setting{s.name, QuoteLiteral(s.value)})
		}
	}
	return opts
}

func with(opts []setting) string {
	if len(opts) == 0 {
		return ""
	}
	parts := make([]string, len(opts))
	for i, o := range opts {
		parts[i] = o.name + " = " + o.value
	}
	return "\n  WITH (" + strings.Join(parts, ", ") + ")"
}

func columnList(cols []sqltype.Column) string {
	parts := make([]string, len(cols))
	for i, c := range cols {
		parts[i] = QuoteIdent(c.Name) + " " + c.Type.String()
	}
	return "(" + strings.Join(parts, ", ") + ")"
}

// Interval writes microseconds as an interval that reads back equal: "2 days 03:00:00", "00:00:00.5". It has no months.
func Interval(us int64) string {
	const second, day = 1_000_000, 24 * 3600 * 1_000_000
	sign, rest := "", uint64(us)
	if us < 0 {
		sign, rest = "-", -uint64(us)
	}
	var parts []string
	switch days := rest / day; {
	case days == 1:
		parts = append(parts, sign+"1 day")
	case days > 1:
		parts = append(parts, sign+strconv.FormatUint(days, 10)+" days")
	}
	if rest %= day; rest > 0 || len(parts) == 0 {
		s := rest / second
		clock := fmt.Sprintf("%s%02d:%02d:%02d", sign, s/3600, s/60%60, s%60)
		if frac := rest % second; frac > 0 {
			clock += strings.TrimRight(fmt.Sprintf(".%06d", frac), "0")
		}
		parts = append(parts, clock)
	}
	return strings.Join(parts, " ")
}
