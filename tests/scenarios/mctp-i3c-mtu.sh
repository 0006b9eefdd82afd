#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
#	mctp-i3c-client == mctpi3cN == bus b0 ==+== a  MWL 69
#	    MTU 500                             +== b  MWL 133
#	                                        +== c  MWL 260
#	                                        `== u  does not tell
#
# Every target has an MTU of its own, of which no packet is longer.

. "${BASH_SOURCE[0]%/*}/src/mctp-i3c-lib.sh"

declare -A pid=([a]=0x04cc00000001 [b]=0x04cc00000002 [c]=0x04cc00000003
	[u]=0x04cc00000004)
declare -A eid=([a]=10 [b]=11 [c]=12 [u]=13)
declare -A mwl=([a]=69 [b]=133 [c]=260 [u]=69)

# packet_bytes N: hex of a message that makes a packet of N bytes with header
# and type
packet_bytes()
{
	printf '%.0s5a' $(seq $(($1 - 5)))
}

# has_end NAME LINE: the last packet of a message was written since that line
has_end()
{
	tail -n +"$2" "$work/$1.out" | grep -qE '^write pec=good .{6}[4-7c-f]'
}

# frames NAME N: what a message as long as a packet of N bytes is on the wire,
# as the lengths of its frames
frames()
{
	local from

	from=$(($(wc -l <"$work/$1.out") + 1))
	mctp-i3c-client send "$link" "${pid[$1]}" "${eid[$1]}" \
		"$(packet_bytes "$2")" || return
	until_ok has_end "$1" $from
	tail -n +$from "$work/$1.out" |
		awk '/^write/ { printf "%s%d", n++ ? " " : "", length($3) / 2 }'
}

# route_mtu NAME
route_mtu()
{
	mctpctl --json route get "${eid[$1]}" | jq .mtu
}

# refused NAME N COMMAND: N bytes are an error, counted, and write nothing
refused()
{
	local wrong sent

	wrong=$(stat tx_too_long)
	sent=$(stat tx_packets)
	if mctp-i3c-client "$3" "$link" "${pid[$1]}" "${eid[$1]}" \
		"$(packet_bytes "$2")" >/dev/null; then
		fail "$2 bytes for $1, but sent"
	fi
	expect $((wrong + 1)) stat tx_too_long
	expect "$sent" stat tx_packets
}

bus_start b0
ip link set "$link" mtu 500
for t in a b c; do
	target_start $t -w "${mwl[$t]}" b0 "${pid[$t]}"
done
target_start u -w 0 -r 0 b0 "${pid[u]}"
mctp-i3c-client up "$link" 8

for t in a b c u; do
	say "target $t: a packet as long as it takes"
	full=${mwl[$t]}
	expect "$full" frames $t $((full - 1))

	if [ "${MCTP-}" = intree ]; then
		say "target $t: one byte more is an error of the sender"
		refused $t "$full" send
		continue
	fi
	say "target $t: one byte more makes two packets"
	expect "$full 6" frames $t "$full"
	expect "$full $full 6" frames $t $((2 * full - 5))
done
expect 0 stat tx_failed

if [ "${MCTP-}" = intree ]; then
	echo 'ok - MTU of neighbours # SKIP the in-tree core does not ask for it'
	say 'done'
	exit
fi

say 'what is not cut is an error of who sends it'
expect '' mctp-i3c-client raw "$link" "${pid[b]}" 11 "$(packet_bytes 132)"
refused b 133 raw

say 'a route tells what gets all the way'
for t in a b c u; do
	lladdr=$(printf '%012x' "${pid[$t]}" | sed 's/../&:/g; s/:$//')
	mctpctl neigh add "${eid[$t]}" dev "$link" lladdr "$lladdr" &&
		mctpctl route add "${eid[$t]}" dev "$link" || fail "route to $t"
	expect $((mwl[$t] - 1)) route_mtu $t
done
ip link set "$link" mtu 100
expect 68 route_mtu a
expect 100 route_mtu c
expect '101 101 68' frames c 259
ip link set "$link" mtu 500
mctpctl route del 12 dev "$link"
mctpctl route add 12 dev "$link" mtu 200
expect 200 route_mtu c

say 'a target that comes back takes less, and is known to from then on'
target_stop b
target_start b -e -w 69 b0 "${pid[b]}"
expect 1/1 mctp-i3c-client ping "$link" "${pid[b]}" 11 1 1
expect 68 route_mtu b
expect '69 69 6' frames b 133

say 'a target that comes back takes more, up to what a transfer has'
target_stop b
target_start b -e -w 4096 b0 "${pid[b]}"
expect 1/1 mctp-i3c-client ping "$link" "${pid[b]}" 11 1 1
expect 500 route_mtu b
ip link set "$link" mtu 4095
expect 4095 route_mtu b
expect '4096' frames b 4095
expect '4096 6' frames b 4096

say 'done'
