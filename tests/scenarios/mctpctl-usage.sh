#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# What mctpctl says of itself and of wrong command lines: help at each level,
# suggestions, exit codes, completion, and a man page that has every verb.

. "${BASH_SOURCE[0]%/*}/src/mctpctl-lib.sh"

manual=${BASH_SOURCE[0]%/*}/../../Documentation/man/mctpctl.1

say 'help at each level'
ok mctpctl --help
grep -q '^Usage: mctpctl' "$work/out" || fail 'no usage'
for object in link network address route neigh endpoint spdm bus sim socket; do
	grep -q "^  $object list" "$work/out" || fail "no $object in the help"
done
cp "$work/out" "$work/help"
ok mctpctl route --help
! grep -q '^  link' "$work/out" || fail 'help on route tells of link'
ok mctpctl route add --help
! grep -q '^  route del' "$work/out" || fail 'help on add tells of del'
ok mctpctl --version
grep -qE '^mctpctl [0-9]+\.[0-9]+\.[0-9]+$' "$work/out" || fail 'version'

say 'the man page has every verb and an example of it'
sed -nE 's/^  ([a-z]+)( ([a-z]+))?.*/\1 \3/p' "$work/help" |
	while read -r object verb; do
		grep -qE "^\\.SS (mctpctl )?$object ?$verb" "$manual" ||
			fail "no section on '$object $verb'"
		grep -qE "^(\\\$|#) mctpctl .*$object ?$verb" "$manual" ||
			fail "no example of '$object $verb'"
	done || exit

say 'wrong usage is status 2 and one line'
refused 2 "unknown object 'endpiont', did you mean 'endpoint'" mctpctl endpiont
refused 2 "unknown object 'teapot', mctpctl --help" mctpctl teapot
refused 2 "route: unknown verb 'ad', did you mean 'add'" mctpctl route ad
refused 2 "route: unknown verb 'boil', mctpctl route" mctpctl route boil
refused 2 'too few arguments, it takes EID dev LINK' mctpctl address add 9
refused 2 "link list: unexpected 'x'" mctpctl link list x
refused 2 "unknown option '--jsn'" mctpctl --jsn
refused 2 "unknown option '--js'" mctpctl --js
refused 2 '--timeout needs SECONDS' mctpctl link --timeout
refused 2 "--timeout '0' is not" mctpctl link --timeout 0
refused 2 'link list takes no --size' mctpctl link list --size 64
refused 2 'link show takes no --all' mctpctl link show lo --all
refused 2 'overview .*takes no --net' mctpctl --net 1
refused 2 '--size 1 is out of range' mctpctl endpoint echo 9 --size 1
refused 2 '--size 65536 is out' mctpctl endpoint echo 9 --size 65536
refused 2 'too many arguments' mctpctl $(seq 25)
refused 2 'bus set: too few arguments' mctpctl bus set x
refused 2 "sim: unknown verb 'tarket', did you mean 'target'" mctpctl sim tarket
refused 2 "sim fault: expected add, set, remove or list, got 'x'" \
	mctpctl sim fault x b0
refused 2 'sim fault add: too few arguments' mctpctl sim fault add b0
refused 2 "sim target list: unexpected 'x'" mctpctl sim target list b0 x
refused 2 'EID 255 is the broadcast' mctpctl endpoint show 255
refused 2 'EID 7 is reserved' mctpctl endpoint echo 7

say 'output that cannot be written is a failure'
status=0
mctpctl --help >/dev/full 2>"$work/err" || status=$?
[ $status -eq 1 ] || fail "status $status with a full disk"

say 'no system bus'
DBUS_SYSTEM_BUS_ADDRESS=unix:path=/nonexistent refused 1 'system bus: ' \
	mctpctl endpoint

say 'completion offers what may come'
complete_as()
{
	local expected=$1

	shift
	ok mctpctl --complete "$@"
	[ "$(tr '\n' ' ' <"$work/out")" = "$expected" ] ||
		fail "completion of '$*' is $(tr '\n' ' ' <"$work/out")"
}
complete_as 'link network address route neigh endpoint spdm bus socket sim monitor ' ''
complete_as 'list add del get ' route ''
complete_as 'forwarding reasm-contexts reasm-bytes tags ' network set 1 ''
complete_as '1 ' network show ''
complete_as 'dev via ' route add 9 d
complete_as 'dev via ' --json route add 9 ''
complete_as 'mtu source ' route add 9 dev lo mtu 68 ''
complete_as 'lo ' link stats ''
complete_as 'lo ' address add 9 dev ''
complete_as 'lo ' link capture --output x --cooked ''
complete_as '' link capture -o ''
complete_as 'list show set ' bus ''
complete_as 'add set remove list ' sim fault ''
complete_as '' teapot ''
complete_as '' --timeout ''
ok mctpctl --complete link --
grep -qx -- --json "$work/out" || fail 'no options'
if [ -r /usr/share/bash-completion/bash_completion ] ||
	type -t compgen >/dev/null; then
	. "${BASH_SOURCE[0]%/*}/../../tools/mctpctl/completion/mctpctl"
	COMP_WORDS=(mctpctl route a) COMP_CWORD=2
	_mctpctl
	[ "${COMPREPLY[*]}" = add ] || fail "bash offers '${COMPREPLY[*]}'"
fi
finish
