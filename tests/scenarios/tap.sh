# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# Reports of a scenario that is told as a story: `say` begins a behaviour and
# ends the one before as passed, `say done` ends the last one, `tap_fail` ends
# the scenario with the behaviour that it was about. What is waited for longer
# than deadline_s= is a failure.

tap_count=0
tap_open=''
deadline_s=10

say()
{
	[ -z "$tap_open" ] || printf 'ok %d - %s\n' $((++tap_count)) "$tap_open"
	tap_open=$*
	case $tap_open in
	done | ok) tap_open='' ;;
	esac
}

tap_fail()
{
	printf 'not ok %d - %s: %s\n' $((++tap_count)) "$tap_open" "$*"
	exit 1
}

# To be defined again by whoever has more to tell first
fail()
{
	tap_fail "$*"
}

# until_ok CMD...: repeats CMD until it succeeds
until_ok()
{
	local end=$((SECONDS + deadline_s))

	until "$@" >/dev/null 2>&1; do
		[ $SECONDS -lt $end ] || fail "still not: $*"
		sleep 0.02
	done
}
