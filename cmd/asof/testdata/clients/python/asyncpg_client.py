"""asyncpg: everything in binary, its own introspection of types, cursors, prepared statements, COPY, a pool."""
import asyncio
import io
import json
import uuid

import asyncpg

from common import *


async def connect(**kw):
    return await asyncpg.connect(host=HOST, port=int(PORT), user="tester", database="asof", ssl=False, server_settings={"TimeZone": "UTC"}, **kw)


def check(body):
    """A check with a connection of its own."""

    def run():
        async def with_connection():
            conn = await connect()
            try:
                await asyncio.wait_for(body(conn), 120)
            finally:
                await conn.close()

        asyncio.run(with_connection())

    run.__name__ = body.__name__
    return run


async def refused(error, awaitable):
    try:
        await awaitable
    except error as e:
        return e
    raise AssertionError(f"went through, want {error}")


def rows(records):
    return [tuple(r) for r in records]


@check
async def schemas(conn):
    got = await conn.fetch("select nspname from pg_catalog.pg_namespace")
    contains([r["nspname"] for r in got], ["public", "pg_catalog", "information_schema"])
    same(conn.get_server_version()[0], 15)
    same(await conn.fetchval("select current_schemas(true)"), ["pg_catalog", "public"])


@check
async def tables(conn):
    got = await conn.fetch("select table_name, table_type from information_schema.tables where table_schema = $1 order by 1", "public")
    same([r[0] for r in got if r[1] == "VIEW"], VIEWS)
    same([r[0] for r in got if r[1] != "VIEW"], SOURCES)
    # System catalogs have columns of types that the driver looks up first.
    got = await conn.fetch("select oid, relname, relkind, relacl, reloptions, relam::regclass from pg_catalog.pg_class where relname = any($1) order by relname", VIEWS)
    same([(r["relname"], r["relkind"]) for r in got], [(v, b"v") for v in VIEWS])


@check
async def columns(conn):
    st = await conn.prepare("select * from airport_delay where origin = $1")
    names = {"int4": "integer", "int8": "bigint", "float8": "double precision"}
    same([(a.name, names.get(a.type.name, a.type.name)) for a in st.get_attributes()], AIRPORT_DELAY)
    same([p.name for p in st.get_parameters()], ["text"])
    got = await conn.fetch("select attname, format_type(atttypid, atttypmod) from pg_attribute where attrelid = $1::regclass and attnum > 0 order by attnum", "airport_delay")
    same(rows(got), AIRPORT_DELAY)


@check
async def introspection(conn):
    """What it does not know it asks the catalog for, by a recursive query over pg_type."""
    st = await conn.prepare("select typname, typacl, typdefaultbin from pg_type where typname = $1")
    same([a.type.name for a in st.get_attributes()], ["name", "aclitem[]", "pg_node_tree"])
    same(rows(await st.fetch("int4")), [("int4", None, None)])
    same(await conn.fetchval("select array['a', 'b']::name[]"), ["a", "b"])
    same(await conn.fetchval("select '1 2'::int2vector::text"), "1 2")
    same(await conn.fetchval("select table_name from information_schema.tables where table_name = 'flights'"), "flights")
    await conn.reload_schema_state()
    await conn.set_type_codec("json", encoder=json.dumps, decoder=json.loads, schema="pg_catalog")
    same(await conn.fetchval("select $1::json", {"a": [1, None]}), {"a": [1, None]})


