#!/usr/bin/env bash
# Makes rows.gz, the static rows of a real server's system catalogs, from a new PostgreSQL 15 (Debian's postgresql-15) that it starts in
# a folder of its own and removes again. The rows are PostgreSQL's own, under the PostgreSQL License; the first line of the file says which
# server they are of. Nothing of the machine is in it: dump.sql leaves out what depends on it.
#
#   catalog/pgcatalog/snapshot/make.sh [FILE]      FILE is rows.gz beside this script unless said otherwise
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
out=${1:-$here/rows.gz}
bin=/usr/lib/postgresql/15/bin
work=$(mktemp -d)
cleanup() {
  local pid
  if pid=$(head -n 1 "$work/pg/data/postmaster.pid" 2>/dev/null); then
    kill -INT "$pid"
    wait
  fi
  rm -rf "$work"
}
trap cleanup EXIT
as_postgres() { # Postgres does not run as root
  if [[ $(id -u) == 0 ]]; then setpriv --reuid=postgres --regid=postgres --init-groups env -i PATH="$PATH" "$@"; else env -i PATH="$PATH" "$@"; fi
}
chmod 755 "$work"
mkdir "$work/pg"
if [[ $(id -u) == 0 ]]; then chown postgres "$work/pg"; fi
as_postgres "$bin/initdb" -D "$work/pg/data" -A trust -U asof -N --encoding=UTF8 --locale=C.UTF-8 >"$work/initdb.log"
as_postgres "$bin/postgres" -D "$work/pg/data" -c listen_addresses= -c unix_socket_directories="$work/pg" >"$work/server.log" 2>&1 &
for _ in $(seq 100); do
  if "$bin/pg_isready" -q -h "$work/pg"; then break; fi
  sleep 0.1
done
psql -XqAt -v ON_ERROR_STOP=1 -h "$work/pg" -U asof -d postgres -f "$here/dump.sql" >"$work/rows"
gzip -9n <"$work/rows" >"$out"
