package planner

import (
	"math"
	"strings"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
	"asof/planner/ast"
	"asof/planner/plan"
)

// refresh plans REFRESH FEATURE VIEW: of one version, or of the newest and all that services have pinned (R19).
func (p *planner) refresh(s *ast.Refresh) (plan.Node, error) {
	o, err := p.named(ast.ObjectView, s.Name, s.SQL)
	if err != nil {
		return nil, err
	}
	v := o.(*catalog.FeatureView)
	if err := p.mustOwn(v); err != nil {
		return nil, err
	}
	if v.Kind == catalog.DerivedView {
		return nil, at(sqlerr.New(sqlerr.WrongObjectType, "feature view %q has no rows of its own", v.Name).
			WithHint("%s", refreshBelow(v)), s.SQL, s.Name.Pos)
	}
	n := &plan.Refresh{View: v}
	if s.At != "" {
		version, bad := p.version(v, s.At)
		switch {
		case bad != nil:
			return nil, at(bad, s.SQL, s.Name.Pos)
		case !p.snap.Materialises(v, version.Version):
			return nil, at(sqlerr.New(sqlerr.ObjectNotInState, "version %d of feature view %q is not kept materialised", version.Version, v.Name).
				WithHint("The newest and the current version are, and those that a feature service has pinned. Others are read from the files."), s.SQL, s.Name.Pos)
		}
		n.Version = version.Version
	}
	for _, version := range p.snap.ToRefresh(v, n.Version) {
		sources, missing := p.snap.SourcesOf(version)
		if missing != "" {
			return nil, sqlerr.New(sqlerr.UndefinedTable, "source %q does not exist", missing)
		}
		for _, src := range sources {
			if err := p.mayRead(src, v.Owner); err != nil {
				return nil, err
			}
		}
	}
	return n, p.refreshRange(s, n)
}

// refreshRange reads FROM t1 TO t2: the rows or ticks of [t1, t2).
func (p *planner) refreshRange(s *ast.Refresh, n *plan.Refresh) error {
	if s.Range.Empty() {
		return nil
	}
	to := s.Range.First + 1
	for !s.Tokens[to].Is("to") {
		to++
	}
	var err error
	if n.From, err = instant(s.Text, ast.Span{First: s.Range.First + 1, Last: to}); err != nil {
		return err
	}
	if n.To, err = instant(s.Text, ast.Span{First: to + 1, Last: s.Range.Last}); err != nil {
		return err
	}
	if n.From >= n.To {
		return at(sqlerr.New(sqlerr.InvalidParameterValue, "the range of REFRESH is empty").WithHint("FROM is inside, TO is not."), s.SQL, s.Pos(s.Range))
	}
	return nil
}

// instant is a time written as a constant, in microseconds; without a zone it is UTC (R1).
func instant(text ast.Text, span ast.Span) (int64, error) {
	toks := text.Tokens[span.First:span.Last]
	for len(toks) > 1 && (toks[0].Is("timestamptz") || toks[0].Is("timestamp") || toks[0].Is("date")) {
		toks = toks[1:]
	}
	if len(toks) != 1 || toks[0].Kind != ast.String {
		return 0, at(sqlerr.New(sqlerr.FeatureNotSupported, "the range of REFRESH must be written as constants").
			WithHint("REFRESH FEATURE VIEW name FROM '2001-03-01' TO '2001-04-01'."), text.SQL, text.Pos(span))
	}
	t, err := instantOf(toks[0].Value)
	if err != nil {
		return 0, at(err, text.SQL, text.Pos(span))
	}
	return t, nil
}

// instantOf reads a time, in microseconds.
func instantOf(text string) (int64, *sqlerr.Error) {
	v, err := sqltype.ParseText(sqltype.Of(sqltype.TimestampTZ), text, sqltype.ISO)
	if err != nil {
		return 0, sqlerr.From(err)
	}
	t := int64(v.(sqltype.Micros))
	if t == math.MaxInt64 || t == math.MinInt64 {
		return 0, sqlerr.New(sqlerr.InvalidParameterValue, "the time must be finite")
	}
	return t, nil
}

// refreshBelow says what to refresh in the place of a derived view.
func refreshBelow(v *catalog.FeatureView) string {
	if len(v.Views) == 0 {
		return "It is computed from its request parameters when it is read."
	}
	var names []string
	for _, r := range v.Views {
		names = append(names, "REFRESH FEATURE VIEW "+catalog.QuoteIdent(r.Name))
	}
	return "It is computed when it is read. " + strings.Join(names, "; ") + "."
}
