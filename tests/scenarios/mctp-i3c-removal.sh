#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
#	mctp-i3c-client == mctpi3cN == bus b0 ==+== a  echoes
#	           (flood)                      `== z  echoes
#	                   mctpi3cM == bus b1 ===== c  echoes
#
# Targets, buses, interfaces and modules go away while packets are queued, in
# every order, and come back. Nothing may hang: each step has a deadline.

. "${BASH_SOURCE[0]%/*}/src/mctp-i3c-lib.sh"

a=0x04cc00000001
z=0x04cc00000002
c=0x04cc00000003
floods=()

# flood PID EID: traffic that nothing stops but flood_end
flood()
{
	mctp-i3c-client flood "$link" "$1" "$2" 1000 600000 >/dev/null 2>&1 &
	floods+=($!)
}

flood_end()
{
	kill "${floods[@]}" 2>/dev/null
	wait "${floods[@]}" 2>/dev/null
	floods=()
}

# within SECONDS CMD...: a removal that hangs is a failure, not a time-out of
# the whole run
within()
{
	timeout "$@" || fail "not done in time: ${*:2}"
}

traffic()
{
	target_start a -eq b0 $a
	target_start z -eq b0 $z
	mctp-i3c-client up "$link" 8
	flood $a 10
	flood $z 11
	until_ok stat_at_least rx_packets 50
}

gone()
{
	[ ! -e "/sys/class/net/$1" ]
}

say 'a target is unplugged with packets queued; the other one does not notice'
bus_start b0
traffic
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
	within 20 bash -c "echo $name >/sys/bus/i3c/drivers/mctp-i3c/unbind"
	until_ok stat_at_least tx_no_target $((i * 3))
	within 20 bash -c "echo $name >/sys/bus/i3c/drivers/mctp-i3c/bind"
done
before=$(stat rx_packets)
until_ok stat_at_least rx_packets $((before + 50))
flood_end

say 'the interface goes down and up with packets queued'
flood $a 10
flood $z 11
for i in 1 2 3; do
	within 20 mctp-i3c-client down "$link"
	within 20 mctp-i3c-client up "$link" 8
	before=$(stat rx_packets)
	until_ok stat_at_least rx_packets $((before + 20))
done

say 'the bus goes with packets queued, several times'
for i in 1 2 3; do
	within 20 bash -c "echo 0 >$sim/b0/live"
	until_ok gone "$link"
	flood_end
	target_said a gone
	target_said z gone
	bus_start b0
	traffic
done
within 20 rmdir "$sim/b0"
until_ok gone "$link"
flood_end

say 'the driver is unloaded with packets queued, and loaded again'
bus_start b0
traffic
for i in 1 2 3; do
	within 20 rmmod mctp-i3c
	gone "$link" || fail "$link has outlived its driver"
	flood_end
	within 20 modprobe mctp-i3c
	until_ok test -e "/sys/class/net/$link"
	until_ok bound $a
	until_ok bound $z
	mctp-i3c-client up "$link" 8
	expect 5/5 mctp-i3c-client ping "$link" $a 10 64 5
	flood $a 10
	flood $z 11
done

# both CMD1 CMD2: at the same time, the first one slightly ahead
both()
{
	within 20 $1 &
	within 20 $2
	wait $! || exit 1
}

say 'the controller goes while the driver is being unloaded, both ways round'
remove_bus="rmdir $sim/b0"
remove_driver='rmmod mctp-i3c'
both "$remove_bus" "$remove_driver"
until_ok gone "$link"
flood_end
modprobe mctp-i3c
bus_start b0
traffic
both "$remove_driver" "$remove_bus"
until_ok gone "$link"
flood_end
modprobe mctp-i3c

say 'modules unload in every order'
bus_start b0
traffic
link0=$link
bus_start b1
target_start c -eq b1 $c
mctp-i3c-client up "$link" 9
flood $c 12
until_ok stat_at_least rx_packets 50
for dir in b0 b1; do
	within 20 rmdir "$sim/$dir"
done
until_ok gone "$link0"
until_ok gone "$link"
flood_end
for t in a z c; do
	target_said $t gone
	target_stop $t
done
within 20 rmmod i3c-sim
within 20 rmmod mctp-i3c
# Its sockets are freed after a grace period.
if grep -q '^mctp ' /proc/modules; then
	until_ok rmmod mctp
fi
modprobe -a i3c-sim mctp-i3c
bus_start b0
traffic
within 20 rmmod mctp-i3c
flood_end
if grep -q '^mctp ' /proc/modules; then
	until_ok rmmod mctp
fi
modprobe mctp-i3c
until_ok test -e "/sys/class/net/$link"
until_ok bound $a
mctp-i3c-client up "$link" 8
expect 5/5 mctp-i3c-client ping "$link" $a 10 64 5

say ok
