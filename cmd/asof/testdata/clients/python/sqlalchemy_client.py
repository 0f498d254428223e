"""SQLAlchemy 1.4 and 2 on psycopg2, and on psycopg 3 where it can: reflection, cores, streams, and pandas on top."""
import sqlalchemy as sa
import pandas as pd

from common import *

V2 = sa.__version__.startswith("2")


def engine(driver="psycopg2", **kw):
    return sa.create_engine(f"postgresql+{driver}://tester@{HOST}:{PORT}/asof?sslmode=disable", connect_args={"options": "-c TimeZone=UTC"}, **kw)


E = engine()


def refused(sqlstate, run, *args):
    try:
        run(*args)
    except sa.exc.DBAPIError as e:
        state = getattr(e.orig, "pgcode", None) or getattr(e.orig, "sqlstate", None)
        assert state == sqlstate, f"{args}: SQLSTATE {state} ({e}), want {sqlstate}"
        return e
    raise AssertionError(f"{args}: went through, want SQLSTATE {sqlstate}")


def schemas():
    i = sa.inspect(E)
    contains(i.get_schema_names(), ["public", "information_schema"])
    same(i.default_schema_name, "public")
    assert E.dialect.server_version_info[0] == 15, E.dialect.server_version_info


def tables():
    i = sa.inspect(E)
    same(sorted(i.get_view_names()), VIEWS)
    same(sorted(i.get_view_names(schema="public")), VIEWS)
    if PLAIN:
        same(sorted(i.get_table_names()), SOURCES)
    else:  # a source is a foreign table
        same(sorted(i.get_foreign_table_names()), SOURCES)
    if V2:
        same(i.has_table("airport_delay"), True)
    same(i.has_table("flights"), True)
    same(i.has_table("nothing_of_the_kind"), False)
    contains(i.get_view_definition("airport_delay").lower(), ["select", "origin"])
    same(i.get_table_comment("airport_delay"), {"text": VIEW_COMMENT})
    same(i.get_table_comment("user_spend"), {"text": None})
    same(i.get_enums(), [])


def columns():
    i = sa.inspect(E)
    names = {"DOUBLE PRECISION": "double precision", "DOUBLE_PRECISION": "double precision", "TIMESTAMP": "timestamp with time zone"}
    got = i.get_columns("airport_delay")
    same([(c["name"], names.get(str(c["type"]), str(c["type"]).lower())) for c in got], AIRPORT_DELAY)
    same(got[1]["comment"], COLUMN_COMMENT)
    same([c["nullable"] for c in got][1:], [True] * 4)
    got = i.get_columns("user_spend", schema="public")
    same([(c["name"], str(c["type"]).lower().replace(", ", ",").replace("double_", "double ")) for c in got][:2], USER_SPEND[:2])
    same(got[3]["type"].timezone, True)
    same([c["name"] for c in i.get_columns("events")], ["id", "happened_at", "name", "amount"])
    for table in ("airport_delay", "events"):
        same(i.get_foreign_keys(table), [])
        same(i.get_indexes(table), [])
        same(i.get_check_constraints(table), [])
        same(i.get_unique_constraints(table), [])
    if PLAIN:
        same(i.get_pk_constraint("airport_delay")["constrained_columns"], [])
    else:  # the keys of its entity
        same(i.get_pk_constraint("airport_delay")["constrained_columns"], ["origin"])
        same(i.get_pk_constraint("route_delay")["constrained_columns"], ["origin", "destination"])
    try:
        i.get_columns("nothing_of_the_kind")
    except sa.exc.NoSuchTableError:
        pass
    else:
        raise AssertionError("columns of a table that is not there")


def reflection():
    meta = sa.MetaData()
    meta.reflect(E, views=True)
    contains(sorted(meta.tables), VIEWS)
    t = sa.Table("events", meta, autoload_with=E, extend_existing=True)
    with E.connect() as conn:
        got = conn.execute(sa.select(t.c.id, t.c.name).where(t.c.id.in_([1, 3])).order_by(t.c.id.desc())).fetchall()
        same([tuple(r) for r in got], [(3, "name 3"), (1, "name 1")])
        got = conn.execute(sa.select(sa.func.count(), sa.func.max(t.c.amount)).where(t.c.happened_at < dt.datetime(2001, 1, 1, 0, 1, tzinfo=UTC))).fetchone()
        same(tuple(got), (60, 14.75))
        if V2:
            i = sa.inspect(E)
            got = {name: len(cols) for (_, name), cols in i.get_multi_columns(kind=sa.engine.reflection.ObjectKind.ANY).items()}
            same([got[v] for v in VIEWS], [5, 4, 3, 5])
            same(i.get_multi_indexes(kind=sa.engine.reflection.ObjectKind.ANY)[(None, "airport_delay")], [])


