#!/usr/bin/env bash
# The quick start, by itself: a daemon in a folder of its own with a receiver that refuses each event
# twice, an event pushed, its attempts watched, the event replayed. Everything started here is stopped
# and removed at the end.
# usage: scripts/example.sh [FOLDER]      where the programs are; target/release unless named
set -euo pipefail
cd "$(dirname "$0")/.."
bin=${1:-target/release}

top=$(mktemp -d)
chmod 755 "$top" # root's PostgreSQL runs as another account
daemon='' tail=''

stop() {
  [ -n "$tail" ] && kill "$tail" 2>/dev/null
  [ -n "$daemon" ] && kill "$daemon" 2>/dev/null && wait "$daemon"
  rm -rf "$top"
}
trap stop EXIT
trap 'exit 130' INT TERM

fail() {
  echo "example: $1" >&2
  sed 's/^/  sparrowd: /' "$top/daemon.log" >&2
  exit 1
}

# Waits up to 30 s for a condition.
until_() {
  local what=$1 left=300
  shift
  until "$@"; do
    kill -0 "$daemon" 2>/dev/null || fail "sparrowd has ended"
    left=$((left - 1))
    [ $left -gt 0 ] || fail "not within 30 s: $what"
    sleep 0.1
  done
}

free_port() {
  local port
  while :; do
    port=$((20000 + RANDOM % 20000))
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
  done
}

ctl() {
  local shown='' word
  for word in "$@"; do
    case $word in *'*'*) shown+=" '$word'" ;; *) shown+=" $word" ;; esac
  done
  printf '\n$ sparrowctl%s\n' "$shown"
  "$bin/sparrowctl" "$@"
}

unset DATABASE_URL
export XDG_DATA_HOME=$top/data XDG_STATE_HOME=$top/state XDG_CONFIG_HOME=$top/config
export GRPC_PORT HTTP_PORT SPARROW_SERVER
GRPC_PORT=$(free_port) HTTP_PORT=$(free_port)
SPARROW_SERVER=http://127.0.0.1:$GRPC_PORT
export SPARROW_OUTPUT=table COLUMNS=160 # as on a wide terminal, wherever this goes

echo '$ sparrowd dev --echo'
"$bin/sparrowd" dev --echo >"$top/daemon.log" 2>&1 &
daemon=$!
until_ 'sparrowd is ready' grep -q 'ready in' "$top/daemon.log"
sed -n '/ready in/,/^$/p' "$top/daemon.log"
receiver=$(sed -nE 's#^ *receiver +(http://[0-9.:]+)/.*#\1#p' "$top/daemon.log")

ctl webhook register "$receiver/flaky" --on 'user.*' --name demo --retry fixed:1s

"$bin/sparrowctl" tail >"$top/tail" 2>/dev/null &
tail=$!

ctl push user.created id=7 big:=9007199254740993 --wait
event=$("$bin/sparrowctl" event list -o name --limit 1)

ctl attempt list --event "$event"
ctl replay create --event "$event"

seen() { [ "$(grep -c demo "$top/tail")" -ge 4 ]; }
until_ 'tail has shown 4 attempts' seen
printf '\n$ sparrowctl tail      (what it has shown meanwhile)\n'
cat "$top/tail"

printf '\nrefused twice, delivered at the third attempt, and delivered again by the replay\n'
