// SPDX-License-Identifier: Apache-2.0
/*
 * mctpctl: shows and drives MCTP links, endpoints and SPDM sessions.
 */
#include <stdio.h>

#include "complete.h"
#include "dispatch.h"

int main(int argc, char **argv)
{
	struct options options;
	int r;

	r = options_parse(argc, argv, &options);
	if (r)
		return r;
	if (options.complete)
		return complete_run(argc - 2, argv + 2);
	if (options.version) {
		puts("mctpctl " PROJECT_VERSION);
		return CLI_OK;
	}
	r = dispatch(&options);
	if (fflush(stdout) || ferror(stdout))
		return cli_fail(NULL, "cannot write the output");
	return r;
}
