#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
#	busctl, mctpctl ---D-Bus--- mctpd === mctpi3cN == bus dbus ==+== one
#	                                                             `== two
#
# mctpd's objects, methods and errors as a client sees them, as root and as
# nobody; and the verbs of mctpctl that call it.

. "${BASH_SOURCE[0]%/*}/src/mctpctl-lib.sh"

name=au.com.codeconstruct.MCTP1
root=/au/com/codeconstruct/mctp1
owner=au.com.codeconstruct.MCTP.BusOwner1
one='6 4 204 0 0 0 1'
absent='6 4 204 0 0 0 9'
pids=()

cleanup()
{
	local left

	# with the watcher of a check that has failed
	mapfile -t left < <(jobs -p)
	kill "${left[@]}" 2>/dev/null
	wait
}
trap cleanup EXIT

# eid_of PID
eid_of()
{
	mctpctl --json endpoint |
		jq ".[] | select(.hwaddr == \"$1\").eid" | grep .
}

# errs NAME ARGS...: busctl must fail with the error of that name
errs()
{
	local expected=$1 reply

	shift
	reply=$(busctl --json=short "$@" 2>&1) && fail "no error: $*"
	dbus_error "$@"
	[ "$error" = "$expected" ] ||
		fail "error '$error' ($reply) instead of $expected: $*"
}

# error_is_seen LOG ARGS...: asks, until the watcher has seen the answer
error_is_seen()
{
	busctl "${@:2}" >/dev/null 2>&1
	grep -q '^error ' "$1"
}

# dbus_error call SERVICE PATH INTERFACE MEMBER SIGNATURE...: the name of the
# error is not in busctl's text but in the message, which dbus-monitor prints
dbus_error()
{
	local log=$work/errors.log

	dbus-monitor --system "type='error'" >"$log" 2>/dev/null &
	local watcher=$!
	until_ok grep -q NameLost "$log" # it is a monitor from here on
	until_ok error_is_seen "$log" "$@"
	kill $watcher
	wait $watcher 2>/dev/null
	error=$(sed -nE 's/^error .* error_name=([^ ]*).*/\1/p' "$log" | tail -n 1)
}

mkdir -p "$work/trust"
printf '[state]\nfile = %s/state\n[spdm]\ntrust = %s/trust\n' "$work" "$work" \
	>"$work/mctpd.conf"
bus_start dbus
path=$root/interfaces/$link
mctp-target --bus dbus --pid 04cc00000001 --echo \
	--uuid 11223344-5566-7788-99aa-bbccddeeff00 2>"$work/one.log" &
pids+=($!)
mctp-target --bus dbus --pid 04cc00000002 --echo 2>"$work/two.log" &
pids+=($!)
two_pid=$!
mctpd -c "$work/mctpd.conf" 2>"$work/mctpd.log" &
pids+=($!)
until_ok eid_of 04cc00000001
until_ok eid_of 04cc00000002
first=$(eid_of 04cc00000001)
second=$(eid_of 04cc00000002)
endpoint=$root/networks/1/endpoints/$first

say 'the tree and the interfaces of each object'
ok busctl tree --list $name
for object in "$root" "$path" "$root/networks/1" "$endpoint"; do
	grep -qx "$object" "$work/out" || fail "no $object"
done
ok busctl call $name $root org.freedesktop.DBus.ObjectManager GetManagedObjects
for interface in $owner au.com.codeconstruct.MCTP.Interface1 org.mctp_i3c.Link1 \
	au.com.codeconstruct.MCTP.Network1 xyz.openbmc_project.MCTP.Endpoint \
	xyz.openbmc_project.Common.UUID au.com.codeconstruct.MCTP.Endpoint1 \
	org.mctp_i3c.Endpoint1; do
	grep -q "\"$interface\"" "$work/out" || fail "no $interface"
done
! grep -q 'Bridge1\|Spdm1' "$work/out" || fail 'an interface too many'

