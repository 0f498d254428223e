package gateway

import (
	"context"
	"testing"

	"asof/catalog"
	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
	"asof/gateway/pgwire"
)

func TestBlocks(t *testing.T) {
	c := converse(t)
	c.want("BEGIN", "BEGIN")
	c.status('T')
	c.want("BEGIN", "BEGIN")
	c.want("SELECT 1", "SELECT 0")
	c.want("SELECT 'fail'", "22012")
	c.status('E')
	c.want("SELECT 1", "25P02")
	c.want("SET application_name = 'x'", "25P02")
	c.want("BEGIN", "25P02")
	c.want("COMMIT", "ROLLBACK")
	c.status('I')
	c.called("begin, begin block, describe, run, describe, rollback")
	c.want("COMMIT", "COMMIT")
	c.want("ROLLBACK", "ROLLBACK")
	if len(c.client.notices) != 3 {
		t.Errorf("the warnings are %q", c.client.notices)
	}
}

// What was prepared before a block failed does not run in it, be it a command of the session.
func TestPreparedStatementsInAFailedBlock(t *testing.T) {
	c := converse(t)
	ctx := context.Background()
	prepared := map[string]pgwire.Statement{}
	for _, sql := range []string{"SET application_name = 'x'", "SHOW TimeZone", "SELECT 1", "DISCARD TEMP", "DEALLOCATE ALL", "ROLLBACK"} {
		st, err := c.s.Prepare(ctx, sql, nil)
		if err != nil {
			t.Fatal(err)
		}
		prepared[sql] = st
	}
	c.want("BEGIN", "BEGIN")
	c.want("SELECT 'fail'", "22012")
	for sql, st := range prepared {
		if sql == "ROLLBACK" {
			continue
		}
		if _, err := run(st); sqlerr.Code(err) != sqlerr.InFailedTransaction {
			t.Errorf("%s: %v", sql, err)
		}
	}
	if tag, err := run(prepared["ROLLBACK"]); tag != "ROLLBACK" || err != nil {
		t.Errorf("ROLLBACK: %s, %v", tag, err)
	}
	c.setting("application_name", "")
}

// A commit that fails leaves nothing of the block.
func TestCommitFails(t *testing.T) {
	c := converse(t)
	c.want("BEGIN; SET application_name = 'x'", "BEGIN, SET")
	c.exec.fail["commit"] = sqlerr.New(sqlerr.SerializationFailure, "concurrent")
	c.want("COMMIT", "40001")
	c.status('I')
	c.setting("application_name", "")
	c.want("SET application_name = 'y'", "SET, 40001")
	c.setting("application_name", "")
	delete(c.exec.fail, "commit")
	c.want("BEGIN; COMMIT AND CHAIN", "BEGIN, COMMIT")
	c.status('T')
}

// The statements of one simple query are one transaction, until a COMMIT among them.
func TestImplicitTransaction(t *testing.T) {
	c := converse(t)
	c.want("SELECT 1; SELECT 'fail'; SELECT 2", "SELECT 0, 22012")
	c.called("begin, describe, run, describe, rollback")
	c.want("SELECT 1; BEGIN; SELECT 2", "SELECT 0, BEGIN, SELECT 0")
	c.status('T')
	c.called("begin, describe, run, begin block, describe, run")
	c.want("ROLLBACK", "ROLLBACK")
	c.called("rollback")
}

func TestSettingsAreTransactional(t *testing.T) {
	c := converse(t, pgwire.Setting{Name: "application_name", Value: "start"})
	c.want("SET application_name = 'one'; SELECT 'fail'", "SET, 22012")
	c.setting("application_name", "start")
	c.want("SET application_name = 'one'; SET my.own = 'x'", "SET, SET")
	c.setting("application_name", "one")

	c.want("SET application_name = 'two'; BEGIN; SET application_name = 'three'; SET your.own = 'y'", "SET, BEGIN, SET, SET")
	c.want("ROLLBACK", "ROLLBACK")
	c.setting("application_name", "one") // the first SET became part of the block
	if _, set := c.s.settings.lookup("your.own"); set {
		t.Error("a parameter of a block that was rolled back is still there")
	}
	c.setting("my.own", "x")

	c.want("BEGIN; SET LOCAL application_name = 'four'; SET TimeZone = 'Europe/Berlin'; SET LOCAL TimeZone = 'Asia/Tokyo'", "BEGIN, SET, SET, SET")
	c.setting("application_name", "four")
	c.setting("timezone", "Asia/Tokyo")
	c.want("COMMIT", "COMMIT")
	c.setting("application_name", "one")
	c.setting("timezone", "Europe/Berlin")

	c.want("BEGIN; SET LOCAL application_name = 'five'; SET application_name = 'six'; COMMIT", "BEGIN, SET, SET, COMMIT")
	c.setting("application_name", "six")
	c.want("SET LOCAL application_name = 'seven'", "SET")
	c.setting("application_name", "six")
	c.want("RESET application_name", "RESET")
	c.setting("application_name", "start")
	c.want("SET application_name = 'x'; RESET ALL", "SET, RESET")
	c.setting("application_name", "start")
}

