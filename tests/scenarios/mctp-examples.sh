#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
#	mctp-examples ---AF_MCTP--- lo (EIDs 8, 9)
#
# The examples of Documentation/mctp.md are those of the program, and work.

. "${BASH_SOURCE[0]%/*}/lib.sh"
here=${BASH_SOURCE[0]%/*}
PATH=${BUILD:-build}/tests/scenarios:$PATH

# what is between the lines of ```c, and between those of the program
of_page()
{
	awk '/^```$/ { inside = 0 } inside && NF { print }
		/^```c$/ { inside = 1 }' "$here/../../Documentation/mctp.md"
}

of_program()
{
	awk '/examples end/ { inside = 0 } inside && NF { print }
		/examples begin/ { inside = 1 }' "$here/src/mctp-examples.c"
}

check 'the page has the examples of the program' \
	diff <(of_page) <(of_program)
ours_only 'they work'
mctp-i3c-client up lo 8 && mctp-i3c-client up lo 9 || die 'no EIDs'
program mctp-examples
