#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
#	mctp-i3c-client == mctpi3cN == bus b0 ==+== a  echoes
#	           (flood)                      `== z  echoes
#	                   mctpi3cM == bus b1 ===== c  echoes
#
# Targets, buses and interfaces go away while packets are queued, and come
# back; at last the modules go. Nothing may hang: each step has a deadline.

. "${BASH_SOURCE[0]%/*}/src/mctp-i3c-lib.sh"

a=0x04cc00000001
z=0x04cc00000002
c=0x04cc00000003

both_targets()
{
	traffic a $a 10
	traffic z $z 11
}

say 'a target is unplugged with packets queued; the other one does not notice'
bus_start b0
both_targets
target_stop a
until_ok stat_at_least tx_failed 2
before=$(stat rx_packets)
until_ok stat_at_least rx_packets $((before + 50))

say 'it comes back under the same identifier and is reached again'
target_start a -eq b0 $a
flood_end
expect 20/20 mctp-i3c-client ping "$link" $a 10 64 20

say 'its driver is unbound with packets queued, and bound again'
flood $a 10
flood $z 11
name=$bus-$(printf %x $a)
for i in 1 2 3; do
	within bash -c "echo $name >/sys/bus/i3c/drivers/mctp-i3c/unbind"
	until_ok stat_at_least tx_no_target $((i * 3))
	within bash -c "echo $name >/sys/bus/i3c/drivers/mctp-i3c/bind"
done
before=$(stat rx_packets)
until_ok stat_at_least rx_packets $((before + 50))
flood_end

say 'the interface goes down and up with packets queued'
flood $a 10
flood $z 11
for i in 1 2 3; do
	within mctp-i3c-client down "$link"
	within mctp-i3c-client up "$link" 8
	before=$(stat rx_packets)
	until_ok stat_at_least rx_packets $((before + 20))
done

say 'the bus goes with packets queued, several times'
for i in 1 2 3; do
	within bash -c "echo 0 >$sim/b0/live"
	until_ok gone "$link"
	flood_end
	target_said a gone
	target_said z gone
	bus_start b0
	both_targets
done

say 'two buses go at once'
link0=$link
bus_start b1
traffic c $c 12 b1
within rmdir "$sim/b0" &
within rmdir "$sim/b1"
wait $! || exit 1
until_ok gone "$link0"
until_ok gone "$link"
flood_end

say 'the modules go with packets queued'
bus_start b0
both_targets
within rmmod mctp-i3c
gone "$link" || fail "$link has outlived its driver"
flood_end
within rmdir "$sim/b0"
target_said a gone
target_said z gone
target_stop a
target_stop z
within rmmod i3c-sim
# Its sockets are freed after a grace period.
if grep -q '^mctp ' /proc/modules; then
	until_ok rmmod mctp
fi

say 'done'
