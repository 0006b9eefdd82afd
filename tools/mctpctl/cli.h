/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What every verb is given, how verbs are described, and how they report
 * failure. Exit codes: 0 success, 1 failure, 2 wrong usage.
 */
#pragma once

#include "output.h"

#define CLI_OK 0
#define CLI_FAILED 1
#define CLI_USAGE 2

/* Options that only some verbs take. */
#define CLI_OPT_NET 0x1
#define CLI_OPT_SIZE 0x2
#define CLI_OPT_COUNT 0x4
#define CLI_OPT_ALL 0x8
#define CLI_OPT_OUTPUT 0x10
#define CLI_OPT_SNAPLEN 0x20
#define CLI_OPT_COOKED 0x40
#define CLI_OPT_PCAPNG 0x80

struct cli {
	struct output out;
	uint64_t timeout_us; /* 0: the verb's own default */
	uint32_t net;	     /* 0: not given */
	uint32_t size;	     /* 0: not given */
	uint32_t count;	     /* 0: not given */
	uint32_t snaplen;    /* 0: not given */
	const char *file;    /* to write to; NULL: not given */
	unsigned int given;  /* CLI_OPT_* seen */
};

/*
 * One row per verb. @complete has one word per argument: literals separated
 * by |, or LINK, EID, NET, PID, INODE, BUS, DEVICE, SIM, TARGET, FAULT,
 * KEY or N for what is to be filled in.
 */
struct command {
	const char *object;
	const char *verb;
	const char *args;
	int min;
	int max;
	unsigned int options;
	const char *complete;
	int (*run)(struct cli *cli, int argc, char **argv);
	const char *help;
};

/* The table, ended by a row without an object. */
extern const struct command commands[];

/* Each prints one line to standard error; @hint may be NULL. */
int cli_fail(const char *hint, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
int cli_usage(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* For something noteworthy that does not fail the verb. */
void cli_note(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
