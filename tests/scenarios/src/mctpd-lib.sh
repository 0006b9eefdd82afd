# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# Shared by the scenarios of mctpd: simulated buses, emulated devices, the
# daemon, and checks that wait for a state with a deadline. Fails the scenario
# at once, with the daemon's log.

set -u
. "${BASH_SOURCE[0]%/*}/../tap.sh"
sim=/sys/kernel/config/i3c-sim
work=/run/mctpd-scenario
deadline_s=15
declare -A targets=()
mctpd_pid=

rm -rf $work
mkdir -p $work
config=$work/mctpd.conf

fail()
{
	printf '%s\n' '--- mctpd' >&2
	tail -n 60 $work/mctpd.log >&2
	printf '%s\n' '--- endpoints' >&2
	mctpctl --no-legend endpoint list >&2
	tail -n 5 $work/*.target >&2
	tap_fail "$*"
}

# stays CMD...: CMD succeeds, and goes on to for two seconds
stays()
{
	local end=$((SECONDS + 3))

	while [ $SECONDS -lt $end ]; do
		"$@" >/dev/null 2>&1 || fail "not any more: $*"
		sleep 0.1
	done
}

# bus_start NAME: creates a bus; its interface is then in $link
bus_start()
{
	mkdir "$sim/$1" || fail "cannot create bus $1"
	echo 1 >"$sim/$1/live" || fail "cannot start bus $1"
	link=mctpi3c$(cat "$sim/$1/bus")
	until_ok test -e "/sys/class/net/$link"
}

# target_start NAME BUS PID [OPTIONS]
target_start()
{
	local name=$1 bus=$2 pid=$3

	shift 3
	: >"$work/$name.ready"
	mctp-target --bus "$bus" --pid "$pid" --ready-fd 3 "$@" \
		3>"$work/$name.ready" 2>"$work/$name.target" &
	targets[$name]=$!
	until_ok test -s "$work/$name.ready"
}

# target_stop NAME: pulls the plug
target_stop()
{
	kill -KILL "${targets[$1]}"
	wait "${targets[$1]}" 2>/dev/null
	unset "targets[$1]"
}

mctpd_start()
{
	mctpd "$@" -c $config 2>>$work/mctpd.log &
	mctpd_pid=$!
	until_ok mctpctl endpoint list
}

# mctpd_stop SIGNAL: leaves its exit status in $status
mctpd_stop()
{
	kill "-$1" "$mctpd_pid"
	wait "$mctpd_pid" 2>/dev/null
	# shellcheck disable=SC2034
	status=$?
	mctpd_pid=
}

# field PID KEY: a field of the endpoint of this device, as JSON
field()
{
	mctpctl --json endpoint list |
		jq -e ".[] | select(.hwaddr == \"$1\") | .$2"
}

eid_of() { field "$1" eid; }

# published PID...: each device has an endpoint that is available
published()
{
	local pid

	for pid; do
		[ "$(field "$pid" connectivity)" = '"Available"' ] || return 1
	done
}

absent() { ! eid_of "$1"; }

# endpoints N: there are so many
endpoints() { [ "$(mctpctl --json endpoint list | jq length)" = "$1" ]; }

# reachable EID: the kernel has a route and a neighbour
reachable()
{
	mctpctl --json route list | jq -e "any(.[]; .first == $1)" &&
		mctpctl --json neigh list | jq -e "any(.[]; .eid == $1)"
}

# nothing_else EIDS: no route to a device and no neighbour but of these
nothing_else()
{
	local want=${1:-} have

	for object in route neigh; do
		have=$(mctpctl --json $object list |
			jq -c '[.[] | select(.type != "local") |
				(.eid // .first)] | sort')
		[ "$have" = "[$want]" ] || return 1
	done
}

logged() { grep -qF -- "$1" $work/mctpd.log; }

# shellcheck disable=SC2317
cleanup()
{
	trap - EXIT
	[ -n "$mctpd_pid" ] && kill -TERM "$mctpd_pid" 2>/dev/null
	[ ${#targets[@]} -gt 0 ] && kill -KILL "${targets[@]}" 2>/dev/null
	for pid in "${targets[@]}"; do
		wait "$pid" 2>/dev/null
	done
	wait 2>/dev/null
	for bus in "$sim"/*/; do
		[ -d "$bus" ] && rmdir "$bus"
	done
}
trap cleanup EXIT

printf '[state]\nfile = %s/state\n[spdm]\ntrust =\n' $work >$config
