package syscat

import (
	"context"
	"os"
	"strings"
	"testing"

	"asof/catalog"
	"asof/catalog/pgcatalog"
	"asof/catalog/sqltype"
)

func sampleEnv() *Env {
	return &Env{Snapshot: &catalog.Snapshot{}, Format: sqltype.ISO, Session: pgcatalog.Env{User: "postgres", Database: "postgres"},
		Call: func(name string, _ []string) (any, error) { return name, nil }}
}

func TestAdHoc(t *testing.T) {
	text := os.Getenv("SQL")
	if text == "" {
		t.Skip()
	}
	for _, q := range strings.Split(text, ";;") {
		st, err := Analyze(q, nil, sampleEnv())
		if err != nil {
			t.Logf("ERROR %v", err)
			continue
		}
		rows, err := st.Run(context.Background(), sampleEnv(), nil)
		if err != nil {
			t.Logf("ERROR run %v", err)
			continue
		}
		var b strings.Builder
		for _, c := range st.Columns {
			b.WriteString(c.Name + ":" + c.Type.String() + " | ")
		}
		for i, r := range rows {
			if i > 20 {
				break
			}
			b.WriteString("\n")
			for i, v := range r {
				if v != nil {
					b.Write(sqltype.AppendText(nil, st.Columns[i].Type, v, sqltype.ISO))
				} else {
					b.WriteString("∅")
				}
				b.WriteString(" | ")
			}
		}
		t.Logf("%s\n(%d rows)", b.String(), len(rows))
	}
}
