#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
#	i3c-fault-client, mctpd == mctpi3cN == bus b0 ==+== bad   is misread
#	                                                `== good
#
# A controller that reports a wrong length of what it has read: none of it gets
# to anybody, and each is counted by what is wrong with it.

. "${BASH_SOURCE[0]%/*}/src/i3c-fault-lib.sh"

bench_start

# misread BYTES COUNTER
misread()
{
	note "$1 bytes"
	stats_begin
	fault wrong pid=$bad direction=read action=length value="$1" count=1
	ask -t 200 "$eid_bad"
	check_said 'the sender gets no reply' reply=0 wrong=0 tx=0 open=1
	check_equal 'one was hit' 1 "$(injected wrong)"
	check_counted "$2=1" rx_packets=0 tx_packets=1 tx_failed=0
	bad_answers 2
}

fault wrong pid=$bad direction=read action=length value=3 count=1
ask_in_background first -t 200 -l 8000 "$eid_bad"
until_ok 5 has_injected wrong 1
misread 4 rx_short
misread 5 rx_pec_errors
misread 30 rx_pec_errors
misread 65535 rx_overlong
good_answers
fault_end wrong

note 'the answers to the daemon'
daemon_watches 200
until_ok 10 all_available
fault wrong pid=$bad direction=read action=length value=10 every=2 count=6
wait_for 20 'each second one is misread' has_injected wrong 6
check 'the daemon asks again, and has it for available' all_available

answer first
check_reported 'the first sender was told that no reply came' \
	no-reply=1 tx=0 open=0 errno=ETIMEDOUT
bench_end
