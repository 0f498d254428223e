"""ADBC's driver for Postgres: results as Arrow through binary COPY, its catalog of objects, ingest into a temp table."""
import adbc_driver_postgresql
import adbc_driver_postgresql.dbapi as adbc
import pyarrow as pa
import pyarrow.compute as pc

from common import *


def connect():
    conn = adbc.connect(f"postgresql://tester@{HOST}:{PORT}/asof?sslmode=disable&options=-c%20TimeZone%3DUTC", autocommit=True)
    return conn


def ask(conn, statement, args=None):
    with conn.cursor() as cur:
        cur.execute(statement, args)
        return cur.fetch_arrow_table()


def refused(sqlstate, run, *args):
    try:
        run(*args)
    except adbc.Error as e:
        same(e.sqlstate, sqlstate, str(e))
        return e
    raise AssertionError(f"{args}: went through, want SQLSTATE {sqlstate}")


def objects(conn, depth, **kw):
    catalog, = [c for c in conn.adbc_get_objects(depth=depth, **kw).read_all().to_pylist() if c["catalog_name"] == "asof"]
    return {s["db_schema_name"]: s["db_schema_tables"] for s in catalog["catalog_db_schemas"] or []}


def schemas():
    with connect() as conn:
        contains(objects(conn, "db_schemas"), ["public"])
        info = conn.adbc_get_info()
        assert info["vendor_name"] == "PostgreSQL" and info["vendor_version"].startswith("15"), info
        same(conn.adbc_current_catalog, "asof")
        same(conn.adbc_current_db_schema, "public")


def tables():
    with connect() as conn:
        got = objects(conn, "tables", db_schema_filter="public")["public"]
        same(sorted(t["table_name"] for t in got if t["table_type"] == "view"), VIEWS)
        same(sorted(t["table_name"] for t in got if t["table_type"] != "view"), SOURCES)
        contains(conn.adbc_get_table_types(), ["view", "table", "foreign_table"])


def columns():
    with connect() as conn:
        table, = objects(conn, "all", db_schema_filter="public", table_name_filter="airport_delay")["public"]
        same([c["column_name"] for c in table["table_columns"]], [n for n, _ in AIRPORT_DELAY])
        same(table["table_columns"][1]["remarks"], COLUMN_COMMENT)
        keys = [c["constraint_column_names"] for c in table["table_constraints"] if c["constraint_type"] == "PRIMARY KEY"]
        same(keys, [] if PLAIN else [["origin"]])
        got = conn.adbc_get_table_schema("airport_delay")
        same([(f.name, f.type) for f in got], [("origin", pa.string()), ("last_delay", pa.int32()), ("departures_30m", pa.int64()), ("avg_delay_30m", pa.float64()), ("late_minutes_7d", pa.int64())])
        got = conn.adbc_get_table_schema("events", db_schema_filter="public")
        same([str(f.type) for f in got], ["int64", "timestamp[us, tz=UTC]", "string", "double"])


def types():
    with connect() as conn:
        got = ask(conn, """select true as b, 1::int2 as i2, 2::int4 as i4, 3::int8 as i8, 1.5::float4 as f4, 0.1::float8 as f8, 1.50::numeric(12,2) as n, 'é'::text as t,
            date '2001-03-01' as d, time '01:02:03.000004' as tm, timestamp '2001-03-01 12:00' as ts, timestamptz '2001-03-01 12:00Z' as tz,
            array[1, null, 3]::int4[] as a, null::text as nothing, interval '1 day 2 seconds' as iv""")
        row, = got.drop_columns(["iv", "f4"]).to_pylist()
        same(row, dict(b=True, i2=1, i4=2, i8=3, f8=0.1, n="1.50", t="é", d=dt.date(2001, 3, 1), tm=dt.time(1, 2, 3, 4), ts=dt.datetime(2001, 3, 1, 12),
                       tz=row["tz"], a=[1, None, 3], nothing=None))
        same(row["tz"].timestamp(), dt.datetime(2001, 3, 1, 12, tzinfo=UTC).timestamp())


