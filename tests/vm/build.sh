# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# How a test kernel is configured and compiled, for the scripts that make
# one. They have set $here.

uml=(ARCH=um SUBARCH=x86_64)

# Prints what make needs for the kernel $1 besides
# shellcheck disable=SC2154 # here is set by who includes this
extra_flags()
{
	case $1 in
	6.12.*) ;;
	*-debug*) echo "CFLAGS_stacktrace.o=-include $here/stacktrace.h" ;;
	esac
}

# configure SOURCE
configure()
{
	make -s -C "$1" O="$PWD" "${uml[@]}" tinyconfig &&
		"$1/scripts/kconfig/merge_config.sh" -m -O . .config \
			fragment >merge.log &&
		make -s "${uml[@]}" olddefconfig
} >configure.log 2>&1

# The kernel drops what it does not know or what lacks a dependency without a
# word, and a test kernel without lockdep would find nothing.
check_config()
{
	local option lost=0

	while read -r option; do
		case $option in
		CONFIG_*=n) ! grep -q "^${option%=n}=" .config ;;
		CONFIG_*=*) grep -qxF "$option" .config ;;
		*) continue ;;
		esac || {
			say "$1: the configuration lost $option"
			lost=1
		}
	done <fragment
	return $lost
}

objects()
{
	printf '%s objects' "$(find . -name '*.o' 2>/dev/null | wc -l)"
}

# compile NAME; ccache shares the objects that two variants have in common
compile()
{
	local cc=gcc flags

	mapfile -t flags < <(extra_flags "$1")
	! command -v ccache >/dev/null || cc='ccache gcc'
	make -s -j"$(nproc)" "${uml[@]}" CC="$cc" "${flags[@]}" linux modules \
		>build.log 2>&1
}

# build_kernel NAME SOURCE: in the current directory, with what is in fragment
# on top of tinyconfig
build_kernel()
{
	local name=$1

	configure "$2" || { tail configure.log >&2
		die "cannot configure $name"; }
	check_config "$name" || exit 1
	with_progress "building kernel $name" objects compile "$name" || {
		grep -iE 'error|warning|\*\*\*' build.log | head -n 20 >&2
		die "kernel $name does not build, see $PWD/build.log"
	}
}
