package duckdb

import (
	"context"
	"fmt"
	"math"

	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
	"asof/planner/plan"
)

// addMoment adds the columns t, w and kn (KNOWN AS OF) of a moment to a select list: as the client wrote them, not yet instants.
func (r *run) addMoment(ctx context.Context, sel *builder, m plan.Moment) error {
	if m.Expr == nil {
		sel.add(bigint(r.in.Now)+" AS t", -1, false)
	} else {
		expr, err := r.renderMoment(ctx, m.Expr)
		if err != nil {
			return err
		}
		sel.addRendered(wrap("(", expr, "\n) AS t"))
	}
	if m.Within != nil {
		within, err := r.render(ctx, m.Within)
		if err != nil {
			return err
		}
		sel.addRendered(wrap(", CAST((", within, "\n) AS INTERVAL) AS w"))
	}
	if m.Known != nil {
		known, err := r.renderMoment(ctx, m.Known)
		if err != nil {
			return err
		}
		sel.addRendered(wrap(", (", known, "\n) AS kn"))
	}
	return nil
}

// infinite stands for the infinities among times in microseconds: beyond every event time.
const infinite = math.MaxInt64 - 1

// instants is the select list that makes microseconds of t, w and kn, columns as addMoment gave them; cols are their types.
func (r *run) instants(cols []sqltype.Column, m plan.Moment) string {
	s := "t"
	if m.Expr != nil {
		s = instant("t") + " AS t"
	}
	if m.Within != nil {
		// Months have no length (R8 refuses them in frames too).
		s += ", CASE WHEN datepart('year', w) <> 0 OR datepart('month', w) <> 0 THEN error('WITHIN must not have months or years, which have no fixed length') ELSE epoch_us(w) END AS w"
	}
	if m.Known != nil {
		s += ", " + instant("kn") + " AS kn"
	}
	return s
}

// instant is a column that is a time in microseconds. The engine's cast of nanoseconds truncates toward zero; R1 wants the floor.
func instant(column string) string {
	return fmt.Sprintf("CASE WHEN %[1]s IS NULL THEN NULL WHEN isfinite(%[2]s) THEN epoch_us(%[2]s) - CASE WHEN typeof(%[1]s) = 'TIMESTAMP_NS' AND epoch_ns(CAST(CAST(%[1]s AS VARCHAR) AS TIMESTAMP_NS)) %% 1000 < 0 THEN 1 ELSE 0 END WHEN %[2]s > TIMESTAMPTZ 'epoch' THEN %[3]s ELSE %[4]s END",
		column, "CAST("+column+" AS TIMESTAMP WITH TIME ZONE)", bigint(infinite), bigint(-infinite))
}

// notTime is the error of a value that cannot be a time, for which AS OF would have to cast it.
func (r *run) notTime(err error) error {
	if sqlerr.Code(err) != sqlerr.CannotCoerce {
		return err
	}
	return sqlerr.New(sqlerr.DatatypeMismatch, "AS OF needs a timestamp or a date").WithHint("Cast the expression to timestamptz.")
}

// moment evaluates a constant moment.
func (r *run) moment(ctx context.Context, m plan.Moment) (moment, error) {
	var sel builder
	sel.add("SELECT ", -1, false)
	if err := r.addMoment(ctx, &sel, m); err != nil {
		return moment{}, err
	}
	raw, err := r.clientTable(ctx, sel.rendered())
	if err != nil {
		return moment{}, at(err, r.position(m.Within)) // those of the time itself have their place
	}
	row, err := queryRow(ctx, r.c, "SELECT "+r.instants(nil, m)+" FROM "+quoteIdent(raw))
	if err != nil {
		return moment{}, at(r.notTime(err), r.position(m.Expr))
	}
	return r.checkedMoment(m, row)
}

// checkedMoment is the moment of a row of instants.
func (r *run) checkedMoment(m plan.Moment, row []any) (moment, error) {
	out := moment{strict: m.Strict, ttl: -1}
	var ok bool
	if out.t, ok = row[0].(int64); !ok {
		return moment{}, at(sqlerr.New(sqlerr.InvalidParameterValue, "AS OF must not be NULL"), r.position(m.Expr))
	}
	out.known, out.asked = out.t, m.Known != nil
	if out.asked {
		if out.known, ok = row[len(row)-1].(int64); !ok {
			return moment{}, at(sqlerr.New(sqlerr.InvalidParameterValue, "KNOWN AS OF must not be NULL"), r.position(m.Known))
		}
	}
	if m.Within != nil {
		w, ok := row[1].(int64)
		if !ok || w < 0 {
			return moment{}, at(sqlerr.New(sqlerr.InvalidParameterValue, "WITHIN must be an interval that is not negative"), r.position(m.Within))
		}
		out.ttl = w
	}
	return out, nil
}
