#!/usr/bin/env bash
# Prints the folder with PostgreSQL's server binaries, 15 or newer; fails if there is none.
# `sparrowd dev` looks in the same places (sparrowd/src/embedded/binaries.rs).
set -euo pipefail

oldest=15

major() {
  "$1/postgres" --version 2>/dev/null | sed -nE 's/^.*\(PostgreSQL\) ([0-9]+).*$/\1/p'
}

candidates() {
  local on_path
  on_path=$(command -v postgres) && dirname "$(readlink -f "$on_path")"
  printf '%s\n' /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /usr/lib/postgresql*/bin | sort -rV
  command -v pg_config >/dev/null && pg_config --bindir 2>/dev/null
  printf '%s\n' /usr/local/pgsql/bin /usr/local/bin /usr/bin
}

while read -r folder; do
  if [ -x "$folder/postgres" ] && [ -x "$folder/initdb" ] &&
    [ "$(major "$folder" || true)" -ge "$oldest" ] 2>/dev/null; then
    echo "$folder"
    exit 0
  fi
done < <(candidates || true)
exit 1
