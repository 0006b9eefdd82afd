#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# The trace events of AF_MCTP, as trace-cmd and perf get them:
#
#	mctp-trace ---AF_MCTP--- lo (EID 8), mctptun (EID 9)  peer 20
#	     +---raw packets---- /dev/net/tun
#	tracefs: events/mctp/*

. "${BASH_SOURCE[0]%/*}/lib.sh"
if [ "${MCTP-}" = intree ]; then
	skip 'trace events' 'the in-tree family traces tags only'
	exit
fi
tracing=/sys/kernel/tracing
events='mctp_send mctp_receive mctp_drop mctp_reasm_start mctp_reasm_done
	mctp_tag_acquire mctp_tag_release'

modprobe mctp || die 'no module mctp'
mountpoint -q $tracing || mount -t tracefs tracefs $tracing ||
	die 'no tracefs'
for event in $events; do
	check "the event $event is there" test -d $tracing/events/mctp/"$event"
done

# a program that decodes the raw events knows no constant of the kernel
check_fails 'formats have numbers for names' \
	grep -rE 'MCTP_(DROP|TAG)_' $tracing/events/mctp --include=format
check 'causes have names' \
	grep -q '"no_listener"' $tracing/events/mctp/mctp_drop/format

: >$tracing/trace
run()
{
	"${BUILD:-build}/tests/scenarios/mctp-trace"
}
# ... with the raw events in a buffer of their own, if trace-cmd is installed
run_recorded()
{
	if command -v trace-cmd >/dev/null; then
		trace-cmd record -q -B raw -e mctp -o "$work/raw" \
			"${BUILD:-build}/tests/scenarios/mctp-trace"
	else
		run
	fi
}

# Names and fields of events as text; addresses are hashed by the kernel only
fields()
{
	sed -nE 's/.*: (mctp_[a-z_]*): */\1: /; s/skb=[^ ]* //; /^mctp_/p' "$@"
}
check 'traffic without tracing' run
check_equal 'nothing is traced' 0 "$(grep -c ': mctp_' $tracing/trace)"
echo 1 >$tracing/events/mctp/enable
echo 1 >$tracing/events/skb/kfree_skb/enable
check 'traffic with tracing' run_recorded
echo 0 >$tracing/events/mctp/enable
echo 0 >$tracing/events/skb/kfree_skb/enable
grep -E ': (mctp_|kfree_skb:)' $tracing/trace >"$work/trace"

# traced TEXT PATTERN: an event like this
traced()
{
	check "$1" grep -qE "$2" "$work/trace"
}
lo=$(cat /sys/class/net/lo/ifindex)
traced 'a message sent' \
	"mctp_send: net=1 ifindex=$lo src=8 dest=8 type=0x7e tag=0 owner=1 len=5 rc=0"
traced 'a message not sent' 'mctp_send: .* dest=60 .* rc=-100'
traced 'a request received' \
	"mctp_receive: net=1 ifindex=$lo src=8 dest=8 type=0x7e tag=0 owner=1 len=6"
traced 'a reply received' \
	'mctp_receive: .* src=8 dest=8 type=0x7e tag=0 owner=0 len=3'
traced 'a first fragment' \
	'mctp_reasm_start: .* src=20 dest=9 type=0x7e tag=5 owner=1 len=64'
traced 'a last fragment' \
	'mctp_reasm_done: .* src=20 dest=9 type=0x7e tag=5 owner=1 len=74'
traced 'a request nobody listens for' \
	'mctp_drop: .* src=20 dest=9 flags=0xce .* cause=no_listener'
traced 'a stray fragment' 'mctp_drop: .* cause=reasm_stray'
traced 'a tag' \
	'mctp_tag_acquire: .* net=1 local=8 peer=8 tag=0 kind=one'
traced 'a preallocated tag' 'mctp_tag_acquire: .* peer=20 .* kind=prealloc'
traced 'the same drop by the reason of the kernel' \
	'kfree_skb: .* protocol=250 location=mctp_drop.* reason: NO_SOCKET'
for reason in replied expired dropped closed released; do
	traced "a tag that is $reason" "mctp_tag_release: .* reason=$reason"
done

if [ -e "$work/raw" ]; then
	trace-cmd report -i "$work/raw" >"$work/report" 2>"$work/report.log"
	check 'trace-cmd decodes events' grep -q cause=no_listener "$work/report"
	check 'each as the kernel prints it' diff <(fields "$work/trace") \
		<(fields "$work/report")
else
	skip 'trace-cmd decodes events' 'trace-cmd is not installed'
fi
umount $tracing 2>/dev/null
check 'the module can be unloaded' until_ok 5 sh -c \
	'rmmod mctp-i3c 2>/dev/null; rmmod mctp'
