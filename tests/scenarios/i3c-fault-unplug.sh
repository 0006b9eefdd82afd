#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
#	i3c-fault-client, mctpd == mctpi3cN == bus b0 ==+== bad   is pulled
#	                                                `== good
#
# A device that is gone in the middle of a transfer, for a moment, for longer,
# for good: who sends to it is told, who waits for it is told, and when it is
# back all is as it was.

. "${BASH_SOURCE[0]%/*}/src/i3c-fault-lib.sh"

bench_start

for direction in write read ibi; do
	note "for a moment, at a $direction"
	stats_begin
	fault pulled pid=$bad direction=$direction action=unplug value=30 count=1
	ask_in_background moment -t 300 "$eid_bad"
	wait_for 5 'it was hit' has_injected pulled 1
	answer moment
	check_said 'the request ends' sent=1 wrong=0
	wait_for 5 'it is back' i3c-fault-client -t 200 "$eid_bad"
	check_counted sim.addresses=1 \
		rx_pec_errors=0
	fault_end pulled
	bad_answers
done

note 'for a second'
stats_begin
fault pulled pid=$bad direction=write action=unplug value=1000 count=1
ask -n 3 "$eid_bad"
check_reported 'each request is reported as not transmitted' \
	reply=0 tx=3 open=0 errno=EHOSTUNREACH
check_counted bad.tx_failed=3 bad.tx_packets=0 good.tx_failed=0
good_answers
wait_for 5 'it is back' i3c-fault-client -t 200 "$eid_bad"
fault_end pulled
bad_answers

note 'for a second, in the middle of traffic'
stats_begin
fault pulled pid=$bad action=unplug value=1000 skip=30 count=1
ask -n 40 -w 4 -t 300 -l 8000 "$eid_bad"
check_said 'no request is answered wrongly' sent=40 wrong=0
check_reported 'the fate of each is known' sent=40 open=0
wait_for 5 'it is back' i3c-fault-client -t 200 "$eid_bad"
fault_end pulled
good_answers

note 'for a second, as the daemon sees it'
daemon_watches 100
until_ok 10 all_available
fault pulled pid=$bad action=unplug value=1500 count=1
wait_for 10 'it does not answer' is_degraded $bad
check 'the other one does' is_available $good
wait_for 15 'it answers again' is_available $bad
check_equal 'with the EID it had' "$eid_bad" "$(eid_of $bad)"
bad_answers

note 'for good'
fault pulled pid=$bad action=unplug count=1
wait_for 20 'the daemon gives it up' is_absent $bad
check 'not the other one' is_available $good
good_answers
check_fails 'nobody else can have its PID' \
	mctp-target --bus b0 --pid $bad --ready-fd 3
stop bad
fault_end pulled
target_start bad --bus b0 --pid $bad --echo
wait_for 20 'another one in its place is found' is_available $bad
bench_end
