package parser

import (
	"testing"

	"asof/planner/ast"
)

// BenchmarkQuery reads an online query as the planner does: text to blocks.
func BenchmarkQuery(b *testing.B) {
	const sql = `SELECT avg_delay_30m, departures_30m FROM airport_delay WHERE origin = 'ORD'`
	for b.Loop() {
		s, err := Parse(sql)
		if err == nil {
			err = Blocks(s.(*ast.Query))
		}
		if err != nil {
			b.Fatal(err)
		}
	}
}
