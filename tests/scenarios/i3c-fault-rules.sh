#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
#	i3c-fault-client, mctpd == mctpi3cN == bus b0 ==+== bad   suffers
#	                                                `== good
#
# The rules themselves: their limits, when they can be changed, what chance
# decides, and that they come and go under traffic.

. "${BASH_SOURCE[0]%/*}/src/i3c-fault-lib.sh"

limit=64

# fails_with TEXT VALUE FILE
fails_with()
{
	local text=$1 output

	if output=$({ echo "$2" >"$3"; } 2>&1); then
		not_ok "$3: $2 is not refused"
	else
		check "${3##*/}: '$2' is refused: $text" grep -q "$text" \
			<<<"$output"
	fi
}

make_rules() { mkdir "$rules"/rule{1..64}; }

bench_start

note 'limits'
check 'a bus has as many rules as it may' make_rules
check_equal 'which are' $limit "$(find "$rules" -mindepth 1 -maxdepth 1 | wc -l)"
check_fails 'and not one more' mkdir "$rules/rule65"
rmdir "$rules/rule1"
check 'until one is removed' mkdir "$rules/rule65"
rmdir "$rules"/rule{2..65}

note 'settings'
mkdir "$rules/r"
check_equal 'a new rule does nothing' \
	'none 0 any 0 1 0 0 000000000000 1000000 0 0' \
	"$(cd "$rules/r" && cat action count direction enabled every \
		injected matched pid probability skip value | xargs)"
fails_with 'Invalid argument' 1 "$rules/r/enabled"
fails_with 'Invalid argument' melt "$rules/r/action"
fails_with 'Invalid argument' up "$rules/r/direction"
fails_with 'Invalid argument' 1000000000000 "$rules/r/pid"
fails_with 'Invalid argument' 0 "$rules/r/every"
fails_with 'Invalid argument' 1000001 "$rules/r/probability"
fails_with 'out of range' 4294967296 "$rules/r/count"
echo ffffffffffff >"$rules/r/pid"
echo 1000000 >"$rules/r/probability"
echo drop-ibi >"$rules/r/action"
echo write >"$rules/r/direction"
fails_with 'Invalid argument' 1 "$rules/r/enabled"
echo ibi >"$rules/r/direction"
echo 1 >"$rules/r/enabled"
for setting in pid direction action value skip every probability count; do
	fails_with 'busy' "$(cat "$rules/r/$setting")" "$rules/r/$setting"
done
echo 0 >"$rules/r/enabled"
check 'a rule that is off can be changed' sh -c "echo nack >$rules/r/action"
fault_end r
check_fails 'a bus with rules stays' sh -c "mkdir $rules/r && rmdir $sim/b0"
rmdir "$rules/r"

note 'chance'
# hits SEED: which of 30 interrupts were refused, as their number of tries
hits()
{
	local list=''

	echo "$1" >"$sim/b0/seed"
	fault chance pid=$bad direction=ibi action=nack probability=500000
	for _ in 1 2 3 4 5 6; do
		i3c-fault-client "$eid_bad" >/dev/null || echo lost
		list+="$(matched chance) "
	done
	echo "$list"
}
once=$(hits 1)
note "$once"
check_equal 'the same seed has the same hit' "$once" "$(hits 1)"
check_fails 'another one others' test "$once" = "$(hits 4711)"
check_equal 'the seed can be read' 4711 "$(cat "$sim/b0/seed")"
fault_end chance

note 'one of many'
stats_begin
fault third pid=$bad direction=write action=nack skip=2 every=3 count=2
ask -n 12 "$eid_bad"
check_said 'each request gets its reply' reply=12 tx=0
check_equal 'they are counted as asked for: writes' 14 "$(matched third)"
check_equal 'and hits' 2 "$(injected third)"
check_counted tx_nack=2 sim.nacks=2 sim.faults=2 sim.fault_matches=14
fault_end third

# not of commands: the I3C core does not repeat those that it sends to a device
# with a new address, which stays without interrupts then
note 'rules come and go in the middle of traffic'
traffic to-bad "$eid_bad"
traffic to-good "$eid_good"
for _ in 1 2 3 4 5; do
	fault a direction=write action=arbitration probability=50000
	fault e pid=$bad direction=read action=arbitration probability=50000
	fault b pid=$bad action=delay value=500 probability=20000
	fault c pid=$good direction=write action=nack probability=50000
	fault d pid=$bad action=address count=1
	rmdir "$rules"/[ace]
	rmdir "$rules"/[bd]
done
traffic_end to-bad
check_all_answered 'each request gets its reply'
traffic_end to-good
check_all_answered 'those to the other device, too'
bench_end
