"""What the programs of Python's clients have in common. Arguments of each: HOST PORT ["plain"]; with "plain" the server is a real
Postgres with twin.sql, which has the same relations but no AS OF."""
import datetime as dt
import decimal
import sys
import traceback

HOST, PORT, PLAIN = sys.argv[1], sys.argv[2], "plain" in sys.argv
UTC = dt.timezone.utc
DSN = f"host={HOST} port={PORT} user=tester dbname=asof sslmode=disable"
URL = f"postgresql://tester@{HOST}:{PORT}/asof?sslmode=disable"

# The clock of the reads, and what makes a read that is not online fail.
NOON = "set asof.now = '2001-03-01 12:00Z'"
ONLINE = "set asof.route = 'online'"
OFFLINE = "reset asof.route"

VIEWS = ["airport_delay", "departure_risk", "route_delay", "user_spend"]
SOURCES = ["events", "flights", "payments"]
AIRPORT_DELAY = [("origin", "text"), ("last_delay", "integer"), ("departures_30m", "bigint"), ("avg_delay_30m", "double precision"), ("late_minutes_7d", "bigint")]
USER_SPEND = [("user_id", "bigint"), ("last_amount", "numeric(12,2)"), ("spend_1d", "numeric" if PLAIN else "numeric(38,2)"), ("last_paid_at", "timestamp with time zone"), ("last_refused", "boolean")]
VIEW_COMMENT, COLUMN_COMMENT = "how late an airport is", "minutes, of the newest departure"

ORD = ("ORD", 40, 3, 55 / 3, 60)
ATL = ("ATL", 30, 2, 15.0, 30)
USER_7 = (7, decimal.Decimal("6.25"), decimal.Decimal("42.00"), dt.datetime(2001, 3, 1, 11, tzinfo=UTC), False)

# A spine, and what an AS OF join of it gives: both sides of the edge of a ttl, an unknown key, a NULL.
LABELS = [
    (1, "ORD", dt.datetime(2001, 3, 1, 12, tzinfo=UTC)),
    (2, "ATL", dt.datetime(2001, 3, 1, 12, 10, tzinfo=UTC)),
    (3, "XXX", dt.datetime(2001, 3, 1, 12, tzinfo=UTC)),
    (4, "LAX", dt.datetime(2001, 2, 22, 12, tzinfo=UTC)),
    (5, "LAX", dt.datetime(2001, 2, 22, 12, 0, 0, 1, tzinfo=UTC)),
]
TRAINING = """select l.id, d.last_delay, d.departures_30m from labels l
  left join airport_delay as of l.ts as d using (origin) where l.id >= {} order by l.id"""
TRAINED = [(1, 40, 3), (2, None, 3), (3, None, None), (4, 5, 0), (5, None, None)]

MILLION = "select id, happened_at, name, amount from events"
MILLION_ROWS, MILLION_SUM = 1000000, 499999500000

# Runs for a minute unless it is stopped.
SLOW = "select count(*) from generate_series(1, 3000000000) a(x) where x % 7 = 8"


def same(got, want, what=""):
    assert got == want and type(got) is type(want), f"{what}: got {got!r}, want {want!r}"


def contains(got, want, what=""):
    missing = [w for w in want if w not in got]
    assert not missing, f"{what}: {missing!r} is not in {got!r}"


def run(*checks):
    """Runs every check, also after one that failed."""
    failed = 0
    for check in checks:
        try:
            check()
        except Exception:
            failed += 1
            print("FAILED", check.__name__)
            traceback.print_exc(file=sys.stdout)
        else:
            print("ok", check.__name__)
        sys.stdout.flush()
    if failed:
        sys.exit(f"{failed} of {len(checks)} checks failed")
    print("ok all")
