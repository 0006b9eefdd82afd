#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
#	mctp-errqueue == mctpi3cN == bus b0 ==+== a  echoes, is unplugged
#	                                      `== q  takes all, answers nothing
#
# What the error queue of a socket tells of messages to devices on a bus.

. "${BASH_SOURCE[0]%/*}/src/mctp-i3c-lib.sh"
if [ "${MCTP-}" = intree ]; then
	echo '1..0 # SKIP the in-tree family reports nothing on the error queue'
	exit
fi

a=0x04cc00000001
q=0x04cc00000002
to_a='eid=10 type=126 haddr=04cc00000001'
to_q='eid=11 type=126 haddr=04cc00000002'
request=8
response=3

# tell PID EID SIZE TAG COUNT MS [down]
tell()
{
	mctp-errqueue "$link" "$@"
}

bus_start b0
target_start a -e b0 $a
target_start q b0 $q
mctp-i3c-client up "$link" 8

say 'a message has the time at which its last packet was written'
expect yes mctp-errqueue "$link"
expect 'stamp ENOMSG in_time=1' tell $a 10 4096 $request 1 300
expect 'stamp ENOMSG in_time=1' tell $a 10 1 $response 1 300

say 'a request that the device takes and does not answer'
expect "stamp ENOMSG in_time=1
no-reply ETIMEDOUT tag=8 $to_q" tell $q 11 100 $request 1 7500

say 'a response needs no answer'
expect 'stamp ENOMSG in_time=1' tell $q 11 100 $response 1 7500

say 'a device that is unplugged: one report for all packets, and no time'
target_stop a
expect "tx EHOSTUNREACH tag=8 $to_a" tell $a 10 4096 $request 1 1000
expect "tx EHOSTUNREACH tag=3 $to_a" tell $a 10 4096 $response 1 1000
expect "tx EHOSTUNREACH tag=8 $to_a" tell $a 10 1 $request 1 7500

# rebound: the driver gives a device that comes back its full number of tries,
# 102 ms of them, in which what is behind waits in the queue
reset_a()
{
	mctp-i3c-client up "$link" 8
	target_start a -e b0 $a
	expect 1/1 mctp-i3c-client ping "$link" $a 10 1 1
	target_stop a
}

# down_with_queue: 20 reports, some of them of what the interface dropped
down_with_queue()
{
	local out

	reset_a
	out=$(tell $a 10 1 $response 20 500 down)
	[ "$(grep -c "^tx E[A-Z]* tag=3 $to_a\$" <<<"$out")" = 20 ] ||
		fail "not 20 reports: $out"
	grep -q ENETDOWN <<<"$out"
}

say 'the interface goes down with messages in the queue'
until_ok down_with_queue
mctp-i3c-client up "$link" 8

say 'the driver leaves the device with messages in the queue'
reset_a
tell $a 10 1 $response 20 2000 >"$work/unbound.out" &
teller=$!
within bash -c "echo $bus-$(printf %x $a) >/sys/bus/i3c/drivers/mctp-i3c/unbind"
wait $teller || fail 'could not send'
expect 20 grep -c "^tx EHOSTUNREACH tag=3 $to_a\$" "$work/unbound.out"

say 'the bus goes, and nothing is left'
target_stop q
bus_stop b0
until_ok gone "$link"
until_ok rmmod mctp-i3c
until_ok rmmod mctp

say 'done'
