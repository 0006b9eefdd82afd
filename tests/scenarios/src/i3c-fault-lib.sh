# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# Shared by the scenarios of injected faults, each of which looks at a fault
# from three sides: an ordinary program that sends, the counters of the driver,
# and the daemon. Two echo devices on one bus, the first of which suffers:
#
#	i3c-fault-client, mctpd == mctpi3cN == bus b0 ==+== bad
#	                                                `== good

# shellcheck source=tests/scenarios/lib.sh
. "${BASH_SOURCE[0]%/*}/../lib.sh"
PATH=${BUILD:-build}/tests/scenarios:$PATH
bad=04cc00000bad
good=04cc0000600d
rules=$sim/b0/faults

# bench_start [MS]: the bus, both devices and the daemon, which looks at them
# that often; at first never, so that what is counted is the program's
bench_start()
{
	bus_create b0
	link=mctpi3c$(bus_number b0)
	target_start bad --bus b0 --pid $bad --echo
	target_start good --bus b0 --pid $good --echo
	daemon_watches 0
	until_ok 10 all_available || die 'the devices are not published'
	eid_bad=$(eid_of $bad)
	eid_good=$(eid_of $good)
}

# daemon_watches MS: how often it looks at a device from now on
daemon_watches()
{
	[ -z "${pids[mctpd]-}" ] || stop mctpd
	daemon_start '[mctp]' "poll-interval-ms = $1" '[state]' \
		"file = $work/state" '[spdm]' 'trust ='
	until_ok 10 daemon_knows || die 'the daemon knows no device'
}

daemon_knows() { mctpctl --json endpoint list | jq -e 'length > 0'; }

# field PID KEY: of its endpoint, as JSON
field()
{
	mctpctl --json endpoint list |
		jq -e ".[] | select(.hwaddr == \"$1\") | .$2"
}

eid_of() { field "$1" eid; }
is_available() { [ "$(field "$1" connectivity)" = '"Available"' ]; }
is_degraded() { [ "$(field "$1" connectivity)" = '"Degraded"' ]; }
is_absent() { ! eid_of "$1" >/dev/null; }
all_available() { is_available $bad && is_available $good; }

# fault NAME KEY=VALUE...: makes the rule, anew if it is there, and starts it
fault()
{
	local rule=$rules/$1 setting
	shift

	[ ! -d "$rule" ] || rmdir "$rule"
	mkdir "$rule" || die "cannot make ${rule##*/}"
	for setting; do
		echo "${setting#*=}" >"$rule/${setting%%=*}" ||
			die "cannot set $setting"
	done
	echo 1 >"$rule/enabled" || die "cannot enable ${rule##*/}: $*"
}

fault_end()
{
	rmdir "$rules/$1" || die "cannot remove $1"
}

injected() { cat "$rules/$1/injected"; }
matched() { cat "$rules/$1/matched"; }
has_injected() { [ "$(injected "$1")" -ge "$2" ]; }

# Counters: of the driver by their name, of one target as bad.NAME or good.NAME,
# of the bus as sim.NAME

declare -A stats_then=()

# stats_read: all of them as lines of a name and a value
stats_read()
{
	local number who pid file value

	mctp-i3c-client stat "$link" all
	for file in "$sim"/b0/stats/*; do
		read -r value <"$file" && echo "sim.${file##*/} $value"
	done
	number=$(bus_number b0)
	for who in bad good; do
		pid=${!who}
		for file in "/sys/bus/i3c/devices/$number-${pid#0}/mctp"/*; do
			case ${file##*/} in
			[tr]x_* | ibi*) read -r value <"$file" &&
				echo "$who.${file##*/} $value" ;;
			esac
		done
	done
}

# stats_begin: counted from here
stats_begin()
{
	local name value

	stats_then=()
	while read -r name value; do
		stats_then[$name]=$value
	done < <(stats_read)
}

