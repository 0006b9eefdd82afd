#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
#	mctp-i3c-client == mctpi3cN == bus b0 ----- a  answers
#	mctpctl link capture ---'  |
#	mctp-sniff ----------------'
#
# What `mctpctl link capture` writes is what was on the bus, both ways and byte
# by byte; its limits and how it ends; wrong input. And whoever listens to a
# link, the family still gets what it is to get.

. "${BASH_SOURCE[0]%/*}/src/mctp-i3c-lib.sh"

a=0x04cc00000001
dumped=$work/dumped

# captured NAME: the capture as text, which must be well formed
captured()
{
	pcapng-dump <"$work/$1.pcapng" >"$dumped" 2>"$work/dump.out" ||
		fail "$1.pcapng: $(cat "$work/dump.out")"
}

# capture_start NAME ARG...: a capture into NAME.pcapng that runs
capture_start()
{
	local name=$1
	shift

	rm -f "$work/$name.pcapng"
	mctpctl link capture -o "$work/$name.pcapng" "$@" \
		2>"$work/$name.err" &
	capture=$!
	until_ok test -s "$work/$name.pcapng"
}

# capture_stop NAME SIGNAL: ends it; it must say how much it has
capture_stop()
{
	kill -s "$2" $capture
	wait $capture || fail "status $? of the capture $1: $(
		cat "$work/$1.err")"
	captured "$1"
	expect "mctpctl: $(grep -c ^packet "$dumped") packets captured, 0 dropped" \
		cat "$work/$1.err"
}

# hex DIRECTION: the packets of the dump
hex()
{
	sed -n "s/^packet [0-9]* $1 [0-9]* [0-9]* //p" "$dumped"
}

# written NAME: what a target got, without the PEC
written()
{
	sed -n 's/^write pec=good \(.*\)..$/\1/p' "$work/$1.out"
}

# echoed: packets as a target returns them: source and destination swapped,
# the owner's bit of the tag clear
echoed()
{
	local line tag

	while read -r line; do
		tag=$(tr 89abcdef 01234567 <<<"${line:7:1}")
		echo "01${line:4:2}${line:2:2}${line:6:1}$tag${line:8}"
	done
}

# What Wireshark makes of the capture
wireshark_count()
{
	tshark -r "$work/wireshark.pcapng" 2>/dev/null | wc -l
}

wireshark_first()
{
	tshark -r "$work/wireshark.pcapng" -c 1 -x 2>/dev/null |
		sed -nE 's/^[0-9a-f]{4}  (([0-9a-f]{2} )*).*/\1/p' |
		tr -d ' \n'
}

# has_packets NAME DIRECTION N: the capture that runs has so many
has_packets()
{
	captured "$1"
	[ "$(hex "$2" | wc -l)" -eq "$3" ]
}

# packets FILTER: how many lines of the dump match
packets()
{
	grep -c "^packet $1" "$dumped"
}

# interface_names: of the dump, by number
interface_names()
{
	sed -n 's/^interface .* name=.\([a-z0-9]*\).*/\1/p' "$dumped"
}

# sniffed N: packets that this listener saw, from the MCTP header on; a raw
# one sees 12 bytes more
sniffed()
{
	sed 1d "$work/sniff$1.out" | if [ $(($1 % 2)) -eq 0 ]; then
		cut -c 25-
	else
		cat
	fi
}

has_sniffed()
{
	[ "$(sniffed "$1" | wc -l)" -eq "$2" ]
}

# refused STATUS PATTERN CMD...: one line of error
refused()
{
	local want=$1 pattern=$2 got=0
	shift 2

	"$@" >/dev/null 2>"$work/err.out" || got=$?
	[ $got -eq "$want" ] || fail "status $got of $*"
	[ "$(wc -l <"$work/err.out")" -eq 1 ] || fail "not one line: $*"
	grep -q -- "$pattern" "$work/err.out" || fail "not '$pattern': $*"
}

bus_start b0
target_start a -e b0 $a
mctp-i3c-client up "$link" 8

say 'an exchange is written as it was on the bus'
begin=$(date +%s%N)
capture_start both "$link"
expect 3/3 mctp-i3c-client ping "$link" $a 10 200 3
capture_stop both INT
finish=$(date +%s%N)
expect 24 packets 0
[ "$(hex out)" = "$(written a)" ] || fail 'not what the target got'
[ "$(hex in)" = "$(written a | echoed)" ] || fail 'not what the target sent'

say 'with the names of who wrote it, of the link and its type'
expect "section os='Linux $(uname -r)' application='$(mctpctl --version)'" \
	sed -n 1p "$dumped"
expect "interface 291 65535 name='$link' description='MCTP over i3c, network 1' tsresol=9" \
	sed -n 2p "$dumped"

