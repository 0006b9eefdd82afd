#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# What the daemon is given and cannot take: one line that names it, and exit
# status 1, or 2 for wrong usage.

. "${BASH_SOURCE[0]%/*}/src/mctpd-lib.sh"

# refuses STATUS TEXT CMD...: one line on stderr that contains TEXT
refuses()
{
	local want=$1 text=$2

	shift 2
	timeout 10 "$@" 2>$work/error >$work/output
	status=$?
	[ $status = "$want" ] ||
		fail "$*: exit status $status: $(cat $work/error)"
	grep -qF -- "$text" $work/error || fail "$*: $(cat $work/error)"
	[ "$(wc -l <$work/error)" = 1 ] || fail "$*: $(cat $work/error)"
}

# config_refused TEXT LINES...
config_refused()
{
	local text=$1

	shift
	printf '%s\n' "$@" >$work/bad.conf
	refuses 1 "$work/bad.conf:$text" mctpd -c $work/bad.conf
}

say 'usage'
refuses 2 'nonsense' mctpd nonsense
refuses 2 '--nonsense' mctpd --nonsense
mctpd --help | grep -q -- --config || fail 'no help'
[ "$(mctpd --version)" != '' ] || fail 'no version'

say 'configuration'
refuses 1 "$work/none.conf: No such file" mctpd -c $work/none.conf
refuses 1 "$work: Is a directory" mctpd -c $work
config_refused '2: unknown key nonsense in [mctp]' '[mctp]' 'nonsense = 1'
config_refused '2: unknown section [nonsense]' '[nonsense]' 'a = 1'
config_refused '3: local-eid = 7: out of range' '[mctp]' '' 'local-eid = 7'
config_refused '2: dynamic-eids = 20-10: ends' '[mctp]' 'dynamic-eids = 20-10'
config_refused '2: attest = perhaps: not yes or no' '[spdm]' 'attest = perhaps'

say 'privileges'
refuses 1 'CAP_NET_ADMIN is missing' setpriv --bounding-set=-all \
	--inh-caps=-all --reuid=65534 mctpd -c $config

say 'a second daemon'
mctpd_start
timeout 10 mctpd -c $config 2>$work/error
[ $? = 1 ] || fail 'it runs'
grep -q 'another daemon' $work/error || fail "$(cat $work/error)"
mctpd_stop TERM

say 'a kernel without I3C'
unshare -m sh -c 'mount -t tmpfs none /sys/bus && exec "$@"' sh \
	timeout 10 mctpd -c $config 2>$work/error
[ $? = 1 ] || fail 'it runs'
grep -q 'CONFIG_I3C' $work/error || fail "$(cat $work/error)"
[ "$(wc -l <$work/error)" = 1 ] || fail "$(cat $work/error)"
say 'done'
