#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
#	mctpctl ---sock_diag, /proc--- mctp-hold ---AF_MCTP--- lo (EID 8)
#	   `-------------------------- mctp-i3c-client == mctpi3cN == bus slow
#
# The sockets of programs: names, options, queues, owners and tags; as a table
# and as JSON; without privileges; in another namespace; on a kernel that
# cannot tell.

. "${BASH_SOURCE[0]%/*}/src/mctpctl-lib.sh"
PATH=${BUILD:-build}/tests/scenarios:$PATH

if [ "${MCTP-}" = intree ]; then
	say 'the in-tree family cannot tell'
	reason='MCTP core of this kernel has no socket diagnostics$'
	refused 1 "^mctpctl: sockets: the $reason" mctpctl socket
	refused 1 "^mctpctl: sockets: the $reason" mctpctl socket show 1
	finish
	exit
fi

declare -A inode=() pid=()

# hold NAME STEP...: a program with a socket, inode[NAME] and pid[NAME]
hold()
{
	local name=$1
	shift

	rm -f "$work/$name.log"
	mctp-hold "$@" >"$work/$name.log" &
	pid[$name]=$!
	until_ok test -s "$work/$name.log"
	grep -qx '[0-9]*' "$work/$name.log" || fail "$name did not start"
	inode[$name]=$(<"$work/$name.log")
}

hold_end()
{
	kill "${pid[$1]}"
	wait "${pid[$1]}"
}

# shows INODE FILTER: the details of one socket
shows()
{
	holds "$2" mctpctl --json socket show "$1"
}

ok mctpctl link set lo up
ok mctpctl address add 8 dev lo

say 'no sockets'
holds '. == []' mctpctl --json socket
ok mctpctl socket
grep -qx '0 sockets' "$work/out" || fail 'no count'

say 'a socket without names'
hold plain
shows "${inode[plain]}" '.local == null and .peer == null and .type == null and
	.options == [] and .source == null and .tags == [] and
	.tags_in_flight == 0 and .reassemblies == 0 and .uid == 0 and
	.user == "root" and .cookie > 0 and .memory.receive == 0 and
	.memory.receive_limit > 0 and .inode == '"${inode[plain]}"

say 'who has it open'
shows "${inode[plain]}" ".processes == [{pid: ${pid[plain]}, program: \"mctp-hold\"}]"

say 'names and options'
hold server bind 1 8 option 1 1 option 128 8 option 129 1
shows "${inode[server]}" '.local == {network: 1, eid: 8} and .peer == null and
	.type == 126 and .options == ["addr-ext", "recverr"] and .source == 8'
hold any bind 0 255
shows "${inode[any]}" '.local == {network: null, eid: null}'
hold client connect 8 request 8 100 alloc 20 1
shows "${inode[client]}" '.local == null and .peer == {network: 1, eid: 8} and
	.type == 126'

say 'queues and tags'
shows "${inode[server]}" '.rx_queue == 100 and .memory.receive > 100'
shows "${inode[client]}" '.rx_queue == 0 and .tags_in_flight == 2 and
	(.tags | map([.kind, .network, .local, .peer, .tag]) ==
		[["preallocated", 1, null, 20, 0], ["request", 1, 8, 8, 0]]) and
	.tags[0].expires_ms == null and
	.tags[1].expires_ms > 0 and .tags[1].expires_ms <= 6000'

say 'the table'
holds "map(.inode) == [${inode[plain]}, ${inode[server]}, ${inode[any]}, ${inode[client]}]" mctpctl --json socket
ok mctpctl --no-legend socket
grep -qE "^ *${inode[server]} +1,8 +- +vdm-pci +0 +100 +0 +root +mctp-hold\\[${pid[server]}\\]\$" \
	"$work/out" || fail 'row of the server'
grep -qE "^ *${inode[client]} +- +1,8 +vdm-pci +2 +0 " "$work/out" ||
	fail 'row of the client'
