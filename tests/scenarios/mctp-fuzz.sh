#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
#	mctp-fuzz == sockets == mctpi3cN == bus b0 ==+== honest device
#	                 \                           +== 3 hostile devices
#	                  `-- fuzztun (MTU 68)       +== sink (what is forwarded)
#	                                             `== echo (afterwards)
#
# Devices on a bus send what they like, as fast as the bus takes it. The stack
# sees every packet, the honest device's messages arrive unharmed, every cause
# of a drop is reached, no memory is lost, and afterwards all is as before.
#
# FUZZ_PACKETS= (200000) and FUZZ_SEED= (1) can be set; the environment of the
# host reaches the machine only in the command:
#	make vm RUN='FUZZ_PACKETS=10000000 tests/scenarios/mctp-fuzz.sh'

. "${BASH_SOURCE[0]%/*}/src/mctp-i3c-lib.sh"
if [ "${MCTP-}" = intree ]; then
	echo '1..0 # SKIP the in-tree family does not count what it drops'
	exit
fi

packets=${FUZZ_PACKETS:-200000}
seed=${FUZZ_SEED:-1}
warm_up=5000
# what caches of the allocator and per-CPU lists may keep back
slab_bound_kb=1024
memory_bound_kb=4096
e=0x04cc00000001

# With the allocator's debugging every object costs several times as much
if [ -n "${DEBUG-}" ]; then
	packets=${FUZZ_PACKETS:-20000}
	slab_bound_kb=8192
	memory_bound_kb=16384
fi
# fewer packets do not come everywhere
causes=()
[ "$packets" -ge 200000 ] || causes=(-c)

say 'a few packets first, so that everything is loaded and allocated once'
bus_start b0
mctp-fuzz -c -n $warm_up -s 99 b0 "$link" >"$work/warm-up.out" ||
	fail "$(cat "$work/warm-up.out")"
memory_note

say "$packets packets of seed $seed do no harm"
mctp-fuzz "${causes[@]}" -n "$packets" -s "$seed" b0 "$link" >"$work/fuzz.out"
status=$?
grep '^#' "$work/fuzz.out"
[ $status -eq 0 ] || fail "$(grep -v '^ok' "$work/fuzz.out")"

memory_comes_back $slab_bound_kb $memory_bound_kb

say 'a device is reached as before'
target_start e -eq b0 $e
mctp-i3c-client up "$link" 8
expect 50/50 mctp-i3c-client ping "$link" $e 10 4096 50
target_stop e

say 'bus and modules go, and nothing is left'
bus_stop b0
within rmmod mctp-i3c
if grep -q '^mctp ' /proc/modules; then
	until_ok rmmod mctp
fi
within rmmod i3c-sim

say 'done'
