"""feast_online.py REPO REDIS FILE FEATURE:TYPE... : a Feast repository whose online store holds the features of FILE.

REDIS is HOST:PORT,db=N; TYPE is float8 or int8. Makes a feature service user_features over one view, and materialises it. Prints the
seconds that took."""
import os
import sys
import time
import warnings
from datetime import datetime, timedelta, timezone

warnings.filterwarnings("ignore")
os.environ["FEAST_USAGE"] = "False"

from feast import Entity, FeatureService, FeatureStore, FeatureView, Field, FileSource, ValueType
from feast.types import Float64, Int64

repo, redis, file, features = sys.argv[1], sys.argv[2], sys.argv[3], [f.split(":") for f in sys.argv[4:]]
with open(os.path.join(repo, "feature_store.yaml"), "w") as f:
    f.write(f"""project: bench
provider: local
registry: {{registry_type: file, path: {repo}/registry.db, cache_ttl_seconds: 600}}
online_store: {{type: redis, connection_string: "{redis}"}}
offline_store: {{type: dask}}
entity_key_serialization_version: 3
""")
fs = FeatureStore(repo_path=repo)
user = Entity(name="user", join_keys=["user_id"], value_type=ValueType.INT64)
view = FeatureView(
    name="user_features_view",
    entities=[user],
    ttl=timedelta(days=3650),
    online=True,
    source=FileSource(name="events", path=file, timestamp_field="happened_at"),
    schema=[Field(name="user_id", dtype=Int64)] + [Field(name=n, dtype={"float8": Float64, "int8": Int64}[t]) for n, t in features],
)
fs.apply([user, view, FeatureService(name="user_features", features=[view])])
started = time.time()
fs.materialize(datetime(2026, 1, 1, tzinfo=timezone.utc), datetime(2026, 6, 1, tzinfo=timezone.utc))
sys.stderr.flush()
print()
print(time.time() - started)