@check
async def parameters(conn):
    for value, cast in [
        (True, "bool"), (7, "int2"), (-70000, "int4"), (2**40, "int8"), (0.1, "float8"), (1.5, "float4"), (float("-inf"), "float8"),
        (decimal.Decimal("12345.6789"), "numeric(12,4)"), (decimal.Decimal("-0.10"), "numeric(12,2)"), ("it's é", "text"), ("x", "varchar"), (b"\x00\xff'\\", "bytea"),
        (dt.date(1999, 12, 31), "date"), (dt.time(1, 2, 3, 4), "time"), (dt.datetime(2001, 3, 1, 12, 0, 0, 1), "timestamp"),
        (dt.datetime(2001, 3, 1, 12, tzinfo=UTC), "timestamptz"), (dt.timedelta(days=3, microseconds=5), "interval"),
        ([1, 2, None], "int4[]"), ([[1, 2], [3, 4]], "int4[]"), (["x", None, 'q"'], "text[]"), ([0.5, 1.25], "float8[]"), ([dt.date(2001, 1, 2)], "date[]"),
        ([dt.datetime(2001, 3, 1, 12, tzinfo=UTC)], "timestamptz[]"), ([decimal.Decimal("1.50")], "numeric(12,2)[]"), ([True, False], "bool[]"), ([], "int8[]"), (None, "int8"),
        ('{"a": 1}', "json"),
    ]:
        same(await conn.fetchval(f"select $1::{cast}", value), value, cast)
    u = uuid.UUID("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11")
    assert await conn.fetchval("select $1::uuid", u) == u
    # Types from where a parameter stands: it refuses to send a number for a text.
    same(await conn.fetchval("select $1 + 1::int4", 41), 42)
    same(await conn.fetchval("select count(*) from events where id = any($1)", [1, 2, 3]), 3)
    same(await conn.fetchval("select id from events where id >= $1 order by id limit $2 offset $3", 10, 1, 5), 15)
    same(await conn.fetchval("select count(*) from events where happened_at < $1", dt.datetime(2001, 1, 1, 0, 1, tzinfo=UTC)), 60)
    same(await conn.fetchval("select count(*) from events where name in ($1, $2)", "name 1", "name 2"), 2)
    same(await conn.fetchval("select coalesce($1, 'x'::text)", None), "x")
    await refused(asyncpg.DataError, conn.fetchval("select $1::int4", "no number"))


@check
async def cursors(conn):
    async with conn.transaction():
        cur = await conn.cursor("select i from generate_series(1, $1) g(i) order by i", 100)
        same(rows(await cur.fetch(3)), [(1,), (2,), (3,)])
        same(await cur.forward(5), 5)
        same(tuple(await cur.fetchrow()), (9,))
        n = 0
        async for _ in conn.cursor("select i from generate_series(1, 1000) g(i)", prefetch=7):
            n += 1
        same(n, 1000)
    await refused(asyncpg.NoActiveSQLTransactionError, cursor_outside(conn))


async def cursor_outside(conn):
    return await conn.cursor("select 1")


@check
async def prepared(conn):
    st = await conn.prepare("select $1::int8 + 1 as n")
    for i in range(10):
        same(rows(await st.fetch(i)), [(i + 1,)])
    same(st.get_statusmsg(), "SELECT 1")
    same((await conn.prepare("create temp table p (i int4)")).get_attributes(), ())
    same(await conn.execute("create temp table p (i int4, v text)"), "CREATE TABLE")
    await conn.executemany("insert into p values ($1, $2)", [(i, f"v{i}") for i in range(500)])
    same(tuple(await conn.fetchrow("select count(*), max(v) from p")), (500, "v99"))
    await refused(asyncpg.InvalidTextRepresentationError, conn.execute("insert into p select 'x'::text::int4, ''"))


@check
async def copies(conn):
    await conn.execute("create temp table c (i int8, v text, at timestamptz, d numeric(12,2))")
    at = dt.datetime(2001, 1, 1, tzinfo=UTC)
    records = [(i, None if i % 7 == 0 else f"v\t{i}\\ é\n", at, decimal.Decimal(i) / 4) for i in range(3000)]
    same(await conn.copy_records_to_table("c", records=records), "COPY 3000")
    same(rows(await conn.fetch("select * from c order by i")), records)
    same(await conn.copy_to_table("c", source=io.BytesIO(b'i,v\n-1,"a ""b"""\n'), columns=["i", "v"], format="csv", header=True), "COPY 1")
    out = io.BytesIO()
    same(await conn.copy_from_query("select i, v from c where i < $1 order by i", 2, output=out, format="csv", header=True), "COPY 3")
    same(out.getvalue().decode(), 'i,v\n-1,"a ""b"""\n0,\n1,"v\t1\\ é\n"\n')
    out = io.BytesIO()
    same(await conn.copy_from_table("c", columns=["i"], output=out, format="binary"), "COPY 3001")
    same(out.getvalue()[:11], b"PGCOPY\n\xff\r\n\0")
    await refused(asyncpg.UndefinedTableError, conn.copy_from_table("nothing_of_the_kind", output=out))
    same(await conn.fetchval("select 1"), 1)


