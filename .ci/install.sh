# shellcheck shell=bash
# What the tests need besides Go and a C compiler; sourced. Installs only what is missing, and no package may start its daemon.

missing=()
need() { # need PACKAGE TEST...: the package is missing unless the test holds
  local package=$1
  shift
  "$@" >/dev/null 2>&1 || missing+=("$package")
}
have_jdbc() { compgen -G "$ASOF_CACHE/postgresql-42.*.jar" || [[ -e /usr/share/java/postgresql.jar ]]; }
need redis-server command -v redis-server
need redis-tools command -v redis-cli
need postgresql-15 test -x /usr/lib/postgresql/15/bin/postgres
need postgresql-client-15 command -v psql
need openjdk-17-jdk-headless command -v javac
need libpostgresql-jdbc-java have_jdbc
need python3-venv python3 -c 'import ensurepip, venv'

root() { if [[ $(id -u) == 0 ]]; then "$@"; else sudo -n "$@"; fi; }

daemons() { cat /run/postgresql/*.pid /run/redis/*.pid /var/run/redis/*.pid 2>/dev/null | grep -E '^[0-9]+$' | sort -u || true; }

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

requirements=cmd/asof/testdata/clients/requirements.txt
venv=$ASOF_CACHE/venv
if ! cmp -s "$requirements" "$venv/requirements.txt"; then
  rm -rf "$venv"
  python3 -m venv "$venv"
  "$venv/bin/pip" install -q --disable-pip-version-check -r "$requirements"
  cp "$requirements" "$venv/requirements.txt"
fi
