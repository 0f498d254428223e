package main_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/lib/pq"
)

// What Go's clients find on the clients' server.
var (
	clientViews   = []string{"airport_delay", "departure_risk", "route_delay", "user_spend"}
	clientSources = []string{"events", "flights", "payments"}
	airportDelay  = []string{"origin text", "last_delay integer", "departures_30m bigint", "avg_delay_30m double precision", "late_minutes_7d bigint"}
	clientNoon    = time.Date(2001, 3, 1, 12, 0, 0, 0, time.UTC)
)

// clientLabels is a spine, and what an AS OF join with airport_delay gives for it.
var clientLabels = []struct {
	id         int32
	origin     string
	ts         time.Time
	lastDelay  any
	departures any
}{
	{1, "ORD", clientNoon, int32(40), int64(3)},
	{2, "ATL", clientNoon.Add(10 * time.Minute), nil, int64(3)},
	{3, "XXX", clientNoon, nil, nil},
	{4, "LAX", clientNoon.AddDate(0, 0, -7), int32(5), int64(0)},
	{5, "LAX", clientNoon.AddDate(0, 0, -7).Add(time.Microsecond), nil, nil},
}

const trainingSet = "SELECT l.id, d.last_delay, d.departures_30m FROM labels l LEFT JOIN airport_delay AS OF l.ts AS d USING (origin) WHERE l.id >= $1 ORDER BY l.id"

