# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# The emulated machine of tests/compat: an x86_64 kernel 6.12 with our AF_MCTP
# and init.c as its first program, for what User-Mode Linux has not: 32-bit
# programs and perf events. Included with tests/vm/common.sh.

out=$BUILD/compat
timeout=${VM_TIMEOUT:-900}

configure()
{
	make -s -C "$source" O="$PWD" ARCH=x86_64 tinyconfig &&
		"$source/scripts/kconfig/merge_config.sh" -m -O . .config \
			fragment >merge.log &&
		make -s ARCH=x86_64 olddefconfig &&
		! grep -vxFf .config <(grep '^CONFIG_' fragment)
}

objects()
{
	printf '%s objects' "$(find . -name '*.o' | wc -l)"
}

compile()
{
	local cc=gcc

	! command -v ccache >/dev/null || cc='ccache gcc'
	make -s -j"$(nproc)" ARCH=x86_64 CC="$cc" bzImage modules >build.log 2>&1
}

# In $dir, once
build_kernel()
{
	[ ! -f "$dir/complete" ] || return 0
	mkdir -p "$dir" && cd "$dir" || return
	printf '%s\n' "$fragment" >fragment
	configure && with_progress "building kernel 6.12 for x86_64" objects \
		compile && touch complete
}

# Sets $dir to the kernel
kernel()
{
	local source fragment key

	source=$(tests/vm/kernel-source 6.12) || return
	fragment=$(cat tests/builds.config tests/compat/kernel.config)
	key=$({ echo "${source##*/}" "$fragment"; gcc --version; } |
		sha256sum | cut -c -12)
	# shellcheck disable=SC2154 # of common.sh
	dir=$cache/builds/6.12-compat-$key
	(locked "$cache/builds/6.12-compat.lock" build_kernel) >&2
}

# initramfs INIT [LINE...]: the files of the machine, LINEs as in scripts of
# the kernel's gen_init_cpio
initramfs()
{
	local init=$1 modules
	shift

	modules=$(MODULES=mctp scripts/build-modules "$dir") || return
	printf '%s\n' 'dir /dev 755 0 0' 'nod /dev/console 600 0 0 c 5 1' \
		"file /init $init 755 0 0" \
		"file /mctp.ko $modules/src/mctp/mctp.ko 644 0 0" "$@" \
		>"$out/files"
	"$dir/usr/gen_init_cpio" "$out/files" >"$out/initramfs"
}

# boot APPEND: leaves what the first program says in answers.raw; it must end
# with a status of 0, and the kernel must have nothing to report
boot()
{
	timeout "$timeout" qemu-system-x86_64 -M pc -cpu qemu64 -m 512 \
		-display none -nodefaults -no-reboot \
		-serial "file:$out/console" -serial "file:$out/answers.raw" \
		-kernel "$dir/arch/x86/boot/bzImage" -initrd "$out/initramfs" \
		-append "console=ttyS0 panic=-1 no_timer_check $1"
	[ "$(tail -n 1 "$out/answers.raw")" = 'status 0' ] &&
		! grep -E 'WARNING:|BUG:|Oops' "$out/console"
}
