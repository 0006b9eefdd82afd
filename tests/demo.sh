#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# The demonstration, run inside the test machine by `make demo`: two simulated
# I3C buses, seven emulated devices, mctpd, and what mctpctl sees of them.
# Exits 0 only if every device got its EID, every SPDM device a session, and
# every echo came back.

set -u
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d /tmp/demo.XXXXXX)
problems=0

say() { printf '\n==> %s\n' "$*"; }

problem()
{
	printf 'PROBLEM: %s\n' "$*" >&2
	problems=$((problems + 1))
}

die()
{
	problem "$*"
	printf '\n--- log of mctpd ---\n' >&2
	tail -n 40 "$work/mctpd.log" >&2 2>/dev/null
	exit 1
}

# wait_for SECONDS COMMAND...: until it succeeds, or fail.
wait_for()
{
	local end=$((SECONDS + $1))
	shift
	until "$@"; do
		[ $SECONDS -lt $end ] || return 1
		sleep 0.02
	done
}

endpoints() { mctpctl --json endpoint list 2>"$work/mctpctl.err"; }

# all_ready ENDPOINTS SESSIONS: as many endpoints complete, sessions set up.
all_ready()
{
	endpoints | jq -es --argjson n "$1" --argjson s "$2" '
		.[0] // [] |
		length == $n and
		all(.[]; .eid >= 8 and .uuid != null and (.types | length) > 0) and
		([.[] | select(.types | index(5))] | length == $s and
		 all(.[]; .spdm.state == "session" and
			  .spdm.identity == "verified"))' >/dev/null
}

bus_create()
{
	mkdir "/sys/kernel/config/i3c-sim/$1" &&
	echo 1 > "/sys/kernel/config/i3c-sim/$1/live"
}

# start_targets CONFIG: returns when the devices are on the bus.
start_targets()
{
	mctp-target --config "$1" --ready-fd 3 3>"$1.ready" 2>>"$work/target.log" &
	wait_for 5 test -s "$1.ready" || die "mctp-target did not start: $(cat "$work/target.log")"
}

target()
{
	local name=$1 bus=$2 pid=$3 uuid=$4
	printf '[%s]\nbus = %s\npid = %s\nuuid = %s\necho = yes\n' \
		"$name" "$bus" "$pid" "$uuid"
}

spdm_target()
{
	target "$@"
	printf 'spdm = yes\nspdm-key = %s\nspdm-chain = %s\n' \
		"$work/pki/$1.key.pem" "$work/pki/$1.chain.pem"
}

say "two I3C buses"
for bus in left right; do
	bus_create $bus || die "cannot create the bus $bus"
	printf '%s is i3c-%s\n' $bus "$(cat /sys/kernel/config/i3c-sim/$bus/bus)"
done

say "certificates for two devices that speak SPDM"
"$here/pki.sh" "$work/pki" sensor accelerator >"$work/pki.log" 2>&1 ||
	die "pki.sh: $(tail -n 1 "$work/pki.log")"

say "six devices on the buses, one of them on both"
{
	target fan left 04cc00010000 8a1e5e5c-1d0b-4c3e-9a55-0d0000000001
	spdm_target sensor left 04cc00020000 8a1e5e5c-1d0b-4c3e-9a55-0d0000000002
	target board-left left 04cc00030000 8a1e5e5c-1d0b-4c3e-9a55-0d0000000003
	target psu right 04cc00040000 8a1e5e5c-1d0b-4c3e-9a55-0d0000000004
	spdm_target accelerator right 04cc00050000 8a1e5e5c-1d0b-4c3e-9a55-0d0000000005
	target board-right right 04cc00030000 8a1e5e5c-1d0b-4c3e-9a55-0d0000000006
} > "$work/devices.conf"
start_targets "$work/devices.conf"

say "mctpd"
printf '[spdm]\ntrust = %s\n' "$work/pki/trust" > "$work/mctpd.conf"
mctpd -c "$work/mctpd.conf" 2>"$work/mctpd.log" &
mctpd_pid=$!
wait_for 10 all_ready 6 2 || die "not every device was set up: $(endpoints)"

say "a seventh device joins the running bus"
target drive left 04cc00060000 8a1e5e5c-1d0b-4c3e-9a55-0d0000000007 \
	> "$work/late.conf"
start_targets "$work/late.conf"
wait_for 10 all_ready 7 2 || die "the hot-joined device was not set up: $(endpoints)"

say "mctpctl"
mctpctl

say "echo through every endpoint"
for eid in $(endpoints | jq '.[].eid'); do
	for size in 64 4096; do
		mctpctl endpoint echo "$eid" --size $size --count 5 ||
			problem "endpoint $eid did not echo $size bytes"
	done
done

kill "$mctpd_pid" && wait "$mctpd_pid"
[ $problems -eq 0 ] || exit 1
say "all of it worked"
