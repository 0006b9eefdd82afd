# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# For scenarios, which run in the test machine: checks reported as TAP lines,
# waiting for a state with a deadline, simulated buses, emulated devices and
# the daemon. Whatever was started is ended when the scenario ends, and logs
# are shown when a check failed. A scenario includes this and calls functions:
#
#	. "${BASH_SOURCE[0]%/*}/lib.sh"
#	bus_create left
#	target_start fan --bus left --pid 04cc00010000 --echo
#	daemon_start
#	wait_for 5 'the fan gets an EID' has_endpoints 1

set -u
sim=/sys/kernel/config/i3c-sim
service=au.com.codeconstruct.MCTP1
work=$(mktemp -d /tmp/scenario.XXXXXX)
checks=0
failures=0
declare -A pids=()

# note TEXT...: a comment among the results
note()
{
	printf '%s\n' "$*" | sed 's/^/# /'
}

ok()
{
	printf 'ok %d - %s\n' $((++checks)) "$1"
}

not_ok()
{
	printf 'not ok %d - %s\n' $((++checks)) "$1"
	failures=$((failures + 1))
	return 1
}

# skip TEXT REASON: a check that cannot be made here
skip()
{
	printf 'ok %d - %s # SKIP %s\n' $((++checks)) "$1" "$2"
}

# check TEXT CMD...: CMD must succeed; what it prints is shown if it does not
check()
{
	local text=$1 output
	shift

	if output=$("$@" 2>&1); then
		ok "$text"
	else
		note "$* failed: $output"
		not_ok "$text"
	fi
}

# check_fails TEXT CMD...: CMD must fail
check_fails()
{
	local text=$1 output
	shift

	if output=$("$@" 2>&1); then
		note "$* succeeded: $output"
		not_ok "$text"
	else
		ok "$text"
	fi
}

# check_equal TEXT EXPECTED ACTUAL
check_equal()
{
	if [ "$2" = "$3" ]; then
		ok "$1"
	else
		note "expected: $2"
		note "     got: $3"
		not_ok "$1"
	fi
}

# until_ok SECONDS CMD...: repeats CMD until it succeeds; fails at the deadline
until_ok()
{
	local end_ms=$(($(now_ms) + $1 * 1000))
	shift

	until "$@" >/dev/null 2>&1; do
		[ "$(now_ms)" -lt $end_ms ] || return 1
		sleep 0.02
	done
}

now_ms()
{
	local now=${EPOCHREALTIME/[.,]/}

	echo $((now / 1000))
}

# wait_for SECONDS TEXT CMD...: a check that may become true until then
wait_for()
{
	local seconds=$1 text=$2
	shift 2

	if until_ok "$seconds" "$@"; then
		ok "$text"
	else
		note "still not after $seconds s: $*: $("$@" 2>&1 | tail -n 5)"
		not_ok "$text"
	fi
}

# die TEXT: what the scenario stands on is missing, no sense in going on
die()
{
	not_ok "$*"
	exit 1
}

# start NAME CMD...: runs CMD until the scenario ends or stop NAME; its output
# is in $work/NAME.log
start()
{
	local name=$1
	shift

	"$@" >>"$work/$name.log" 2>&1 &
	pids[$name]=$!
}

# stop NAME [SIGNAL]: ends what start began, returns its status
stop()
{
	local pid=${pids[$1]}

	unset "pids[$1]"
	kill -s "${2:-TERM}" "$pid" 2>/dev/null
	wait "$pid" 2>/dev/null
}

is_running()
{
	kill -0 "${pids[$1]}" 2>/dev/null
}

# program NAME [ARG...]: makes its own checks, which count among these
program()
{
	local name=$1
	shift

	"${BUILD:-build}/tests/scenarios/$name" "$@" | grep -v '^1\.\.'
	[ "${PIPESTATUS[0]}" -eq 0 ] || failures=$((failures + 1))
}

# ours_only TEXT: no sense in going on with the in-tree family
ours_only()
{
	[ "${MCTP-}" = intree ] || return 0
	skip "$1" 'the in-tree family lacks it'
	exit 0
}

# family_load: AF_MCTP with no user; family_goes: which it must not keep;
# family_reload: ten times. A closed socket holds the module for one RCU grace
# period more.
family_load()
{
	rmmod mctp-i3c 2>/dev/null
	modprobe mctp || die 'no module mctp'
}

# Built in, it stays, but without sockets
family_goes()
{
	if is_built_in mctp; then
		wait_for 10 'no socket is left' has_no_sockets
	else
		wait_for 10 'the module can be unloaded' rmmod mctp
	fi
}

is_built_in()
{
	grep -q "/$1\.ko\$" "/lib/modules/$(uname -r)/modules.builtin"
}

has_no_sockets()
{
	[ "$(mctpctl --json socket list)" = '[]' ]
}

family_reload()
{
	for _ in $(seq 10); do
		modprobe mctp && until_ok 10 rmmod mctp || return
	done
}

# bus_create NAME: a live bus; bus_number NAME prints the N of its i3c-N
bus_create()
{
	mkdir -p "$sim/$1" && echo 1 >"$sim/$1/live" ||
		die "cannot create the bus $1"
}

bus_number()
{
	cat "$sim/$1/bus"
}

bus_remove()
{
	rmdir "$sim/$1"
}

# target_start NAME OPTION...: a device; returns once it is attached
target_start()
{
	local name=$1
	shift

	: >"$work/$name.ready"
	start "$name" mctp-target "$@" --ready-fd 3 3>"$work/$name.ready"
	until_ok 5 test -s "$work/$name.ready" || die "device $name did not start"
}

# daemon_start [LINE...]: mctpd with these lines as its configuration; returns
# once it has its name on the system bus
daemon_start()
{
	printf '%s\n' "$@" >"$work/mctpd.conf"
	start mctpd mctpd -c "$work/mctpd.conf"
	until_ok 10 daemon_is_up || die 'mctpd did not start'
}

daemon_is_up()
{
	is_running mctpd && busctl --system call org.freedesktop.DBus \
		/org/freedesktop/DBus org.freedesktop.DBus NameHasOwner s \
		$service | grep -q true
}

# endpoints FILTER: what mctpctl knows, through jq
endpoints()
{
	mctpctl --json endpoint list | jq -r "$1"
}

# has_endpoints N [CONDITION]: so many, each with CONDITION
has_endpoints()
{
	mctpctl --json endpoint list | jq -e --argjson n "$1" \
		"length == \$n and all(.[]; ${2:-true})"
}

clean_up()
{
	local status=$? name log

	for name in "${!pids[@]}"; do
		stop "$name"
	done
	if [ $failures -gt 0 ]; then
		for log in "$work"/*.log; do
			[ ! -s "$log" ] || note "--- ${log##*/}"$'\n'"$(
				tail -n 30 "$log")"
		done
		status=1
	fi
	for name in "$sim"/*/{faults,targets}/*/ "$sim"/*/; do
		[ ! -d "$name" ] || rmdir "$name"
	done
	rm -rf "$work"
	exit $status
}
trap clean_up EXIT
trap 'exit 130' INT TERM