def temp_tables():
    with E.connect() as conn:
        conn.execute(sa.text("create temp table spine (id int4, ts timestamptz)"))
        i = sa.inspect(conn)
        if V2:
            same(i.get_temp_table_names(), ["spine"])
        same([c["name"] for c in i.get_columns("spine")], ["id", "ts"])
        same(i.has_table("spine"), True)
        conn.execute(sa.text("drop table spine"))
        same(sa.inspect(conn).has_table("spine"), False)


def blocks():
    with E.connect() as conn:
        with conn.begin():
            conn.execute(sa.text("create temp table b (i int4)"))
            conn.execute(sa.text("insert into b values (:i)"), [{"i": 1}, {"i": 2}])
            nested = conn.begin_nested()
            refused("42703", conn.execute, sa.text("select nothing from b"))
            nested.rollback()
            with conn.begin_nested():
                conn.execute(sa.text("insert into b values (3)"))
        same([r[0] for r in conn.execute(sa.text("select i from b order by i"))], [1, 2, 3])
        conn.rollback() if V2 else None
    with E.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        same(conn.execute(sa.text("select cast(:x as int4) + 1"), {"x": 41}).scalar(), 42)
    with E.connect().execution_options(isolation_level="REPEATABLE READ") as conn:
        same(conn.execute(sa.text("show transaction_isolation")).scalar(), "repeatable read")


def online():
    for e in [E] + ([engine("psycopg")] if V2 else []):
        with e.connect() as conn:
            conn.execute(sa.text(NOON))
            conn.execute(sa.text(ONLINE))
            same(tuple(conn.execute(sa.text("select * from airport_delay where origin = :o"), {"o": "ORD"}).fetchone()), ORD)
            t = sa.Table("airport_delay", sa.MetaData(), autoload_with=e)
            got = conn.execute(sa.select(t).where(t.c.origin.in_(["ORD", "ATL"])).order_by(t.c.origin)).fetchall()
            same([tuple(r) for r in got], [ATL, ORD])
            frame = pd.read_sql(sa.text("select origin, last_delay from airport_delay where origin = :o"), conn, params={"o": "ORD"})
            same(frame.to_dict("records"), [{"origin": "ORD", "last_delay": 40}])


def training():
    """A frame goes into a temp table, the training set comes back as a frame."""
    frame = pd.DataFrame(LABELS, columns=["id", "origin", "ts"])
    for e in [E] + ([engine("psycopg")] if V2 else []):
        with e.connect() as conn:
            with conn.begin():
                conn.execute(sa.text("create temp table labels (id int4, origin text, ts timestamptz)"))
                frame.to_sql("labels", conn, if_exists="append", index=False, method="multi")
            same(conn.execute(sa.text("select count(*) from labels")).scalar(), 5)
            if PLAIN:
                continue
            got = pd.read_sql(sa.text(TRAINING.format(":id")), conn, params={"id": 1})
            same([tuple(None if pd.isna(v) else int(v) for v in r) for r in got.itertuples(index=False)], TRAINED)


def million():
    with E.connect().execution_options(stream_results=True) as conn:
        n = total = 0
        for chunk in pd.read_sql(sa.text(MILLION), conn, chunksize=100000):
            n, total = n + len(chunk), total + int(chunk["id"].sum())
        same((n, total), (MILLION_ROWS, MILLION_SUM))
    with E.connect() as conn:
        result = conn.execution_options(stream_results=True, **({"yield_per": 1000} if V2 else {"max_row_buffer": 1000})).execute(sa.text(MILLION + " where id < :n"), {"n": 5000})
        same(sum(len(p) for p in (result.partitions(1000))), 5000)


run(schemas, tables, columns, reflection, temp_tables, blocks, online, training, million)
