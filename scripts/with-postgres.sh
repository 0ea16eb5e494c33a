#!/usr/bin/env bash
# Runs a command with DATABASE_URL set to a scratch PostgreSQL that has the migrations applied, and
# removes it afterwards.
# usage: scripts/with-postgres.sh COMMAND [ARGUMENT…]
set -euo pipefail
cd "$(dirname "$0")/.."

bin=$(scripts/postgres-bin.sh) || { echo "no PostgreSQL; run scripts/prepare.sh" >&2; exit 1; }
top=$(mktemp -d)
log=$top/log

# PostgreSQL refuses to run as root.
as_other=()
if [ "$(id -u)" -eq 0 ]; then
  other=$(id -un postgres 2>/dev/null || echo nobody)
  as_other=(setpriv --reuid "$other" --regid "$(id -g "$other")" --clear-groups)
  chown "$other" "$top"
fi
run() { (cd / && "${as_other[@]}" env LC_ALL=C "$@"); }

stop() {
  [ -e "$top/data/postmaster.pid" ] && run "$bin/pg_ctl" -D "$top/data" -m immediate stop >/dev/null
  rm -rf "$top"
}
trap stop EXIT
trap 'exit 130' INT TERM

{
  run "$bin/initdb" -D "$top/data" -U sparrow --auth-local=trust --auth-host=reject \
    --encoding=UTF8 --locale=C --no-sync --no-instructions
  run "$bin/pg_ctl" -D "$top/data" -l "$top/data/log" -w start \
    -o "-c listen_addresses= -c unix_socket_directories=$top -c fsync=off"
} >"$log" 2>&1 || { cat "$log" >&2; exit 1; }

psql() { "$bin/psql" -X -q -v ON_ERROR_STOP=1 -h "$top" -U sparrow "$@"; }
psql -d postgres -c 'CREATE DATABASE sparrow'
for migration in migrations/*.sql; do
  psql -d sparrow -1 -f "$migration" >/dev/null
done

env DATABASE_URL="postgres:///sparrow?host=$top&user=sparrow" "$@"