# counted NAME...: since then, one word each
counted()
{
	local name value out=''
	local -A now=()

	while read -r name value; do
		now[$name]=$value
	done < <(stats_read)
	for name; do
		out+="$((${now[$name]:-0} - ${stats_then[$name]:-0})) "
	done
	echo "${out% }"
}

counted_is() { [ "$(counted "$1")" = "$2" ]; }

# check_counted NAME=N...: so many of each, no more
check_counted()
{
	local names=() want='' pair

	for pair; do
		names+=("${pair%=*}")
		want+="${pair#*=} "
	done
	check_equal "counted: $*" "${want% }" "$(counted "${names[@]}")"
}

# last_error PID PATTERN: what the driver remembers of the device
last_error()
{
	grep -q "$2" "/sys/bus/i3c/devices/$(bus_number b0)-${1#0}/mctp/last_error"
}

# ask OPTION... EID: what became of requests is in $said, see check_said
ask()
{
	said=$(i3c-fault-client "$@")
}

# ask_in_background NAME OPTION... EID: the same later, by answer NAME
ask_in_background()
{
	local name=$1
	shift

	start "$name" i3c-fault-client "$@"
}

answer()
{
	wait "${pids[$1]}"
	unset "pids[$1]"
	said=$(tail -n 1 "$work/$1.log")
}

# traffic NAME OPTION... EID: requests without end, until traffic_end NAME
traffic()
{
	ask_in_background "$1" -n 65535 -w 4 -t 5000 "${@:2}"
}

traffic_end()
{
	kill "${pids[$1]}"
	answer "$1"
}

# check_all_answered TEXT: all requests of whom ended last, and there were some
check_all_answered()
{
	local sent

	sent=$(said sent)
	[ "$sent" -gt 0 ] || sent=some
	check_said "$1" "reply=$sent" wrong=0 tx=0 open=0
}

said()
{
	sed -nE "s/.*(^| )$1=([^ ]*).*/\2/p" <<<"$said"
}

# check_said TEXT KEY=VALUE...: all of these hold for what was asked last
check_said()
{
	local text=$1 pair
	shift

	for pair; do
		[ "$(said "${pair%%=*}")" = "${pair#*=}" ] && continue
		note "not $pair: $said"
		not_ok "$text"
		return 1
	done
	ok "$text"
}

# reports: the sender's socket has them; the in-tree family does not
reports() { [ "${MCTP-}" != intree ]; }

# check_reported TEXT KEY=VALUE...
check_reported()
{
	if reports; then
		check_said "$@"
	else
		skip "$1" 'the in-tree family has no reports'
	fi
}

# good_answers: the other device does, at once
good_answers()
{
	ask -n 5 "$eid_good"
	check_said 'the other device answers as ever' reply=5 wrong=0
}

bad_answers()
{
	ask -n "${1:-5}" "$eid_bad"
	check_said "afterwards ${1:-5} requests are answered" \
		"reply=${1:-5}" wrong=0 tx=0
}

# bad_is_reset: without power for a moment, so that nothing is left in it
bad_is_reset()
{
	fault reset pid=$bad direction=write action=unplug value=50 count=1
	ask -t 500 "$eid_bad"
	has_injected reset 1 || die 'the device was not reset'
	fault_end reset
	until_ok 5 i3c-fault-client -t 200 "$eid_bad" ||
		die 'the device does not answer after a reset'
}

# dynamic_address PID
dynamic_address()
{
	cat "/sys/bus/i3c/devices/$(bus_number b0)-${1#0}/dynamic_address"
}

# bench_end: all goes away, and nothing is left
bench_end()
{
	local name

	stop mctpd
	for name in bad good; do
		stop $name
	done
	rmdir "$rules"/*/ 2>/dev/null
	check 'the bus can be removed' rmdir "$sim/b0"
	check 'and the modules' modprobe -r mctp-i3c i3c-sim
}
