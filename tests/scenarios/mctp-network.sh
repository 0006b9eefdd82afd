#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# Links and networks through generic netlink:
#
#	mctp-network ---generic netlink--- lo (EID 8), network 1
#	   |    \-------AF_MCTP-----------  mctpa (EID 9)   peer 20
#	   +---raw packets---------------- mctpb (EID 10)  peer 30
#
# Afterwards 100 namespaces die in use and the module must go, leaving
# nothing behind.

. "${BASH_SOURCE[0]%/*}/lib.sh"
ours_only 'links and networks'
family_load
program mctp-network
family_goes
