// SPDX-License-Identifier: Apache-2.0
/*
 * Names of the misbehaviours, and those that spoil control responses.
 */
#include "misbehave.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "proto/control.h"

/* What a mode takes after its name. */
enum argument {
	ARGUMENT_NONE,
	ARGUMENT_LATE_MS,
	ARGUMENT_DROP_AFTER,
};

struct mode {
	const char *name;
	enum misbehave_mode mode;
	enum argument argument;
	const char *help;
};

static const struct mode modes[] = {
	{ "silent", MISBEHAVE_SILENT, ARGUMENT_NONE, "never answers" },
	{ "wrong-instance-id", MISBEHAVE_WRONG_INSTANCE_ID, ARGUMENT_NONE,
	  "control responses with another instance id" },
	{ "short-response", MISBEHAVE_SHORT_RESPONSE, ARGUMENT_NONE,
	  "control responses without their last byte" },
	{ "bad-pec", MISBEHAVE_BAD_PEC, ARGUMENT_NONE,
	  "packets with a wrong PEC" },
	{ "wrong-command", MISBEHAVE_WRONG_COMMAND, ARGUMENT_NONE,
	  "control responses to another command" },
	{ "late", MISBEHAVE_LATE, ARGUMENT_LATE_MS,
	  "=MS: answers after MS milliseconds" },
	{ "drop-after", MISBEHAVE_DROP_AFTER, ARGUMENT_DROP_AFTER,
	  "=N: silent after N answers" },
	{ "duplicate-reply", MISBEHAVE_DUPLICATE_REPLY, ARGUMENT_NONE,
	  "answers twice" },
	{ "refuse-eid", MISBEHAVE_REFUSE_EID, ARGUMENT_NONE,
	  "rejects every EID" },
	{ "other-eid", MISBEHAVE_OTHER_EID, ARGUMENT_NONE,
	  "takes another EID than it is given" },
	{ "spdm-wrong-signature", MISBEHAVE_SPDM_WRONG_SIGNATURE, ARGUMENT_NONE,
	  "signatures that do not verify" },
	{ "spdm-wrong-version", MISBEHAVE_SPDM_WRONG_VERSION, ARGUMENT_NONE,
	  "SPDM responses with another version" },
	{ "spdm-silent-after-key-exchange",
	  MISBEHAVE_SPDM_SILENT_AFTER_KEY_EXCHANGE, ARGUMENT_NONE,
	  "no answer after KEY_EXCHANGE_RSP" },
};

#define N_MODES (sizeof(modes) / sizeof(modes[0]))

static const struct mode *mode_find(const char *name, size_t len)
{
	for (size_t i = 0; i < N_MODES; i++)
		if (strlen(modes[i].name) == len &&
		    !strncmp(modes[i].name, name, len))
			return &modes[i];
	return NULL;
}

static int number_parse(const char *text, size_t len, unsigned long max,
			unsigned int *ret)
{
	unsigned long v;
	char *end;

	if (len == 0 || *text < '0' || *text > '9')
		return -EINVAL;
	v = strtoul(text, &end, 10);
	if (end != text + len || v > max)
		return -EINVAL;
	*ret = v;
	return 0;
}

static int mode_parse(const char *text, size_t len, struct misbehave *m)
{
	const char *equals = memchr(text, '=', len);
	size_t name_len = equals ? (size_t)(equals - text) : len;
	const struct mode *mode = mode_find(text, name_len);
	const char *value = equals ? equals + 1 : NULL;
	size_t value_len = equals ? len - name_len - 1 : 0;

	if (!mode || !value != (mode->argument == ARGUMENT_NONE))
		return -EINVAL;
	m->modes |= mode->mode;
	switch (mode->argument) {
	case ARGUMENT_NONE:
		return 0;
	case ARGUMENT_LATE_MS:
		return number_parse(value, value_len, MISBEHAVE_LATE_MAX_MS,
				    &m->late_ms);
	case ARGUMENT_DROP_AFTER:
		return number_parse(value, value_len, UINT32_MAX,
				    &m->drop_after);
	}
	return -EINVAL;
}

int misbehave_parse(const char *text, struct misbehave *ret)
{
	struct misbehave m = { 0 };

	for (;;) {
		size_t len = strcspn(text, ",");
		int err = mode_parse(text, len, &m);

		if (err)
			return err;
		if (text[len] == '\0')
			break;
		text += len + 1;
	}
	*ret = m;
	return 0;
}

void misbehave_list(void)
{
	for (size_t i = 0; i < N_MODES; i++)
		printf("  %-31s %s\n", modes[i].name, modes[i].help);
}

size_t misbehave_control(const struct misbehave *m, uint8_t *response,
			 size_t len)
{
	if (misbehave_has(m, MISBEHAVE_WRONG_INSTANCE_ID))
		response[0] ^= 0x01;
	if (misbehave_has(m, MISBEHAVE_WRONG_COMMAND))
		response[1] ^= 0x01;
	if (misbehave_has(m, MISBEHAVE_SHORT_RESPONSE))
		len--;
	return len;
}
