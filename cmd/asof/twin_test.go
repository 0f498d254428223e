package main_test

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"asof/catalog"
	"asof/catalog/store/sqlite"
)

// TestTwin sends what clients send to a server with fixture.sql's definitions, and to the twin of its catalog in a real Postgres. Both
// must answer the same; differences.txt lists what may differ and why, and it holds no statement that has become equal.
//
// ASOF_TWIN_CLIENT runs the corpora whose names begin so; ASOF_TWIN_REPORT names a file for every difference.
func TestTwin(t *testing.T) {
	dir := startPostgres(t)
	asof := startServer(t, newData(t, "flights.parquet", "payments.parquet", "labels.parquet"), "--users", usersFile(t))
	define(t, asof)
	asof.terminate(t)
	snapshot := snapshotOf(t, asof.data)
	makeTwin(t, dir, twinSQL(snapshot))
	asof = startServer(t, asof.data)
	ours := &side{name: "asof", dsn: asof.url()}
	theirs := &side{name: "Postgres", dsn: "host=" + dir + " user=tester dbname=asof"}
	for _, s := range []*side{ours, theirs} {
		s.connect(t)
		defer s.close()
		s.learn(t)
		s.spell(t)
	}
	r := &twinRun{ours: ours, theirs: theirs, snapshot: snapshot, listed: readDifferences(t)}
	r.unseen = maps.Clone(r.listed)
	for _, c := range readCorpora(t) {
		if strings.HasPrefix(c.client, os.Getenv("ASOF_TWIN_CLIENT")) {
			r.corpus(t, c)
		}
	}
	r.report(t)
}

// usersFile makes tester a superuser of the catalog: owners and who is connected are then the same role.
func usersFile(t *testing.T) string {
	file := filepath.Join(t.TempDir(), "users")
	if err := os.WriteFile(file, []byte("tester:secret:superuser\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// define runs fixture.sql.
func define(t *testing.T, s *server) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "statements", "fixture.sql"))
	if err != nil {
		t.Fatal(err)
	}
	conn, err := pgx.Connect(context.Background(), s.url())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	if _, err := conn.PgConn().Exec(context.Background(), string(text)).ReadAll(); err != nil {
		t.Fatal(err)
	}
}

// snapshotOf reads the catalog of a server that has ended.
func snapshotOf(t *testing.T, data string) *catalog.Snapshot {
	t.Helper()
	ctx := context.Background()
	log, err := sqlite.Open(ctx, filepath.Join(data, "state", "catalog.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	c, err := catalog.Open(ctx, log, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	return c.Snapshot()
}

// spell learns how this server prints the definitions of the views.
func (s *side) spell(t *testing.T) {
	t.Helper()
	var pairs []string
	for name, oid := range s.oids {
		if !strings.HasPrefix(name, "{oid:public.") && !strings.HasPrefix(name, "{oid:asof.") {
			continue
		}
		for _, call := range []string{"pg_get_viewdef(%d)", "pg_get_viewdef(%d, true)"} {
			a := s.run(t, statement{text: fmt.Sprintf("SELECT pg_catalog."+call, oid)}, false)
			if a.code == "" && len(a.replies[0].rows) == 1 && len(a.replies[0].rows[0][0]) > 0 {
				def := string(a.replies[0].rows[0][0])
				pairs = append(pairs, def, "<definition of "+name+">")
			}
		}
	}
	s.texts = strings.NewReplacer(pairs...)
}

// twinRun counts.
type twinRun struct {
	ours, theirs *side
	snapshot     *catalog.Snapshot
	listed       map[string]string // differences.txt
	unseen       map[string]string // those of them that no corpus has had
	counts       []twinCount
	differences  []string
}

type twinCount struct {
	client       string
	equal, total int
}

func (r *twinRun) corpus(t *testing.T, c corpus) {
	r.ours.reconnect(t)
	r.theirs.reconnect(t)
	if c.client == "standard" {
		holdRows(t, r.ours, r.theirs, r.snapshot)
	}
	n := twinCount{client: c.client}
	for _, st := range c.statements {
		n.total++
		d := r.statement(t, st)
		delete(r.unseen, st.id)
		reason, listed := r.listed[st.id]
		switch {
		case d == "":
			n.equal++
			if listed {
				t.Errorf("%s is equal now: take it out of differences.txt (%s)", st.id, reason)
			}
		case !listed:
			t.Errorf("%s (%s) differs", st.id, st.action)
			fallthrough
		default:
			r.differences = append(r.differences, fmt.Sprintf("%s (%s) %s\n%s\n  --> %s\n", st.id, st.action, reason, st.text, d))
		}
	}
	r.counts = append(r.counts, n)
}

// statement runs a statement on both sides, in text and, if it has rows, in binary.
func (r *twinRun) statement(t *testing.T, st statement) string {
	p := pair{ours: r.ours, theirs: r.theirs, ordered: st.total()}
	p.ourAnswer, p.theirTwin = r.ours.run(t, st, false), r.theirs.run(t, st, false)
	d := p.differ()
	again := p.theirTwin.code == "" && len(p.theirTwin.replies) == 1 && p.theirTwin.replies[0].fields != nil && !strings.HasPrefix(p.theirTwin.replies[0].tag, "FETCH")
	if d == "" && again {
		p.binary = true
		p.ourAnswer, p.theirTwin = r.ours.run(t, st, true), r.theirs.run(t, st, true)
		if d = p.differ(); d != "" {
			d = "binary: " + d
		}
	}
	if p.ourAnswer.code != "" || p.theirTwin.code != "" {
		r.ours.rollback()
		r.theirs.rollback()
	}
	return d
}

func (r *twinRun) report(t *testing.T) {
	if os.Getenv("ASOF_TWIN_CLIENT") == "" {
		for id := range r.unseen {
			t.Errorf("differences.txt: there is no statement %s", id)
		}
	}
	var all, clients twinCount
	slices.SortFunc(r.counts, func(a, b twinCount) int { return strings.Compare(a.client, b.client) })
	for _, c := range r.counts {
		t.Logf("%-22s %4d of %4d equal (%.1f %%)", c.client, c.equal, c.total, 100*float64(c.equal)/float64(max(c.total, 1)))
		all.equal, all.total = all.equal+c.equal, all.total+c.total
		if c.client != "standard" {
			clients.equal, clients.total = clients.equal+c.equal, clients.total+c.total
		}
	}
	t.Logf("%-22s %4d of %4d equal (%.1f %%)", "all clients", clients.equal, clients.total, 100*float64(clients.equal)/float64(max(clients.total, 1)))
	t.Logf("%-22s %4d of %4d equal (%.1f %%)", "all", all.equal, all.total, 100*float64(all.equal)/float64(max(all.total, 1)))
	if clients.total > 0 && clients.equal*100 < clients.total*95 {
		t.Error("less than 95 % of the clients' statements are equal")
	}
	if file := os.Getenv("ASOF_TWIN_REPORT"); file != "" {
		if err := os.WriteFile(file, []byte(strings.Join(r.differences, "\n")), 0o644); err != nil {
			t.Error(err)
		}
	}
}
