#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
#	mctp-i3c-client == mctpi3cN == bus b0 ==+== a  interrupts
#	                                        `== p  no interrupts
#
# Targets that lose their address, or the bus, in the midst of traffic.

. "${BASH_SOURCE[0]%/*}/src/mctp-i3c-lib.sh"

a=0x04cc00000001
p=0x04cc00000002
rule=$sim/b0/faults/r

# rule_start PID DIRECTION ACTION VALUE EVERY COUNT
rule_start()
{
	mkdir "$rule"
	printf '%x' "$1" >"$rule/pid"
	echo "$2" >"$rule/direction"
	echo "$3" >"$rule/action"
	echo "$4" >"$rule/value"
	echo "$5" >"$rule/every"
	echo "$6" >"$rule/count"
	echo 1 >"$rule/enabled"
}

# rule_end COUNT: it hit so often
rule_end()
{
	until_ok grep -qx "$1" "$rule/injected"
	rmdir "$rule"
}

addresses()
{
	grep -c '^address' "$work/$1.out"
}

# answers PID EID
answers()
{
	timeout 2 mctp-i3c-client ping "$link" "$1" "$2" 10 1
}

bus_start b0
target_start a -e b0 $a
target_start p -e -b 0x00 b0 $p
mctp-i3c-client up "$link" 8

for t in a p; do
	for direction in write read; do
		say "$t: another address at every tenth $direction"
		before=$(addresses $t)
		rule_start "${!t}" $direction address 0 10 5
		expect 60/60 mctp-i3c-client ping "$link" "${!t}" 10 100 60
		rule_end 5
		[ "$(addresses $t)" -ge $((before + 5)) ] ||
			fail 'has its old address'
		target_tell $t report
		target_said $t '^good=[0-9]* bad=0 lost=0'
		expect 0 stat rx_pec_errors
		expect 0 stat tx_failed
	done
	say "$t: the old address again"
	rule_start "${!t}" write address 1 10 5
	expect 60/60 mctp-i3c-client ping "$link" "${!t}" 10 100 60
	rule_end 5
	expect 0 stat rx_pec_errors
done

for t in a p; do
	for direction in write read; do
		say "$t: unplugged in the midst of a $direction, and back"
		rule_start "${!t}" $direction unplug 200 5 1
		mctp-i3c-client flood "$link" "${!t}" 10 1000 500 >/dev/null
		rule_end 1
		until_ok answers "${!t}" 10
		expect 20/20 mctp-i3c-client ping "$link" "${!t}" 10 100 20
		expect 0 stat rx_pec_errors
	done
done

say 'done'
