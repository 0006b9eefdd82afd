#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# The measurement itself, so that it works when it is wanted: every case runs,
# shortly, over lo and over
#
#	mctp-bench ---AF_MCTP--- mctppair0 (EID 9, network 2)
#	     |                       |
#	     +-------AF_MCTP---- mctppair1 (EID 10, network 3)
#
# and what makes a report of many runs gives the figures it should. How fast
# anything is decides nothing here.

. "${BASH_SOURCE[0]%/*}/lib.sh"
bench=tests/bench

# all_cases_report [OPTION...]
all_cases_report()
{
	local name

	mctp-bench "$@" --list >"$work/names" && [ -s "$work/names" ] || return
	while read -r name; do
		grep -q "^$name" "$work/lines" && continue
		echo "nothing of: $name"
		return 1
	done <"$work/names"
}

well_formed()
{
	awk -F '\t' '
		NF != 5 || $3 !~ /^(more|less)$/ || $4 !~ /^[0-9.e+]+$/ ||
		$5 !~ /^(-|[0-9.e+]+)$/ { print; bad = 1 }
		END { exit bad || !NR }' "$work/lines"
}

# usage_is STATUS OPTION...
usage_is()
{
	local status=$1
	shift

	mctp-bench "$@" >/dev/null 2>&1
	[ $? -eq "$status" ]
}

# samples SIDE CASE BETTER LIMIT VALUE...
samples()
{
	local side=$1 name=$2 better=$3 limit=$4 value
	shift 4

	for value in "$@"; do
		printf '%s\t%s\tus\t%s\t%s\t%s\n' "$side" "$name" "$better" \
			"$value" "$limit"
	done
}

# field CASE NAME: of the report
field()
{
	jq -c --arg case "$1" ".[] | select(.case == \$case) | .$2" \
		"$work/report.json"
}

echo 4096 >/proc/sys/net/core/netdev_max_backlog
modprobe mctp-pair || die 'no mctp-pair'
check 'every case can be measured' sh -c \
	"mctp-bench --time 3 --pair mctppair0,mctppair1 >$work/lines"
check 'every case has a line' all_cases_report
check 'each line has its five fields' well_formed
check 'devices that do not exist are an error' \
	usage_is 1 --pair no0,no1 '64 B round trip, device'
check 'a bus that does not exist is an error' usage_is 1 --bus /no/bus
check 'a case that does not exist is wrong usage' usage_is 2 'no such case'
check 'a time of 0 is wrong usage' usage_is 2 --time 0
check 'a time of 60000 ms is allowed' usage_is 0 --time 60000 --list
check 'a time of 60001 ms is wrong usage' usage_is 2 --time 60001 --list
check 'the pair of devices can go' rmmod mctp-pair

check 'every case of a bus can be measured' sh -c \
	"$bench/i3c-guest --time 3 >$work/lines"
check 'every case of a bus has a line' all_cases_report --bus b0
check 'each of them has its five fields' well_formed

{
	samples ours trip less 3 9 8 7 10 11 12 13
	samples other trip less 5 20 20 20 20 20 20 20
	samples ours rate more - 1 2 3 4
	samples other rate more - 5
	samples ours lone less - 123456
} >"$work/samples"
jq -Rn --arg part socket -f $bench/report.jq "$work/samples" \
	>"$work/report.json" || die 'no report'
check_equal 'the keys are those of bench.json' \
	'["part","case","unit","ours","other","ratio","limit","runs","spread"]' \
	"$(jq -c '.[0] | keys_unsorted' "$work/report.json")"
check_equal 'cases keep their order' '["trip","rate","lone"]' \
	"$(jq -c 'map(.case)' "$work/report.json")"
check_equal 'a value is the median' 10 "$(field trip ours)"
check_equal 'an even number of values has one, too' 2.5 "$(field rate ours)"
check_equal 'less time is better' 2 "$(field trip ratio)"
check_equal 'more throughput is better' 0.5 "$(field rate ratio)"
check_equal 'the limit is the median of both sides' 4 "$(field trip limit)"
check_equal 'spread is that of the noisier side' 0.3 "$(field trip spread)"
check_equal 'runs are those of our side' 7 "$(field trip runs)"
check_equal 'without a peer there is no ratio' null "$(field lone ratio)"
check_equal 'four digits are told' 123500 "$(field lone ours)"
check_equal 'the table has a line per case and a heading' 4 \
	"$(jq -r -f $bench/table.jq "$work/report.json" | wc -l)"
