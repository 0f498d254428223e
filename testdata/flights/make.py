"""Makes flights.parquet anew: fetches vega-datasets 3.2.1 with npm, runs make.sql with DuckDB 1.5.6, and checks what came out.

    python3 -m venv venv && venv/bin/pip install duckdb==1.5.6
    venv/bin/python make.py [PACKAGE.tgz]
"""
import hashlib
import pathlib
import subprocess
import sys
import tarfile
import tempfile

import duckdb

HERE = pathlib.Path(__file__).parent
PACKAGE = "vega-datasets@3.2.1"
MEMBER = "package/data/flights-3m.parquet"
SHA256 = "dbeb920c90f59b6ccaff823dcc3d08f25a97fa1ce128d93f40be4e931f5900b0"  # of MEMBER
ROWS = 228738


def main():
    target = HERE / "flights.parquet"
    with tempfile.TemporaryDirectory() as tmp:
        if len(sys.argv) > 1:
            package = pathlib.Path(sys.argv[1])
        else:
            out = subprocess.run(["npm", "pack", "--silent", PACKAGE], cwd=tmp, check=True, capture_output=True, text=True)
            package = pathlib.Path(tmp) / out.stdout.strip()
        with tarfile.open(package) as tar:
            data = tar.extractfile(MEMBER).read()
        if hashlib.sha256(data).hexdigest() != SHA256:
            sys.exit(f"{MEMBER} of {package.name} is not the file this script was written for")
        source = pathlib.Path(tmp) / "flights-3m.parquet"
        source.write_bytes(data)

        con = duckdb.connect()
        con.execute("SET TimeZone = 'UTC'; SET threads = 1")
        con.execute((HERE / "make.sql").read_text().format(source=source, target=target))
        rows, ids = con.execute(f"SELECT count(*), count(DISTINCT flight_id) FROM '{target}'").fetchone()
    if (rows, ids) != (ROWS, ROWS):
        sys.exit(f"expected {ROWS} flights, got {rows} with {ids} different ids")
    print(f"{target.name}: {rows} flights, {target.stat().st_size} bytes")


if __name__ == "__main__":
    main()
