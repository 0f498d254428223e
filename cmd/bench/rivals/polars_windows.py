"""polars_windows.py SPINE EVENTS OUT MICROSECONDS... : count and sum of amount over windows that end at each spine row, to Parquet.

By prefix sums: the running count and sum of each key, looked up by join_asof at the row's time and just before each window.
Prints the seconds."""
import sys
import time

import polars as pl

spine, events, out, windows = sys.argv[1], sys.argv[2], sys.argv[3], [int(w) for w in sys.argv[4:]]
started = time.time()
sums = (
    pl.scan_parquet(events)
    .select("user_id", "event_timestamp", pl.col("amount").cast(pl.Int64))
    .sort("event_timestamp")
    .with_columns(n=pl.col("amount").cum_count().over("user_id"), s=pl.col("amount").cum_sum().over("user_id"))
    .select("user_id", at="event_timestamp", n=pl.col("n").cast(pl.Int64), s="s")
)


def look_up(rows, name, before):
    rows = rows.with_columns(probe=pl.col("event_timestamp") - pl.duration(microseconds=before)).sort("probe")
    found = rows.join_asof(sums.rename({"n": f"n{name}", "s": f"s{name}"}), left_on="probe", right_on="at", by="user_id", strategy="backward", check_sortedness=False)
    return found.drop("probe", "at", strict=False)


rows = look_up(pl.scan_parquet(spine), "", 0)
for i, w in enumerate(windows):
    rows = look_up(rows, f"_{i}", w + 1)
zero = lambda c: pl.col(c).fill_null(0)
features = []
for i in range(len(windows)):
    n = zero("n") - zero(f"n_{i}")
    features += [n.alias(f"n{i}"), pl.when(n > 0).then(zero("s") - zero(f"s_{i}")).alias(f"sum{i}")]
rows.select("user_id", "event_timestamp", "label", *features).collect().write_parquet(out, compression="zstd")
print(time.time() - started)
