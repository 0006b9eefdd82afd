# SPDX-License-Identifier: Apache-2.0
#
# The array of build/bench.json as a table for people, case first.

def pad($n): tostring | . + " " * ([$n - length, 0] | max);
def right($n): if . == null then "-" else tostring end |
	" " * ([$n - length, 0] | max) + .;
def percent: if . == null then "-" else "\(. * 1000 | round / 10) %" end;

(map(.case | length) + [4] | max) as $width |
("\("case" | pad($width))  \("unit" | pad(5))  \("ours" | right(8))  " +
	"\("other" | right(8))  \("ratio" | right(7))  " +
	"\("limit" | right(8))  \("spread" | right(7))"),
(.[] | "\(.case | pad($width))  \(.unit | pad(5))  \(.ours | right(8))  " +
	"\(.other | right(8))  \(.ratio | right(7))  " +
	"\(.limit | right(8))  \(.spread | percent | right(7))")
