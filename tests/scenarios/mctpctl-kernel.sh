#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
#	mctpctl ---rtnetlink--- mctpi3cN == bus ctl (no targets, no daemon)
#
# Links, local EIDs, routes and neighbours: set, listed as a table and as
# JSON, taken back; each limit and one beyond; without privileges; in a
# kernel without AF_MCTP.

. "${BASH_SOURCE[0]%/*}/src/mctpctl-lib.sh"

bus_start ctl
usable='usable are 8 to 254'

say 'links'
holds '.[] | select(.name == "'"$link"'") |
	.network == 1 and .up == false and .mtu == 68 and .binding == "i3c" and
	(.hwaddr | test("^[0-9a-f]{12}$")) and (.bus | startswith("i3c-")) and
	.local_eids == []' mctpctl --json link
ok mctpctl link set "$link" up
holds '.up and .received.packets == 0 and .sent.errors == 0' \
	mctpctl --json link show "$link"
ok mctpctl link set "$link" mtu 200
ok mctpctl link set "$link" net 7
holds '.mtu == 200 and .network == 7' mctpctl --json link show "$link"
refused 2 'MTU 67 is out of range' mctpctl link set "$link" mtu 67
refused 1 "$link: cannot set mtu" mctpctl link set "$link" mtu 65535
refused 2 'network 0 is out of range' mctpctl link set "$link" net 0
refused 2 'network 4294967296 is out of range' \
	mctpctl link set "$link" net 4294967296
refused 2 "expected up, down" mctpctl link set "$link" sideways
refused 2 "expected up, down" mctpctl link set "$link" sideways 1
refused 2 "unexpected '1'" mctpctl link set "$link" up 1
refused 1 'link nix: no such link' mctpctl link show nix
refused 1 'link nix: no such link' mctpctl link set nix up

say 'local EIDs'
for eid in 8 254; do
	ok mctpctl address add $eid dev "$link"
done
holds 'map([.network, .eid, .link]) | sort ==
	[[7, 8, "'"$link"'"], [7, 254, "'"$link"'"]]' mctpctl --json address
holds '.local_eids | sort == [8, 254]' mctpctl --json link show "$link"
refused 1 "address 8: $link has it already" \
	mctpctl address add 8 dev "$link"
refused 2 "EID 0 is the null EID, $usable" mctpctl address add 0 dev "$link"
refused 2 "EID 7 is reserved, $usable" mctpctl address add 7 dev "$link"
refused 2 "EID 255 is the broadcast EID, $usable" \
	mctpctl address add 255 dev "$link"
refused 2 "EID 256 is out of range, $usable" \
	mctpctl address add 256 dev "$link"
refused 2 "'x' is not an EID" mctpctl address add x dev "$link"
refused 2 "expected 'dev', got 'to'" mctpctl address add 9 to "$link"
refused 1 'link nix: no such link' mctpctl address add 9 dev nix
ok mctpctl address del 254 dev "$link"
refused 1 "address 254: not on $link" mctpctl address del 254 dev "$link"

say 'neighbours'
ok mctpctl neigh add 20 dev "$link" lladdr 04cc00000001
ok mctpctl neigh add 21 dev "$link" lladdr 04:cc:00:00:00:02
holds 'map([.eid, .hwaddr]) | sort ==
	[[20, "04cc00000001"], [21, "04cc00000002"]]' mctpctl --json neigh
refused 1 "neighbour 20: exists on $link" \
	mctpctl neigh add 20 dev "$link" lladdr 04cc00000003
refused 1 'has 6 bytes, not 5' \
	mctpctl neigh add 22 dev "$link" lladdr 04cc000000
refused 1 'has 6 bytes, not 7' \
	mctpctl neigh add 22 dev "$link" lladdr 04cc0000000101
refused 2 "'04cc0' is not a physical address" \
	mctpctl neigh add 22 dev "$link" lladdr 04cc0
refused 2 'EID 255' mctpctl neigh add 255 dev "$link" lladdr 04cc00000001
ok mctpctl neigh del 21 dev "$link"
refused 1 "neighbour 21: none on $link" mctpctl neigh del 21 dev "$link"

say 'routes'
ok mctpctl route add 20 dev "$link" mtu 80
ok mctpctl route add 100-254 dev "$link"
holds 'map(select(.type == "unicast") | [.first, .last, .mtu, .link]) | sort ==
	[[20, 20, 80, "'"$link"'"], [100, 254, null, "'"$link"'"]]' \
	mctpctl --json route
holds 'map(select(.type == "local").first) == [8]' mctpctl --json route
refused 1 'route 20: exists already' mctpctl route add 20 dev "$link"
refused 2 'EID 255 is the broadcast' mctpctl route add 100-255 dev "$link"
refused 2 'EID 7 is reserved' mctpctl route add 7-9 dev "$link"
refused 2 'ends before it starts' mctpctl route add 30-29 dev "$link"
refused 2 'MTU 67 is out of range' mctpctl route add 30 dev "$link" mtu 67
refused 2 "is not 'mtu N'" mctpctl route add 30 dev "$link" mtu
refused 2 "expected 'dev' or 'via'" mctpctl route add 30 to "$link"
refused 2 "'20' is not NET,EID" mctpctl route add 30 via 20
refused 2 "'0' in '0,20' is not a network" mctpctl route add 30 via 0,20
refused 1 'no such route' mctpctl route del 31 dev "$link"
if mctpctl route add 30-40 via 7,20 2>/dev/null; then
	holds '.[] | select(.first == 30) | .last == 40 and .link == null and
		.via == {"network": 7, "eid": 20}' mctpctl --json route
	ok mctpctl route del 30-40 via 7,20
