package main_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/big"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgconn/ctxwatch"
	"github.com/jackc/pgx/v5/pgproto3"
	"github.com/jackc/pgx/v5/pgtype"
)

// execModes are pgx's ways to send a query: simple protocol, unnamed and named statements, text and binary.
var execModes = []pgx.QueryExecMode{
	pgx.QueryExecModeCacheStatement, pgx.QueryExecModeCacheDescribe, pgx.QueryExecModeDescribeExec,
	pgx.QueryExecModeExec, pgx.QueryExecModeSimpleProtocol,
}

func TestPgxTypesGoThereAndBack(t *testing.T) {
	s := startServer(t, newData(t))
	noon := time.Date(2001, 3, 1, 12, 0, 0, 123456000, time.UTC)
	values := []struct {
		cast  string
		value any
	}{
		{"bool", true}, {"int2", int16(math.MinInt16)}, {"int4", int32(-1)}, {"int8", int64(math.MaxInt64)},
		{"float4", float32(0.1)}, {"float8", math.Inf(-1)}, {"float8", 5e-324},
		{"numeric(12,3)", pgtype.Numeric{Int: big.NewInt(-1234567), Exp: -3, Valid: true}},
		{"text", "it's “é”\n"}, {"text", ""}, {"bytea", []byte{0, 1, 255, '\\', '\''}},
		{"date", time.Date(1969, 12, 31, 0, 0, 0, 0, time.UTC)}, {"time", pgtype.Time{Microseconds: 86399999999, Valid: true}},
		{"timestamp", noon}, {"timestamptz", noon},
		{"interval", pgtype.Interval{Months: 13, Days: -2, Microseconds: 1500000, Valid: true}},
		{"uuid", pgtype.UUID{Bytes: [16]byte{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}, Valid: true}},
		{"int4[]", []int32{1, -2, 3}}, {"text[]", []string{`a,"b"`, "", "NULL", `\`}}, {"float8[]", []float64{0.5, 1e300}},
		{"timestamptz[]", []time.Time{noon}}, {"int8[]", []int64{}},
	}
	for _, mode := range execModes {
		t.Run(mode.String(), func(t *testing.T) {
			conn := s.connect(t)
			for _, v := range values {
				// In simple mode the driver writes values as literals into the text, which then is the offline engine's to read: it
				// has other literals for these.
				if mode == pgx.QueryExecModeSimpleProtocol && (v.cast == "bytea" || strings.HasSuffix(v.cast, "[]")) {
					continue
				}
				sql := "SELECT $1::" + v.cast
				got := reflect.New(reflect.TypeOf(v.value))
				if err := conn.QueryRow(t.Context(), sql, mode, v.value).Scan(got.Interface()); err != nil {
					t.Errorf("%s of %v: %v", sql, v.value, err)
					continue
				}
				if !equalValues(got.Elem().Interface(), v.value) {
					t.Errorf("%s: got %v, want %v", sql, got.Elem().Interface(), v.value)
				}
				var null any = 1
				if err := conn.QueryRow(t.Context(), sql, mode, nil).Scan(&null); err != nil || null != nil {
					t.Errorf("%s of NULL: got %v, %v", sql, null, err)
				}
			}
		})
	}
}

// equalValues compares what a type means, not how its driver keeps it.
func equalValues(a, b any) bool {
	switch x := a.(type) {
	case time.Time:
		return x.Equal(b.(time.Time))
	case []time.Time:
		y := b.([]time.Time)
		return len(x) == len(y) && (len(x) == 0 || x[0].Equal(y[0]))
	case pgtype.Numeric:
		y := b.(pgtype.Numeric)
		return x.Valid == y.Valid && x.Exp == y.Exp && x.Int.Cmp(y.Int) == 0
	default:
		return reflect.DeepEqual(a, b)
	}
}

func TestPgxBatchIsOneTransaction(t *testing.T) {
	s := startServer(t, newData(t))
	conn := s.connect(t)
	mustExec(t, conn, "CREATE TEMP TABLE t (id int8, v text)")

	var batch pgx.Batch
	for i := range 100 {
		batch.Queue("INSERT INTO t VALUES ($1, $2)", i, fmt.Sprint("v", i))
	}
	batch.Queue("SELECT count(*) FROM t")
	results := conn.SendBatch(t.Context(), &batch)
	for range 100 {
		if tag, err := results.Exec(); err != nil || tag.String() != "INSERT 0 1" {
			t.Fatalf("got %q, %v", tag, err)
		}
	}
	var n int
	if err := results.QueryRow().Scan(&n); err != nil || n != 100 {
		t.Fatalf("got %d rows, %v", n, err)
	}
	if err := results.Close(); err != nil {
		t.Fatal(err)
	}

	batch = pgx.Batch{}
	batch.Queue("INSERT INTO t VALUES (1000, 'gone')")
	batch.Queue("SELECT $1::text::int4", "no number")
	wantCode(t, conn.SendBatch(t.Context(), &batch).Close(), "22P02")
	if err := conn.QueryRow(t.Context(), "SELECT count(*) FROM t").Scan(&n); err != nil || n != 100 {
		t.Fatalf("after a failed batch: got %d rows, %v", n, err)
	}
}

func TestPgxCancelStopsTheQuery(t *testing.T) {
	s := startServer(t, newData(t))
	config, err := pgx.ParseConfig(s.url())
	if err != nil {
		t.Fatal(err)
	}
	config.BuildContextWatcherHandler = func(c *pgconn.PgConn) ctxwatch.Handler {
		return &pgconn.CancelRequestContextWatcherHandler{Conn: c, DeadlineDelay: 20 * time.Second}
	}
	conn, err := pgx.ConnectConfig(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
	defer cancel()
	started := time.Now()
	_, err = conn.Exec(ctx, "SELECT count(*) FROM generate_series(1, 3000000000) AS g(x) WHERE x % 7 = 8")
	wantCode(t, err, "57014")
	if took := time.Since(started); took > 10*time.Second {
		t.Errorf("the cancel took %v", took)
	}
	var one int
	if err := conn.QueryRow(t.Context(), "SELECT 1").Scan(&one); err != nil || one != 1 {
		t.Fatalf("after the cancel: got %d, %v", one, err)
	}
}

// Row limits: a portal is suspended, another statement runs, and the portal goes on where it was.
func TestSuspendedPortalGoesOn(t *testing.T) {
	s := startServer(t, newData(t))
	conn := s.connect(t)
	mustExec(t, conn, "BEGIN", "CREATE TEMP TABLE t AS SELECT i::int4 AS i FROM generate_series(1, 25) AS g(i)")
	f := conn.PgConn().Frontend()
	f.Send(&pgproto3.Parse{Name: "s", Query: "SELECT i FROM t ORDER BY i"})
	f.Send(&pgproto3.Bind{DestinationPortal: "p", PreparedStatement: "s"})
	f.Send(&pgproto3.Execute{Portal: "p", MaxRows: 10})
	f.Send(&pgproto3.Parse{Query: "SELECT sum(i) FROM t"})
	f.Send(&pgproto3.Bind{})
	f.Send(&pgproto3.Execute{})
	f.Send(&pgproto3.Execute{Portal: "p", MaxRows: 10})
	f.Send(&pgproto3.Execute{Portal: "p", MaxRows: 10})
	f.Send(&pgproto3.Sync{})
	if err := f.Flush(); err != nil {
		t.Fatal(err)
	}
	var got []string
	for {
		message, err := f.Receive()
		if err != nil {
			t.Fatal(err)
		}
		switch m := message.(type) {
		case *pgproto3.DataRow:
			got = append(got, string(m.Values[0]))
		case *pgproto3.PortalSuspended:
			got = append(got, "suspended")
		case *pgproto3.CommandComplete:
			got = append(got, string(m.CommandTag))
		case *pgproto3.ErrorResponse:
			t.Fatal(m.Message)
		case *pgproto3.ReadyForQuery:
			want := "1 2 3 4 5 6 7 8 9 10 suspended 325 SELECT 1 11 12 13 14 15 16 17 18 19 20 suspended 21 22 23 24 25 SELECT 5"
			if strings.Join(got, " ") != want || m.TxStatus != 'T' {
				t.Fatalf("got %c %s, want T %s", m.TxStatus, strings.Join(got, " "), want)
			}
			return
		}
	}
}

func TestPgxFeatures(t *testing.T) {
	s := startServer(t, newData(t, "payments.parquet"))
	setup := s.connect(t)
	mustExec(t, setup,
		"CREATE SOURCE payments FROM PARQUET 'payments.parquet' WITH (event_time = paid_at, tie_break = payment_id)",
		"CREATE ENTITY pair (user_id bigint, merchant_id int)",
		`CREATE FEATURE VIEW pair_spend ENTITY pair WITH (ttl = '1 day') AS
		 SELECT user_id, merchant_id, amount AS last_amount, sum(amount) OVER day AS spend_1d, avg(amount) OVER day AS mean_1d
		 FROM payments WHERE refused IS NOT TRUE WINDOW day AS (RANGE INTERVAL '1 day' PRECEDING)`)
	noon := time.Date(2001, 3, 1, 12, 0, 0, 0, time.UTC)
	for _, mode := range execModes {
		t.Run(mode.String(), func(t *testing.T) {
			conn := s.connect(t)
			mustExec(t, conn, "SET asof.now = '2001-03-01 12:00Z'", "REFRESH FEATURE VIEW pair_spend", "SET asof.route = 'online'")
			for range 3 {
				var last, spend string
				var mean float64
				err := conn.QueryRow(t.Context(), "SELECT last_amount::text, spend_1d::text, mean_1d FROM pair_spend WHERE user_id = $1 AND merchant_id = $2", mode, 7, 1).
					Scan(&last, &spend, &mean)
				if err != nil || last != "6.25" || spend != "16.25" || mean != 8.125 {
					t.Fatalf("got %s %s %v, %v", last, spend, mean, err)
				}
			}
			// A list of keys is two columns wide here, and keeps its duplicates and its order.
			rows, err := conn.Query(t.Context(), `SELECT k.merchant_id, p.last_amount::text FROM (VALUES ($1::int8, $2::int4), ($3, $2), ($3, 99), ($1, $2)) k(user_id, merchant_id)
				LEFT JOIN pair_spend p USING (user_id, merchant_id)`, mode, 8, 2, 7)
			wantRows(t, rows, err, "2 100.00", "2 20.50", "99 <nil>", "2 100.00")
			_, err = conn.Exec(t.Context(), "SELECT * FROM pair_spend WHERE user_id = $1", mode, 7)
			wantCode(t, err, "0A000")

			mustExec(t, conn, "RESET asof.route")
			rows, err = conn.Query(t.Context(), `SELECT l.n, p.last_amount::text, p.spend_1d::text FROM (VALUES (1, 7::int8, 1, $1::timestamptz), (2, 7::int8, 1, $2::timestamptz)) l(n, user_id, merchant_id, ts)
				LEFT JOIN pair_spend AS OF l.ts AS p USING (user_id, merchant_id) ORDER BY l.n`, mode, noon, noon.Add(-time.Hour-time.Microsecond))
			wantRows(t, rows, err, "1 6.25 16.25", "2 10.00 10.00")
		})
	}
}

// wantRows compares all rows, values separated by blanks.
func wantRows(t *testing.T, rows pgx.Rows, err error, want ...string) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	got, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (string, error) {
		values, err := row.Values()
		return strings.TrimSuffix(fmt.Sprintln(values...), "\n"), err
	})
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// wantCode expects an error of the server with a SQLSTATE.
func wantCode(t *testing.T, err error, code string) {
	t.Helper()
	var e *pgconn.PgError
	if !errors.As(err, &e) || e.Code != code {
		t.Errorf("got %v, want SQLSTATE %s", err, code)
	}
}
