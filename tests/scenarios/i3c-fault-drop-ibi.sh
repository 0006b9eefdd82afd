#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
#	i3c-fault-client, mctpd == mctpi3cN == bus b0 ==+== bad   interrupts get lost
#	                                                `== good
#
# An interrupt that the controller acknowledges and tells nobody: the packet is
# not read until something else makes the driver read, and the sender is told
# that no reply came.

. "${BASH_SOURCE[0]%/*}/src/i3c-fault-lib.sh"

bench_start
stats_begin

note 'the interrupt of a reply'
fault lost pid=$bad action=drop-ibi count=1
ask_in_background first -t 200 -l 8000 "$eid_bad"
wait_for 5 'one was lost' has_injected lost 1
check_counted tx_packets=1 ibi=0 rx_packets=0 \
	sim.ibis=0 sim.faults=1 sim.fault_matches=1
good_answers

note 'the device is one packet behind from then on'
stats_begin
ask -t 200 "$eid_bad"
check_said 'the next request gets no reply, either' reply=0 wrong=0 open=1
check_counted ibi=1 rx_packets=1 \
	sim.ibis=1 sim.reads=1
answer first
check_said 'the first one has got its, late' late=1 wrong=0 tx=0

note 'until it is reset'
fault_end lost
bad_is_reset
bad_answers

note 'a sender whose reply is never read'
stats_begin
fault lost pid=$bad action=drop-ibi count=1
ask -t 200 -l 8000 "$eid_bad"
check_reported 'is told so' reply=0 no-reply=1 tx=0 open=0 errno=ETIMEDOUT
check_counted tx_packets=1 tx_failed=0 rx_packets=0
fault_end lost
bad_is_reset

note 'the answers to the daemon'
daemon_watches 200
until_ok 10 all_available
fault lost pid=$bad action=drop-ibi count=1
wait_for 10 'one is lost' has_injected lost 1
wait_for 10 'the daemon asks again, and has it for available' all_available
check_equal 'with the EID it had' "$eid_bad" "$(eid_of $bad)"
bench_end
