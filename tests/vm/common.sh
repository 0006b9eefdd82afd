# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# Shared by the scripts that set up and run the test machine: where things
# are cached, how they report, how a long step shows that it is alive.

# shellcheck disable=SC2034 # for those who include this
cache=${XDG_CACHE_HOME:-$HOME/.cache}/mctp-i3c

say()
{
	printf '%s\n' "$*" >&2
}

die()
{
	say "${0##*/}: $*"
	exit 1
}

# with_progress LABEL METER CMD...: runs CMD and, every few seconds, prints
# LABEL, the elapsed time and what METER prints; a tty gets one moving line
with_progress()
{
	local label=$1 meter=$2 pid status start=$SECONDS ticks=0
	shift 2

	say "$label"
	"$@" &
	pid=$!
	# shellcheck disable=SC2064
	trap "kill $pid 2>/dev/null; wait $pid; exit 130" INT TERM
	while kill -0 "$pid" 2>/dev/null; do
		sleep 0.2
		ticks=$((ticks + 1))
		[ $((ticks % 25)) -eq 0 ] || continue
		progress_line "$label" "$((SECONDS - start))" "$($meter)"
	done
	wait "$pid"
	status=$?
	trap - INT TERM
	[ -t 2 ] && printf '\r\033[K' >&2
	[ $status -eq 0 ] && say "$label: done in $((SECONDS - start)) s"
	return $status
}

progress_line()
{
	if [ -t 2 ]; then
		printf '\r\033[K%s: %d s, %s' "$1" "$2" "$3" >&2
	else
		printf '%s: %d s, %s\n' "$1" "$2" "$3" >&2
	fi
}

# megabytes DIR: how much lies below DIR, for with_progress
megabytes()
{
	printf '%s MB' "$(du -sm "$1" 2>/dev/null | cut -f1)"
}

# locked FILE CMD...: runs CMD while no other process holds FILE; the lock
# goes with the process, however that ends
locked()
{
	local file=$1 lock
	shift
	mkdir -p "${file%/*}"
	exec {lock}>"$file"
	if ! flock -n "$lock"; then
		say "waiting for another run to finish (${file##*/})"
		flock "$lock"
	fi
	"$@" {lock}>&-
	local status=$?
	exec {lock}>&-
	return $status
}
