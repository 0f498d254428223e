"""DuckDB's postgres extension: ATTACH, its own reading of the catalog, scans by binary COPY, queries passed through."""
import importlib.util
import pathlib

import duckdb

from common import *


def load(con):
    """The extension is in a package, so that nothing is fetched."""
    package = pathlib.Path(importlib.util.find_spec("duckdb_extension_postgres_scanner").origin).parent
    file, = package.rglob("postgres_scanner.duckdb_extension")
    con.execute(f"load '{file}'")


def attached(options=""):
    con = duckdb.connect(config={"allow_unsigned_extensions": "true"})
    load(con)
    con.execute("set TimeZone = 'UTC'")
    dsn = f"{DSN} options='-c TimeZone=UTC {options}'".replace("'", "''")
    con.execute(f"attach '{dsn}' as pg (type postgres, read_only)")
    return con


def schemas():
    con = attached()
    contains([r[0] for r in con.execute("select schema_name from duckdb_schemas() where database_name = 'pg'").fetchall()], ["public"])


def tables():
    con = attached()
    got = [r[0] for r in con.execute("select table_name from duckdb_tables() where database_name = 'pg' and schema_name = 'public' union select view_name from duckdb_views() where database_name = 'pg' and schema_name = 'public' order by 1").fetchall()]
    same(got, sorted(VIEWS + SOURCES))


def columns():
    con = attached()
    got = con.execute("select column_name, data_type from duckdb_columns() where database_name = 'pg' and table_name = 'airport_delay' order by column_index").fetchall()
    same(got, [("origin", "VARCHAR"), ("last_delay", "INTEGER"), ("departures_30m", "BIGINT"), ("avg_delay_30m", "DOUBLE"), ("late_minutes_7d", "BIGINT")])
    got = con.execute("select data_type from duckdb_columns() where database_name = 'pg' and table_name = 'user_spend' order by column_index").fetchall()
    same([t for t, in got][:2], ["BIGINT", "DECIMAL(12,2)"])


def online():
    """Each connection that it opens gets the settings from its options."""
    con = attached("-c asof.now=2001-03-01T12:00Z -c asof.route=online")
    same(con.execute("select * from pg.airport_delay where origin = 'ORD'").fetchall(), [ORD])
    same(con.execute("select * from postgres_query('pg', 'select * from airport_delay where origin = ''ORD''')").fetchall(), [ORD])
    con = attached("-c asof.now=2001-03-01T12:00Z")
    # Joined with rows of its own: the view is read whole.
    got = con.execute("select k.origin, d.last_delay from (values ('ORD'), ('X'), ('ATL')) k(origin) left join pg.airport_delay d using (origin) order by 1").fetchall()
    same(got, [("ATL", 30), ("ORD", 40), ("X", None)])


def training():
    con = attached()
    if PLAIN:
        return
    labels = ", ".join(f"({i}, ''{o}'', timestamptz ''{t.isoformat()}'')" for i, o, t in LABELS)
    got = con.execute(f"""select * from postgres_query('pg', 'select l.id, d.last_delay, d.departures_30m from (values {labels}) l(id, origin, ts)
        left join airport_delay as of l.ts as d using (origin) order by l.id')""").fetchall()
    same(got, TRAINED)


def million():
    con = attached()
    same(con.execute("select count(*), sum(id)::int8, max(name), min(happened_at) from (from pg.events)").fetchone(),
         (MILLION_ROWS, MILLION_SUM, "name 999999", dt.datetime(2001, 1, 1, tzinfo=UTC)))
    # What it can it leaves to the server: columns and conditions.
    same(con.execute("select name from pg.events where id = 77 and amount > 3").fetchall(), [("name 77",)])


run(schemas, tables, columns, online, training, million)
