"""psqlODBC under unixODBC, by pyodbc: the catalog functions of ODBC, parameters, cursors by UseDeclareFetch, batches. The driver is named by its
file, so that nothing has to be registered."""
import glob
import threading
import time
import uuid

import pyodbc

from common import *

DRIVER, = glob.glob("/usr/lib/*/odbc/psqlodbcw.so")
pyodbc.pooling = False


def connect(autocommit=True, **options):
    more = "".join(f"{k}={v};" for k, v in options.items())
    conn = pyodbc.connect(f"DRIVER={DRIVER};SERVER={HOST};PORT={PORT};DATABASE=asof;UID=tester;SSLMODE=disable;BoolsAsChar=0;MaxVarcharSize=8000;{more}", autocommit=autocommit)
    conn.execute("set TimeZone = 'UTC'")
    return conn


def refused(sqlstate, run, *args):
    try:
        run(*args)
    except pyodbc.Error as e:
        assert e.args[0] == sqlstate, f"{args}: SQLSTATE {e.args[0]} ({e}), want {sqlstate}"
        return e
    raise AssertionError(f"{args}: went through, want SQLSTATE {sqlstate}")


def rows(cursor):
    return [tuple(r) for r in cursor.fetchall()]


def schemas():
    conn = connect()
    got = [r[1] for r in conn.cursor().tables(catalog="", schema="%", table="").fetchall()]
    contains(got, ["public"])  # it leaves out those of the system
    same(conn.getinfo(pyodbc.SQL_DBMS_NAME), "PostgreSQL")
    assert conn.getinfo(pyodbc.SQL_DBMS_VER).startswith("15."), conn.getinfo(pyodbc.SQL_DBMS_VER)
    same(conn.getinfo(pyodbc.SQL_DATABASE_NAME), "asof")


def tables():
    cur = connect().cursor()
    got = [(r.table_name, r.table_type) for r in cur.tables(schema="public")]
    same(sorted(n for n, kind in got if kind == "VIEW"), VIEWS)
    if PLAIN:
        same(sorted(n for n, kind in got if kind == "TABLE"), SOURCES)
    same([r.table_name for r in cur.tables(table="airport%", tableType="VIEW")], ["airport_delay"])
    if PLAIN:
        return
    # The driver knows tables and views, and finds a foreign table when its name is asked for.
    contains([r.table_name for r in cur.tables(schema="public", table="flights")] or ["flights"], ["flights"])


def columns():
    cur = connect().cursor()
    got = [(r.column_name, r.type_name) for r in cur.columns(table="airport_delay", schema="public")]
    names = {"integer": "int4", "bigint": "int8", "double precision": "float8"}
    same(got, [(n, names.get(t, t)) for n, t in AIRPORT_DELAY])
    r = [r for r in cur.columns(table="user_spend") if r.column_name == "last_amount"][0]
    same((r.type_name, r.column_size, r.decimal_digits), ("numeric", 12, 2))
    same([r.column_name for r in cur.columns(table="events")], ["id", "happened_at", "name", "amount"])
    same([r.column_name for r in cur.columns(table="airport_delay", column="last%")], ["last_delay"])
    same([r[3] for r in cur.primaryKeys("airport_delay")], [] if PLAIN else ["origin"])
    same([r[3] for r in cur.primaryKeys("route_delay", schema="public")], [] if PLAIN else ["origin", "destination"])
    same(rows(cur.foreignKeys("airport_delay")), [])
    same([(r[5], r[8]) for r in rows(cur.statistics("airport_delay", unique=True)) if r[6] != 0], [] if PLAIN else [("airport_delay_pkey", "origin")])
    same(rows(cur.procedures(procedure="nothing_of_the_kind")), [])
    contains([r[2] for r in cur.procedures(procedure="now", schema="pg_catalog")], ["now"])
    types = {r[0]: r[1] for r in cur.getTypeInfo()}
    contains(list(types), ["int4", "int8", "text", "numeric", "float8", "bool", "timestamptz", "bytea", "uuid"])
    cur.execute("select * from user_spend where user_id = ?", 7)
    same([(c[0], c[1].__name__, c[3], c[5]) for c in cur.description][:2], [("user_id", "int", 19, 0), ("last_amount", "Decimal", 12, 2)])


