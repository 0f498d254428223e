"""What a notebook does: psycopg 3 against a server. Arguments: HOST PORT ["plain"]; with "plain" only what any Postgres answers,
so that the program itself can be checked against one."""
import datetime as dt
import decimal
import json
import sys
import threading
import time
import uuid

import psycopg
from psycopg.types.json import Json

UTC = dt.timezone.utc


def connect(**kw):
    host, port = sys.argv[1], sys.argv[2]
    db = "postgres" if "plain" in sys.argv else "asof"
    return psycopg.connect(f"host={host} port={port} user=tester dbname={db} sslmode=disable options='-c TimeZone=UTC'", autocommit=True, **kw)


def same(got, want, what=""):
    assert got == want and type(got) is type(want), f"{what}: got {got!r}, want {want!r}"


def refused(sqlstate, run, *args):
    try:
        run(*args)
    except psycopg.Error as e:
        assert e.sqlstate == sqlstate, f"{args}: SQLSTATE {e.sqlstate} ({e}), want {sqlstate}"
        return e
    raise AssertionError(f"{args}: went through, want SQLSTATE {sqlstate}")


# A value of each type as a literal with its cast, and what Python makes of it.
VALUES = [
    ("true::bool", True),
    ("(-32768)::int2", -32768),
    ("2147483647::int4", 2147483647),
    ("(-9223372036854775807)::int8", -9223372036854775807),
    ("1.5::float4", 1.5),
    ("0.1::float8", 0.1),
    ("'-Infinity'::float8", float("-inf")),
    ("123456789.012345678::numeric(18,9)", decimal.Decimal("123456789.012345678")),
    ("(-0.10)::numeric(5,2)", decimal.Decimal("-0.10")),
    ("'grüße ''x'''::text", "grüße 'x'"),
    ("''::text", ""),
    ("date '2001-03-01'", dt.date(2001, 3, 1)),
    ("time '23:59:59.000001'", dt.time(23, 59, 59, 1)),
    ("timestamp '2001-03-01 12:00:00.123456'", dt.datetime(2001, 3, 1, 12, 0, 0, 123456)),
    ("timestamptz '2001-03-01 12:00:00+02'", dt.datetime(2001, 3, 1, 10, 0, tzinfo=UTC)),
    ("interval '1 day 02:03:04.5'", dt.timedelta(days=1, hours=2, minutes=3, seconds=4.5)),
    ("'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid", uuid.UUID("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11")),
    ("'{\"a\": [1, null]}'::json", {"a": [1, None]}),
    ("null::int4", None),
    ("array[1, null, 3]::int4[]", [1, None, 3]),
    ("array['a', 'b,\"c\"', null]::text[]", ["a", 'b,"c"', None]),
    ("array[1.5, 2.5]::float8[]", [1.5, 2.5]),
    ("array[timestamptz '2001-03-01 12:00:00+00']::timestamptz[]", [dt.datetime(2001, 3, 1, 12, tzinfo=UTC)]),
    ("array[]::int8[]", []),
]

# A parameter of each type, its cast, and the value that comes back.
PARAMETERS = [
    (True, "bool"), (7, "int2"), (-70000, "int4"), (2**40, "int8"), (0.1, "float8"), (1.5, "float4"),
    (decimal.Decimal("12345.6789"), "numeric(12,4)"), ("it's é", "text"), (b"\x00\xff'\\", "bytea"),
    (dt.date(1999, 12, 31), "date"), (dt.time(1, 2, 3, 4), "time"), (dt.datetime(2001, 3, 1, 12, 0, 0, 1), "timestamp"),
    (dt.datetime(2001, 3, 1, 12, tzinfo=UTC), "timestamptz"), (dt.timedelta(days=3, microseconds=5), "interval"),
    (uuid.UUID("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"), "uuid"), ([1, 2, None], "int4[]"), (["x", None, 'q"'], "text[]"),
    ([0.5, 1.25], "float8[]"), ([dt.date(2001, 1, 2)], "date[]"), (None, "int8"),
]


