package main_test

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
)

// A million rows are fetched in parts, forward only and back again, and the server's memory does not grow with them.
func TestCursorOverAMillionRows(t *testing.T) {
	s := startServer(t, newData(t))
	conn := s.connect(t)
	ctx := context.Background()
	const query = "SELECT i::int8, md5(i::text) AS h, i / 7 AS d FROM generate_series(1, 1000000) AS g(i)"
	if tag, err := conn.Exec(ctx, query); err != nil || tag.RowsAffected() != 1_000_000 { // what the engine takes anyway is taken
		t.Fatal(tag, err)
	}
	for _, kind := range []string{"CURSOR", "SCROLL CURSOR", "CURSOR WITH HOLD"} {
		t.Run(kind, func(t *testing.T) {
			before := residentBytes(t, s)
			mustExec(t, conn, "BEGIN", "DECLARE c "+kind+" FOR "+query)
			if strings.HasSuffix(kind, "HOLD") {
				mustExec(t, conn, "COMMIT")
			}
			count, sum := 0, int64(0)
			for {
				rows, err := conn.Query(ctx, "FETCH 5000 FROM c")
				if err != nil {
					t.Fatal(err)
				}
				n := 0
				for rows.Next() {
					var i int64
					if err := rows.Scan(&i, nil, nil); err != nil {
						t.Fatal(err)
					}
					n, sum = n+1, sum+i
				}
				if err := rows.Err(); err != nil {
					t.Fatal(err)
				}
				if count += n; n == 0 {
					break
				}
			}
			if count != 1_000_000 || sum != 500_000_500_000 {
				t.Errorf("%d rows, their sum is %d", count, sum)
			}
			if kind != "CURSOR" {
				var i int64
				var h string
				var d float64
				if err := conn.QueryRow(ctx, "FETCH ABSOLUTE 3 FROM c").Scan(&i, &h, &d); err != nil || i != 3 {
					t.Errorf("row 3: %d, %v", i, err)
				}
				if tag, err := conn.Exec(ctx, "MOVE BACKWARD ALL FROM c"); err != nil || tag.String() != "MOVE 2" {
					t.Errorf("%v, %v", tag, err)
				}
			}
			mustExec(t, conn, "CLOSE c", "ROLLBACK")
			if grown := residentBytes(t, s) - before; grown > 200<<20 {
				t.Errorf("the server grew by %d MiB", grown>>20)
			}
		})
	}
}

// residentBytes is the memory that a server takes.
func residentBytes(t *testing.T, s *server) int64 {
	t.Helper()
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		missing(t, "no /proc: %v", err)
	}
	_, rest, _ := strings.Cut(string(b), "VmRSS:")
	n, err := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n << 10
}
