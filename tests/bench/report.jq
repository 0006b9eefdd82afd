# SPDX-License-Identifier: Apache-2.0
#
# From lines "side case unit better value limit" of many runs, separated by
# tabs, the array of build/bench.json. Values are medians over the runs of a
# side; spread is the distance between the quartiles, divided by the median,
# of the side where that is larger. Arguments: --arg part NAME

# The value at @q of a sorted array, between two neighbours in proportion
def quantile($q):
	($q * (length - 1)) as $at | ($at | floor) as $low |
	.[$low] + ($at - $low) * ((.[$low + 1] // .[$low]) - .[$low]);

def median: sort | if length > 0 then quantile(0.5) else null end;

def spread:
	sort | if length > 0 and median != 0 then
		(quantile(0.75) - quantile(0.25)) / median else 0 end;

# Four digits tell what can be told
def rounded:
	if . == null or . == 0 then . else
		(pow(10; 3 - (fabs | log10 | floor))) as $unit |
		(. * $unit | round) / $unit
	end;

[inputs | split("\t") | {
	side: .[0], case: .[1], unit: .[2], better: .[3],
	value: (.[4] | tonumber),
	limit: (if .[5] == "-" then null else (.[5] | tonumber) end)
}] | to_entries | map(.value + { at: .key }) |
group_by(.case) | sort_by(map(.at) | min) | map(
	map(select(.side == "ours") | .value) as $ours |
	map(select(.side == "other") | .value) as $other |
	($ours | median) as $a | ($other | median) as $b |
	{
		part: $part,
		case: .[0].case,
		unit: .[0].unit,
		ours: ($a | rounded),
		other: ($b | rounded),
		ratio: (if $a == null or $b == null then null
			elif .[0].better == "more" then $a / $b
			else $b / $a end | rounded),
		limit: (map(.limit | values) | median | rounded),
		runs: ($ours | length),
		spread: ([$ours, $other | spread] | max | rounded)
	})
