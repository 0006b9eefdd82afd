/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a case prints, lines of tab-separated fields:
 *
 *	case	unit	better	value	limit
 *
 * better: "more" or "less" of it is; limit: what could be at best, or "-".
 */
#pragma once

struct line {
	const char *name;
	const char *unit;
	const char *better;
	double value;
	double limit; /* NAN: not known */
};

void line_print(const struct line *line);
