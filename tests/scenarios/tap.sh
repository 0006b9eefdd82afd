# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# Reports of a scenario that is told as a story: `say` begins a behaviour and
# ends the one before as passed, `say done` ends the last one, `fail` ends the
# scenario with the behaviour that it was about.

tap_count=0
tap_open=''

say()
{
	[ -z "$tap_open" ] || printf 'ok %d - %s\n' $((++tap_count)) "$tap_open"
	tap_open=$*
	case $tap_open in
	done | ok) tap_open='' ;;
	esac
}

# Whoever has more to tell prints it before
fail()
{
	printf 'not ok %d - %s: %s\n' $((++tap_count)) "$tap_open" "$*"
	exit 1
}
