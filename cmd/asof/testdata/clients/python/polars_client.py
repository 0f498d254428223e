"""polars: read_database_uri through connectorx and through ADBC, read_database over a cursor in batches."""
import connectorx
import polars as pl
import psycopg

from common import *


def read(query, engine="connectorx", **kw):
    return pl.read_database_uri(query, URL, engine=engine, **kw)


def schemas():
    got = read("select schema_name::text as name from information_schema.schemata")
    contains(got["name"].to_list(), ["public", "pg_catalog"])


def tables():
    got = read("select table_name::text as name, table_type::text as kind from information_schema.tables where table_schema = 'public' order by 1")
    same(got.filter(pl.col("kind") == "VIEW")["name"].to_list(), VIEWS)
    same(got.filter(pl.col("kind") != "VIEW")["name"].to_list(), SOURCES)


def columns():
    for engine in ("connectorx", "adbc"):
        got = read("select * from airport_delay order by origin", engine)
        same(got.columns, [n for n, _ in AIRPORT_DELAY])
        same([str(t) for t in got.dtypes], ["String", "Int32", "Int64", "Float64", "Int64"])
    got = read("select id, happened_at, name, amount from events where id < 3 order by id")
    same(got["happened_at"].to_list()[0].replace(tzinfo=UTC), dt.datetime(2001, 1, 1, tzinfo=UTC))


def online():
    with psycopg.connect(DSN, autocommit=True) as conn:
        conn.execute(NOON)
        conn.execute(ONLINE)
        got = pl.read_database("select * from airport_delay where origin = %s", conn, execute_options={"params": ["ORD"]})
        same(got.rows(), [ORD])


def training():
    with psycopg.connect(DSN, autocommit=True) as conn:
        conn.execute("create temp table labels (id int4, origin text, ts timestamptz)")
        frame = pl.DataFrame(LABELS, schema=["id", "origin", "ts"], orient="row")
        with conn.cursor() as cur, cur.copy("copy labels from stdin (format csv)") as copy:
            copy.write(frame.write_csv(include_header=False))
        if PLAIN:
            return
        got = pl.read_database(TRAINING.format("%s"), conn, execute_options={"params": [1]})
        same(got.rows(), TRAINED)


def million():
    got = read(MILLION)  # connectorx: a binary COPY, read in parts
    same((len(got), got["id"].sum()), (MILLION_ROWS, MILLION_SUM))
    got = read(MILLION, partition_on="id", partition_num=4)
    same((len(got), got["id"].sum()), (MILLION_ROWS, MILLION_SUM))
    got = read(MILLION, "adbc")
    same((len(got), got["id"].sum()), (MILLION_ROWS, MILLION_SUM))
    with psycopg.connect(DSN, autocommit=False) as conn, conn.cursor("many") as cur:
        cur.itersize = 100000
        cur.execute(MILLION)
        n = 0
        while rows := cur.fetchmany(100000):
            n += len(pl.DataFrame(rows, schema=["id", "happened_at", "name", "amount"], orient="row"))
        same(n, MILLION_ROWS)


run(schemas, tables, columns, online, training, million)
