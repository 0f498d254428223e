"""What a notebook does: psycopg 3 against a server."""
import datetime as dt
import decimal
import threading
import time
import uuid

import psycopg
from psycopg import sql
from psycopg.types import TypeInfo
from psycopg.types.json import Json

from common import *


def connect(**kw):
    return psycopg.connect(DSN + " options='-c TimeZone=UTC'", autocommit=True, **kw)


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
        assert time.monotonic() - started < 30, "the cancel took ten seconds"
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


def schemas():
    with connect() as conn:
        names = [r[0] for r in conn.execute("select schema_name from information_schema.schemata")]
        contains(names, ["public", "pg_catalog", "information_schema"])
        same(conn.info.server_version // 10000, 15)
        same(conn.info.dbname, "asof")
        same(conn.info.parameter_status("TimeZone"), "UTC")


def tables():
    with connect() as conn:
        got = conn.execute("select table_name, table_type from information_schema.tables where table_schema = %s order by 1", ("public",)).fetchall()
        same([n for n, kind in got if kind == "VIEW"], VIEWS)
        same([n for n, kind in got if kind != "VIEW"], SOURCES)
        got = conn.execute("select relname from pg_catalog.pg_class where oid = %s::regclass", ("airport_delay",)).fetchone()
        same(got, ("airport_delay",))


def columns():
    """psycopg has no calls for metadata but the types of a result and TypeInfo."""
    with connect() as conn:
        cur = conn.execute("select * from airport_delay where origin = %s", ("ORD",))
        same([(c.name, c.type_display) for c in cur.description], [(n, {"integer": "int4", "bigint": "int8", "double precision": "float8"}.get(t, t)) for n, t in AIRPORT_DELAY])
        cur = conn.execute("select * from user_spend where user_id = 7")
        same([c.type_display for c in cur.description], ["int8", "numeric(12,2)", USER_SPEND[2][1], "timestamptz", "bool"])
        got = conn.execute("""select attname, format_type(atttypid, atttypmod) from pg_attribute
            where attrelid = 'airport_delay'::regclass and attnum > 0 order by attnum""").fetchall()
        same(got, AIRPORT_DELAY)
        got = conn.execute("""select column_name, data_type, numeric_precision, numeric_scale from information_schema.columns
            where table_name = 'user_spend' order by ordinal_position""").fetchall()
        same(got[:2], [("user_id", "bigint", 64, 0), ("last_amount", "numeric", 12, 2)])
        info = TypeInfo.fetch(conn, "numeric")
        same((info.oid, info.array_oid, info.regtype), (1700, 1231, "numeric"))
        same(TypeInfo.fetch(conn, "nothing_of_the_kind"), None)
        same(TypeInfo.fetch(conn, sql.Identifier("pg_catalog", "timestamptz")).oid, 1184)


def online():
    with connect() as conn:
        conn.execute(NOON)
        conn.execute(ONLINE)
        for binary in (False, True):
            cur = conn.cursor(binary=binary)
            for _ in range(7):
                same(cur.execute("select * from airport_delay where origin = %s", ("ORD",), prepare=True).fetchone(), ORD)
                same(cur.execute("select * from user_spend where user_id = %s", (7,)).fetchone(), USER_7)
            same(cur.execute("select * from airport_delay where origin = %s", ("XXX",)).fetchone(), None)
            same(cur.execute("select * from airport_delay where origin = any(%s) order by origin", (["ORD", "ATL", "ORD", "X"],)).fetchall(), [ATL, ORD])
            got = cur.execute("select k.user_id, s.spend_1d from unnest(%s::bigint[]) k(user_id) left join user_spend s using (user_id)", ([9, 1, 7, 9],)).fetchall()
            d = decimal.Decimal("42.00")
            if not PLAIN:  # a list keeps its order and its duplicates
                same(got, [(9, d), (1, None), (7, d), (9, d)])
        with conn.pipeline():  # many reads, one round trip
            cursors = [conn.execute("select last_delay from airport_delay where origin = %s", (k,)) for k in ("ORD", "ATL", "XXX") * 20]
        same([c.fetchone() for c in cursors], [(40,), (30,), None] * 20)


def training():
    with connect() as conn:
        conn.execute("create temp table labels (id int4, origin text, ts timestamptz)")
        with conn.cursor() as cur, cur.copy("copy labels from stdin (format binary)") as copy:
            copy.set_types(["int4", "text", "timestamptz"])
            for row in LABELS[:3]:
                copy.write_row(row)
        with conn.cursor() as cur, cur.copy("copy labels (id, origin, ts) from stdin") as copy:
            for row in LABELS[3:]:
                copy.write_row(row)
        same(conn.execute("select id, origin, ts from labels order by id").fetchall(), LABELS)
        if PLAIN:
            return
        for binary in (False, True):
            cur = conn.cursor(binary=binary)
            same(cur.execute(TRAINING.format("%s"), (1,)).fetchall(), TRAINED)
            same(cur.execute(TRAINING.format("%s"), (4,)).fetchall(), TRAINED[3:])
            same(cur.execute("select last_delay from airport_delay as of %s where origin = %s", (LABELS[4][2], "LAX")).fetchall(), [])
            same(cur.execute("select last_delay from airport_delay as of %s where origin = %s", (LABELS[3][2], "LAX")).fetchall(), [(5,)])
        with conn.cursor() as cur, cur.copy("copy (" + TRAINING.format("%s") + ") to stdout", (2,)) as copy:
            same([bytes(b) for b in copy], [b"2\t\\N\t3\n", b"3\t\\N\t\\N\n", b"4\t5\t0\n", b"5\t\\N\t\\N\n"])
        with conn.cursor() as cur, cur.copy("copy (" + TRAINING.format("1") + ") to stdout (format binary)") as copy:
            copy.set_types(["int4", "int4", "int8"])
            same(list(copy.rows()), TRAINED)
        e = refused("42703", conn.execute, "select spend_2d from user_spend where user_id = 7")
        same(e.diag.statement_position, "8")


def million():
    """A server cursor of the driver's, which fetches 50,000 rows at a time, in text and in binary."""
    for binary in (False, True):
        with connect() as conn, conn.transaction(), conn.cursor("many", binary=binary) as cur:
            cur.itersize = 50000
            cur.execute(MILLION + " where id >= %s", (0,))
            n = total = 0
            for i, _, name, amount in cur:
                n, total = n + 1, total + i
            same((n, total), (MILLION_ROWS, MILLION_SUM))
            same((name, amount), (f"name {i}", i / 4))


def server_cursors():
    with connect() as conn:
        with conn.transaction(), conn.cursor("c") as cur:
            cur.execute("select i::int4 as i from generate_series(1, 100) g(i) order by i")
            same(cur.description[0].name, "i")
            same(cur.fetchone(), (1,))
            same(cur.fetchmany(3), [(2,), (3,), (4,)])
            cur.scroll(5)
            same(cur.fetchone(), (10,))
            same(len(cur.fetchall()), 90)
        with conn.transaction(), conn.cursor("s", scrollable=True) as cur:
            cur.execute("select i::int4 as i from generate_series(1, 100) g(i) order by i")
            cur.scroll(50, "absolute")
            same(cur.fetchone(), (51,))
            cur.scroll(-11)
            same(cur.fetchone(), (41,))
        with conn.cursor("held", withhold=True) as cur:
            cur.execute("select 1::int4 union all select 2 order by 1")
            same(cur.fetchone(), (1,))
            conn.execute("select 1")
            same(conn.execute("select name, is_holdable from pg_cursors").fetchall(), [("held", True)])
            same(cur.fetchone(), (2,))
        refused("34000", conn.execute, "fetch 1 from held")


def savepoints():
    with connect() as conn:
        conn.execute("create temp table s (i int4)")
        with conn.transaction():
            conn.execute("insert into s values (1)")
            try:
                with conn.transaction():
                    conn.execute("insert into s values ('x')")
            except psycopg.Error as e:
                same(e.sqlstate, "22P02")
            same(conn.info.transaction_status, psycopg.pq.TransactionStatus.INTRANS)
            with conn.transaction():
                same(conn.execute("select count(*) from airport_delay where origin = 'ORD'").fetchone()[0] >= 0, True)
        same(conn.execute("select i from s").fetchall(), [(1,)])


def copies():
    rows = [(i, None if i % 7 == 0 else f"v\t{i}\\ 'é'\n", dt.datetime(2001, 1, 1, tzinfo=UTC) + dt.timedelta(seconds=i), decimal.Decimal(i) / 4) for i in range(2000)]
    with connect() as conn:
        for fmt in ("", "(format binary)", "(format csv, header)"):
            conn.execute("drop table if exists c")
            conn.execute("create temp table c (i int8, v text, at timestamptz, d numeric(12,2))")
            cur = conn.cursor()
            if "csv" in fmt:
                with cur.copy(f"copy c from stdin {fmt}") as copy:
                    copy.write("i,v,at,d\n" + "".join(f'{i},{"" if v is None else chr(34) + v + chr(34)},{at.isoformat()},{d}\n' for i, v, at, d in rows))
            else:
                with cur.copy(f"copy c from stdin {fmt}") as copy:
                    if fmt:
                        copy.set_types(["int8", "text", "timestamptz", "numeric"])
                    for row in rows:
                        copy.write_row(row)
            same(cur.statusmessage, "COPY 2000")
            same(conn.execute("select * from c order by i").fetchall(), rows, fmt)
            if "csv" not in fmt:
                with cur.copy(f"copy c to stdout {fmt}") as copy:
                    copy.set_types(["int8", "text", "timestamptz", "numeric"])
                    same(sorted(copy.rows()), rows, fmt)
        cur = conn.cursor()

        def broken():
            with cur.copy("copy c from stdin") as copy:
                copy.write("1\tx\n")

        refused("22P04", broken)
        try:
            with cur.copy("copy c from stdin") as copy:
                copy.write("1\tx")
                raise KeyError("the client's own")
        except KeyError:
            pass
        same(conn.execute("select count(*) from c").fetchone()[0], 2000)
        refused("22023", conn.execute, "copy c from stdin (format nothing_of_the_kind)")


def notices():
    with connect() as conn:
        seen = []
        conn.add_notice_handler(lambda d: seen.append((d.severity_nonlocalized, d.sqlstate)))
        conn.execute("drop table if exists nothing_of_the_kind")
        conn.execute("commit")
        same(seen, [("NOTICE", "00000"), ("WARNING", "25P01")])


def definitions():
    """A definition is part of its transaction."""
    if PLAIN:
        return
    with connect() as conn:
        conn.autocommit = False
        conn.execute("create feature view psycopg_view entity app_user as select user_id, amount as last_amount from payments")
        same(conn.execute("select last_amount from psycopg_view as of %s where user_id = %s", (LABELS[0][2], 7)).fetchone(), (decimal.Decimal("6.25"),))
        conn.rollback()
        refused("42P01", conn.execute, "select * from psycopg_view where user_id = 7")


run(schemas, tables, columns, literals, parameters, names_and_tags, prepared, pipeline, blocks, savepoints, streaming, server_cursors, copies, notices,
    cancelling, errors, definitions, online, training, million)
