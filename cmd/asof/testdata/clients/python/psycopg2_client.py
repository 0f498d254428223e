"""psycopg2: named cursors, execute_values, copy_expert, savepoints by hand, cancel."""
import io
import threading
import time

import psycopg2
import psycopg2.extras
import psycopg2.errors

from common import *

psycopg2.extras.register_uuid()


def connect(autocommit=True):
    conn = psycopg2.connect(DSN + " options='-c TimeZone=UTC'")
    conn.autocommit = autocommit
    return conn


def ask(conn, statement, args=None):
    with conn.cursor() as cur:
        cur.execute(statement, args)
        return cur.fetchall() if cur.description else None


def refused(sqlstate, run, *args):
    try:
        run(*args)
    except psycopg2.Error as e:
        assert e.pgcode == sqlstate, f"{args}: SQLSTATE {e.pgcode} ({e}), want {sqlstate}"
        return e
    raise AssertionError(f"{args}: went through, want SQLSTATE {sqlstate}")


def schemas():
    conn = connect()
    contains([r[0] for r in ask(conn, "select nspname from pg_catalog.pg_namespace")], ["public", "pg_catalog", "information_schema"])
    same(conn.info.dbname, "asof")
    same(conn.encoding, "UTF8")
    same(ask(conn, "show transaction isolation level"), [("read committed",)])


def tables():
    conn = connect()
    got = ask(conn, "select table_name from information_schema.views where table_schema = 'public' order by 1")
    same([n for n, in got], VIEWS)
    got = ask(conn, "select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = %s and c.relkind in ('r', 'f') order by 1", ("public",))
    same([n for n, in got], SOURCES)


def columns():
    conn = connect()
    got = ask(conn, "select column_name, data_type from information_schema.columns where table_schema = %s and table_name = %s order by ordinal_position", ("public", "airport_delay"))
    same(got, AIRPORT_DELAY)
    with conn.cursor() as cur:
        cur.execute("select * from user_spend where user_id = %s", (7,))
        same([(c.name, c.type_code, c.precision, c.scale) for c in cur.description][:2], [("user_id", 20, None, None), ("last_amount", 1700, 12, 2)])


def parameters():
    conn = connect()
    for value, cast in [
        (True, "bool"), (-70000, "int4"), (2**40, "int8"), (0.1, "float8"), (float("-inf"), "float8"), (decimal.Decimal("12345.6789"), "numeric(12,4)"),
        ("it's é \\ %", "text"), (dt.date(1999, 12, 31), "date"), (dt.time(1, 2, 3, 4), "time"), (dt.datetime(2001, 3, 1, 12, 0, 0, 1), "timestamp"),
        (dt.datetime(2001, 3, 1, 12, tzinfo=UTC), "timestamptz"), (dt.timedelta(days=3, microseconds=5), "interval"), ([1, 2, None], "int4[]"),
        (["x", None, 'q"'], "text[]"), ([0.5, 1.25], "float8[]"), ([[1, 2], [3, 4]], "int4[]"), ([dt.date(2001, 1, 2)], "date[]"), (None, "int8"), ([], "int8[]"),
    ]:
        same(ask(conn, f"select %s::{cast}", (value,))[0][0], value, cast)
    same(bytes(ask(conn, "select %s::bytea", (b"\x00\xff'\\",))[0][0]), b"\x00\xff'\\")
    same(ask(conn, "select %s::json", (psycopg2.extras.Json({"k": [1, "ä"]}),))[0][0], {"k": [1, "ä"]})
    same(ask(conn, "select x from (values (1), (2), (3)) v(x) where x in %s order by x", ((1, 3),)), [(1,), (3,)])
    same(ask(conn, "select x from (values (1), (2), (3)) v(x) where x = any(%s) order by x", ([1, 3],)), [(1,), (3,)])


def named_cursors():
    conn = connect(autocommit=False)
    with conn.cursor("c") as cur:
        cur.itersize = 7
        cur.execute("select i from generate_series(1, %s) g(i) order by i", (100,))
        same(cur.fetchone(), (1,))
        same(cur.fetchmany(2), [(2,), (3,)])
        cur.scroll(5)
        same(cur.fetchone(), (9,))
        same([i for i, in cur], list(range(10, 101)))
    with conn.cursor("s", scrollable=True) as cur:
        cur.execute("select i from generate_series(1, 100) g(i) order by i")
        cur.scroll(50, mode="absolute")
        same(cur.fetchone(), (51,))
        cur.scroll(-11)
        same(cur.fetchone(), (41,))
    conn.commit()
    with conn.cursor("held", withhold=True) as cur:
        cur.execute("select 1 union all select 2 order by 1")
        same(cur.fetchone(), (1,))
        conn.commit()
        same(cur.fetchone(), (2,))
    conn.commit()


