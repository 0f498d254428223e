# shellcheck shell=bash
# What the tests need besides Go, a C compiler, Python, Node and Rust; sourced, or run with ASOF_CACHE and work set. Installs only what is
# missing, says how long each part took, and no package may start its daemon.

missing=()
need() { # need PACKAGE TEST...: the package is missing unless the test holds
  local package=$1
  shift
  "$@" >/dev/null 2>&1 || missing+=("$package")
}
odbc=/usr/lib/$(gcc -print-multiarch)/odbc
need redis-server command -v redis-server
need redis-tools command -v redis-cli
need postgresql-15 test -x /usr/lib/postgresql/15/bin/postgres
need postgresql-client-15 command -v psql
need openjdk-17-jdk-headless command -v javac
need libpostgresql-jdbc-java test -e /usr/share/java/postgresql.jar
need unixodbc command -v isql
need odbc-postgresql test -e "$odbc/psqlodbcw.so"
need pgbouncer command -v pgbouncer
need python3-venv python3 -c 'import ensurepip, venv'
need nodejs command -v node
need npm command -v npm
need cargo command -v cargo

root() { if [[ $(id -u) == 0 ]]; then "$@"; else sudo -n "$@"; fi; }

daemons() { cat /run/postgresql/*.pid /run/redis/*.pid /var/run/redis/*.pid /run/pgbouncer/*.pid 2>/dev/null | grep -E '^[0-9]+$' | sort -u || true; }

took() { # took WHAT SINCE
  if ((SECONDS - $2 > 0)); then echo "$1: $((SECONDS - $2))s"; fi
}

since=$SECONDS
if ((${#missing[@]} > 0)); then
  echo "installing ${missing[*]}"
  before=$(daemons)
  policy=/usr/sbin/policy-rc.d
  if [[ ! -e $policy ]]; then
    printf '#!/bin/sh\nexit 101\n' | root tee "$policy" >/dev/null
    root chmod +x "$policy"
  else
    policy=
  fi
  ok=0
  root apt-get update -qq && root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >"$work/apt.log" 2>&1 || ok=$?
  if [[ -n $policy ]]; then root rm -f "$policy"; fi
  # A package that asks no policy starts its daemon all the same.
  comm -13 <(echo "$before") <(daemons) | while read -r pid; do [[ -n $pid ]] && root kill "$pid"; done || true
  if ((ok != 0)); then
    cat "$work/apt.log"
    exit "$ok"
  fi
fi
took "Debian packages" "$since"

clients=cmd/asof/testdata/clients

# Each part is a folder of the cache beside the file that it was made from; it is made anew when that file has changed. The parts are
# made side by side: they wait for the network most of the time.
environment() { # environment NAME REQUIREMENTS
  local venv=$ASOF_CACHE/$1 requirements=$clients/python/$2 since=$SECONDS
  if cmp -s "$requirements" "$venv/requirements.txt"; then return; fi
  rm -rf "$venv"
  python3 -m venv "$venv"
  "$venv/bin/pip" install -q --disable-pip-version-check -r "$requirements"
  cp "$requirements" "$venv/requirements.txt"
  took "Python, $1" "$since"
}

packages() {
  local node=$ASOF_CACHE/node since=$SECONDS
  if cmp -s "$clients/node/package-lock.json" "$node/installed.json"; then return; fi
  rm -rf "$node"
  mkdir -p "$node"
  cp "$clients/node/package.json" "$clients/node/package-lock.json" "$node"
  (cd "$node" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error)
  cp "$clients/node/package-lock.json" "$node/installed.json"
  took "Node packages" "$since"
}

# The source package of asyncpg, which has its tests; the one installed above has none.
sources() {
  local dir=$ASOF_CACHE/sources version since=$SECONDS
  version=$(grep -o '^asyncpg==.*' "$clients/python/requirements.txt")
  if [[ -d $dir/${version/==/-} ]]; then return; fi
  mkdir -p "$dir"
  python3 -m pip download -q --disable-pip-version-check --no-deps --no-binary :all: -d "$dir" "$version"
  tar -xzf "$dir/${version/==/-}.tar.gz" -C "$dir"
  took "source packages" "$since"
}

crates() {
  local since=$SECONDS
  cargo build --quiet --locked --manifest-path "$clients/rust/Cargo.toml" --target-dir "$ASOF_CACHE/cargo"
  took "Rust crates" "$since"
}

parts=()
environment venv requirements.txt & parts+=($!)
environment venv-older requirements-older.txt & parts+=($!)
packages & parts+=($!)
crates & parts+=($!)
sources & parts+=($!)
for part in "${parts[@]}"; do wait "$part"; done
took "everything installed" "$since"
