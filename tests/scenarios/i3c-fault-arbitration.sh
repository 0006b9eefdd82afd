#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
#	i3c-fault-client, mctpd == mctpi3cN == bus b0 ==+== bad   loses arbitration
#	                                                `== good
#
# Transfers that lose the arbitration for the bus: they are made again, and
# nobody notices unless they lose it all the time.

. "${BASH_SOURCE[0]%/*}/src/i3c-fault-lib.sh"

bench_start

note 'writes, five times'
stats_begin
fault busy pid=$bad direction=write action=arbitration count=5
ask "$eid_bad"
check_said 'the sender gets its reply' reply=1 tx=0
check_counted tx_arbitration_lost=5 tx_nack=0 tx_failed=0 tx_packets=1 \
	sim.nacks=0 sim.writes=1 sim.faults=5

note 'reads, five times'
stats_begin
fault busy pid=$bad direction=read action=arbitration count=5
ask "$eid_bad"
check_said 'the sender gets its reply' reply=1 tx=0
check_counted bad.rx_arbitration=5 rx_arbitration_lost=5 rx_nack=0 rx_failed=0 rx_packets=1

note 'interrupts, which the device repeats'
stats_begin
fault busy pid=$bad direction=ibi action=arbitration count=3
ask "$eid_bad"
check_said 'the sender gets its reply' reply=1 tx=0
check_equal 'three were hit' 3 "$(injected busy)"
check_counted ibi=1 rx_packets=1 \
	sim.ibis=1 sim.ibi_nacks=0

note 'some of everything'
stats_begin
fault busy pid=$bad action=arbitration probability=200000
ask -n 50 -w 4 "$eid_bad"
check_said 'each request gets its reply' reply=50 wrong=0 tx=0
check 'many were hit' has_injected busy 15
check_counted tx_packets=50 rx_packets=50 tx_failed=0 rx_failed=0

note 'every write'
stats_begin
fault busy pid=$bad direction=write action=arbitration
ask_in_background unlucky -n 2 "$eid_bad"
good_answers
answer unlucky
check_reported 'two requests are reported as not transmitted' \
	reply=0 tx=2 open=0 errno=EBUSY
check_counted tx_failed=2 tx_nack=0 bad.tx_failed=2 good.tx_failed=0 \
	good.tx_arbitration=0
check_equal 'every loss is an injected one' "$(injected busy)" \
	"$(counted tx_arbitration_lost)"

note 'the daemon'
fault_end busy
daemon_watches 100
until_ok 10 all_available
fault busy pid=$bad action=arbitration probability=300000
wait_for 20 'has lost it often' has_injected busy 10
check 'and has the device for available' all_available
bench_end
