// SPDX-License-Identifier: Apache-2.0
/*
 * mctpd.conf.
 */
#include <stdlib.h>
#include <string.h>

#include "config.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);
	struct config config;
	char error[64];

	if (!text)
		return 0;
	memcpy(text, data, size);
	text[size] = '\0';
	config_init(&config);
	config_parse(&config, text, "fuzz", error, sizeof(error));
	free(text);
	return 0;
}
