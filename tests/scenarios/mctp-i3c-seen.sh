#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
#	mctp-i3c-client == mctpi3cN == bus b0 ==+== a  MRL and MWL of 256
#	                                        +== s  MRL and MWL of 20
#	                                        `== n  tells no lengths
#
# What is seen of a bus and of each target on it: the interface's place in
# sysfs, its carrier, ethtool -S, and the directory mctp of each device, also
# while targets, interface and bus come and go.

. "${BASH_SOURCE[0]%/*}/src/mctp-i3c-lib.sh"

a=0x04cc00000001
s=0x04cc00000002
n=0x04cc00000003
manual=${BASH_SOURCE[0]%/*}/../../Documentation/mctp-i3c.md

# dir PID: of the device's mctp directory
dir()
{
	printf '/sys/bus/i3c/devices/%d-%x/mctp' "$bus" "$1"
}

# value PID FILE
value()
{
	cat "$(dir "$1")/$2"
}

# expect_value PID FILE VALUE: the file gets to that value
expect_value()
{
	until_ok value_is "$@"
}

value_is()
{
	[ "$(value "$1" "$2")" = "$3" ]
}

# operstate_is STATE: the network core tells it after a while
operstate_is()
{
	[ "$(cat "/sys/class/net/$link/operstate")" = "$1" ]
}

say 'the interface is a child of its bus'
bus_start b0
expect "i3c-$bus" basename "$(readlink -f "/sys/class/net/$link/device")"
[ -e "/sys/bus/i3c/devices/i3c-$bus/net/$link" ] || fail 'no child of the bus'

say 'the carrier is the controller; without a target the bus is dormant'
mctp-i3c-client up "$link" 8
expect 1 cat "/sys/class/net/$link/carrier"
until_ok operstate_is dormant
target_start a -e -r 256 -w 256 b0 $a
until_ok operstate_is up
target_start s -e -r 20 -w 20 b0 $s
name=$bus-$(printf %x $s)
echo "$name" >/sys/bus/i3c/drivers/mctp-i3c/unbind
expect 0 bash -c "ls '$(dir $s)' 2>/dev/null | wc -l"
name_a=$bus-$(printf %x $a)
echo "$name_a" >/sys/bus/i3c/drivers/mctp-i3c/unbind
until_ok operstate_is dormant
expect 1 cat "/sys/class/net/$link/carrier"
echo "$name_a" >/sys/bus/i3c/drivers/mctp-i3c/bind
echo "$name" >/sys/bus/i3c/drivers/mctp-i3c/bind
until_ok operstate_is up
target_start n -e -r 0 -w 0 b0 $n

say 'lengths, MTU and mode of each target'
expect 256 value $a mrl
expect 256 value $a mwl
expect 255 value $a mtu
expect 20 value $s mrl
expect 20 value $s mwl
expect 19 value $s mtu
expect 0 value $n mrl
expect 0 value $n mwl
expect 68 value $n mtu
expect ibi value $a mode
expect none value $a last_error

say 'each target has its own counters, and the bus their sums'
expect 20/20 mctp-i3c-client ping "$link" $a 10 40 20
expect 5/5 mctp-i3c-client ping "$link" $s 11 1 5
expect 20 value $a tx_packets
expect 20 value $a rx_packets
expect 20 value $a ibi
expect 5 value $s tx_packets
expect 5 value $s rx_packets
expect 25 stat tx_packets
expect "$(($(value $a tx_bytes) + $(value $s tx_bytes)))" stat tx_bytes
expect "$(($(value $a rx_bytes) + $(value $s rx_bytes)))" stat rx_bytes

say 'the last error of a target, with its time'
before=$(date +%s)
target_tell a send bad 0xae 01080ac87e123400
expect_value $a rx_pec 1
read -r what when <<<"$(value $a last_error)"
[ "$what" = rx_pec ] || fail "last error is '$what'"
[ "${when%.*}" -ge "$before" ] || fail "last error was at $when"
[ "${when%.*}" -le "$(date +%s)" ] || fail "last error is at $when"
target_tell a send none 0xae 0108
expect_value $a rx_short 1
[[ "$(value $a last_error)" = rx_short\ * ]] || fail 'not the last error'
expect 0 value $s rx_pec
expect none value $s last_error

say 'a target that is unplugged: retries, NACKs and a packet that failed'
target_stop s
mctp-i3c-client send "$link" $s 11 00
expect_value $s tx_failed 1
nacks=$(value $s tx_nack)
[ "$nacks" -gt 1 ] || fail 'not tried again'
expect $((nacks - 1)) value $s tx_retries
expect "$nacks" stat tx_nack
expect $((nacks - 1)) stat tx_retries
[[ "$(value $s last_error)" = tx_failed\ * ]] || fail 'not the last error'
target_start s -e -r 20 -w 20 b0 $s

say 'a packet that is too long is dropped, and whose it is'
if mctp-i3c-client raw "$link" $s 11 "$(printf '%.0s00' $(seq 16))" \
	>/dev/null; then
	fail 'too long, but sent'
fi
expect 1 value $s tx_dropped
expect 1 value $s tx_too_long
expect 0 value $a tx_dropped

say 'everybody reads, nobody but root writes'
for file in "$(dir $a)"/*; do
	setpriv --reuid=65534 --regid=65534 --clear-groups cat "$file" \
		>/dev/null || fail "$file is hidden"
	if [ "$(command stat -c %a "$file")" != 444 ]; then
		[ "$(command stat -c %a "$file")" = 644 ] || fail "mode of $file"
	fi
done

say 'each counter is documented, and each documented one is there'
mctp-i3c-client stat "$link" names | sort >"$work/have"
sed -n '/^`ethtool -S/,/^The counters of the link/p' "$manual" |
	grep '^| `' | cut -d '|' -f 2 | grep -oE '[a-z0-9_]+' |
	sort >"$work/documented"
expect '' diff "$work/have" "$work/documented"
find "$(dir $a)" -type f -printf '%f\n' | sort >"$work/have"
sed -n '/^## Targets in sysfs/,/^## How/p' "$manual" |
	grep '^| `' | cut -d '|' -f 2 | grep -oE '[a-z0-9_]+' |
	sort >"$work/documented"
expect '' diff "$work/have" "$work/documented"

say 'targets, interface and bus come and go while all of it is read'
readers=()
for _ in 1 2; do
	while :; do
		cat /sys/bus/i3c/devices/*/mctp/* >/dev/null 2>&1
		mctp-i3c-client stat "$link" all >/dev/null 2>&1
	done &
	readers+=($!)
done
flood $a 10
for _ in $(seq 4); do
	within bash -c "echo $name_a >/sys/bus/i3c/drivers/mctp-i3c/unbind"
	within bash -c "echo $name_a >/sys/bus/i3c/drivers/mctp-i3c/bind"
	within mctp-i3c-client down "$link"
	within mctp-i3c-client up "$link" 8
done
for _ in 1 2; do
	within bash -c "echo 0 >$sim/b0/live"
	target_stop a
	bus_start b0
	target_start a -e b0 $a
done
flood_end
kill "${readers[@]}"
wait "${readers[@]}" 2>/dev/null
mctp-i3c-client up "$link" 8
expect 5/5 mctp-i3c-client ping "$link" $a 10 64 5
target_stop a
bus_stop b0

say 'done'
