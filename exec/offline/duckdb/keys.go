package duckdb

import (
	"context"
	"fmt"

	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
	"asof/planner/plan"
)

// families are those of key types: values of one family can be equal (R6), of two never.
var families = map[sqltype.ID]int{
	sqltype.Bool: 1,
	sqltype.Int2: 2, sqltype.Int4: 2, sqltype.Int8: 2, sqltype.Numeric: 2, sqltype.Float4: 2, sqltype.Float8: 2, sqltype.OID: 2,
	sqltype.Text: 3, sqltype.Name: 3, sqltype.Char: 3,
	sqltype.UUID: 4,
	sqltype.Date: 5, sqltype.Timestamp: 5, sqltype.TimestampTZ: 5,
	sqltype.Bytea: 6,
}

// canonicalKey is the SQL of expr, of type from, as a key of type to, NULL if no value of to equals it (R6). ok is false if
// Postgres would not compare the two types.
func canonicalKey(expr string, from, to sqltype.Type) (sql string, ok bool) {
	switch {
	case from == to:
		return expr, true
	case from.ID == sqltype.Invalid: // NULL
		return "CAST(NULL AS " + to.DuckDB() + ")", true
	case from.Array || families[from.ID] == 0 || families[from.ID] != families[to.ID]:
		return "", false
	case families[to.ID] == families[sqltype.Text]:
		return "CAST(" + expr + " AS VARCHAR)", true
	}
	cast := fmt.Sprintf("TRY_CAST(%s AS %s)", expr, to.DuckDB())
	return fmt.Sprintf("CASE WHEN %s = %s THEN %s END", cast, expr, cast), true
}

// SupplyKeys implements offline.Run.
func (r *run) SupplyKeys(rel int, keys [][]any) {
	if r.views.keys == nil {
		r.views.keys = map[int][][]any{}
	}
	r.views.keys[rel] = keys
}

// keyTable makes a table of the keys that relation number rel asks for, k0 … of target's keys.
func (r *run) keyTable(ctx context.Context, rel int, target *plan.Target) (string, error) {
	cols := make([]sqltype.Column, len(target.Keys))
	for i, k := range target.Keys {
		cols[i] = sqltype.Column{Name: fmt.Sprintf("k%d", i), Type: k.Type}
	}
	name, err := r.views.temps.declare(ctx, r.c, cols)
	if err != nil {
		return "", err
	}
	return name, r.c.append(ctx, name, cols, r.views.keys[rel])
}

// at gives err a position, in characters from 0 of the client's text, if it has none.
func at(err error, pos int) error {
	if pos < 0 || err == nil {
		return err
	}
	e := *sqlerr.From(err)
	if e.Position == 0 && e.Code != sqlerr.Internal {
		return e.At(pos)
	}
	return err
}