// The client hears of each reported parameter that changed, also of one that a rollback put back.
func TestReportedParameters(t *testing.T) {
	c := converse(t)
	c.want("BEGIN; SET TimeZone = 'Europe/Berlin'", "BEGIN, SET")
	c.want("SELECT 'fail'", "22012")
	c.want("ROLLBACK", "ROLLBACK")
	c.want("SET application_name = 'x'; SELECT 'fail'", "SET, 22012")
	want := []string{"TimeZone=Europe/Berlin", "TimeZone=UTC", "application_name="}
	if len(c.client.parameters) != len(want) {
		t.Fatalf("reported: %q, want %q", c.client.parameters, want)
	}
	for i := range want {
		if c.client.parameters[i] != want[i] {
			t.Errorf("reported: %q, want %q", c.client.parameters, want)
		}
	}
}

// The format of values follows the settings.
func TestFormatFollowsSettings(t *testing.T) {
	c := converse(t)
	if c.s.Format() != c.s.Format() {
		t.Error("the format is made anew without a change")
	}
	c.want("SET extra_float_digits = 0; SET TimeZone = 'Asia/Tokyo'", "SET, SET")
	if f := c.s.Format(); f.ExtraFloatDigits != 0 || f.Location.String() != "Asia/Tokyo" {
		t.Errorf("the format is %+v", f)
	}
}

func TestReadOnly(t *testing.T) {
	const definition = "CREATE ENTITY e (k text)"
	c := converse(t)
	c.want("SET TRANSACTION READ ONLY", "SET") // there is no block that it would be of
	c.setting("transaction_read_only", "off")
	c.want("SET transaction_read_only = on", "SET")
	c.want("SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL SERIALIZABLE READ WRITE NOT DEFERRABLE", "SET")
	c.setting("transaction_read_only", "off")
	c.want("BEGIN READ ONLY; RESET ALL", "BEGIN, RESET")
	c.want(definition, "25006")
	c.want("ROLLBACK", "ROLLBACK")
	c.want(definition, "SELECT 0")
	c.want("SET default_transaction_read_only = on", "SET")
	c.want(definition, "25006")
	c.want("BEGIN", "BEGIN")
	c.want(definition, "25006")
	c.want("ROLLBACK; BEGIN READ WRITE", "ROLLBACK, BEGIN")
	c.want(definition, "SELECT 0")
	c.want("COMMIT", "COMMIT")
	c.setting("transaction_read_only", "on") // as the next transaction will be
}

// A prepared statement is planned anew when the catalog or what plans depend on changes; its columns and the types of its
// parameters stay.
func TestPlannedAgain(t *testing.T) {
	c := converse(t)
	ctx := context.Background()
	c.exec.columns = []sqltype.Column{{Name: "a", Type: sqltype.Of(sqltype.Int4)}}
	st, err := c.s.Prepare(ctx, "SELECT 1", nil)
	if err != nil {
		t.Fatal(err)
	}
	bind := func(want string) {
		t.Helper()
		if _, err := st.Bind(ctx, nil); sqlerr.Code(err) != want {
			t.Errorf("Bind: %v, want %q", err, want)
		}
	}
	bind("")
	bind("")
	c.called("describe")
	c.want("SET asof.route = 'offline'", "SET")
	c.exec.calls = nil
	bind("")
	bind("")
	c.called("describe")

	c.exec.snap = catalog.Empty()
	c.exec.fail["describe"] = sqlerr.New(sqlerr.UndefinedTable, "gone")
	bind("42P01")
	bind("42P01")
	delete(c.exec.fail, "describe")
	c.exec.columns = []sqltype.Column{{Name: "a", Type: sqltype.Of(sqltype.Text)}}
	bind("0A000")
	bind("0A000")
	c.exec.columns = []sqltype.Column{{Name: "a", Type: sqltype.Of(sqltype.Int4)}}
	bind("")
}

// R22: asof.now stands still; without it the clock is that of Execute.
func TestClock(t *testing.T) {
	c := converse(t)
	c.want("SELECT 1", "SELECT 0")
	c.want("BEGIN; SET asof.now = '2001-03-01 12:00Z'; SELECT 1", "BEGIN, SET, SELECT 0")
	c.want("ROLLBACK", "ROLLBACK")
	c.want("SELECT 1", "SELECT 0")
	for i, want := range []int64{1_000_000, 983448000_000_000, 1_000_000} {
		if in := c.exec.inputs[i]; in.Now != want || in.NowSet != (i == 1) {
			t.Errorf("statement %d: now is %d, set %v; want %d", i, in.Now, in.NowSet, want)
		}
	}
}

func TestDiscard(t *testing.T) {
	c := converse(t)
	c.want("PREPARE p AS SELECT 1; SET application_name = 'x'", "PREPARE, SET")
	c.want("BEGIN; DISCARD ALL", "BEGIN, 25001")
	c.want("ROLLBACK", "ROLLBACK")
	c.want("DISCARD ALL", "DISCARD ALL")
	c.setting("application_name", "")
	c.want("EXECUTE p", "26000")
}
