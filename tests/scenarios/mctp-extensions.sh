#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# AF_MCTP beyond the in-tree family, without any bus:
#
#	mctp-extensions ---AF_MCTP--- lo (EID 8)
#	mctp-errqueue
#	     |      \------AF_MCTP--- mctptun (EIDs 9, 10)  routes to 20-29
#	     +-----raw packets------- /dev/net/tun
#
# Afterwards the module must go, leaving nothing behind.

. "${BASH_SOURCE[0]%/*}/lib.sh"
ours_only 'options and errors'
family_load
program mctp-extensions
program mctp-errqueue
family_goes