def parameters():
    with connect() as conn:
        for value, cast in [(True, "bool"), (2**40, "int8"), (0.1, "float8"), ("é", "text"), (dt.date(1999, 12, 31), "date"), (None, "text")]:
            same(ask(conn, f"select $1::{cast} as v", (value,)).to_pylist(), [{"v": value}])
        with conn.cursor() as cur:  # a batch of parameters
            cur.execute("create temp table p (i int8, v text)")
            cur.executemany("insert into p values ($1, $2)", [(i, f"v{i}") for i in range(100)])
        same(ask(conn, "select count(*) as n from p").to_pylist(), [{"n": 100}])


def ingest():
    with connect() as conn:
        table = pa.table({"i": pa.array(range(5000), pa.int64()), "v": [f"v{i}" if i % 3 else None for i in range(5000)],
                          "at": pa.array([dt.datetime(2001, 1, 1, tzinfo=UTC)] * 5000, pa.timestamp("us", "UTC"))})
        with conn.cursor() as cur:
            same(cur.adbc_ingest("spine", table, mode="create", temporary=True), 5000)
            same(cur.adbc_ingest("spine", table, mode="append", temporary=True), 5000)
        same(ask(conn, "select count(*) as n, count(v) as v, max(i) as i from spine").to_pylist(), [{"n": 10000, "v": 6666, "i": 4999}])


def blocks():
    with connect() as conn:
        refused("42703", ask, conn, "select nothing from airport_delay")
        refused("42601", ask, conn, "select 1 +")
        same(ask(conn, "select 1::int4 as one").to_pylist(), [{"one": 1}])
    with adbc.connect(URL) as conn:  # not in autocommit
        with conn.cursor() as cur:
            cur.execute("create temp table b (i int8)")
            conn.rollback()
        refused("42P01", ask, conn, "select * from b")
        conn.rollback()


def cancelling():
    import threading

    with connect() as conn, conn.cursor() as cur:
        threading.Timer(0.5, cur.adbc_cancel).start()
        try:
            cur.execute(SLOW)
            cur.fetch_arrow_table()
        except (adbc.Error, KeyboardInterrupt) as e:
            assert getattr(e, "sqlstate", None) in ("57014", None), e
        else:
            raise AssertionError("the query went on")


def online():
    with connect() as conn:
        ask_none(conn, NOON)
        ask_none(conn, ONLINE)
        got = ask(conn, "select * from airport_delay where origin = $1", ("ORD",))
        same([tuple(r.values()) for r in got.to_pylist()], [ORD])
        got = ask(conn, "select * from airport_delay where origin in ($1, $2) order by origin", ("ORD", "ATL"))
        same([tuple(r.values()) for r in got.to_pylist()], [ATL, ORD])


def ask_none(conn, statement):
    with conn.cursor() as cur:
        cur.execute(statement)


def training():
    with connect() as conn:
        with conn.cursor() as cur:
            labels = pa.table({"id": pa.array([i for i, _, _ in LABELS], pa.int32()), "origin": [o for _, o, _ in LABELS], "ts": pa.array([t for _, _, t in LABELS], pa.timestamp("us", "UTC"))})
            cur.adbc_ingest("labels", labels, mode="create", temporary=True)
        if PLAIN:
            return
        got = ask(conn, TRAINING.format("$1"), (1,))
        same([tuple(r.values()) for r in got.to_pylist()], TRAINED)


def million():
    with connect() as conn, conn.cursor() as cur:
        cur.execute(MILLION)
        n = total = 0
        for batch in cur.fetch_record_batch():
            n, total = n + batch.num_rows, total + pc.sum(batch["id"]).as_py() if batch.num_rows else total
        same((n, total), (MILLION_ROWS, MILLION_SUM))


run(schemas, tables, columns, types, parameters, ingest, blocks, cancelling, online, training, million)
