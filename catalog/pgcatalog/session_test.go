package pgcatalog

import (
	"fmt"
	"math/big"
	"sync"
	"testing"

	"asof/catalog"
	"asof/catalog/sqltype"
)

// TestActivity says what roles see of the sessions of others.
func TestActivity(t *testing.T) {
	s := flights(t)
	env := Env{User: "eve", Activity: func() []Activity {
		return []Activity{{PID: 1, User: "ann", Application: "psql", State: "active", Query: "SELECT 1", QueryStart: 5, Client: "::1", Port: 7,
			TLS: &TLS{Version: "TLSv1.3", Cipher: "TLS_AES_128_GCM_SHA256", Bits: 128, ClientSerial: "12"}}, {PID: 2, User: "eve", State: "idle", Port: -1}}
	}}
	row := func(env Env, pid int64) []any {
		rows, err := getActivity(s, env, []any{pid})
		if err != nil || len(rows.([][]any)) != 1 || len(rows.([][]any)[0]) != 30 {
			t.Fatalf("%v %v", rows, err)
		}
		return rows.([][]any)[0]
	}
	hidden, own := row(env, 1), row(env, 2)
	env.User = "asof"
	all := row(env, 1)
	for i, c := range []struct{ got, want any }{
		{hidden[5], "<insufficient privilege>"}, {hidden[2], int64(20001)}, {hidden[4], nil}, {hidden[12], nil},
		{own[4], "idle"}, {own[18], false},
		{all[5], "SELECT 1"}, {all[9], sqltype.Micros(5)}, {all[8], nil}, {all[12], "::1"}, {all[18], true}, {all[21], int64(128)},
		{fmt.Sprint(all[23]), fmt.Sprint(sqltype.Decimal{Int: big.NewInt(12)})},
	} {
		if c.got != c.want {
			t.Errorf("%d: %v, want %v", i, c.got, c.want)
		}
	}
}

// TestSettings says how the session's settings are laid over the server's.
func TestSettings(t *testing.T) {
	s := flights(t)
	env := Env{User: "eve", Settings: func() [][3]string {
		return [][3]string{{"statement_timeout", "5min", ""}, {"work_mem", "4MB", ""}, {"DateStyle", "ISO, MDY", ""}, {"asof.route", "auto", "how"},
			{"shared_buffers", "1GB", "not the session's"}, {"server_version", "15.99", ""}}
	}}
	get := func(env Env, name string) string {
		rows, err := allSettings(s, env, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows.([][]any) {
			if r[settingName] == name {
				return fmt.Sprint(r[settingValue], " ", r[settingSource])
			}
		}
		return "none"
	}
	for name, want := range map[string]string{"statement_timeout": "300000 session", "work_mem": "4096 default", "DateStyle": "ISO, MDY default",
		"asof.route": "auto session", "shared_buffers": "16384 default", "server_version": "15.99 default", "data_directory": "none",
		"max_connections": "100 default"} {
		if got := get(env, name); got != want {
			t.Errorf("%s is %s, want %s", name, got, want)
		}
	}
	env.User = "asof"
	if got := get(env, "data_directory"); got == "none" {
		t.Error("a superuser does not see data_directory")
	}
}

// TestPaths asks one user's sessions whose search paths differ.
func TestPaths(t *testing.T) {
	s := flights(t)
	for _, c := range []struct {
		path []string
		want string
	}{{nil, "delays"}, {[]string{"asof"}, "public.delays"}, {[]string{"asof", "public"}, "delays"}, {[]string{"public"}, "delays"}} {
		env := Env{User: "ann", SearchPath: c.path}
		r, _ := sessionOf(s, env).named("public", "delays")
		if got, _ := Functions["regclassout"](s, env, []any{r.oid}); got != c.want {
			t.Errorf("%v: %v, want %s", c.path, got, c.want)
		}
	}
}

// TestTogether reads one catalog from many sessions at the same time, and more catalogs than are remembered.
func TestTogether(t *testing.T) {
	snaps := []*catalog.Snapshot{flights(t), flights(t), catalog.Empty()}
	var wg sync.WaitGroup
	for i := range 16 {
		wg.Go(func() {
			for k := range 40 {
				s := snaps[(i+k)%len(snaps)]
				env := Env{User: fmt.Sprint("user", k%100), Database: "demo"}
				if k%3 == 0 {
					env.TempSchema, env.Temp = "pg_temp_1", []TempTable{{Name: fmt.Sprint("t", i)}}
				}
				table, _ := Lookup("", []string{"pg_class", "pg_attribute", "pg_authid", "pg_description"}[k%4])
				if rows := table.Rows(s, env); k%4 != 2 && len(rows) < 400 {
					t.Error(len(rows), "rows")
				}
				if _, err := Functions["obj_description"](s, env, []any{int64(1259), "pg_class"}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	known.mu.Lock()
	defer known.mu.Unlock()
	if len(known.catalogs) > keptCatalogs || len(known.sessions) > keptSessions || len(known.order) != len(known.sessions) {
		t.Errorf("%d catalogs, %d sessions remembered", len(known.catalogs), len(known.sessions))
	}
}
