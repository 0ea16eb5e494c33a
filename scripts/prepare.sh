#!/usr/bin/env bash
# Sees to what building and running sparrow takes beside Rust: a C compiler and PostgreSQL's binaries;
# `prepare.sh tests` also to what the tests count packets with (scripts/in-namespace.sh), get their
# clients by (scripts/clients.sh), and the pooler that they put before PostgreSQL. Root gets what is
# missing installed; anybody else is told the one line that root has to run.
#
# PostgreSQL is only unpacked: sparrow starts one of its own. Debian's package would make a cluster,
# start it with every boot and take port 5432, unless it is told not to before it is installed.
set -euo pipefail
cd "$(dirname "$0")/.."

install_postgresql="mkdir -p /etc/postgresql-common/createcluster.d && \
echo 'create_main_cluster = false' > /etc/postgresql-common/createcluster.d/sparrow.conf && \
apt-get update && apt-get install -y --no-install-recommends postgresql"

say() { echo "sparrow: $*" >&2; }

if ! command -v cargo >/dev/null; then
  say "Rust is missing; install it as https://www.rust-lang.org/tools/install says"
  exit 1
fi

packages=()
command -v cc >/dev/null || packages+=(gcc libc6-dev)
scripts/postgres-bin.sh >/dev/null || packages+=(postgresql)
if [ "${1:-}" = tests ] && [ -z "${SPARROW_TESTS_WITHOUT_NAMESPACE:-}" ]; then
  # They are not on everybody's PATH.
  has() { PATH=$PATH:/usr/sbin:/sbin command -v "$1" >/dev/null; }
  has ip || packages+=(iproute2)
  has nft || packages+=(nftables)
fi
if [ "${1:-}" = tests ]; then
  [ -x /usr/sbin/pgbouncer ] || [ -x /usr/bin/pgbouncer ] || packages+=(pgbouncer)
fi
# The clients that others made come from PyPI and npm (scripts/clients.sh); these get them there.
if [ "${1:-}" = tests ]; then
  python3 -c 'import venv, ensurepip' 2>/dev/null || packages+=(python3-venv)
  command -v curl >/dev/null || packages+=(curl)
fi
[ ${#packages[@]} -eq 0 ] && exit 0

if ! command -v apt-get >/dev/null; then
  say "missing: ${packages[*]}; install them with this system's package manager"
  say "(of PostgreSQL the server, 15 or newer)"
  exit 1
fi

if [ "$(id -u)" -ne 0 ]; then
  say "missing: ${packages[*]}. As root, run this line, and then again what you ran now:"
  # What else is missing goes the same way.
  others=$(printf ' %s' "${packages[@]/postgresql/}" | xargs)
  case " ${packages[*]} " in
    *" postgresql "*) echo "  $install_postgresql${others:+ $others}" >&2 ;;
    *) echo "  apt-get update && apt-get install -y --no-install-recommends $others" >&2 ;;
  esac
  case " ${packages[*]} " in
    *" pgbouncer "*) say "(pgbouncer's own service may be stopped: systemctl disable --now pgbouncer)" ;;
  esac
  exit 1
fi

say "installing ${packages[*]}"
export DEBIAN_FRONTEND=noninteractive
case " ${packages[*]} " in
  *" postgresql "*)
    mkdir -p /etc/postgresql-common/createcluster.d
    echo 'create_main_cluster = false' > /etc/postgresql-common/createcluster.d/sparrow.conf
    ;;
esac
get() { apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null; }
# The lists of a machine may be missing, or older than what the mirror still has.
get 2>/dev/null || { apt-get update -qq && get; }

# The tests start a pooler of their own; the package's would take port 6432 with every boot.
case " ${packages[*]} " in
  *" pgbouncer "*)
    if [ -d /run/systemd/system ]; then
      systemctl disable --now --quiet pgbouncer
    elif [ -x /etc/init.d/pgbouncer ]; then
      /etc/init.d/pgbouncer stop >/dev/null 2>&1 || true
      update-rc.d pgbouncer disable >/dev/null 2>&1 || true
    fi
    ;;
esac

if ! scripts/postgres-bin.sh >/dev/null; then
  say "this system's PostgreSQL is older than 15; install a newer one"
  exit 1
fi