say 'with the time of each packet, and statistics at the end'
awk -v last="$begin" -v end="$finish" '
	/^packet/ { bad += $4 < last || $4 > end; last = $4 }
	END { exit bad }' "$dumped" || fail "times not from $begin to $finish"
sed -n '$p' "$dumped" >"$work/statistics.out"
expect 'statistics 0 received=24 dropped=0' \
	sed 's/ [0-9]\{19\}//; s/ start=[0-9]* end=[0-9]*//' \
	"$work/statistics.out"
times=$(grep -oE '[0-9]{19}' "$work/statistics.out")
expect 3 wc -w <<<"$times"
for time in $times; do
	[ "$begin" -lt "$time" ] && [ "$time" -lt "$finish" ] ||
		fail 'times of the statistics'
done

say 'Wireshark opens it'
cp "$work/both.pcapng" "$work/wireshark.pcapng"
if [ -z "$(command -v tshark)" ]; then
	echo "ok $((++tap_count)) - $tap_open # SKIP no tshark"
	tap_open=''
else
	expect 24 wireshark_count
	expect "$(hex '[a-z]*' | head -n 1)" wireshark_first
fi

say 'with headers of Linux it decodes them'
capture_start cooked "$link" --cooked --count 2 --snaplen 6
expect 1/1 mctp-i3c-client ping "$link" $a 10 50 1
wait $capture || fail "status $?"
captured cooked
expect 1 grep -c '^interface 276 26 ' "$dumped"
ifindex=$(printf %08x "$(cat "/sys/class/net/$link/ifindex")")
address=$(tr -d : <"/sys/class/net/$link/address")
expect "00fa0000${ifindex}01220406${address}0000010a08c87e00" hex out
expect "00fa0000${ifindex}01220006${a#0x}000001080ac07e00" hex in
expect 2 packets '0 [a-z]* [0-9]* 75 '
if ! tshark -G protocols 2>/dev/null | grep -q "mctp[[:space:]]"; then
	echo "ok $((++tap_count)) - $tap_open # SKIP tshark has no MCTP"
	tap_open=''
else
	cp "$work/cooked.pcapng" "$work/wireshark.pcapng"
	expect $'8\t10\n10\t8' tshark -r "$work/wireshark.pcapng" \
		-T fields -e mctp.src -e mctp.dst
fi

say 'packets that nobody asked for are there, too'
capture_start some "$link"
target_tell a send good 0xae 01080ac87e123400
target_tell a send good 0xae 0163148812345678
until_ok has_packets some in 2
capture_stop some TERM
expect $'01080ac87e123400\n0163148812345678' hex in

say 'of long packets the beginning, if that is wanted'
for snaplen in 4 5 65535; do
	capture_start short "$link" --snaplen $snaplen --count 2
	expect 1/1 mctp-i3c-client ping "$link" $a 10 50 1
	wait $capture || fail "status $?"
	captured short
	expect 2 packets '0 [a-z]* [0-9]* 55 '
	kept=$((snaplen < 55 ? snaplen : 55))
	expect "$((2 * kept))" printf '%d\n' "$(hex out | tr -d '\n' | wc -c)"
done

say 'it ends by count, by time, and writes into a pipe at once'
mctpctl link capture "$link" --count 3 2>/dev/null | stdbuf -oL pcapng-dump \
	>"$work/pipe.out" &
reader=$!
until_ok grep -q ^interface "$work/pipe.out"
expect 1/1 mctp-i3c-client ping "$link" $a 10 1 1
until_ok grep -q '^packet 0 in' "$work/pipe.out"
expect 1/1 mctp-i3c-client ping "$link" $a 10 1 1
wait $reader || fail "status $?"
expect 3 grep -c ^packet "$work/pipe.out"
expect 1 grep -c ^statistics "$work/pipe.out"
mctpctl link capture "$link" --timeout 0.2 2>/dev/null >"$work/none.pcapng" ||
	fail 'status after the time'
captured none
expect 0 packets ''

say 'a link that is down may come up'
mctp-i3c-client down "$link"
capture_start down "$link"
mctp-i3c-client up "$link" 8
expect 1/1 mctp-i3c-client ping "$link" $a 10 1 1
mctp-i3c-client down "$link"
mctp-i3c-client up "$link" 8
expect 1/1 mctp-i3c-client ping "$link" $a 10 1 1
capture_stop down INT
expect 4 packets 0

say 'several links, each by its name; one that goes ends only itself'
first=$link
bus_start b1
target_start other -e b1 0x04cc00000002
mctp-i3c-client up "$link" 9
capture_start all --all
expect 1/1 mctp-i3c-client ping "$link" 0x04cc00000002 11 1 1
expect 1/1 mctp-i3c-client ping "$first" $a 10 2 1
target_stop other
bus_stop b1
until_ok grep -q "link $link: is gone" "$work/all.err"
expect 1/1 mctp-i3c-client ping "$first" $a 10 3 1
target_stop a
bus_stop b0
wait $capture || fail "status $? when the last link is gone"
captured all
expect "$(printf '%s\n' "$first" "$link" | sort)" \
	printf '%s\n' "$(interface_names | sort)"