grep -qE "^ *${inode[any]} +any,any +- +vdm-pci " "$work/out" || fail 'row of any'
ok mctpctl socket list
grep -q '^INODE  LOCAL  *PEER  *TYPE  *TAGS  *RX  *TX  *USER  *PROGRAM$' \
	"$work/out" || fail 'titles'
grep -qx '4 sockets' "$work/out" || fail 'no count'
ok mctpctl socket show "${inode[client]}"
grep -qE '^ +kind: preallocated$' "$work/out" || fail 'kind of the tag'
grep -qE '^ +expires_ms: never$' "$work/out" || fail 'a tag that stays'

say 'completion offers them'
ok mctpctl --complete socket show ''
[ "$(xargs <"$work/out")" = "${inode[plain]} ${inode[server]} ${inode[any]} ${inode[client]}" ] ||
	fail 'completion'

say 'without privileges: everything but whose it is'
holds "map(.inode) == [${inode[plain]}, ${inode[server]}, ${inode[any]}, ${inode[client]}] and
	all(.processes == []) and all(.user == \"root\")" \
	nobody "$work/mctpctl" --json socket
ok nobody "$work/mctpctl" --no-legend socket
grep -qE "^ *${inode[plain]} .* root +-\$" "$work/out" || fail 'row without program'

say 'another namespace has other sockets'
holds '. == []' unshare -n mctpctl --json socket

say 'closed sockets are gone'
for name in plain any client; do
	hold_end $name
done
holds "map(.inode) == [${inode[server]}]" mctpctl --json socket
hold_end server

say 'more tags than a message holds'
hold full alloc 20 8192
shows "${inode[full]}" '.tags_in_flight == 8192 and
	(.tags | map([.network, .tag]) | unique | length == 8192)'
holds 'length == 1' mctpctl --json socket
hold_end full

say 'what a device does not take waits'
bus_start slow
mctp-i3c-target -q slow 0x04cc00000001 < <(sleep 60) >"$work/target.log" &
target=$!
until_ok grep -q ^address "$work/target.log"
mctp-i3c-client up "$link" 9
kill -s STOP $target
mctp-i3c-client flood "$link" 0x04cc00000001 20 1000 60000 >/dev/null 2>&1 &
flood=$!
# queued HOW: whether the one socket there is has something to transmit
queued()
{
	mctpctl --json socket | jq -e "length == 1 and (.[0] |
		.tx_queue $1 and .memory.send == .tx_queue and
		.processes[0].program == \"mctp-i3c-client\")"
}
until_ok queued '> 1000'
kill -s CONT $target
kill $flood
wait $flood
until_ok eval '! mctpctl --json socket | jq -e "length > 0"'
kill $target
wait $target
rmdir "$sim/slow"

say 'wrong arguments'
refused 2 'too few arguments, it takes INODE' mctpctl socket show
refused 2 "inode 'x' is not a number" mctpctl socket show x
refused 2 'inode 0 is out of range' mctpctl socket show 0
refused 2 'inode 4294967296 is out of range' mctpctl socket show 4294967296
refused 1 'socket 4294967295: no such AF_MCTP socket' \
	mctpctl socket show 4294967295
refused 2 "socket list: unexpected '1'" mctpctl socket list 1
refused 2 "unknown verb 'lst', did you mean 'list'" mctpctl socket lst

say 'a kernel without AF_MCTP, and one that loads it when asked'
modprobe -r mctp-i3c
until_ok eval '! grep -q "^mctp " /proc/modules || rmmod mctp'
loader=$(cat /proc/sys/kernel/modprobe)
echo /bin/false >/proc/sys/kernel/modprobe
refused 1 'sockets: this kernel has no AF_MCTP \(modprobe mctp\)' \
	mctpctl socket
echo "$loader" >/proc/sys/kernel/modprobe
holds '. == []' mctpctl --json socket
finish
