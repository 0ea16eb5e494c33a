#!/usr/bin/env bash
# Holds the daemon of this tree against that of another revision: builds both, the other one in a
# worktree under target/, and runs scenarios with either in turn, with the bench of this tree.
# usage: scripts/bench-compare.sh REVISION [OPTION OR SCENARIO OF sparrow-bench compare…]
set -euo pipefail
cd "$(dirname "$0")/.."

[ $# -ge 1 ] || { echo "usage: make bench-compare REF=REVISION" >&2; exit 2; }
commit=$(git rev-parse --verify --quiet "$1^{commit}") || { echo "no revision $1" >&2; exit 2; }
shift

tree=$PWD/target/bench-compare/tree
# One folder for whatever revision: dependencies that are the same need not be built again.
if [ -d "$tree" ]; then
  git -C "$tree" checkout --quiet --detach "$commit"
else
  git worktree prune
  git worktree add --quiet --detach "$tree" "$commit"
fi
(cd "$tree" && cargo build --release --locked -p sparrowd --target-dir ../build)
cargo build --release --locked
exec target/release/sparrow-bench compare target/bench-compare/build/release/sparrowd \
  target/release/sparrowd "$@"
