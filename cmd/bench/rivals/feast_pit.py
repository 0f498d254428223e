"""feast_pit.py STORE SPINE OUT TTL_DAYS COLUMNS TABLE... : a training set by Feast's get_historical_features, to Parquet.

STORE is dask or duckdb; COLUMNS are the feature columns, split by commas; each TABLE is a Parquet file of events, and one feature view.
Prints the seconds from reading the spine to the written file."""
import os
import sys
import tempfile
import time
import warnings
from datetime import timedelta

warnings.filterwarnings("ignore")
os.environ["FEAST_USAGE"] = "False"

import pandas as pd
import pyarrow.parquet as pq
from feast import Entity, FeatureStore, FeatureView, Field, FileSource, ValueType
from feast.types import Float64, Int64

store, spine, out, ttl, columns, tables = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), sys.argv[5].split(","), sys.argv[6:]
with tempfile.TemporaryDirectory() as repo:
    with open(os.path.join(repo, "feature_store.yaml"), "w") as f:
        f.write(f"""project: bench
provider: local
registry: {repo}/registry.db
online_store: {{type: sqlite, path: {repo}/online.db}}
offline_store: {{type: {store}}}
entity_key_serialization_version: 3
""")
    fs = FeatureStore(repo_path=repo)
    user = Entity(name="user", join_keys=["user_id"], value_type=ValueType.INT64)
    views = [
        FeatureView(
            name=f"v{n}",
            entities=[user],
            ttl=timedelta(days=ttl),
            online=False,
            source=FileSource(name=f"s{n}", path=table, timestamp_field="event_timestamp", created_timestamp_column="created"),
            schema=[Field(name="user_id", dtype=Int64)] + [Field(name=c, dtype=Float64) for c in columns],
        )
        for n, table in enumerate(tables, 1)
    ]
    fs.apply([user] + views)
    started = time.time()
    job = fs.get_historical_features(
        entity_df=pd.read_parquet(spine),
        features=[f"v{n}:{c}" for n in range(1, len(tables) + 1) for c in columns],
        full_feature_names=True,
    )
    table = job.to_arrow()
    table = table.rename_columns([c.replace("__", "_") for c in table.column_names])
    pq.write_table(table, out, compression="zstd")
    print(time.time() - started)
