package planner

import (
	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/planner/ast"
	"asof/planner/plan"
)

// route decides where a target is read (R24): online if there is no AS OF, every key is bound by =, IN, = ANY or a list of
// values, and every view is materialised in its current version and may be online; offline otherwise. asof.route forces it.
// This is the only place that decides; what follows reads At.Online and SpineJoin.Online.
func (q *query) route(t *plan.Target, asOf, bound bool, span ast.Span) (online bool, err error) {
	why := ""
	switch {
	case asOf:
		why = "it has AS OF"
	case !bound:
		why = "not every key is bound to values"
	default:
		why = notMaterialised(t)
	}
	switch {
	case q.env.Route == "offline":
		why, online = "asof.route is offline", false
	case why == "":
		why, online = "every key is bound and every view is materialised", true
	case q.env.Route == "online":
		return false, q.err(sqlerr.New(sqlerr.FeatureNotSupported, "%q cannot be read online: %s", t.Name, why).
			WithHint("RESET asof.route lets the planner choose."), span)
	}
	if online {
		q.out.Forced = q.env.Route == "online"
		q.setRoute(plan.Online, why)
		return true, nil
	}
	q.setRoute(plan.Offline, why)
	for _, v := range t.Views {
		if v.State == nil && v.View.IsLoaded() {
			q.out.Notices = append(q.out.Notices, sqlerr.Notice("no row of feature view %q is known yet", v.View.Name).
				WithHint("Its rows are known once they are loaded: REFRESH FEATURE VIEW %s.", v.View.Name))
		}
	}
	if !asOf {
		told := map[*catalog.FeatureView]bool{}
		for _, v := range t.Views {
			if v.State == nil && !v.View.IsLoaded() && !told[v.View] {
				told[v.View] = true
				q.out.Notices = append(q.out.Notices, q.notMaterialisedNotice(v.View))
			}
		}
	}
	return false, nil
}

// setRoute notes the route of the statement: offline if any of its views is.
func (q *query) setRoute(r plan.Route, why string) {
	if q.out.Route != plan.Offline {
		q.out.Route, q.out.Why = r, why
	}
}

// notMaterialised names the first view that is not ready online, or "".
func notMaterialised(t *plan.Target) string {
	for _, v := range t.Views {
		switch {
		case !v.View.Online:
			return "view " + v.View.Name + " has online = false"
		case v.State == nil:
			return "view " + v.View.Name + " is not materialised"
		case v.State.Offline:
			return "view " + v.View.Name + " was materialised with online = false"
		}
	}
	return ""
}

// notMaterialisedNotice says that a read of a view is slow, and what would make it fast.
func (q *query) notMaterialisedNotice(v *catalog.FeatureView) error {
	newest, _ := q.snap.View(v.Name)
	switch {
	case v.Kind == catalog.SnapshotView:
		return sqlerr.Notice("feature view %q has no ticks yet", v.Name).
			WithHint("REFRESH FEATURE VIEW %s computes those that are due.", catalog.QuoteIdent(v.Name))
	case newest == v:
		return sqlerr.Notice("feature view %q is not materialised: it is read from the files", v.Name).
			WithHint("REFRESH FEATURE VIEW %s materialises it.", catalog.QuoteIdent(v.Name))
	case q.snap.Materialises(newest, v.Version):
		return sqlerr.Notice("version %d of feature view %q is not materialised: it is read from the files", v.Version, v.Name).
			WithHint("REFRESH FEATURE VIEW %s materialises it.", catalog.QuoteIdent(v.Name))
	}
	return sqlerr.Notice("version %d of feature view %q is not kept materialised: it is read from the files", v.Version, v.Name).
		WithHint("A feature service that pins it keeps it materialised.")
}
