#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
#	i3c-sim-example ---configfs--- bus example
#	      |  \---/dev/i3c-sim--- target on it
#	       \---/dev/i3c-sim--- listener to it
#
# The example of Documentation/i3c-sim.md is the program here, and works.

set -u
here=${BASH_SOURCE[0]%/*}
. "$here/tap.sh"
PATH=${BUILD:-build}/tests/scenarios:$PATH

of_page()
{
	awk '/^```$/ { inside = 0 } inside { print }
		/^```c$/ { inside = 1 }' "$here/../../Documentation/i3c-sim.md"
}

of_program()
{
	sed '1,/example begins/d' "$here/src/i3c-sim-example.c"
}

say 'the page has the program'
diff <(of_page) <(of_program) || fail 'they differ'

say 'the program hears a bus go live, a target join, and its registers read'
modprobe i3c-sim || fail 'cannot load i3c-sim'
out=$(i3c-sim-example) || fail "it ended with $?"
# LIVE, HOTJOIN, ENTDAA with its 8 bytes, GETPID with its 6
for line in '^at 0 ns for 0 ns: kind 1 ' 'kind 7 addr 02 .* ACK' \
	'kind 5 addr .. code 07 ACK, 8 bytes' \
	'kind 4 addr .. code 8d ACK, 6 bytes'; do
	grep -q "$line" <<<"$out" || fail "no '$line' in: $out"
done
[ ! -e /sys/kernel/config/i3c-sim/example ] || fail 'the bus is still there'
say ok
