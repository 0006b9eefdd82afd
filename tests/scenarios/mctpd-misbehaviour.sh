#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
#	mctpd == mctpi3c0 == bus bad ==+== good
#	                               `== one device for each misbehaviour
#
# A device that does not keep to the protocol is not published, delays no
# other, and is told of in the log; one that is only slow or odd is published.

. "${BASH_SOURCE[0]%/*}/src/mctpd-lib.sh"

good=04cc00000001
late=04cc00000010
twice=04cc00000011
other=04cc00000012
unpublished=(silent wrong-instance-id short-response wrong-command bad-pec
	refuse-eid drop-after=0 drop-after=1 drop-after=2 drop-after=3)

pid_of() { printf '04cc000001%02x' "$1"; }

bus_start bad
for i in "${!unpublished[@]}"; do
	target_start "bad$i" bad "$(pid_of "$i")" \
		--misbehave "${unpublished[$i]}"
done
target_start late bad $late --misbehave late=100
target_start twice bad $twice --misbehave duplicate-reply
target_start other bad $other --misbehave other-eid
mctpd_start

say 'slow, repeating and wilful devices are published'
until_ok published $late $twice $other

say 'a good one among them is, too, within a second'
target_start good bad $good
started=$(date +%s%N)
until_ok published $good
took_ms=$((($(date +%s%N) - started) / 1000000))
[ $took_ms -lt 1000 ] || fail "took $took_ms ms"

say 'the others are not, and leave nothing behind'
for i in "${!unpublished[@]}"; do
	until_ok logged "$(printf '%x' "0x$(pid_of "$i")"): "
done
stays endpoints 4
for i in "${!unpublished[@]}"; do
	absent "$(pid_of "$i")" >/dev/null || fail "${unpublished[$i]}"
done
mctpctl --json endpoint list |
	jq -e 'all(.[]; .eid >= 8 and .eid <= 254)' >/dev/null ||
	fail 'an EID nobody can have'

say 'the daemon is well'
published $good $late $twice $other || fail 'some have gone'
mctpd_stop TERM
[ $status = 0 ] || fail "exit status $status"
say 'done'