i=$(($(interface_names | grep -nx "$link" | cut -d: -f1) - 1))
expect 2 packets "$i [a-z]* [0-9]* 6 "
expect 2 packets "$i "
expect 4 packets "$((1 - i)) "
expect 2 grep -c ^statistics "$dumped"
bus_start b0
target_start a -eq b0 $a
mctp-i3c-client up "$link" 8

say 'what is not read in time is counted'
rm -f "$work/slow.pcapng"
echo 212992 >/proc/sys/net/core/rmem_max
setpriv --bounding-set=-net_admin mctpctl link capture "$link" \
	-o "$work/slow.pcapng" 2>"$work/slow.err" &
capture=$!
until_ok test -s "$work/slow.pcapng"
kill -s STOP $capture
expect 40/40 mctp-i3c-client ping "$link" $a 10 4096 40
kill -s INT $capture
kill -s CONT $capture
wait $capture || fail "status $?"
captured slow
dropped=$(sed -n 's/.* \([0-9]*\) dropped$/\1/p' "$work/slow.err")
[ "${dropped:-0}" -gt 0 ] || fail 'nothing was dropped'
expect "$dropped" sed -n 's/^statistics .*dropped=//p' "$dumped"
expect "$(($(grep -c ^packet "$dumped") + dropped))" \
	sed -n 's/^statistics .*received=\([0-9]*\) .*/\1/p' "$dumped"

say 'messages are received while it captures'
capture_start beside "$link"
expect 20/20 mctp-i3c-client ping "$link" $a 10 4096 20
capture_stop beside INT
expect 1300 packets '0 in '

if [ "${MCTP-}" = intree ]; then
	say 'wrong input'
else
	say 'and while others listen to the same buffers'
	sniffers=()
	for i in 1 2 3 4; do
		mctp-sniff "$([ $((i % 2)) -eq 0 ] && echo raw || echo dgram)" \
			"$link" >"$work/sniff$i.out" &
		sniffers+=($!)
		until_ok grep -q listening "$work/sniff$i.out"
	done
	capture_start shared "$link"
	expect 20/20 mctp-i3c-client ping "$link" $a 10 4096 20
	expect 50/50 mctp-i3c-client ping "$link" $a 10 1 50
	expect 50/50 mctp-i3c-client ping "$link" $a 10 63 50
	capture_stop shared INT
	for i in 1 2 3 4; do
		until_ok has_sniffed $i 1400
		expect "$(hex in | md5sum)" \
			printf '%s\n' "$(sniffed $i | md5sum)"
	done
	kill "${sniffers[@]}"
	say 'wrong input'
fi
refused 2 'expected a link or --all' mctpctl link capture -o "$work/x"
refused 2 "unexpected '$link' with --all" \
	mctpctl link capture -o "$work/x" --all "$link"
refused 2 "link $link is given twice" \
	mctpctl link capture -o "$work/x" "$link" "$link"
refused 2 "'15'\|too many\|unexpected" mctpctl link capture -o "$work/x" \
	$(seq 15)
refused 2 '--output needs FILE' mctpctl link capture "$link" -o
refused 2 'takes no --output' mctpctl link list -o x
refused 2 'takes no --snaplen' mctpctl link show "$link" --snaplen 9
for snaplen in 3 65536 -1 x; do
	refused 2 "snaplen '\?$snaplen" \
		mctpctl link capture -o "$work/x" "$link" --snaplen $snaplen
done
refused 2 'count 0 is out of range' \
	mctpctl link capture -o "$work/x" "$link" --count 0
refused 1 'link nix: no such link' mctpctl link capture -o "$work/x" nix
refused 1 "$work/none/x: No such file" \
	mctpctl link capture -o "$work/none/x" "$link"
refused 1 '/dev/full: No space left on device' \
	mctpctl link capture -o /dev/full "$link"
[ ! -e "$work/x" ] || fail 'a capture that did not begin left a file'
cp "$(command -v mctpctl)" "$work/mctpctl"
chmod 755 "$work" "$work/mctpctl"
refused 1 "link $link: cannot capture: .*needs root or CAP_NET_RAW" \
	setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=-all \
	"$work/mctpctl" link capture -o /dev/null "$link"
status=0
script -qec "mctpctl link capture $link" /dev/null >"$work/script.out" \
	</dev/null || status=$?
expect 2 echo $status
grep -q 'standard output is a terminal' "$work/script.out" ||
	fail 'wrote to a terminal'

say 'done'
