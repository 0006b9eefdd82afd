#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
#	mctpctl endpoint echo --+
#	mctpd ==================+== mctpi3c0 == bus stay ==+== a
#	                                                   +== b
#	                                                   `== gone
#
# A daemon that is killed and started again finds every device with the EID
# it had, and traffic of others does not notice.

. "${BASH_SOURCE[0]%/*}/src/mctpd-lib.sh"

a=04cc00010000
b=04cc00020000
gone=04cc00030000

bus_start stay
target_start a stay $a --echo
target_start b stay $b
target_start gone stay $gone
mctpd_start
until_ok published $a $b $gone
eid_a=$(eid_of $a)
eid_b=$(eid_of $b)
eid_gone=$(eid_of $gone)

say 'traffic through three restarts after kill -9'
mctpctl endpoint echo "$eid_a" --size 64 --count 2000 >$work/echo.out 2>&1 &
echo_pid=$!
for _ in 1 2 3; do
	mctpd_stop KILL
	mctpd_start
	until_ok published $a $b $gone
	[ "$(eid_of $a) $(eid_of $b) $(eid_of $gone)" = \
	  "$eid_a $eid_b $eid_gone" ] || fail 'other EIDs than before'
done
wait $echo_pid || fail "echo: $(tail -n 2 $work/echo.out)"

say 'without its state file it believes the devices and the kernel'
mctpd_stop KILL
rm $work/state
mctpd_start
until_ok published $a $b $gone
[ "$(eid_of $a) $(eid_of $b)" = "$eid_a $eid_b" ] || fail 'other EIDs'

say 'with a damaged one, too, and says so'
mctpd_stop KILL
printf 'mctpd-state 1\nendpoint 1 0 x 00\n' >$work/state
mctpd_start
until_ok published $a $b $gone
[ "$(eid_of $a) $(eid_of $b)" = "$eid_a $eid_b" ] || fail 'other EIDs'
logged "$work/state:2: " || fail 'nothing about the state file'

say 'a device that lost its EID meanwhile gets it back'
mctpd_stop TERM
target_stop b
target_start b stay $b
mctpd_start
until_ok published $b
[ "$(eid_of $b)" = "$eid_b" ] || fail "EID $(eid_of $b), was $eid_b"

say 'the route to one that left meanwhile is taken out'
mctpd_stop TERM
target_stop gone
mctpd_start
until_ok nothing_else "$(printf '%s\n' "$eid_a" "$eid_b" | sort -n | paste -sd,)"
absent $gone >/dev/null || fail 'it is published'
say 'done'
