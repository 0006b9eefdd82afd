#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# Messages of every number of packets that could matter, over loopback and
# between two devices back to back, both ends in one machine:
#
#	mctp-pair ---AF_MCTP--- lo (EID 8, network 1)
#	     |
#	     +-----AF_MCTP--- mctppair0 (EID 9, network 2)  route to 10
#	     |                    |
#	     +-----AF_MCTP--- mctppair1 (EID 10, network 3)  route to 9

set -u

modprobe mctp-pair || exit
"${BUILD:-build}/tests/scenarios/mctp-pair" || exit
rmmod mctp-pair || exit
echo "ok - the devices can go"
