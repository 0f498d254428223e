package planner

import (
	"sort"
	"strconv"
	"strings"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
	"asof/planner/ast"
)

// option is what a definition may set in WITH (…): apply takes the value, or refuses it with an error that gets its position.
type option struct {
	later string // not in this version: what to do instead
	apply func(o ast.Option) *sqlerr.Error
}

// options is what one kind of definition may set.
type options map[string]option

// metaOptions are the options that every definition has.
func metaOptions(m *catalog.Meta) options {
	return options{
		"owner":       {apply: func(o ast.Option) *sqlerr.Error { m.Owner = o.Value; return nil }},
		"description": {apply: func(o ast.Option) *sqlerr.Error { m.Description = o.Value; return nil }},
		"tags":        {apply: func(o ast.Option) *sqlerr.Error { m.Tags = splitTags(o.Value); return nil }},
		"status": {apply: func(o ast.Option) *sqlerr.Error {
			switch o.Value {
			case "experimental", "production", "deprecated":
				m.Status = o.Value
				return nil
			}
			return sqlerr.New(sqlerr.InvalidParameterValue, "invalid status %q", o.Value).
				WithHint("Use experimental, production or deprecated.")
		}},
	}
}

func splitTags(s string) []string {
	var tags []string
	for _, t := range strings.Split(s, ",") {
		if t = strings.TrimSpace(t); t != "" {
			tags = append(tags, t)
		}
	}
	return tags
}

// with adds the options of b to a.
func (a options) with(b options) options {
	for k, v := range b {
		a[k] = v
	}
	return a
}

// apply sets every option that was written.
func (a options) apply(kind string, text string, given []ast.Option) error {
	seen := map[string]bool{}
	for _, o := range given {
		opt, ok := a[o.Name.Text]
		switch {
		case !ok:
			return at(sqlerr.New(sqlerr.InvalidParameterValue, "unrecognized option %q of a %s", o.Name.Text, kind).
				WithHint("Its options are: %s.", strings.Join(a.names(), ", ")), text, o.Name.Pos)
		case seen[o.Name.Text]:
			return at(sqlerr.New(sqlerr.SyntaxError, "option %q is given more than once", o.Name.Text), text, o.Name.Pos)
		case opt.later != "":
			return at(sqlerr.New(sqlerr.FeatureNotSupported, "option %q is not supported", o.Name.Text).
				WithHint("%s", opt.later), text, o.Name.Pos)
		}
		seen[o.Name.Text] = true
		if err := opt.apply(o); err != nil {
			return at(err, text, o.Pos)
		}
	}
	return nil
}

func (a options) names() []string {
	var names []string
	for k, v := range a {
		if v.later == "" {
			names = append(names, k)
		}
	}
	sort.Strings(names)
	return names
}

// boolValue reads a boolean as Postgres' options do.
func boolValue(o ast.Option, into *bool) *sqlerr.Error {
	switch strings.ToLower(o.Value) {
	case "true", "on", "1", "yes":
		*into = true
	case "false", "off", "0", "no":
		*into = false
	default:
		return sqlerr.New(sqlerr.InvalidParameterValue, "%s requires a Boolean value", o.Name.Text)
	}
	return nil
}

// interval reads an interval of a constant length, in microseconds: months and years have none.
func interval(s string) (int64, *sqlerr.Error) {
	v, err := sqltype.ParseText(sqltype.Of(sqltype.Interval), s, sqltype.ISO)
	if err != nil {
		return 0, sqlerr.From(err)
	}
	span := v.(sqltype.Span)
	if span.Months != 0 {
		return 0, sqlerr.New(sqlerr.InvalidObjectDefinition, "an interval with months or years has no constant length").
			WithHint("Write it in days: '30 days' instead of '1 month'.")
	}
	const day, most = 24 * 3600 * 1_000_000, 100_000_000 // days: a third of a million years either way
	if d := int64(span.Days) + span.Micros/day; d > most || d < -most {
		return 0, sqlerr.New(sqlerr.DatetimeFieldOverflow, "interval out of range").WithHint("At most %d days.", most)
	}
	return int64(span.Days)*day + span.Micros, nil
}

// positiveInterval is an interval greater than zero.
func positiveInterval(o ast.Option, into *int64) *sqlerr.Error {
	var us int64
	if err := notNegativeInterval(o, &us); err != nil && us >= 0 {
		return err
	}
	if *into = us; us <= 0 {
		return sqlerr.New(sqlerr.InvalidParameterValue, "%s must be greater than zero", o.Name.Text)
	}
	return nil
}

// notNegativeInterval is an interval of zero or more.
func notNegativeInterval(o ast.Option, into *int64) *sqlerr.Error {
	if o.Kind == ast.Number {
		if _, err := strconv.ParseFloat(o.Value, 64); err == nil {
			return sqlerr.New(sqlerr.InvalidParameterValue, "%s needs an interval, not a number", o.Name.Text).
				WithHint("Write it with its unit: %s = '2 days'.", o.Name.Text)
		}
	}
	us, err := interval(o.Value)
	if err != nil {
		return err
	}
	*into = us
	if us < 0 {
		return sqlerr.New(sqlerr.InvalidParameterValue, "%s must not be negative", o.Name.Text)
	}
	return nil
}