def batches():
    conn = connect(autocommit=False)
    with conn.cursor() as cur:
        cur.execute("create temp table t (id int8, v text, at timestamptz)")
        at = dt.datetime(2001, 3, 1, tzinfo=UTC)
        psycopg2.extras.execute_values(cur, "insert into t (id, v, at) values %s", [(i, f"v{i}", at) for i in range(1000)], page_size=300)
        psycopg2.extras.execute_batch(cur, "insert into t values (%s, %s, %s)", [(i, None, at) for i in range(1000, 1100)])
        psycopg2.extras.execute_batch(cur, "insert into t values (%s, %s, null)", [(i, "x") for i in range(1100, 1110)], page_size=3)
        cur.execute("select count(*), count(v), count(at), max(id) from t")
        same(cur.fetchone(), (1110, 1010, 1100, 1109))
    conn.commit()
    with conn.cursor(cursor_factory=psycopg2.extras.RealDictCursor) as cur:
        cur.execute("select id, v from t where id = 3")
        same(dict(cur.fetchone()), {"id": 3, "v": "v3"})
        cur.execute("select 1; select 2 as two")
        same(dict(cur.fetchone()), {"two": 2})


def copies():
    conn = connect(autocommit=False)
    with conn.cursor() as cur:
        cur.execute("create temp table c (i int8, v text)")
        cur.copy_expert("copy c from stdin with (format csv, header)", io.StringIO('i,v\n1,"a ""b"""\n2,\n'))
        same(cur.rowcount, 2)
        cur.copy_from(io.StringIO("3\tx\n4\t\\N\n"), "c", columns=("i", "v"))
        out = io.StringIO()
        cur.copy_expert("copy (select * from c order by i) to stdout with csv header", out)
        same(out.getvalue(), 'i,v\n1,"a ""b"""\n2,\n3,x\n4,\n')
        out = io.StringIO()
        cur.copy_to(out, "c", sep=";", null="-")
        same(sorted(out.getvalue().splitlines()), ['1;a "b"', "2;-", "3;x", "4;-"])
        refused("22P04", cur.copy_from, io.StringIO("5\tx\ty\n"), "c")
    conn.rollback()


def blocks():
    conn = connect(autocommit=False)
    ask(conn, "create temp table b (i int4)")
    conn.commit()
    ask(conn, "insert into b values (1)")
    ask(conn, "savepoint a")
    refused("42703", ask, conn, "select nothing from b")
    refused("25P02", ask, conn, "select 1")
    ask(conn, "rollback to a")
    ask(conn, "insert into b values (2)")
    ask(conn, "release savepoint a")
    conn.commit()
    same(ask(conn, "select i from b order by i"), [(1,), (2,)])
    conn.rollback()
    conn.set_session(isolation_level="REPEATABLE READ", readonly=True)
    same(ask(conn, "show transaction_isolation"), [("repeatable read",)])
    same(ask(conn, "show transaction_read_only"), [("on",)])
    conn.rollback()
    with conn:
        same(ask(conn, "select 1"), [(1,)])
    conn.reset()
    conn.close()


def cancelling():
    conn = connect()
    threading.Timer(0.5, conn.cancel).start()
    started = time.monotonic()
    e = refused("57014", ask, conn, SLOW)
    assert isinstance(e, psycopg2.errors.QueryCanceled) and time.monotonic() - started < 30
    ask(conn, "set statement_timeout = '300ms'")
    e = refused("57014", ask, conn, SLOW)
    same(e.diag.message_primary, "canceling statement due to statement timeout")


def online():
    conn = connect()
    ask(conn, NOON)
    ask(conn, ONLINE)
    same(ask(conn, "select * from airport_delay where origin = %s", ("ORD",)), [ORD])
    same(ask(conn, "select * from airport_delay where origin in %s order by origin", (("ORD", "ATL", "X"),)), [ATL, ORD])
    same(ask(conn, "select * from user_spend where user_id = any(%s)", ([7],)), [USER_7])


def training():
    conn = connect(autocommit=False)
    with conn.cursor() as cur:
        cur.execute("create temp table labels (id int4, origin text, ts timestamptz)")
        psycopg2.extras.execute_values(cur, "insert into labels values %s", LABELS)
        if not PLAIN:
            cur.execute(TRAINING.format("%s"), (1,))
            same(cur.fetchall(), TRAINED)
    conn.commit()


def million():
    conn = connect(autocommit=False)
    with conn.cursor("many") as cur:
        cur.itersize = 20000
        cur.execute(MILLION)
        n = total = 0
        for i, _, _, _ in cur:
            n, total = n + 1, total + i
    same((n, total), (MILLION_ROWS, MILLION_SUM))


run(schemas, tables, columns, parameters, named_cursors, batches, copies, blocks, cancelling, online, training, million)
