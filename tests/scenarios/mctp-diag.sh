#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# What sock_diag tells of AF_MCTP sockets, without any bus:
#
#	mctp-diag ---sock_diag--- AF_MCTP sockets
#	    |---------AF_MCTP---- lo (EID 8)
#	    `---raw packets------ mctptun (EID 9)  routes to 20-29
#
# Then dumps run while the module comes and goes.

. "${BASH_SOURCE[0]%/*}/lib.sh"
ours_only sock_diag
family_load
program mctp-diag
family_goes

start asker "${BUILD:-build}/tests/scenarios/mctp-diag" ask
check 'the module comes and goes while somebody asks' family_reload
check 'who asks has not ended' is_running asker
