"""polars_pit.py SPINE OUT TTL_DAYS COLUMNS TABLE... : a training set by Polars' join_asof, to Parquet. Prints the seconds.

Events are sorted by their creation behind their time: join_asof takes the last of equal times."""
import sys
import time

import polars as pl

spine, out, ttl, columns, tables = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4].split(","), sys.argv[5:]
started = time.time()
rows = pl.scan_parquet(spine).sort("event_timestamp")
for n, table in enumerate(tables, 1):
    events = (
        pl.scan_parquet(table)
        .sort("event_timestamp", "created", maintain_order=True)
        .select("user_id", "event_timestamp", *[pl.col(c).alias(f"v{n}_{c}") for c in columns])
    )
    rows = rows.join_asof(events, on="event_timestamp", by="user_id", strategy="backward", tolerance=f"{ttl}d", check_sortedness=False)
rows.collect().write_parquet(out, compression="zstd")
print(time.time() - started)
