#!/usr/bin/env bash
# Times every listing with every filter: a scratch PostgreSQL, a month of history in it (10 million
# attempts, about 6 GB, some minutes), a daemon on top, and each first and hundredth page through
# gRPC. Fails if one takes more than 50 ms. The daemon listens on LISTINGS_PORT and the one after it.
# usage: scripts/listings.sh [OPTION OF listings…]
set -euo pipefail
cd "$(dirname "$0")/.."

if [ "${1:-}" != --inside ]; then
  cargo build --release --locked
  exec scripts/with-postgres.sh scripts/listings.sh --inside "$@"
fi
shift

"$(scripts/postgres-bin.sh)/psql" -X -q "$DATABASE_URL" -f bench/sql/history.sql

state=$(mktemp -d)
daemon=
stop() {
  [ -n "$daemon" ] && kill "$daemon" 2>/dev/null && wait "$daemon" || true
  rm -rf "$state"
}
trap stop EXIT
trap 'exit 130' INT TERM

target/release/sparrowd keys init --key-file "$state/keys" >/dev/null 2>&1
port=${LISTINGS_PORT:-28051}
SPARROW_LISTEN__GRPC=127.0.0.1:$port SPARROW_LISTEN__HTTP=127.0.0.1:$((port + 1)) \
  SPARROW_SECRETS__KEY_FILE=$state/keys SPARROW_NODE__STATE_DIR=$state SPARROW_LOG__FORMAT=json \
  target/release/sparrowd serve --migrate never >"$state/log" 2>&1 &
daemon=$!
stands() { grep -q '"event":"ready"' "$state/log"; }
for _ in $(seq 100); do
  stands && break
  kill -0 "$daemon" 2>/dev/null || break
  sleep 0.1
done
stands || { grep -v secret_unreadable "$state/log" >&2; exit 1; }
target/release/listings --server "http://127.0.0.1:$port" "$@"
