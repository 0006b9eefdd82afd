#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
#	mctpctl ---D-Bus--- mctpd === mctpi3cN == bus spdm ==+== good
#	                                                     `== untrusted
#
# The SPDM verbs: a device whose identity is verified and which has a session,
# one whose chain nobody trusts, ending a session and setting it up again.

. "${BASH_SOURCE[0]%/*}/src/mctpctl-lib.sh"

pids=()

cleanup()
{
	kill "${pids[@]}" 2>/dev/null
	wait
}
trap cleanup EXIT

# target NAME PID: an emulated device with the key and chain of that name
target()
{
	mctp-target --bus spdm --pid "$2" --echo --spdm \
		--spdm-key "$work/pki/$1.key.pem" \
		--spdm-chain "$work/pki/$1.chain.pem" 2>"$work/$1.log" &
	pids+=($!)
}

# eid_in_state PID STATE: the EID of the device once its SPDM is there
eid_in_state()
{
	mctpctl --json endpoint |
		jq ".[] | select(.hwaddr == \"$1\" and
			.spdm.state == \"$2\").eid" | grep .
}

bash "${BASH_SOURCE[0]%/*}/../pki.sh" "$work/pki" good >"$work/pki.log" 2>&1 ||
	fail 'no keys'
printf '[state]\nfile = %s/state\n[spdm]\ntrust = %s/pki/trust\n' "$work" \
	"$work" >"$work/mctpd.conf"
bus_start spdm
target good 04cc00000001
target untrusted 04cc00000002
mctpd -c "$work/mctpd.conf" 2>"$work/mctpd.log" &
pids+=($!)

say 'a verified device with a session'
until_ok eid_in_state 04cc00000001 session
good=$(eid_in_state 04cc00000001 session)
holds '.version == "1.2" and .state == "session" and .identity == "verified" and
	.session_id > 0 and .error == null and
	(.algorithms | contains("ECDSA_P384")) and (.subject | length > 0) and
	(.measurements | length > 0 and all(.index > 0 and
		(.value | test("^[0-9a-f]+$"))))' \
	mctpctl --json spdm show "$good"
ok mctpctl spdm show "$good"
ok mctpctl
grep -qE " 1\.2 +session +verified " "$work/out" || fail 'not in the overview'

say 'a device that nobody trusts'
until_ok eid_in_state 04cc00000002 failed
bad=$(eid_in_state 04cc00000002 failed)
holds '.state == "failed" and .identity == "failed" and .session_id == null and
	(.error | contains("trust anchors"))' mctpctl --json spdm show "$bad"
refused 1 'endpoint [0-9]+ in network 1: .*trust anchors' \
	mctpctl spdm attest "$bad"
refused 1 'no session' mctpctl spdm end "$bad"
holds '.problems | map(.object) == ["endpoint 1,'"$bad"'"]' mctpctl --json

say 'the list'
holds 'map([.eid, .state]) | sort == ([['"$good"', "session"],
	['"$bad"', "failed"]] | sort)' mctpctl --json spdm

say 'a session that is ended and set up again'
ok mctpctl spdm end "$good"
holds '.state == "none" and .session_id == null and
	.identity == "verified"' mctpctl --json spdm show "$good"
refused 1 'no session' mctpctl spdm end "$good"
ok mctpctl spdm attest "$good"
holds '.state == "session" and .session_id > 0' \
	mctpctl --json spdm show "$good"
finish
