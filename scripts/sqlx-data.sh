#!/usr/bin/env bash
# Makes .sqlx/, what sqlx's macros know of the queries, so that a build needs no database; or with
# --check only says whether it is fresh. The macros write it themselves while they compile.
set -euo pipefail
cd "$(dirname "$0")/.."

mkdir -p target
made=$(mktemp -d "$PWD/target/sqlx.XXXXXX")
trap 'rm -rf "$made"' EXIT

# The macros run again only for crates that cargo takes for changed.
touch sparrowd/src/lib.rs sparrowd/tests/it/main.rs
SQLX_OFFLINE=false SQLX_OFFLINE_DIR=$made scripts/with-postgres.sh \
  cargo check --quiet --package sparrowd --all-targets --locked

if [ "${1:-}" = --check ]; then
  diff -rq .sqlx "$made" >&2 || { echo ".sqlx is not fresh; run make generate" >&2; exit 1; }
else
  mkdir -p .sqlx
  rm -f .sqlx/query-*.json
  cp "$made"/query-*.json .sqlx/
  echo ".sqlx: $(find .sqlx -name 'query-*.json' | wc -l) queries"
fi