@check
async def blocks(conn):
    await conn.execute("create temp table b (i int4)")
    async with conn.transaction(isolation="repeatable_read", readonly=False):
        await conn.execute("insert into b values (1)")
        try:
            async with conn.transaction():
                await conn.execute("insert into b values (2)")
                await conn.execute("select nothing from b")
        except asyncpg.UndefinedColumnError as e:
            same(e.sqlstate, "42703")
        await conn.execute("insert into b values (3)")
    same(rows(await conn.fetch("select i from b order by i")), [(1,), (3,)])


@check
async def cancelling(conn):
    await refused(asyncio.TimeoutError, conn.fetch(SLOW, timeout=0.5))
    same(await conn.fetchval("select 1"), 1)
    task = asyncio.ensure_future(conn.fetch(SLOW))
    await asyncio.sleep(0.3)
    task.cancel()
    await refused(asyncio.CancelledError, task)
    same(await conn.fetchval("select 2"), 2)
    await conn.execute("set statement_timeout = 300")
    await refused(asyncpg.QueryCanceledError, conn.fetch(SLOW))


def pool():
    """A pool resets its connections with RESET ALL, CLOSE ALL, UNLISTEN * and pg_advisory_unlock_all()."""

    async def body():
        async with asyncpg.create_pool(host=HOST, port=int(PORT), user="tester", database="asof", ssl=False, min_size=2, max_size=4) as p:

            async def read(i):
                async with p.acquire() as conn:
                    await conn.execute(NOON)
                    await conn.execute("set application_name = 'x'")
                    return await conn.fetchval("select last_delay from airport_delay where origin = $1", "ORD")

            same(await asyncio.gather(*[read(i) for i in range(30)]), [40] * 30)
            async with p.acquire() as conn:
                same(await conn.fetchval("show application_name"), "")

    asyncio.run(body())


@check
async def notices(conn):
    seen = []
    conn.add_log_listener(lambda _, m: seen.append((m.severity, m.sqlstate)))
    await conn.execute("commit")
    await asyncio.sleep(0.05)
    same(seen, [("WARNING", "25P01")])


@check
async def online(conn):
    await conn.execute(NOON)
    await conn.execute(ONLINE)
    st = await conn.prepare("select * from airport_delay where origin = $1")
    for _ in range(7):
        same(tuple(await st.fetchrow("ORD")), ORD)
    same(await st.fetchrow("XXX"), None)
    same(rows(await conn.fetch("select * from airport_delay where origin = any($1) order by origin", ["ORD", "ATL", "X"])), [ATL, ORD])
    same(tuple(await conn.fetchrow("select * from user_spend where user_id = $1", 7)), USER_7)


@check
async def training(conn):
    await conn.execute("create temp table labels (id int4, origin text, ts timestamptz)")
    await conn.copy_records_to_table("labels", records=LABELS)
    if PLAIN:
        return
    same(rows(await conn.fetch(TRAINING.format("$1"), 1)), TRAINED)
    same(await conn.fetchval("select last_delay from airport_delay as of $1 where origin = $2", LABELS[3][2], "LAX"), 5)


@check
async def million(conn):
    n = total = 0
    async with conn.transaction():
        async for row in conn.cursor(MILLION + " where id >= $1", 0, prefetch=20000):
            n, total = n + 1, total + row["id"]
    same((n, total), (MILLION_ROWS, MILLION_SUM))


run(schemas, tables, columns, introspection, parameters, cursors, prepared, copies, blocks, cancelling, pool, notices, online, training, million)