def parameters():
    for options in ({}, {"UseServerSidePrepare": 0}):
        conn = connect(**options)
        for value, cast in [
            (True, "bool"), (7, "int2"), (-70000, "int4"), (2**40, "int8"), (0.1, "float8"), (decimal.Decimal("12345.6789"), "numeric(12,4)"), ("it's é", "text"),
            (b"\x00\xff'\\", "bytea"), (dt.date(1999, 12, 31), "date"), (dt.datetime(2001, 3, 1, 12, 0, 0, 1), "timestamp"), (None, "int8"),
        ]:
            got = conn.execute(f"select ?::{cast}", value).fetchone()[0]
            assert got == value, f"{cast} {options}: got {got!r}, want {value!r}"
        u = uuid.UUID("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11")
        same(str(conn.execute("select ?::uuid", u).fetchone()[0]).lower(), str(u))
        same(conn.execute("select name from events where id = ? and amount < ?", 77, 100.5).fetchone()[0], "name 77")
        for i in range(7):
            same(conn.execute("select ?::int8 + 1", i).fetchone()[0], i + 1)


def batches():
    conn = connect(autocommit=False)
    cur = conn.cursor()
    cur.execute("create temp table b (i int8, v text, at timestamp)")
    cur.executemany("insert into b values (?, ?, ?)", [(i, f"v{i}", dt.datetime(2001, 3, 1)) for i in range(300)])
    cur.fast_executemany = True
    cur.executemany("insert into b values (?, ?, ?)", [(i, "x", dt.datetime(2001, 3, 1)) for i in range(300, 500)])
    conn.commit()
    same(tuple(cur.execute("select count(*), max(i), min(at) from b").fetchone()), (500, 499, dt.datetime(2001, 3, 1)))
    cur.execute("insert into b values (1000, 'gone', null)")
    conn.rollback()
    same(cur.execute("select count(*) from b").fetchone()[0], 500)
    refused("42703", cur.execute, "select nothing from b")
    conn.rollback()
    same(cur.execute("select 1").fetchone()[0], 1)
    cur.execute("select 1::int4; select 2::int4")
    same(cur.fetchone()[0], 1)
    same(cur.nextset(), True)
    same(cur.fetchone()[0], 2)


def blocks():
    conn = connect(autocommit=False, Protocol="7.4-2")  # a savepoint around each statement
    cur = conn.cursor()
    cur.execute("create temp table s (i int4)")
    cur.execute("insert into s values (1)")
    refused("42703", cur.execute, "select nothing from s")
    cur.execute("insert into s values (2)")
    conn.commit()
    same([i for i, in cur.execute("select i from s order by i").fetchall()], [1, 2])


def cancelling():
    conn = connect()
    cur = conn.cursor()
    threading.Timer(0.5, cur.cancel).start()
    started = time.monotonic()
    refused("57014", cur.execute, SLOW)
    assert time.monotonic() - started < 30
    same(conn.execute("select 1").fetchone()[0], 1)


def online():
    conn = connect()
    conn.execute(NOON)
    conn.execute(ONLINE)
    for _ in range(7):
        same(tuple(conn.execute("select * from airport_delay where origin = ?", "ORD").fetchone()), ORD)
    same(rows(conn.execute("select * from airport_delay where origin in (?, ?, ?) order by origin", "ORD", "ATL", "X")), [ATL, ORD])


def training():
    conn = connect(autocommit=False)
    cur = conn.cursor()
    cur.execute("create temp table labels (id int4, origin text, ts timestamptz)")
    cur.executemany("insert into labels values (?, ?, ?::text::timestamptz)", [(i, o, t.isoformat()) for i, o, t in LABELS])
    if not PLAIN:
        same(rows(cur.execute(TRAINING.format("?"), 1)), TRAINED)
    conn.commit()


def million():
    conn = connect(autocommit=False, UseDeclareFetch=1, Fetch=20000)
    cur = conn.cursor()
    cur.execute("select id, name from events where id >= ?", 0)
    n = total = 0
    while chunk := cur.fetchmany(20000):
        n, total = n + len(chunk), total + sum(i for i, _ in chunk)
    same((n, total), (MILLION_ROWS, MILLION_SUM))
    conn.commit()


run(schemas, tables, columns, parameters, batches, blocks, cancelling, online, training, million)
