#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
#	i3c-sim-abi ---configfs--- bus abi
#	     |  \---/dev/i3c-sim--- targets on it
#
# The user interface of i3c-sim: every error, each limit and one beyond.

set -u
modprobe i3c-sim || exit
exec "${BUILD:-build}/tests/scenarios/i3c-sim-abi"
