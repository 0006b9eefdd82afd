#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
#	mctpd == mctpi3c0 == bus plug ==+== a  pulled and plugged in again
#	                                +== b  stays
#	                                `== c  pulled in the middle of discovery
#
# What is gone leaves nothing; what comes back has the EID it had.

. "${BASH_SOURCE[0]%/*}/src/mctpd-lib.sh"

a=04cc00010000
b=04cc00020000
c=04cc00030000
printf '[mctp]\npoll-interval-ms = 500\n' >>$config

bus_start plug
target_start a plug $a
target_start b plug $b
mctpd_start
until_ok published $a $b
eid_a=$(eid_of $a)
eid_b=$(eid_of $b)

say 'a device that is pulled is removed, with its route'
target_stop a
until_ok absent $a
until_ok nothing_else "$eid_b"
published $b || fail 'b is gone, too'

say 'a device unplugged in the middle of its discovery leaves nothing'
for answers in 1 2 3 4; do
	target_start c plug $c --misbehave drop-after=$answers
	until_ok logged "$(printf '%x' 0x$c): "
	target_stop c
	until_ok nothing_else "$eid_b"
done
stays endpoints 1

say 'plugged in again, a has its EID back, and no other had it'
target_start a plug $a
until_ok published $a
[ "$(eid_of $a)" = "$eid_a" ] || fail "EID $(eid_of $a), was $eid_a"

say 'a device that is exchanged for another is a new endpoint'
target_stop a
target_start a plug $a --uuid 8a1e5e5c-1d0b-4c3e-9a55-0d0000000009
exchanged()
{
	[ "$(field $a uuid)" = '"8a1e5e5c-1d0b-4c3e-9a55-0d0000000009"' ]
}
until_ok exchanged

say 'a bus that is removed takes its link and endpoints along'
for t in "${!targets[@]}"; do
	target_stop "$t"
done
rmdir $sim/plug
until_ok endpoints 0
until_ok nothing_else ''
until_ok logged "$link: removed"

say 'and is found when it is back'
bus_start plug
target_start a plug $a
until_ok published $a
mctpd_stop TERM
[ $status = 0 ] || fail "exit status $status"
say 'done'