// lib/pq by database/sql: text results, prepared statements, COPY FROM, LISTEN.
func TestLibPQ(t *testing.T) {
	t.Parallel()
	s := clientsServer(t)
	db, err := sql.Open("postgres", s.url())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1) // SET and temp tables are the connection's
	list := func(query string, args ...any) []string {
		t.Helper()
		rows, err := db.Query(query, args...)
		if err != nil {
			t.Fatalf("%s: %v", query, err)
		}
		defer rows.Close()
		var out []string
		for rows.Next() {
			var v string
			if err := rows.Scan(&v); err != nil {
				t.Fatal(err)
			}
			out = append(out, v)
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		return out
	}
	wantList(t, list("SELECT schema_name FROM information_schema.schemata WHERE schema_name = ANY($1) ORDER BY 1", pq.Array([]string{"public", "pg_catalog", "nothing"})), "pg_catalog", "public")
	wantList(t, list("SELECT table_name FROM information_schema.tables WHERE table_schema = $1 AND table_type = 'VIEW' ORDER BY 1", "public"), clientViews...)
	wantList(t, list("SELECT table_name FROM information_schema.tables WHERE table_schema = $1 AND table_type <> 'VIEW' ORDER BY 1", "public"), clientSources...)
	wantList(t, list("SELECT column_name || ' ' || data_type FROM information_schema.columns WHERE table_name = $1 ORDER BY ordinal_position", "airport_delay"), airportDelay...)

	rows, err := db.Query("SELECT * FROM user_spend WHERE user_id = $1", 7)
	if err != nil {
		t.Fatal(err)
	}
	types, err := rows.ColumnTypes()
	rows.Close()
	if err != nil || len(types) != 5 || types[0].DatabaseTypeName() != "INT8" || types[3].DatabaseTypeName() != "TIMESTAMPTZ" {
		t.Fatalf("columns of a result: %v, %v", types, err)
	}
	if precision, scale, ok := types[1].DecimalSize(); !ok || precision != 12 || scale != 2 {
		t.Errorf("last_amount is numeric(%d,%d), want numeric(12,2)", precision, scale)
	}

	execAll(t, db, "SET asof.now = '2001-03-01 12:00Z'", "SET asof.route = 'online'")
	for range 7 {
		var delay, departures int
		if err := db.QueryRow("SELECT last_delay, departures_30m FROM airport_delay WHERE origin = $1", "ORD").Scan(&delay, &departures); err != nil || delay != 40 || departures != 3 {
			t.Fatalf("online: %d %d, %v", delay, departures, err)
		}
	}
	execAll(t, db, "RESET asof.route", "CREATE TEMP TABLE labels (id int4, origin text, ts timestamptz)")
	tx, err := db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	copyIn, err := tx.Prepare(pq.CopyIn("labels", "id", "origin", "ts"))
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range clientLabels {
		if _, err := copyIn.Exec(l.id, l.origin, l.ts); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := copyIn.Exec(); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(copyIn.Close(), tx.Commit()); err != nil {
		t.Fatal(err)
	}
	trained, err := db.Query(trainingSet, 1)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for ; trained.Next(); n++ {
		var id int32
		var delay sql.NullInt32
		var departures sql.NullInt64
		if err := trained.Scan(&id, &delay, &departures); err != nil {
			t.Fatal(err)
		}
		if want := clientLabels[n]; id != want.id || delay.Valid != (want.lastDelay != nil) || departures.Valid != (want.departures != nil) || delay.Valid && delay.Int32 != want.lastDelay.(int32) {
			t.Errorf("training: got %d %v %v, want %v", id, delay, departures, want)
		}
	}
	if err := trained.Err(); err != nil || n != len(clientLabels) {
		t.Errorf("training: %d rows, %v", n, err)
	}

	var e *pq.Error
	if _, err := db.Exec("SELECT nothing FROM airport_delay"); !errors.As(err, &e) || e.Code != "42703" || e.Position != "8" {
		t.Errorf("got %v, want 42703 at 8", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	if _, err := db.ExecContext(ctx, slowQuery); err == nil {
		t.Error("the slow query ended")
	}

	// A million rows through a cursor, 50,000 at a time.
	tx, err = db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	if _, err := tx.Exec("DECLARE many NO SCROLL CURSOR FOR SELECT id, name FROM events"); err != nil {
		t.Fatal(err)
	}
	var count, sum int64
	for {
		before := count
		rows, err := tx.Query("FETCH 50000 FROM many")
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			var id int64
			var name string
			if err := rows.Scan(&id, &name); err != nil {
				t.Fatal(err)
			}
			count, sum = count+1, sum+id
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		if count == before {
			break
		}
	}
	if count != 1000000 || sum != 499999500000 {
		t.Errorf("got %d rows, ids %d in all", count, sum)
	}
}

// slowQuery runs for a minute unless it is stopped.
const slowQuery = "SELECT count(*) FROM generate_series(1, 3000000000) AS g(x) WHERE x % 7 = 8"

func execAll(t *testing.T, db *sql.DB, statements ...string) {
	t.Helper()
	for _, statement := range statements {
		if _, err := db.Exec(statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
}

func wantList(t *testing.T, got []string, want ...string) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// pgx: metadata, COPY both ways, savepoints, a batch, a pipeline, a cursor. Types and cancelling are in pgx_test.go.
func TestPgx(t *testing.T) {
	t.Parallel()
	conn := clientsServer(t).connect(t)
	list := func(query string, args ...any) []string {
		t.Helper()
		rows, err := conn.Query(t.Context(), query, args...)
		if err != nil {
			t.Fatalf("%s: %v", query, err)
		}
		out, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			t.Fatalf("%s: %v", query, err)
		}
		return out
	}
	wantList(t, list("SELECT schema_name FROM information_schema.schemata WHERE schema_name = ANY($1) ORDER BY 1", []string{"public", "pg_catalog", "nothing"}), "pg_catalog", "public")
	wantList(t, list("SELECT relname FROM pg_class WHERE relkind = 'v' AND relnamespace = 'public'::regnamespace ORDER BY 1"), clientViews...)
	wantList(t, list("SELECT relname FROM pg_class WHERE relkind IN ('r', 'f') AND relnamespace = 'public'::regnamespace ORDER BY 1"), clientSources...)
	wantList(t, list("SELECT attname || ' ' || format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = $1::text::regclass AND attnum > 0 ORDER BY attnum", "airport_delay"), airportDelay...)
	loaded, err := conn.LoadType(t.Context(), "_int4")
	if err != nil || loaded.OID != 1007 {
		t.Errorf("LoadType: %v, %v", loaded, err)
	}

	mustExec(t, conn, "SET asof.now = '2001-03-01 12:00Z'", "SET asof.route = 'online'")
	batch := &pgx.Batch{} // many reads, one round trip
	for range 50 {
		batch.Queue("SELECT last_delay FROM airport_delay WHERE origin = $1", "ORD")
	}
	results := conn.SendBatch(t.Context(), batch)
	for range 50 {
		var delay int
		if err := results.QueryRow().Scan(&delay); err != nil || delay != 40 {
			t.Fatalf("online in a batch: %d, %v", delay, err)
		}
	}
	if err := results.Close(); err != nil {
		t.Fatal(err)
	}
	mustExec(t, conn, "RESET asof.route", "CREATE TEMP TABLE labels (id int4, origin text, ts timestamptz)")
	n, err := conn.CopyFrom(t.Context(), pgx.Identifier{"labels"}, []string{"id", "origin", "ts"}, pgx.CopyFromSlice(len(clientLabels), func(i int) ([]any, error) {
		l := clientLabels[i]
		return []any{l.id, l.origin, l.ts}, nil
	}))
	if err != nil || n != int64(len(clientLabels)) {
		t.Fatalf("CopyFrom: %d, %v", n, err)
	}
	for _, mode := range execModes {
		rows, err := conn.Query(t.Context(), trainingSet, mode, int32(2))
		var want []string
		for _, l := range clientLabels[1:] {
			want = append(want, strings.TrimSpace(fmt.Sprintln(l.id, l.lastDelay, l.departures)))
		}
		wantRows(t, rows, err, want...)
	}
	var out strings.Builder
	if _, err := conn.PgConn().CopyTo(t.Context(), &out, "COPY (SELECT id, origin FROM labels ORDER BY id) TO STDOUT (FORMAT csv, HEADER)"); err != nil || !strings.HasPrefix(out.String(), "id,origin\n1,ORD\n2,ATL\n") {
		t.Errorf("CopyTo: %q, %v", out.String(), err)
	}
	if _, err := conn.PgConn().CopyTo(t.Context(), io.Discard, "COPY (SELECT 1 / 0.0::numeric AS x FROM nothing_of_the_kind) TO STDOUT"); err == nil {
		t.Error("COPY of a relation that is not there went through")
	}

	err = pgx.BeginFunc(t.Context(), conn, func(tx pgx.Tx) error {
		inner := pgx.BeginFunc(t.Context(), tx, func(inner pgx.Tx) error { // a savepoint
			_, err := inner.Exec(t.Context(), "SELECT nothing FROM labels")
			return err
		})
		wantCode(t, inner, "42703")
		_, err := tx.Exec(t.Context(), "INSERT INTO labels VALUES (6, 'ORD', now())")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}

	pipeline := conn.PgConn().StartPipeline(t.Context())
	pipeline.SendQueryParams("SELECT count(*) FROM labels", nil, nil, nil, nil)
	pipeline.SendQueryParams("SELECT $1::text || 'x'", [][]byte{[]byte("a")}, nil, nil, nil)
	if err := pipeline.Sync(); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"6", "ax"} {
		result, err := pipeline.GetResults()
		if err != nil {
			t.Fatal(err)
		}
		read := result.(*pgconn.ResultReader).Read()
		if read.Err != nil || string(read.Rows[0][0]) != want {
			t.Errorf("in a pipeline: got %q, %v, want %s", read.Rows, read.Err, want)
		}
	}
	if err := pipeline.Close(); err != nil {
		t.Fatal(err)
	}
	pgxMillion(t, conn)
}

func pgxMillion(t *testing.T, conn *pgx.Conn) {
	t.Helper()
	mustExec(t, conn, "BEGIN", "DECLARE many CURSOR FOR SELECT id, happened_at, name, amount FROM events")
	var count, sum int64
	for {
		rows, err := conn.Query(t.Context(), "FETCH FORWARD 50000 FROM many")
		if err != nil {
			t.Fatal(err)
		}
		var id int64
		var at time.Time
		var name string
		var amount float64
		tag, err := pgx.ForEachRow(rows, []any{&id, &at, &name, &amount}, func() error {
			count, sum = count+1, sum+id
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if tag.RowsAffected() == 0 {
			break
		}
	}
	mustExec(t, conn, "CLOSE many", "COMMIT")
	if count != 1000000 || sum != 499999500000 {
		t.Errorf("got %d rows, ids %d in all", count, sum)
	}
}
