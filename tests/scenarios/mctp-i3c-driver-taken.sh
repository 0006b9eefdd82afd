#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# The driver cannot be registered, since another one has its name: the module
# is refused, and the buses that it found and its notifier are undone again.
# The other one is the same module under another name, mctp_i3x.

. "${BASH_SOURCE[0]%/*}/src/mctp-i3c-lib.sh"

a=0x04cc00000001

# Lines of the form `mctpi3c0`, one per thread that serves a bus
workers()
{
	cat /proc/[0-9]*/comm 2>/dev/null | grep -c '^mctpi3c'
}

# The name is in the module's own record, in its symbols and in its messages,
# with an underscore; devices and drivers are named with a dash
rename_module()
{
	sed 's/mctp_i3c/mctp_i3x/g' \
		"/lib/modules/$(uname -r)/updates/mctp-i3c.ko" >"$1"
}

refused()
{
	! insmod "$work/mctp-i3x.ko" 2>"$work/insmod.out"
}

say 'a bus has the interface of the driver that came first'
bus_start b0
target_start a -eq b0 $a
expect 1 workers

say 'the second one is refused'
rename_module "$work/mctp-i3x.ko"
# so that it finds the name free and gets to registering the driver
ip link set "$link" name first
refused || fail 'it was loaded'
grep -q 'busy' "$work/insmod.out" || fail 'not for the name of the driver'

say 'nothing of it is left'
gone "$link" || fail 'an interface'
expect 1 workers
if grep -q '^mctp_i3x ' /proc/modules; then fail 'the module'; fi

ip link set first name "$link"

say 'the first one works as before'
mctp-i3c-client up "$link" 8
expect 5/5 mctp-i3c-client ping "$link" $a 10 64 5
target_stop a
bus_stop b0

say 'and nobody calls it when buses come and go'
bus_start b1
bus_stop b1
until_ok gone "$link"
within rmmod mctp-i3c
within rmmod i3c-sim

say 'done'
