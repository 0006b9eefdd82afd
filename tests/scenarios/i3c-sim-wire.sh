#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
#	mctp-i3c-client == mctpi3cN == bus w0, paced ==+== echo
#	                                  |            `== source
#	                              i3c-sim-listen
#
# What is on the wire: its time on a paced bus, and the log of it, which has
# to agree with the counters to the nanosecond.

. "${BASH_SOURCE[0]%/*}/src/mctp-i3c-lib.sh"

echo=0x04cc00000001
source=0x04cc00000002
dir=$sim/w0
stats=$dir/stats

now_ns()
{
	date +%s%N
}

say 'a listener is there before the bus is live'
mkdir "$dir"
i3c-sim-listen w0 >"$work/listen.out" 2>&1 &
listener=$!
until_ok grep -q listening "$work/listen.out"
builtin_add w0 echo $echo behaviour=echo
builtin_add w0 source $source behaviour=source
bus_start w0
until_ok bound $echo
until_ok bound $source
mctp-i3c-client up "$link" 8

say 'a paced transfer takes as long as its bits'
echo 1 >"$dir/paced"
begin=$(now_ns)
before=$(cat "$stats/busy_ns")
expect 200/200 mctp-i3c-client ping "$link" $echo 10 64 200
busy=$(($(cat "$stats/busy_ns") - before))
took=$(($(now_ns) - begin))
# each ping: 65 bytes of payload and header out, an interrupt, as many back
[ $busy -gt $((200 * 2 * 50000)) ] || fail "busy for $busy ns only"
[ $took -ge $busy ] || fail "took $took ns for $busy ns on the wire"

say 'busy and idle time are all the time there is'
sum=$(($(cat "$stats/busy_ns" "$stats/idle_ns" | paste -sd+)))
sleep 0.2
more=$(($(cat "$stats/busy_ns" "$stats/idle_ns" | paste -sd+)))
[ $((more - sum)) -ge 200000000 ] || fail "$((more - sum)) ns in 0.2 s"

say 'a source keeps the bus busy'
before=$(cat "$dir/targets/source/stats/packets_out")
echo 500 >"$dir/targets/source/count"
until_ok grep -qx $((before + 500)) \
	"$dir/targets/source/stats/packets_out"
expect 0 cat "$dir/targets/source/count"

say 'the log has what the counters have'
echo 0 >"$dir/live"
wait $listener || fail "the listener ended with $?"
for name in busy_ns writes write_bytes reads read_bytes ccc ibis addresses \
	hotjoins; do
	expect "$name=$(cat "$stats/$name")" grep "^$name=" "$work/listen.out"
done
expect lost=0 grep ^lost= "$work/listen.out"
expect overlaps=0 grep ^overlaps= "$work/listen.out"
say ok
