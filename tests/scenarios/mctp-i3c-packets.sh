#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
#	mctp-i3c-client == mctpi3cN == bus b0 ==+== a  interrupts with MDB
#	                                        +== p  interrupts without
#	                                        `== s  short MWL and MRL
#
# Packets both ways, and every way in which one can be wrong.

. "${BASH_SOURCE[0]%/*}/src/mctp-i3c-lib.sh"

a=0x04cc00000001
p=0x04cc00000002
s=0x04cc00000003

say 'the interface is a child of the bus and has the address of the controller'
bus_start b0
[ -e "/sys/class/net/$link/device/pid" ] || fail "$link has no bus"
pid=$(printf '%012x' "0x$(cat "/sys/class/net/$link/device/pid")")
expect "$(sed 's/../&:/g; s/:$//' <<<"$pid")" cat "/sys/class/net/$link/address"
expect 68 cat "/sys/class/net/$link/mtu"
expect 290 cat "/sys/class/net/$link/type"
expect 1 cat "/sys/class/net/$link/carrier_up_count"

say 'the MTU has the limits of the binding'
expect 0 bash -c "ip link set $link mtu 4095; echo \$?"
if ip link set "$link" mtu 4096 2>/dev/null; then fail 'MTU of 4096'; fi
if ip link set "$link" mtu 67 2>/dev/null; then fail 'MTU of 67'; fi
ip link set "$link" mtu 68

target_start a -e b0 $a
target_start p -e -b 0x02 b0 $p
target_start s -w 20 -r 20 b0 $s
mctp-i3c-client up "$link" 8

say 'echo through a target with mandatory data byte and one without'
expect 50/50 mctp-i3c-client ping "$link" $a 10 1 50
expect 50/50 mctp-i3c-client ping "$link" $p 11 63 50
expect 5/5 mctp-i3c-client ping "$link" $a 10 4096 5
target_tell a report
target_said a '^good=375 bad=0 '
expect 0 stat rx_pec_errors
expect 0 stat tx_failed

say 'packets arrive in the order in which they were sent'
target_tell a echo off
mctp-i3c-client listen 30 >"$work/listen.out" 2>&1 &
listener=$!
until_ok grep -q listening "$work/listen.out"
for i in $(seq 10 39); do
	target_tell a send good 0xae "01080ac87e1234$i"
done
until_ok bash -c "! kill -0 $listener"
expect "$(printf '1234%d\n' $(seq 10 39))" tail -n +2 "$work/listen.out"

say 'a wrong PEC, a frame too short, a foreign and a missing data byte'
before=$(stat rx_packets)
target_tell a send bad 0xae 01080ac87e123400
expect_stat rx_pec_errors 1
target_tell a send none 0xae 01080ac8
expect_stat rx_short 1
target_tell a send none 0xae 0108
expect_stat rx_short 2
target_tell a send none 0x1f
expect_stat ibi_foreign 1
expect "$before" stat rx_packets
target_tell a send good 0xae 01080ac87e123402
expect_stat rx_packets $((before + 1))

say 'an interrupt without the data byte that was promised counts as a packet'
target_stop a
target_start a b0 $a
target_tell a send good none 01080ac87e123403
expect_stat ibi_no_mdb 1
expect_stat rx_packets $((before + 2))

say 'a packet longer than the target takes is an error to the sender'
long=$(printf '%.0s00' $(seq 16))
expect 0 stat tx_too_long
if mctp-i3c-client raw "$link" $s 12 "$long" >/dev/null; then fail 'too long, but sent'; fi
expect 1 stat tx_too_long
expect '' mctp-i3c-client send "$link" $s 12 "${long:4}"
target_said s "^write pec=good 010c08c.7e${long:4}..$"

say 'an unknown target is an error to the sender'
if mctp-i3c-client send "$link" 0x04ccffffffff 13 00 >/dev/null; then
	fail 'sent to nobody'
fi
expect 1 stat tx_no_target

say 'down means silence'
sent=$(stat tx_packets)
before=$(stat rx_packets)
mctp-i3c-client down "$link"
mctp-i3c-client send "$link" $a 10 00
target_tell a send good 0xae 01080ac87e123404
expect_stat rx_down 1
expect "$sent" stat tx_packets
expect "$before" stat rx_packets
mctp-i3c-client up "$link" 8
target_tell a echo on
expect 5/5 mctp-i3c-client ping "$link" $a 10 64 5

say 'a target that is unplugged takes nothing, and comes back'
target_stop a
nacks=$(stat tx_nack)
failed=$(stat tx_failed)
expect '' mctp-i3c-client send "$link" $a 10 00
expect_stat tx_failed $((failed + 1))
[ "$(stat tx_nack)" -gt "$((nacks + 1))" ] || fail 'was not tried again'
target_start a -e b0 $a
expect 5/5 mctp-i3c-client ping "$link" $a 10 64 5

say 'done'