else
	echo '# this kernel has no routes through a bridge'
fi
ok mctpctl route del 20 dev "$link"
ok mctpctl route del 100-254 dev "$link"
holds 'map(select(.type == "unicast")) == []' mctpctl --json route

say 'tables'
ok mctpctl --no-legend address
[ "$(cat "$work/out")" = "7  8  $link" ] || fail 'table without legend'
ok mctpctl address
grep -q '^1 local EID$' "$work/out" || fail 'no count'
ok mctpctl --color=always link
grep -q $'\033' "$work/out" || fail 'no colour'
ok mctpctl --color=always --json link
! grep -q $'\033' "$work/out" || fail 'colour in JSON'

say 'without privileges: reads work, writes say what is missing'
for object in link network address route neigh; do
	holds 'type == "array"' nobody "$work/mctpctl" --json $object
done
for change in "link set $link down" "address add 9 dev $link" \
	"route add 30 dev $link" "neigh add 9 dev $link lladdr 04cc00000009"; do
	# shellcheck disable=SC2086 # words
	refused 1 'needs root or CAP_NET_ADMIN' nobody "$work/mctpctl" $change
done
refused 1 'needs root or CAP_NET_RAW' \
	nobody "$work/mctpctl" endpoint echo 8

say 'echo without a route, and the events of a change'
refused 1 'endpoint 99: no route to it' mctpctl endpoint echo 99 --net 7
monitor_start
ok mctpctl link set "$link" down
ok mctpctl address del 8 dev "$link"
until_ok monitored '.event == "link-changed" and .object == "'"$link"'" and
	.up == false and .previous_network == null'
until_ok monitored '.event == "address-removed" and .object == "'"$link"'" and
	.eid == 8'
kill "$monitor"
wait "$monitor"
monitor_start --count 1
ok mctpctl link set "$link" mtu 100
wait "$monitor" || fail 'monitor failed'
jq -se 'length == 1' "$work/monitor.log" >/dev/null || fail 'count of events'

say 'echo compares every byte and counts what is lost'
ok mctpctl address add 9 dev lo
refused 1 'endpoint 9: nobody listens there' mctpctl endpoint echo 9

# echo_mode MODE SIZE: two messages to a program of this machine
echo_mode()
{
	rm -f "$work/mangler.log" # the one before said ready, too
	"${BUILD:-build}/tests/scenarios/mctpctl-mangler" "$1" 2 \
		>"$work/mangler.log" &
	mangler=$!
	until_ok grep -q ready "$work/mangler.log"
	status=0
	mctpctl --json endpoint echo 9 --size "$2" --count 2 --timeout 0.2 \
		>"$work/out" 2>"$work/err" || status=$?
	kill $mangler 2>/dev/null
	wait $mangler 2>/dev/null
}

# counts STATUS RECEIVED LOST MISMATCHED
counts()
{
	[ "$status" -eq "$1" ] || fail "status $status instead of $1"
	jq -e "[.sent, .received, .lost, .mismatched] == [2, $2, $3, $4]" \
		"$work/out" >/dev/null || fail 'counts'
}

for size in 2 64 65535; do
	echo_mode true $size
	counts 0 2 0 0
done
for mode in flip short long; do
	echo_mode $mode 64
	counts 1 0 0 2
	grep -q '0 lost, 2 came back altered' "$work/err" || fail 'no error'
done
echo_mode mute 64
counts 1 0 2 0
jq -e '.min_us == null and .median_us == null and .max_us == null' \
	"$work/out" >/dev/null || fail 'times of nothing'
ok mctpctl address del 9 dev lo

say 'overview with problems'
holds '(.links | map(.name) == ["'"$link"'"]) and .endpoints == [] and
	(.problems | map([.object, .problem]) | sort == [
		["mctpd", "mctpd is not running"],
		["'"$link"'", "is down"]])' mctpctl --json
refused 1 'mctpd is not running \(systemctl start mctpd\)' mctpctl endpoint
refused 1 'mctpd is not running' mctpctl spdm show 9
refused 1 'mctpd is not running' mctpctl endpoint setup "$link" 04cc00000001

rmdir "$sim/ctl"
if [ "${MCTP-}" != intree ]; then
	say 'a kernel without AF_MCTP'
	modprobe -r mctp-i3c
	until_ok eval '! grep -q "^mctp " /proc/modules || rmmod mctp'
	loader=$(cat /proc/sys/kernel/modprobe)
	echo /bin/false >/proc/sys/kernel/modprobe
	for object in link network address route neigh 'link stats' \
		'network stats' 'network show 1' 'route get 9' \
		'endpoint echo 9'; do
		# shellcheck disable=SC2086 # words
		refused 1 'this kernel has no AF_MCTP \(modprobe mctp\)' \
			mctpctl $object
	done
	holds '.problems | map(.problem) | index("has no AF_MCTP") != null' \
		mctpctl --json
	echo "$loader" >/proc/sys/kernel/modprobe
	ok mctpctl link
	lsmod | grep -q '^mctp ' || fail 'the family was not loaded on demand'
fi
finish
