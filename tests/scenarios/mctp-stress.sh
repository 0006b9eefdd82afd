#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
#	mctp-stress == lo, mctpi3cN == bus b0 == targets that come and go
#	           \== TUN devices, namespaces
#
# Sockets, tags, addresses, routes, networks, limits, devices, namespaces,
# dumps and the loading of the modules, all against each other, for
# STRESS_SECONDS= (8). What goes wrong is told by the kernel's checks; at the
# end everything must have been given back. The long run:
#	make vm KERNEL=latest DEBUG=1 VM_TIMEOUT=1200 \
#		RUN='STRESS_SECONDS=120 tests/scenarios/mctp-stress.sh'

. "${BASH_SOURCE[0]%/*}/src/mctp-i3c-lib.sh"
if [ "${MCTP-}" = intree ]; then
	echo '1..0 # SKIP the in-tree family is built in and has no limits'
	exit
fi

seconds=${STRESS_SECONDS:-8}
# what caches of the allocator and per-CPU lists may keep back
slab_bound_kb=2048
memory_bound_kb=8192

# With the allocator's debugging every object costs several times as much
if [ -n "${DEBUG-}" ]; then
	slab_bound_kb=16384
	memory_bound_kb=49152
fi

# stress SECONDS NAME: prints what failed
stress()
{
	mctp-stress "$1" b0 "$link" >"$work/$2.out" 2>&1
	sed -n 's/^# */# /p' "$work/$2.out"
	failed=$(grep -E '^not ok|Bail' "$work/$2.out")
	grep -q '^ok' "$work/$2.out" || fail "$(cat "$work/$2.out")"
}

families_gone()
{
	! grep -qE '^mctp(_i3c)? ' /proc/modules
}

say 'a short round first, so that everything is loaded and allocated once'
bus_start b0
stress 2 warm-up >/dev/null # too short for everything
memory_note

say "everything at once for $seconds s does no harm"
stress "$seconds" stress
[ -z "$failed" ] || fail "$failed"

memory_comes_back $slab_bound_kb $memory_bound_kb

say 'bus and modules go, and nothing is left'
bus_stop b0
within rmmod mctp-i3c
if grep -q '^mctp ' /proc/modules; then
	until_ok rmmod mctp
fi
families_gone || fail "$(grep mctp /proc/modules)"
within rmmod i3c-sim

say 'done'