# documented OBJECT: each interface has a page that names each member
documented()
{
	local interface member kind pages

	pages=${BASH_SOURCE[0]%/*}/../../Documentation/dbus
	ok busctl introspect $name "$1"
	cp "$work/out" "$work/members"
	while read -r member kind _; do
		if [ "$kind" = interface ]; then
			interface=$member
		elif [[ $kind = @(property|method) &&
			$interface != org.freedesktop.DBus.* ]]; then
			grep -qs "\*\*${member#.}\*\*" \
				"$pages/$interface.md" ||
				fail "$interface$member is not documented"
		fi
	done <"$work/members"
}

say 'every interface has a page that names its members'
for object in "$root" "$path" "$root/networks/1" "$endpoint"; do
	documented "$object"
done

# property EXPECTED PATH INTERFACE NAME
property()
{
	ok nobody busctl get-property $name "$2" "$3" "$4"
	[ "$(cat "$work/out")" = "$1" ] || fail "$3.$4 is $(cat "$work/out")"
}

say 'properties, read by nobody'
property 's "BusOwner"' "$path" au.com.codeconstruct.MCTP.Interface1 Role
property 'u 1' "$path" au.com.codeconstruct.MCTP.Interface1 NetworkId
property 'b true' "$path" org.mctp_i3c.Link1 Up
property 'u 68' "$path" org.mctp_i3c.Link1 Mtu
property 'u 2' "$path" org.mctp_i3c.Link1 Discovered
property 's "i3c"' "$path" org.mctp_i3c.Link1 Binding
property 'ay 1 8' "$root/networks/1" au.com.codeconstruct.MCTP.Network1 LocalEIDs
property "y $first" "$endpoint" xyz.openbmc_project.MCTP.Endpoint EID
property 'u 1' "$endpoint" xyz.openbmc_project.MCTP.Endpoint NetworkId
property 'ay 2 0 126' "$endpoint" xyz.openbmc_project.MCTP.Endpoint \
	SupportedMessageTypes
property 'a(yvq) 1 0 q 4660 1' "$endpoint" xyz.openbmc_project.MCTP.Endpoint \
	VendorDefinedMessageTypes
property 's "11223344-5566-7788-99aa-bbccddeeff00"' "$endpoint" \
	xyz.openbmc_project.Common.UUID UUID
property 's "Available"' "$endpoint" au.com.codeconstruct.MCTP.Endpoint1 \
	Connectivity
property "ay $one" "$endpoint" org.mctp_i3c.Endpoint1 HwAddress
property "s \"$link\"" "$endpoint" org.mctp_i3c.Endpoint1 Link
property 'y 0' "$endpoint" org.mctp_i3c.Endpoint1 Via

say 'nobody may look and not touch'
ok nobody busctl introspect $name "$path"
ok nobody busctl call $name $root org.freedesktop.DBus.ObjectManager \
	GetManagedObjects
holds 'length == 2' nobody "$work/mctpctl" --json endpoint
refused 1 'policy forbids it \(needs root\)' \
	nobody "$work/mctpctl" endpoint remove "$first"
refused 1 'policy forbids it \(needs root\)' \
	nobody "$work/mctpctl" endpoint setup "$link" 04cc00000001
! nobody busctl set-property $name "$path" \
	au.com.codeconstruct.MCTP.Interface1 Role s Endpoint 2>/dev/null ||
	fail 'nobody set the role'
# shellcheck disable=SC2086 # words
! nobody busctl call $name "$path" $owner SetupEndpoint ay $one 2>/dev/null ||
	fail 'nobody set up an endpoint'

say 'arguments are checked, with errors of their own'
invalid=au.com.codeconstruct.MCTP1.Error.InvalidArgument
in_use=au.com.codeconstruct.MCTP1.Error.AddressInUse
errs $invalid call $name "$path" $owner SetupEndpoint ay 5 4 204 0 0 0
errs $invalid call $name "$path" $owner SetupEndpoint ay 7 4 204 0 0 0 1 2
errs $invalid call $name "$path" $owner SetupEndpoint ay 0
# shellcheck disable=SC2086 # words
{
	errs $invalid call $name "$path" $owner AssignEndpointStatic ayy $one 0
	errs $invalid call $name "$path" $owner AssignEndpointStatic ayy $one 7
	errs $invalid call $name "$path" $owner AssignEndpointStatic ayy $one 255
	errs $in_use call $name "$path" $owner AssignEndpointStatic ayy $one 8
	errs $in_use call $name "$path" $owner AssignEndpointStatic \
		ayy $one "$second"
	errs $invalid call $name "$path" $owner AssignBridgeStatic \
		ayyyy $one 20 0 0
	errs $invalid call $name "$path" $owner AssignBridgeStatic \
		ayyyy $one 250 0 5
	errs au.com.codeconstruct.MCTP1.Error.NoResponse call $name "$path" $owner \
		SetupEndpoint ay $absent
}
errs $invalid call $name "$root/networks/1" \
	au.com.codeconstruct.MCTP.Network1 LearnEndpoint y 7
errs $invalid call $name "$root/networks/1" \
	au.com.codeconstruct.MCTP.Network1 LearnEndpoint y 255
errs $invalid call $name "$endpoint" au.com.codeconstruct.MCTP.Endpoint1 \
	SetMTU u 67
errs $invalid call $name "$endpoint" au.com.codeconstruct.MCTP.Endpoint1 \
	SetMTU u 69
errs $invalid set-property $name "$path" \
	au.com.codeconstruct.MCTP.Interface1 Role s Owner
errs au.com.codeconstruct.MCTP1.Error.NotPermitted set-property $name "$path" \
	au.com.codeconstruct.MCTP.Interface1 Role s Endpoint
errs $invalid call $name $root $name RegisterTypeSupport yau 0 1 4059168000
errs $invalid call $name $root $name RegisterTypeSupport yau 128 1 4059168000
errs $invalid call $name $root $name RegisterTypeSupport yau 1 0
errs $invalid call $name $root $name RegisterVDMTypeSupport yvq 2 q 1 1
errs $invalid call $name $root $name RegisterVDMTypeSupport yvq 1 q 1 1
errs org.freedesktop.DBus.Error.UnknownObject call $name \
	"$root/networks/1/endpoints/0$first" \
	au.com.codeconstruct.MCTP.Endpoint1 Remove

say 'methods by mctpctl'
holds '.eid == '"$first"' and .network == 1 and .new == false' \
	mctpctl --json endpoint setup "$link" 04cc00000001
holds '.eid == '"$first"' and .found' \
	mctpctl --json endpoint learn "$link" 04cc00000001
holds '.eid == 50' mctpctl --json endpoint assign "$link" 04cc00000001 50
holds 'map(.eid) | index(50) != null and index('"$first"') == null' \
	mctpctl --json endpoint
ok mctpctl endpoint mtu 50 68
ok mctpctl endpoint recover 50
holds '.sent == 3 and .received == 3 and .size == 64 and
	.min_us <= .median_us and .median_us <= .max_us' \
	mctpctl --json endpoint echo 50 --count 3
ok mctpctl endpoint remove 50
refused 1 'endpoint 50: no such endpoint' mctpctl endpoint show 50
refused 1 "endpoint $second: not in network 2" \
	mctpctl endpoint show "$second" --net 2
refused 1 "endpoint $second: does not speak SPDM" mctpctl spdm attest "$second"
refused 1 'device 04cc00000009: .*no answer' \
	mctpctl endpoint setup "$link" 04cc00000009
refused 1 'mctpd does not know it' mctpctl endpoint setup nix 04cc00000001

say 'events of a device that is unplugged'
monitor_start
kill "$two_pid"
until_ok monitored '.object == "networks/1/endpoints/'"$second"'"'
kill "$monitor"
until_ok eval '! eid_of 04cc00000002'

say 'mctpd that ends is seen'
monitor_start
kill "${pids[2]}"
wait "${pids[2]}" || fail "mctpd ended with $?"
until_ok monitored '.event == "stopped" and .object == "mctpd"'
refused 1 'mctpd is not running' mctpctl endpoint
finish