def literals():
    for binary in (False, True):
        with connect() as conn, conn.cursor(binary=binary) as cur:
            for sql, want in VALUES:
                got = cur.execute(f"select {sql} as v").fetchone()[0]
                same(got, want, f"{sql}, binary={binary}")
                same(cur.description[0].name, "v")


def parameters():
    for fmt in ("%s", "%b", "%t"):
        with connect() as conn, conn.cursor(binary=fmt == "%b") as cur:
            for value, cast in PARAMETERS:
                got = cur.execute(f"select {fmt}::{cast}", (value,)).fetchone()[0]
                same(got, value, f"{cast} as {fmt}")
            got = cur.execute(f"select {'%s' if fmt == '%b' else fmt}::json", (Json({"k": [1, 2]}),)).fetchone()[0]
            same(got, {"k": [1, 2]}, "json")


def names_and_tags():
    with connect() as conn:
        cur = conn.execute("select count(*), 1, 'x' as y, sum(1)")
        same([c.name for c in cur.description], ["count", "?column?", "y", "sum"])
        same(cur.statusmessage, "SELECT 1")
        same(conn.execute("select 7/2").fetchone()[0], 3)


def prepared():
    with connect(prepare_threshold=0) as conn:
        for i in range(20):
            same(conn.execute("select %s::int8 + 1 as n", (i,)).fetchone()[0], i + 1)
    with connect(prepare_threshold=2) as conn:
        for i in range(10):
            same(conn.execute("select %s::text || 'x'", (str(i),)).fetchone()[0], f"{i}x")


def pipeline():
    with connect() as conn, conn.pipeline() as p:
        cursors = [conn.execute("select %s::int4", (i,)) for i in range(50)]
        p.sync()
        same([c.fetchone()[0] for c in cursors], list(range(50)))


def blocks():
    with connect() as conn:
        conn.execute("create temp table t (id int8, v text)")
        with conn.transaction():
            conn.cursor().executemany("insert into t values (%s, %s)", [(i, f"v{i}") for i in range(100)])
        same(conn.execute("select count(*), min(v), max(id) from t").fetchone(), (100, "v0", 99))
        conn.autocommit = False
        conn.execute("insert into t values (1000, 'gone')")
        conn.rollback()
        same(conn.execute("select count(*) from t").fetchone()[0], 100)
        refused("42703", conn.execute, "select nothing_of_the_kind from t")
        same(conn.info.transaction_status, psycopg.pq.TransactionStatus.INERROR)
        refused("25P02", conn.execute, "select 1")
        conn.rollback()
        same(conn.info.transaction_status, psycopg.pq.TransactionStatus.IDLE)


def streaming():
    with connect() as conn, conn.cursor() as cur:
        n = total = 0
        for (i,) in cur.stream("select i::int8 from generate_series(1, 100000) as g(i)"):
            n, total = n + 1, total + i
        same((n, total), (100000, 5000050000))


def cancelling():
    with connect() as conn:
        threading.Timer(0.5, conn.cancel).start()
        started = time.monotonic()
        refused("57014", conn.execute, "select count(*) from generate_series(1, 3000000000) a(x) where x % 7 = 8")
        assert time.monotonic() - started < 10, "the cancel took ten seconds"
        same(conn.execute("select 1").fetchone()[0], 1)
        conn.execute("set statement_timeout = '300ms'")
        refused("57014", conn.execute, "select count(*) from generate_series(1, 3000000000) a(x) where x % 7 = 8")
        conn.execute("reset statement_timeout")
        same(conn.execute("select 2").fetchone()[0], 2)


def errors():
    with connect() as conn:
        e = refused("42601", conn.execute, "select 1 +")
        e = refused("42P01", conn.execute, "select 'é', * from nothing_here")
        same(e.diag.statement_position, "20")
        refused("22P02", conn.execute, "select 'x'::int4")
        same(conn.execute("select 3").fetchone()[0], 3)


