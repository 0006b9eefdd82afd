#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
#	i3c-fault-client, mctpd == mctpi3cN == bus b0 ==+== bad   wrong bits
#	                                                `== good
#
# Bits that are wrong on the wire. No altered message reaches anybody, and what
# is dropped for it is counted.

. "${BASH_SOURCE[0]%/*}/src/i3c-fault-lib.sh"

bench_start
stats_begin

note 'one bit of a read'
fault noise pid=$bad direction=read action=flip value=1 count=1
ask_in_background first -t 200 -l 8000 "$eid_bad"
wait_for 5 'the driver finds a wrong PEC' counted_is rx_pec_errors 1
check_counted rx_packets=0 rx_short=0 bad.rx_pec=1 good.rx_pec=0
check 'and remembers it' last_error $bad '^rx_pec'
bad_answers

note 'one bit of a write, which the device finds'
fault_end noise
stats_begin
fault noise pid=$bad direction=write action=flip value=1 count=1
ask -t 200 "$eid_bad"
check_said 'the sender gets no reply' reply=0 wrong=0 open=1
check_counted tx_packets=1 tx_failed=0 rx_packets=0
bad_answers
fault_end noise

note 'some reads, by chance'
stats_begin
fault noise pid=$bad direction=read action=flip value=2 probability=300000
ask -n 10 -t 100 "$eid_bad"
check_said 'nothing wrong is passed on' wrong=0 tx=0
check_equal 'every altered packet is dropped, and no other' 10 \
	$(($(said reply) + $(injected noise)))
check_counted rx_pec_errors="$(injected noise)" rx_packets="$(said reply)"
fault_end noise
good_answers

note 'the byte that says what an interrupt is about'
stats_begin
fault noise pid=$bad direction=ibi action=flip value=8 count=1
ask -t 200 "$eid_bad"
check_said 'the sender gets no reply' reply=0 open=1
check_counted ibi=1 ibi_foreign=1 rx_packets=0
check_equal 'one was hit' 1 "$(injected noise)"
fault_end noise

note 'the answers to the daemon'
bad_is_reset
daemon_watches 200
until_ok 10 all_available
fault noise pid=$bad direction=read action=flip value=1 every=2 count=6
wait_for 20 'each second one is altered' has_injected noise 6
check 'the daemon asks again, and has it for available' all_available
fault_end noise
bad_answers

answer first
check_reported 'the first sender was told that no reply came' \
	no-reply=1 tx=0 open=0 errno=ETIMEDOUT
bench_end
