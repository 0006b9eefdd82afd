#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
#	mctpctl --netlink-- mctpi3cN == bus net == raw target that sends
#	                                           what it is told
#
# Networks, statistics, drops by cause, limits and forwarding: shown, set, and
# seen to act; each limit and one beyond; sources of routes and the route to
# one EID; what is watched. On the in-tree family: said not to be offered.

. "${BASH_SOURCE[0]%/*}/src/mctpctl-lib.sh"

PATH=${BUILD:-build}/tests/scenarios:$PATH
manual=${BASH_SOURCE[0]%/*}/../../Documentation/man/mctpctl.1
pid=04cc00000001

bus_start net
mkfifo "$work/tell"
mctp-i3c-target net 0x$pid <"$work/tell" >"$work/target.log" 2>&1 &
target=$!
trap 'kill $target $(jobs -p) 2>/dev/null' EXIT
exec 9>"$work/tell"
until_ok grep -q '^address' "$work/target.log"
until_ok eval '[ -e /sys/bus/i3c/devices/*-'${pid#0}'/driver ]'
ok mctpctl link set "$link" up
ok mctpctl address add 8 dev "$link"

# packet HEX: the target sends it
packet()
{
	echo "send good 0xae $1" >&9
}

# stats FILTER: of the link
stats()
{
	mctpctl --json link stats "$link" | jq -e ".links[0] | $1" >/dev/null
}

if [ "${MCTP-}" = intree ]; then
	say 'the in-tree family: the device counts, the rest is not offered'
	packet 0108140800
	until_ok stats '.received.packets == 1'
	holds '.links == [.links[0]] and (.links[0] | .name == "'"$link"'" and
		.network == 1 and .forwarding == null and .stats == null and
		.usage == null and .drops == null) and
		(.networks | map(.network)) == [1]' \
		mctpctl --json link stats "$link"
	ok mctpctl link stats "$link"
	grep -q '^ *drops: not offered by this kernel$' "$work/out" ||
		fail 'not said'
	holds 'map(.network) == [1] and .[0].forwarding == null and
		.[0].local_eids == [8]' mctpctl --json network
	holds '.forwarding == null' mctpctl --json link show "$link"
	for change in "link set $link forwarding on" \
		"link set $link reasm-contexts 9" \
		'network set 1 tags 9'; do
		# shellcheck disable=SC2086 # words
		refused 1 'the AF_MCTP of this kernel does not offer' \
			mctpctl $change
	done
	refused 1 'does not offer a source per route' \
		mctpctl route add 30 dev "$link" source 8
	holds 'map(.first) == [8]' mctpctl --json route
	refused 1 'route to 8: this kernel does not answer for one EID' \
		mctpctl route get 8
	finish
	exit
fi

say 'nothing happened yet'
holds '.links[0] | .forwarding == false and
	([.drops[], .stats.rx_messages, .received.packets] | all(. == 0)) and
	.usage.reasm_contexts.used == 0 and .usage.reasm_bytes.used == 0 and
	.usage.tags == { used: 0, limit: 2048 } and .stats.tags_expired == 0' \
	mctpctl --json link stats "$link"
holds '(.networks | map(.network)) == [0, 1] and (.links | length) == 2 and
	([.networks[].drops[]] | all(. == 0)) and
	.networks[1].usage.tags.used == 0 and .networks[1].forwarding == true' \
	mctpctl --json link stats
ok mctpctl link stats "$link"
grep -q '^ *drops: none$' "$work/out" || fail 'drops of nothing'
! grep -q 'no_listener\|no network' "$work/out" || fail 'zeros'
ok mctpctl link stats --all
[ "$(grep -c '^ *no_listener: 0$' "$work/out")" -eq 4 ] || fail 'not all'
grep -q '^no network:$' "$work/out" || fail 'no network 0'
mctpctl --json link stats "$link" |
	jq -r '.links[0] | .drops, .stats, .usage | keys[]' >"$work/keys"
[ "$(wc -l <"$work/keys")" -ge 34 ] || fail 'keys are missing'
while read -r key; do
	grep -qE "\\b$key\\b" "$manual" || fail "$key not in the manual"
done <"$work/keys"

say 'drops have a cause, per link and per network'
packet 0108140800       # no start
packet 010814c805       # nobody listens for type 5
packet 010814c005       # answers no tag
packet 020814c805       # version
packet 010807c805       # source reserved
packet 014d14c805       # no route to 77
until_ok stats '.received.packets == 6'
drops='(.drops | with_entries(select(.value > 0))) == {"version": 1,
	"address": 1, "no_route": 1, "no_listener": 1, "no_tag": 1,
	"reasm_stray": 1}'
holds "(.links[0] | $drops) and (.networks[0] | .network == 1 and $drops)" \
	mctpctl --json link stats "$link"
holds ".networks[0] | $drops" mctpctl --json network stats 1
ok mctpctl link stats "$link"
[ "$(grep -c '^ *no_listener: 1$' "$work/out")" -eq 2 ] || fail 'not in text'
holds '.problems | map(select(.object == "'"$link"'")) |
	.[0].problem == "dropped 6: 1 version, 1 address, 1 no_route, 1 no_listener, 1 no_tag, 1 reasm_stray" and
	.[0].hint == "mctpctl link stats '"$link"'"' mctpctl --json

say 'forwarding needs link and network'
ok mctpctl route add 30 dev "$link"
ok mctpctl neigh add 30 dev "$link" lladdr $pid
holds '.forwarding == false' mctpctl --json link show "$link"
packet 011e14c805
until_ok stats '.drops.forward_off == 1'
ok mctpctl link set "$link" forwarding on
holds '.forwarding == true' mctpctl --json link show "$link"
ok mctpctl network set 1 forwarding off
holds '.[0].forwarding == false' mctpctl --json network
packet 011e14c805
until_ok stats '.drops.forward_off == 2'
ok mctpctl network set 1 forwarding on
packet 011e14c805
until_ok stats '.stats.forwarded == 1 and .sent.packets == 1 and
	.drops.forward_off == 2'
ok mctpctl link set "$link" forwarding off
packet 011e14c805
until_ok stats '.drops.forward_off == 3 and .stats.forwarded == 1'
refused 2 "forwarding is on or off, not 'yes'" \
	mctpctl link set "$link" forwarding yes
refused 2 'expected up, down, .* forwarding' \
	mctpctl link set "$link" forwarding

say 'limits: each bound, and one beyond'
for bound in 1 65536; do
	for word in reasm-contexts tags; do
		ok mctpctl link set "$link" $word $bound
		holds ".links[0].usage.${word/-/_}.limit == $bound" \
			mctpctl --json link stats "$link"
		ok mctpctl network set 1 $word $bound
		holds ".usage.${word/-/_}.limit == $bound" \
			mctpctl --json network show 1
	done
done
for bound in 65536 1073741824; do
	ok mctpctl link set "$link" reasm-bytes $bound
	holds ".links[0].usage.reasm_bytes.limit == $bound" \
		mctpctl --json link stats "$link"
	ok mctpctl network set 1 reasm-bytes $bound
	holds ".usage.reasm_bytes.limit == $bound" \
		mctpctl --json network show 1
done
for object in "link set $link" 'network set 1'; do
	for bad in 'tags 0' 'tags 65537' \
		'reasm-contexts 0' 'reasm-contexts 65537' \
		'reasm-bytes 65535' 'reasm-bytes 1073741825'; do
		# shellcheck disable=SC2086 # words
		refused 2 "${bad% *} ${bad#* } is out of range" \
			mctpctl $object $bad
	done
done
refused 2 "'many' is not a number" mctpctl network set 1 tags many
refused 2 "got 'labels'" mctpctl link set "$link" labels 1
refused 2 "got 'mtu'" mctpctl network set 1 mtu 68
refused 2 'too few arguments' mctpctl network set 1 tags

say 'one reassembly more than the limit is dropped'
mctpctl-mangler mute 1000 >"$work/mangler.log" &
until_ok grep -q ready "$work/mangler.log"
ok mctpctl link set "$link" reasm-contexts 2
for source in 14 15; do
	packet "0108${source}887e12345678"
done
until_ok stats '.usage.reasm_contexts == {"used": 2, "limit": 2}'
holds '.links[0].drops.reasm_contexts == 0 and
	.links[0].usage.reasm_bytes.used > 0 and
	.networks[0].usage.reasm_contexts.used == 2' \
	mctpctl --json link stats "$link"
packet 010816887e12345678
until_ok stats '.drops.reasm_contexts == 1 and
	.usage.reasm_contexts.used == 2'
packet 01081458ff # the end of the first, sequence 1
until_ok stats '.stats.reasm_done == 1 and .stats.rx_messages == 1 and
	.usage.reasm_contexts.used == 1'

say 'one tag more than the limit is refused'
ok mctpctl network set 1 tags 1
mctpctl endpoint echo 30 --net 1 --count 1 --timeout 60 >/dev/null 2>&1 &
waiting=$!
until_ok eval 'mctpctl --json network show 1 |
	jq -e ".usage.tags == {\"used\": 1, \"limit\": 1}"'
refused 1 'no free message tag' mctpctl endpoint echo 30 --net 1 --count 1
holds '.networks[0].stats.tags_exhausted == 1' mctpctl --json network stats 1
kill $waiting
wait $waiting 2>/dev/null
until_ok eval 'mctpctl --json network show 1 |
	jq -e ".usage.tags.used == 0"'
ok mctpctl network set 1 tags 8

say 'the source of a route, and the route to one EID'
ok mctpctl address add 9 dev "$link"
ok mctpctl link set "$link" mtu 200
ok mctpctl route add 40-49 dev "$link" source 9 mtu 100
ok mctpctl route add 50-59 via 1,40
ok mctpctl route add 60 dev "$link"
holds 'map(select(.type == "unicast") | [.first, .source]) | sort ==
	[[30, null], [40, 9], [50, null], [60, null]]' mctpctl --json route
holds '. == {"eid": 45, "network": 1, "first": 40, "last": 49,
	"type": "unicast", "link": "'"$link"'", "via": null, "mtu": 100,
	"source": 9}' mctpctl --json route get 45
holds '[.first, .link, .via, .mtu, .source] ==
	[50, "'"$link"'", {"network": 1, "eid": 40}, 100, 9]' \
	mctpctl --json route get 59
holds '[.via, .mtu, .source] == [null, 200, 8]' mctpctl --json route get 60
holds '.type == "local"' nobody "$work/mctpctl" --json route get 9 --net 1
refused 1 'route to 61: there is none' mctpctl route get 61
refused 1 'route to 61 in network 1: there is none' \
	mctpctl route get 61 --net 1
refused 1 'network 2: no such network' mctpctl route get 45 --net 2
refused 2 'EID 255 is the broadcast' mctpctl route get 255
refused 2 'EID 7 is reserved' mctpctl route get 7
refused 2 'EID 7 is reserved' mctpctl route add 70 dev "$link" source 7
refused 2 'EID 255 is' mctpctl route add 70 dev "$link" source 255
refused 2 "'source' is not 'source EID'" mctpctl route add 70 dev "$link" source
refused 2 'source is given twice' \
	mctpctl route add 70 dev "$link" source 8 source 9
refused 2 "'from' is not 'mtu N' or 'source EID'" \
	mctpctl route add 70 dev "$link" from 8
ok mctpctl route del 50-59 via 1,40
ok mctpctl route del 40-49 dev "$link"
ok mctpctl route del 60 dev "$link"
ok mctpctl address del 9 dev "$link"
ok mctpctl link set "$link" mtu 68

say 'neighbours that change are seen'
monitor_start
ok mctpctl neigh add 31 dev "$link" lladdr 04cc00000009
ok mctpctl neigh del 31 dev "$link"
for event in added removed; do
	until_ok monitored '.event == "neigh-'$event'" and .eid == 31 and
		.object == "'"$link"'" and .network == 1 and
		.hwaddr == "04cc00000009"'
done
kill "$monitor"

say 'what does not exist, and who may not'
refused 1 'link nix: no such link' mctpctl link stats nix
refused 1 'link nix: no such link' mctpctl link set nix forwarding on
refused 1 'network 9: no such network' mctpctl network show 9
refused 1 'network 9: no such network' mctpctl network stats 9
refused 1 'network 9: no such network' mctpctl network set 9 forwarding on
refused 2 'network 0 is out of range' mctpctl network show 0
refused 2 'network 0 is out of range' mctpctl network set 0 tags 1
refused 2 'network 4294967296 is out' mctpctl network stats 4294967296
holds '.networks[0].network == 0' mctpctl --json network stats 0
holds 'type == "object"' nobody "$work/mctpctl" --json link stats
holds 'type == "array"' nobody "$work/mctpctl" --json network
for change in "link set $link forwarding on" 'network set 1 tags 9'; do
	# shellcheck disable=SC2086 # words
	refused 1 'needs root or CAP_NET_ADMIN' nobody "$work/mctpctl" $change
done

say 'a namespace of its own, set by who owns it'
tags=$(mctpctl --json network show 1 | jq .usage.tags.limit)
# shellcheck disable=SC2016 # for the shell in the namespace
holds '.networks[1].usage.tags.limit == 3 and .links == [.links[0]] and
	.links[0].name == "lo" and ([.links[0].drops[]] | all(. == 0))' \
	nobody unshare -Urn sh -ec '
		"$0" link set lo up
		"$0" network set 1 tags 3
		"$0" --json link stats' "$work/mctpctl"
holds ".usage.tags.limit == $tags and $tags != 3" \
	mctpctl --json network show 1

say 'a link takes its EIDs and routes to another network'
holds '.links == ["lo", "'"$link"'"] and .local_eids == [8]' \
	mctpctl --json network show 1
monitor_start
ok mctpctl link set "$link" net 300
until_ok monitored '.event == "link-changed" and .network == 300 and
	.previous_network == 1'
for eid in 8 30; do
	until_ok monitored '.event == "route-removed" and .network == 1 and
		.first == '$eid' and .object == "'$eid'"'
	until_ok monitored '.event == "route-added" and .network == 300 and
		.first == '$eid' and .link == "'"$link"'"'
done
kill "$monitor"
holds 'map([.network, .links, .local_eids]) ==
	[[1, ["lo"], []], [300, ["'"$link"'"], [8]]]' mctpctl --json network
ok mctpctl --complete network show ''
[ "$(tr '\n' ' ' <"$work/out")" = '1 300 ' ] || fail 'completion'

say 'a monitor outlives the module'
monitor_start
kill $target
rmdir "$sim/net"
kill %mctpctl-mangler 2>/dev/null
until_ok modprobe -r mctp-i3c mctp
modprobe mctp-i3c
bus_start net2
ok mctpctl link set "$link" up
ok mctpctl address add 11 dev "$link"
until_ok monitored '.event == "route-added" and .first == 11 and
	.link == "'"$link"'"'
kill "$monitor"
finish
