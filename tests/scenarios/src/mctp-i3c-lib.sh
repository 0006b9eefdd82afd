# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# Shared by the scenarios of mctp-i3c: simulated buses, targets on them, and
# checks that wait for a state with a deadline. Fails the scenario at once.

set -u
. "${BASH_SOURCE[0]%/*}/../tap.sh"
sim=/sys/kernel/config/i3c-sim
work=/run/mctp-i3c
deadline_s=30
floods=()
PATH=${BUILD:-build}/tests/scenarios:$PATH

fail()
{
	tail -n 20 "$work"/*.out >&2
	for link in /sys/class/net/mctpi3c*; do
		[ -e "$link" ] || continue
		printf '%s:\n' "${link##*/}" >&2
		mctp-i3c-client stat "${link##*/}" all >&2
	done
	tap_fail "$*"
}

# bus_start NAME: creates a bus; its interface is then in $link, its number in
# $bus
bus_start()
{
	[ -d "$sim/$1" ] || mkdir "$sim/$1" || fail "cannot create bus $1"
	echo 1 >"$sim/$1/live" || fail "cannot start bus $1"
	bus=$(cat "$sim/$1/bus")
	link=mctpi3c$bus
	until_ok test -e "/sys/class/net/$link"
}

bus_stop()
{
	rmdir "$sim/$1" || fail "cannot remove bus $1"
}

# target_start NAME [OPTIONS] BUS PID: a target that is told what to do by
# target_tell NAME and whose events are in $work/NAME.out
target_start()
{
	target_start_unbound "$@"
	until_ok bound "${*: -1}"
}

target_start_unbound()
{
	local name=$1
	shift

	rm -f "$work/$name.in"
	mkfifo "$work/$name.in"
	mctp-i3c-target "$@" <"$work/$name.in" >"$work/$name.out" 2>&1 &
	declare -g "pid_$name=$!"
	exec {in}>"$work/$name.in"
	declare -g "in_$name=$in"
	until_ok grep -q '^address' "$work/$name.out"
}

# builtin_add BUS NAME PID [KEY=VALUE...]: a target inside the kernel, plugged in
builtin_add()
{
	local dir=$sim/$1/targets/$2 setting

	mkdir "$dir" || fail "cannot create target $2"
	for setting in "pid=$3" "${@:4}" plugged=1; do
		echo "${setting#*=}" >"$dir/${setting%%=*}" ||
			fail "target $2: cannot set $setting"
	done
}

# bound PID: a driver has the device
bound()
{
	[ -e "/sys/bus/i3c/devices/$bus-$(printf %x "$1")/driver" ]
}

target_tell()
{
	local in=in_$1
	shift

	printf '%s\n' "$*" >&"${!in}"
}

# target_stop NAME: pulls the plug
target_stop()
{
	local pid=pid_$1 in=in_$1

	kill "${!pid}" 2>/dev/null
	wait "${!pid}" 2>/dev/null
	eval "exec ${!in}>&-"
}

# target_said NAME PATTERN
target_said()
{
	until_ok grep -q -- "$2" "$work/$1.out"
}

stat()
{
	mctp-i3c-client stat "$link" "$1"
}

stat_is()
{
	[ "$(stat "$1")" = "$2" ]
}

stat_at_least()
{
	[ "$(stat "$1")" -ge "$2" ]
}

# expect_stat NAME VALUE: the counter gets to that value
expect_stat()
{
	until_ok stat_is "$1" "$2"
}

# expect OUTPUT CMD...
expect()
{
	local want=$1 got
	shift

	got=$("$@" 2>&1)
	[ "$got" = "$want" ] || fail "$*: '$got', not '$want'"
}

# traffic NAME PID EID: a target that answers, and a sender that never waits
traffic()
{
	target_start "$1" -eq "${4:-b0}" "$2"
	mctp-i3c-client up "$link" 8
	flood "$2" "$3"
	until_ok stat_at_least rx_packets 50
}

# flood PID EID: sends until flood_end
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

# within CMD...: a removal that hangs is a failure, not a time-out of the run
within()
{
	timeout 20 "$@" || fail "not done in time: $*"
}

# gone LINK
gone()
{
	[ ! -e "/sys/class/net/$1" ]
}

meminfo()
{
	awk -v key="$1:" '$1 == key { print $2 }' /proc/meminfo
}

# memory_note: how much there is once everything is loaded and allocated
memory_note()
{
	sleep 1
	echo 3 >/proc/sys/vm/drop_caches
	slab_kb=$(meminfo SUnreclaim)
	memory_kb=$(meminfo MemAvailable)
}

# memory_comes_back SLAB ALL: but for so many KiB of what was noted
memory_comes_back()
{
	say "no memory is lost (slab: $1 KiB, all: $2 KiB at most)"
	until_ok memory_is_back "$1" "$2"
	printf '# SUnreclaim %d -> %d KiB, MemAvailable %d -> %d KiB\n' \
		"$slab_kb" "$(meminfo SUnreclaim)" \
		"$memory_kb" "$(meminfo MemAvailable)"
}

memory_is_back()
{
	echo 3 >/proc/sys/vm/drop_caches
	[ $(($(meminfo SUnreclaim) - slab_kb)) -le "$1" ] &&
		[ $((memory_kb - $(meminfo MemAvailable))) -le "$2" ]
}

clean_up()
{
	local dir

	# shellcheck disable=SC2046 # one word per job
	kill $(jobs -pr) 2>/dev/null
	wait
	for dir in "$sim"/*/{faults,targets}/*/ "$sim"/*/; do
		[ -d "$dir" ] && rmdir "$dir"
	done
}

mkdir -p "$work"
trap clean_up EXIT
