# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# Shared by the scenarios of mctpctl: commands that must work, that must fail
# in one line with a certain status, and whose JSON must hold. Reports each
# section that say() begins as a test in TAP; the first failure ends it all.

set -u
. "${BASH_SOURCE[0]%/*}/../tap.sh"
sim=/sys/kernel/config/i3c-sim
work=/run/mctpctl
deadline_s=15

rm -rf "$work"
mkdir -p "$work"
# a place that everybody may look into, wherever the build is
cp "$(command -v mctpctl)" "$work/mctpctl"
chmod 755 "$work"

fail()
{
	tail -n 40 "$work"/*.log "$work/out" "$work/err" >&2 2>/dev/null
	tap_fail "$*"
}

# To be called at the end
finish()
{
	say 'done'
	printf '1..%d\n' "$tap_count"
}

# ok CMD...: CMD must succeed and say nothing on standard error
ok()
{
	"$@" >"$work/out" 2>"$work/err" || fail "status $? of: $*"
	[ ! -s "$work/err" ] || fail "noise of: $*"
}

# refused STATUS REGEX CMD...: CMD must fail so, with one line and no output
refused()
{
	local expected=$1 regex=$2 status=0

	shift 2
	"$@" >"$work/out" 2>"$work/err" || status=$?
	[ "$status" -eq "$expected" ] ||
		fail "status $status instead of $expected of: $*"
	[ ! -s "$work/out" ] || fail "output of failing: $*"
	[ "$(wc -l <"$work/err")" -eq 1 ] || fail "not one line of error: $*"
	grep -qE -- "$regex" "$work/err" || fail "error is not '$regex': $*"
}

# holds FILTER CMD...: the JSON that CMD prints must satisfy the jq filter
holds()
{
	local filter=$1

	shift
	ok "$@"
	jq -e "$filter" "$work/out" >"$work/jq.log" 2>&1 ||
		fail "not $filter: $*"
}

nobody()
{
	setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=-all "$@"
}

# How many sockets listen for changes of links.
watchers()
{
	awk '$2 == 0 && $4 ~ /[13579bdf]$/' /proc/net/netlink | wc -l
}

# monitor_start ARGS...: mctpctl monitor in the background, its process in
# $monitor, its output in monitor.log; returns when it misses nothing more
monitor_start()
{
	local before

	before=$(watchers)
	mctpctl --json monitor --timeout "$deadline_s" "$@" \
		>"$work/monitor.log" 2>"$work/monitor-errors.log" &
	# shellcheck disable=SC2034 # for who sources this
	monitor=$!
	until_ok more_watchers "$before"
}

# monitored FILTER: an event of the monitor is such
monitored()
{
	jq -se "any($1)" "$work/monitor.log" >/dev/null
}

more_watchers()
{
	[ "$(watchers)" -gt "$1" ]
}

# bus_start NAME: creates a simulated bus; its interface is then in $link
bus_start()
{
	mkdir "$sim/$1" || fail "cannot create bus $1"
	echo 1 >"$sim/$1/live" || fail "cannot start bus $1"
	link=mctpi3c$(cat "$sim/$1/bus")
	until_ok test -e "/sys/class/net/$link"
}
