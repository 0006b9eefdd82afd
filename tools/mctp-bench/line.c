// SPDX-License-Identifier: Apache-2.0
/* One value measured, as a line. */
#include "line.h"

#include <math.h>
#include <stdio.h>

void line_print(const struct line *line)
{
	printf("%s\t%s\t%s\t%.4g\t", line->name, line->unit, line->better,
	       line->value);
	if (isnan(line->limit))
		printf("-\n");
	else
		printf("%.4g\n", line->limit);
	fflush(stdout);
}
