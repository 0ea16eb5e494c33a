#!/usr/bin/env bash
# Runs a command in a network namespace that has no way out, and counts whom it tried to connect to.
#
# Inside, every address has a route and none leads anywhere, so what would have left the machine is
# seen by its first packet. Two public addresses are played by whoever listens on port 9999:
# 8.8.8.8 and 2606:4700::1111, on port 8080. The machine itself has two: 8.8.4.4 and 2606:4700::2222.
# Afterwards the packets that open a connection (SYN) are told, by whom they were for:
#
#   public     the two that are played
#   refused    the ranges that sparrow must not connect to
#   own        the machine's public addresses
#   elsewhere  anybody else
#
# and, to show that counting works, once more after one connection each to 10.0.0.1, to loopback and
# to an address of the machine's own.
#
# It takes root, or a kernel that lets anybody have a namespace; and ip and nft.
set -euo pipefail

if [ "${1:-}" != --inside ]; then
  # Root in a container may have no right to it, and yet the one that everybody has.
  unshare -n true 2>/dev/null && as=-n || as=-rn
  exec unshare "$as" "$0" --inside "$@"
fi
shift

PATH=$PATH:/usr/sbin:/sbin
ip link set lo up
for address in 198.18.0.2/32 8.8.4.4/32; do ip address add "$address" dev lo; done
for address in 2a00:1450::2/128 2606:4700::2222/128; do ip address add "$address" dev lo nodad; done
ip route add default dev lo src 198.18.0.2
ip -6 route add default dev lo src 2a00:1450::2

nft -f - <<'RULES'
table inet proof {
  counter public {
  }
  counter refused {
  }
  counter own {
  }
  counter elsewhere {
  }
  set refused4 {
    type ipv4_addr
    flags interval
    elements = {
      0.0.0.0/8, 10.0.0.0/8, 100.64.0.0/10, 127.0.0.0/8, 168.63.129.16, 169.254.0.0/16,
      172.16.0.0/12, 192.0.0.0/24, 192.0.2.0/24, 192.31.196.0/24, 192.52.193.0/24,
      192.88.99.0/24, 192.168.0.0/16, 192.175.48.0/24, 198.18.0.0/15, 198.51.100.0/24,
      203.0.113.0/24, 224.0.0.0/3
    }
  }
  set refused6 {
    type ipv6_addr
    flags interval
    elements = {
      ::/3, 2001::/23, 2001:db8::/32, 2002::/16, 2620:4f:8000::/48, 3fff::/20, 4000::/2, 8000::/1
    }
  }
  chain count {
    ip daddr 8.8.8.8 tcp dport 8080 counter name public return
    ip6 daddr 2606:4700::1111 tcp dport 8080 counter name public return
    ip daddr @refused4 counter name refused return
    ip6 daddr @refused6 counter name refused return
    fib daddr type local counter name own return
    counter name elsewhere
  }
  chain output {
    type filter hook output priority -300
    tcp flags & (syn | ack) == syn jump count
  }
  chain play {
    type nat hook output priority -100
    ip daddr 8.8.8.8 tcp dport 8080 redirect to :9999
    ip6 daddr 2606:4700::1111 tcp dport 8080 redirect to :9999
  }
}
RULES

tell() {
  local counts
  counts=$(nft list counters table inet proof)
  for counter in public refused own elsewhere; do
    awk -v name="$counter" -v when="$1" \
      '$1 == "counter" { found = $2 == name } found && $1 == "packets" { print when, name, $2 }' \
      <<<"$counts"
  done
}

status=0
"$@" || status=$?
tell counted
for address in 10.0.0.1 127.0.0.1 8.8.4.4; do
  timeout 0.2 bash -c "exec 3<>/dev/tcp/$address/9" 2>/dev/null || true
done
tell control
exit "$status"
