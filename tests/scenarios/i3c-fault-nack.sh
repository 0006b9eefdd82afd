#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
#	i3c-fault-client, mctpd == mctpi3cN == bus b0 ==+== bad   NACKs
#	                                                `== good
#
# A device that does not acknowledge: now and then nobody notices, for long the
# sender and the daemon are told, and the device beside it has no part in it.

. "${BASH_SOURCE[0]%/*}/src/i3c-fault-lib.sh"

bench_start
stats_begin

note 'writes, three times'
fault deaf pid=$bad direction=write action=nack count=3
ask "$eid_bad"
check_said 'the sender gets its reply' reply=1 tx=0
check_equal 'three were hit' 3 "$(injected deaf)"
check_counted tx_nack=3 tx_retries=3 tx_failed=0 tx_packets=1 rx_packets=1 \
	sim.nacks=3 sim.faults=3

note 'reads, twice'
fault_end deaf
stats_begin
fault mute pid=$bad direction=read action=nack count=2
ask "$eid_bad"
check_said 'the sender gets its reply' reply=1
check_counted rx_nack=2 rx_retries=2 rx_failed=0 rx_packets=1
fault_end mute

note 'interrupts, which the device repeats'
stats_begin
fault refused pid=$bad direction=ibi action=nack count=2
ask "$eid_bad"
check_said 'the sender gets its reply' reply=1
check_equal 'two were hit' 2 "$(injected refused)"
check_counted ibi=1 rx_packets=1 rx_nack=0 \
	sim.ibi_nacks=2 sim.ibis=1
fault_end refused

note 'every write'
stats_begin
fault deaf pid=$bad direction=write action=nack
ask_in_background unlucky -n 3 "$eid_bad"
good_answers
answer unlucky
check_reported 'each of three requests is reported as not transmitted' \
	reply=0 tx=3 open=0 errno=EHOSTUNREACH
check_counted tx_failed=3 bad.tx_failed=3 good.tx_failed=0 good.tx_nack=0 \
	bad.rx_packets=0 good.rx_packets=5
check 'the last error is one of a write' last_error $bad '^tx_'
check_equal 'every NACK is an injected one' "$(injected deaf)" \
	"$(counted bad.tx_nack)"
fault_end deaf
daemon_watches 200
until_ok 10 all_available
fault deaf pid=$bad direction=write action=nack
wait_for 10 'the daemon says it is degraded' is_degraded $bad
check 'and the other one is not' is_available $good
fault_end deaf
wait_for 15 'and available when it answers again' is_available $bad
check_equal 'with the EID it had' "$eid_bad" "$(eid_of $bad)"
bad_answers
check_fails 'there is no rule any more' ls "$rules"/*

note 'a device that tells no limits'
third=04cc0000003d
fault limits pid=$third direction=ccc action=nack skip=3 count=2
target_start third --bus b0 --pid $third --echo
wait_for 15 'the daemon publishes it' is_available $third
check 'whose limits nobody knows' has_injected limits 2
ask -n 5 -s 200 "$(eid_of $third)"
check_said 'it is sent the shortest packets, and answers' reply=5
stop third
bench_end
