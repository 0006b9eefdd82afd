#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
#	mctp-i3c-client == mctpi3cN == bus b0 ==+== a  MRL 69
#	                                        `== m  MRL 1024
#
# Controllers that tell the length of a read here, there, or not at all, and
# one that cannot read as much as a target has.

. "${BASH_SOURCE[0]%/*}/src/mctp-i3c-lib.sh"

a=0x04cc00000001
m=0x04cc00000002

# bus_like ATTRIBUTE VALUE: a bus whose controller is like that, with a and m
bus_like()
{
	mkdir "$sim/b0"
	echo "$2" >"$sim/b0/$1" || fail "$1 cannot be $2"
	bus_start b0
	target_start a -e b0 $a
	target_start m -e -r 1024 -w 1024 b0 $m
	mctp-i3c-client up "$link" 8
}

bus_end()
{
	target_stop a
	target_stop m
	bus_stop b0
	until_ok gone "$link"
}

for field in len actual_len both; do
	say "the length is in $field"
	bus_like report_length $field
	expect 20/20 mctp-i3c-client ping "$link" $a 10 10 20
	expect 20/20 mctp-i3c-client ping "$link" $a 10 63 20
	expect 20/20 mctp-i3c-client ping "$link" $m 11 500 20
	target_tell a send none 0xae 0108
	expect_stat rx_short 1
	expect 0 stat rx_pec_errors
	expect 0 stat rx_no_length
	bus_end
done

say 'the length is told nowhere, which shows with the first short packet'
bus_like report_length none
dmesg -C
expect 5/5 mctp-i3c-client ping "$link" $a 10 63 5
expect 0 stat rx_no_length
target_tell a send good 0xae 01080ac87e1200
expect_stat rx_no_length 1
[ "$(dmesg | grep -c "$link.*does not tell how much was read")" = 1 ] ||
	fail 'says nothing, or too much'
target_tell a send good 0xae 01080ac87e1200
target_tell m send good 0xae 01080ac87e1200
expect_stat rx_no_length 3
[ "$(dmesg | grep -c 'does not tell')" = 1 ] || fail 'says it again'
expect 5 stat rx_packets
bus_end

say 'a controller that reads 256 bytes at once, a target that has 1024'
bus_like max_transfer 256
expect 20/20 mctp-i3c-client ping "$link" $m 11 1000 20
ip link set "$link" mtu 255
expect 20/20 mctp-i3c-client ping "$link" $m 11 1000 20
expect 0 stat rx_failed
expect 0 stat rx_pec_errors
bus_end

say 'done'
