#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
#	mctp-i3c-client == mctpi3cN == bus b0 ===== a  echoes
#	           (flood)
#
# The modules go in every order while packets are queued, and come back.

. "${BASH_SOURCE[0]%/*}/src/mctp-i3c-lib.sh"

if [ -n "${DEBUG-}" ]; then
	echo '1..0 # SKIP KASAN on UML reports modules that are loaded again'
	exit 0
fi

a=0x04cc00000001

# The target is served by the driver that has just been loaded.
served()
{
	until_ok test -e "/sys/class/net/$link"
	until_ok bound $a
	mctp-i3c-client up "$link" 8
	expect 5/5 mctp-i3c-client ping "$link" $a 10 64 5
}

# both CMD1 CMD2: at the same time, the first one slightly ahead
both()
{
	# shellcheck disable=SC2086 # they are commands
	within $1 &
	# shellcheck disable=SC2086
	within $2
	wait $! || exit 1
	until_ok gone "$link"
	flood_end
}

say 'the driver is unloaded with packets queued, and loaded again'
bus_start b0
traffic a $a 10
for _ in 1 2 3; do
	within rmmod mctp-i3c
	gone "$link" || fail "$link has outlived its driver"
	flood_end
	within modprobe mctp-i3c
	served
	flood $a 10
done

say 'the controller goes while the driver is being unloaded, both ways round'
remove_bus="rmdir $sim/b0"
remove_driver='rmmod mctp-i3c'
both "$remove_bus" "$remove_driver"
modprobe mctp-i3c
bus_start b0
traffic a $a 10
both "$remove_driver" "$remove_bus"
modprobe mctp-i3c

say 'the simulator goes before the driver'
bus_start b0
traffic a $a 10
within rmdir "$sim/b0"
flood_end
target_said a gone
target_stop a
within rmmod i3c-sim
within rmmod mctp-i3c
modprobe -a i3c-sim mctp-i3c

say 'driver and core go and come back under a bus that stays'
bus_start b0
traffic a $a 10
within rmmod mctp-i3c
flood_end
# Its sockets are freed after a grace period.
if grep -q '^mctp ' /proc/modules; then
	until_ok rmmod mctp
fi
modprobe mctp-i3c
served

say 'a bus without the property carries MCTP when the parameter names it'
within rmdir "$sim/b0"
target_stop a
mkdir "$sim/b1"
echo 0 >"$sim/b1/mctp_controller"
echo 1 >"$sim/b1/live"
bus=$(cat "$sim/b1/bus")
link=mctpi3c$bus
target_start_unbound a -eq b1 $a
gone "$link" || fail "$link exists"
for buses in "$bus" "$bus-$((bus + 1))" all 0-255; do
	within rmmod mctp-i3c
	within modprobe mctp-i3c "buses=$buses"
	served
done
for buses in "$((bus + 1))" ''; do
	within rmmod mctp-i3c
	within modprobe mctp-i3c "buses=$buses"
	gone "$link" || fail "$link exists with buses=$buses"
done

say 'a parameter that makes no sense is refused'
within rmmod mctp-i3c
for buses in 256 0-256 nothing -1 2-1; do
	if modprobe mctp-i3c "buses=$buses" 2>/dev/null; then
		fail "buses=$buses was taken"
	fi
done
within modprobe mctp-i3c

say 'done'
