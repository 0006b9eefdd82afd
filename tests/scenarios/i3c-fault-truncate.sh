#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
#	i3c-fault-client, mctpd == mctpi3cN == bus b0 ==+== bad   is cut short
#	                                                `== good
#
# Transfers that end early: what is left is no packet, is counted by what is
# wrong with it, and costs one reply, of which the sender is told.

. "${BASH_SOURCE[0]%/*}/src/i3c-fault-lib.sh"

bench_start
stats_begin

note 'reads that leave less than a header'
fault short pid=$bad direction=read action=truncate value=4 count=1
ask_in_background first -t 200 -l 8000 "$eid_bad"
wait_for 5 'one was cut' has_injected short 1
wait_for 5 'the driver has read it' counted_is rx_short 1
check_counted rx_packets=0 rx_pec_errors=0 bad.rx_short=1
check 'and remembers it' last_error $bad '^rx_short'
bad_answers

note 'reads that leave a packet without its end'
stats_begin
fault short pid=$bad direction=read action=truncate value=20 count=1
ask -t 200 "$eid_bad"
check_said 'the sender gets no reply' reply=0 wrong=0 open=1
check_counted bad.rx_pec=1 good.rx_pec=0 rx_pec_errors=1 rx_short=0 rx_packets=0 tx_packets=1
bad_answers
fault_end short

note 'writes'
stats_begin
fault short pid=$bad direction=write action=truncate value=12 count=1
ask -t 200 "$eid_bad"
check_said 'the sender gets no reply' reply=0 wrong=0 open=1
check_counted tx_packets=1 tx_failed=0 ibi=0
bad_answers
good_answers
fault_end short

note 'interrupts without the byte that was promised are taken for a packet'
stats_begin
fault short pid=$bad direction=ibi action=truncate count=2
ask -n 2 "$eid_bad"
check_said 'the sender gets both replies' reply=2
check_counted ibi_no_mdb=2 ibi_foreign=0 rx_packets=2
fault_end short

note 'the answers to the daemon'
daemon_watches 200
until_ok 10 all_available
fault short pid=$bad direction=read action=truncate value=8 every=2 count=6
wait_for 20 'each second one is cut' has_injected short 6
check 'the daemon asks again, and has it for available' all_available
fault_end short

answer first
check_reported 'the first sender was told that no reply came' \
	no-reply=1 tx=0 open=0 errno=ETIMEDOUT
bench_end