def features():
    """Define, materialise, read online and build a training set, as a notebook would."""
    with connect() as conn:
        conn.execute("create source payments from parquet 'payments.parquet' with (event_time = paid_at, tie_break = payment_id)")
        conn.execute("create entity app_user (user_id bigint)")
        view = """create feature view user_spend entity app_user with (ttl = '1 day')
          as select user_id, amount as last_amount,
                    count(*) over day as payments_1d, sum(amount) over day as spend_1d,
                    count(*) filter (where refused) over day as refused_1d,
                    count(distinct merchant_id) over day as merchants_1d
             from payments window day as (range interval '1 day' preceding)"""
        conn.autocommit = False
        conn.execute(view)
        conn.rollback()
        refused("42P01", conn.execute, "select * from user_spend where user_id = 7")
        conn.rollback()
        conn.execute(view)
        conn.commit()
        conn.autocommit = True

        conn.execute("set asof.now = '2001-03-01 12:00Z'")
        conn.execute("refresh feature view user_spend")
        conn.execute("set asof.route = 'online'")
        d = decimal.Decimal
        # Rows 3 and 4 have one time: the tie_break decides which is the newest.
        want = {7: (7, d("6.25"), 4, d("42.00"), 1, 2), 8: (8, d("0.01"), 2, d("100.01"), 1, 1), 9: (9, d("42.00"), 1, d("42.00"), 0, 1)}
        for binary in (False, True):
            cur = conn.cursor(binary=binary)
            for _ in range(7):
                for user, row in want.items():
                    same(cur.execute("select * from user_spend where user_id = %s", (user,), prepare=True).fetchone(), row)
            same(cur.execute("select * from user_spend where user_id = %s", (10,)).fetchone(), None)
            same(cur.execute("select * from user_spend where user_id = any(%s) order by user_id", ([9, 7, 8, 7, 11],)).fetchall(), [want[7], want[8], want[9]])
            got = cur.execute("select k.user_id, s.spend_1d from unnest(%s::bigint[]) k(user_id) left join user_spend s using (user_id)", ([9, 1, 7, 9],)).fetchall()
            same(got, [(9, d("42.00")), (1, None), (7, d("42.00")), (9, d("42.00"))])
        conn.execute("reset asof.route")

        conn.execute("create temp table labels (id int4, user_id bigint, ts timestamptz)")
        at = lambda h, m=0, us=0: dt.datetime(2001, 3, 1, h, m, 0, us, tzinfo=UTC)
        rows = [(1, 7, at(10)), (2, 7, at(11)), (3, 8, at(12)), (4, 8, at(12, 0, 1)), (5, None, at(12)), (6, 9, None), (7, 9, at(11, 59)), (8, 7, at(10))]
        conn.cursor().executemany("insert into labels values (%s, %s, %s)", rows)
        got = conn.execute("select l.id, s.last_amount, s.payments_1d, s.spend_1d, s.merchants_1d"
                           " from labels l left join user_spend as of l.ts as s using (user_id) order by l.id").fetchall()
        # 8 at 12:00:00.000001: the payment of a day before is out of the window, the key is still there.
        same(got, [(1, d("20.50"), 2, d("30.50"), 2), (2, d("6.25"), 4, d("42.00"), 2), (3, d("0.01"), 2, d("100.01"), 1), (4, d("0.01"), 1, d("0.01"), 1),
                   (5, None, None, None, None), (6, None, None, None, None), (7, None, None, None, None), (8, d("20.50"), 2, d("30.50"), 2)])
        got = conn.execute("select last_amount from user_spend as of %s where user_id = %s", (at(10, 30), 7)).fetchone()
        same(got, (d("20.50"),))
        e = refused("42703", conn.execute, "select spend_2d from user_spend where user_id = 7")
        same(e.diag.statement_position, "8")


def main():
    checks = [literals, parameters, names_and_tags, prepared, pipeline, blocks, streaming, cancelling, errors]
    if "plain" not in sys.argv:
        checks.append(features)
    for check in checks:
        check()
        print("ok", check.__name__, flush=True)
    print("ok all", flush=True)


if __name__ == "__main__":
    main()
