# SPDX-License-Identifier: Apache-2.0
#
# awk -v kernel= -f compare.awk LISTED INTREE OURS
#
# Compares two runs of the probe. Prints "ok" and "not ok" lines, one for each
# area and one for each listed difference, with the lines that are wrong as
# comments before them.

function area_of(name)
{
	return substr(name, 1, index(name, "/") - 1)
}

function answer(of, name)
{
	return name in of ? of[name] : "(no answer)"
}

function complain(name)
{
	bad[area_of(name)]++
	comments[area_of(name)] = comments[area_of(name)] \
		"# " name "\n#    in-tree: " answer(intree, name) \
		"\n#       ours: " answer(ours, name) "\n"
}

FILENAME == ARGV[1] {
	is_listed[$1] = 1
	rows[++num_rows] = $1
	want_intree[$1] = $2
	want_ours[$1] = $3
	next
}

{
	at = index($0, ": ")
	name = substr($0, 1, at - 1)
	if (FILENAME == ARGV[2])
		intree[name] = substr($0, at + 2)
	else
		ours[name] = substr($0, at + 2)
	if (!(name in seen)) {
		seen[name] = 1
		names[++num_names] = name
	}
}

END {
	for (i = 1; i <= num_names; i++) {
		name = names[i]
		area = area_of(name)
		if (!(area in lines))
			areas[++num_areas] = area
		lines[area]++
		if (!is_listed[name] &&
		    answer(intree, name) != answer(ours, name))
			complain(name)
	}
	for (i = 1; i <= num_areas; i++) {
		area = areas[i]
		printf "%s%sok %s on %s is as in-tree: %d lines\n", \
			comments[area], bad[area] ? "not " : "", area, \
			kernel, lines[area]
	}
	for (i = 1; i <= num_rows; i++) {
		name = rows[i]
		if (answer(intree, name) == want_intree[name] &&
		    answer(ours, name) == want_ours[name] &&
		    want_intree[name] != want_ours[name]) {
			printf "ok %s on %s differs as listed\n", name, kernel
			continue
		}
		printf "# in-tree: %s\n#  listed: %s\n#    ours: %s\n#  listed: %s\n", \
			answer(intree, name), want_intree[name], \
			answer(ours, name), want_ours[name]
		printf "not ok %s on %s differs as listed\n", name, kernel
	}
}
