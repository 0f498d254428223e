# shellcheck shell=bash
# Processes of one run; sourced. A run marks its environment, so every process that it started, and no other, can be found.
export ASOF_TEST_RUN=$$.$RANDOM

started() { # the ids of the processes that this run started
  local dir
  for dir in /proc/[0-9]*; do
    if grep -qzsxF "ASOF_TEST_RUN=$ASOF_TEST_RUN" "$dir/environ"; then echo "${dir#/proc/}"; fi
  done
}

leave_nothing() { # ends what is still running; fails if there was anything
  local left pid
  for _ in $(seq 20); do
    left=$(started)
    [[ -z $left ]] && return 0
    sleep 0.25
  done
  for pid in $left; do
    echo "still running: $pid $(tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null)"
    kill "$pid" 2>/dev/null || true
  done
  sleep 1
  for pid in $(started); do kill -9 "$pid" 2>/dev/null || true; done
  return 1
}

as_postgres() { # Postgres does not run as root
  if [[ $(id -u) == 0 ]]; then setpriv --reuid=postgres --regid=postgres --init-groups "$@"; else "$@"; fi
}

start_postgres() { # start_postgres DIR: a private server that listens on a socket in DIR only
  local bin=/usr/lib/postgresql/15/bin
  mkdir -p "$1"
  if [[ $(id -u) == 0 ]]; then chown postgres:postgres "$1"; fi
  as_postgres "$bin/initdb" -D "$1/data" -A trust -U postgres -N --encoding=UTF8 --locale=C.UTF-8 >"$work/initdb.log"
  as_postgres "$bin/postgres" -D "$1/data" -c listen_addresses= -c unix_socket_directories="$1" -c fsync=off >"$work/postgres.log" 2>&1 &
  for _ in $(seq 100); do
    "$bin/pg_isready" -q -h "$1" && return
    sleep 0.1
  done
  cat "$work/postgres.log"
  return 1
}

stop_postgres() { # stop_postgres DIR
  local pid
  pid=$(head -n 1 "$1/data/postmaster.pid" 2>/dev/null) || return 0
  kill -INT "$pid"
  wait "$pid" 2>/dev/null || true
}
