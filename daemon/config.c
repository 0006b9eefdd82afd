// SPDX-License-Identifier: Apache-2.0
/*
 * The configuration file: one table of keys with a parser and a range each.
 */
#include "config.h"

#include <errno.h>
#include <ini.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/file.h"
#include "proto/mctp.h"
#include "proto/uuid.h"

/* A line longer than libinih's buffer would be cut without a word. */
#define FILE_SIZE_MAX (64 * 1024)
#define LINE_MAX_BYTES 199

struct key {
	const char *section;
	const char *name;
	/* NULL, or what is wrong with @value */
	const char *(*parse)(const struct key *key, const char *value,
			     void *field);
	size_t offset;
	uint64_t min;
	uint64_t max;
};

struct load {
	struct config *config;
	const char *rest;  /* of the text */
	int line;	   /* the one that was read last */
	int bad_line;	   /* the first one refused here; 0: none */
	char message[256]; /* about it */
};

static const char *parse_number(const char *value, uint64_t min, uint64_t max,
				uint64_t *ret_number)
{
	unsigned long long number;
	char *end;

	errno = 0;
	number = strtoull(value, &end, 0);
	if (end == value || *end || *value == '-')
		return "not a number";
	if (errno || number < min || number > max)
		return "out of range";
	*ret_number = number;
	return NULL;
}

static const char *parse_u64(const struct key *key, const char *value,
			     void *field)
{
	return parse_number(value, key->min, key->max, field);
}

static const char *parse_u32(const struct key *key, const char *value,
			     void *field)
{
	uint64_t number;
	const char *problem = parse_number(value, key->min, key->max, &number);

	if (!problem)
		*(uint32_t *)field = number;
	return problem;
}

static const char *parse_u8(const struct key *key, const char *value,
			    void *field)
{
	uint64_t number;
	const char *problem = parse_number(value, key->min, key->max, &number);

	if (!problem)
		*(uint8_t *)field = number;
	return problem;
}

static const char *parse_bool(const struct key *key, const char *value,
			      void *field)
{
	(void)key;
	if (!strcmp(value, "yes"))
		*(bool *)field = true;
	else if (!strcmp(value, "no"))
		*(bool *)field = false;
	else
		return "not yes or no";
	return NULL;
}

static const char *parse_path(const struct key *key, const char *value,
			      void *field)
{
	(void)key;
	if (*value && *value != '/')
		return "not an absolute path";
	if (strlen(value) >= CONFIG_PATH_MAX)
		return "too long";
	strcpy(field, value);
	return NULL;
}

static const char *parse_role(const struct key *key, const char *value,
			      void *field)
{
	static const struct {
		const char *text;
		enum link_role role;
	} roles[] = {
		{ "bus-owner", LINK_BUS_OWNER },
		{ "endpoint", LINK_ENDPOINT },
		{ "unknown", LINK_UNKNOWN },
	};

	(void)key;
	for (size_t i = 0; i < sizeof(roles) / sizeof(roles[0]); i++) {
		if (!strcmp(value, roles[i].text)) {
			*(enum link_role *)field = roles[i].role;
			return NULL;
		}
	}
	return "not bus-owner, endpoint or unknown";
}

static const char *parse_eid_range(const struct key *key, const char *value,
				   void *field)
{
	uint8_t *first = field;
	char text[8] = "";
	uint64_t low, high;
	const char *dash = strchr(value, '-');

	if (!dash || dash == value || (size_t)(dash - value) >= sizeof(text))
		return "not a range FIRST-LAST";
	memcpy(text, value, dash - value);
	if (parse_number(text, key->min, key->max, &low) ||
	    parse_number(dash + 1, key->min, key->max, &high))
		return "not EIDs between 8 and 254";
	if (low > high)
		return "ends before it begins";
	/* dynamic_first and dynamic_last */
	first[0] = low;
	first[1] = high;
	return NULL;
}

static const char *parse_uuid(const struct key *key, const char *value,
			      void *field)
{
	struct config *config = field;
	struct uuid uuid;

	(void)key;
	if (uuid_parse(value, &uuid) < 0)
		return "not a UUID";
	memcpy(config->uuid, uuid.bytes, sizeof(config->uuid));
	config->has_uuid = true;
	return NULL;
}

#define FIELD(name) offsetof(struct config, name)

static const struct key keys[] = {
	{ "mctp", "role", parse_role, FIELD(role), 0, 0 },
	{ "mctp", "local-eid", parse_u8, FIELD(local_eid), MCTP_EID_FIRST,
	  MCTP_EID_LAST },
	{ "mctp", "dynamic-eids", parse_eid_range, FIELD(dynamic_first),
	  MCTP_EID_FIRST, MCTP_EID_LAST },
	{ "mctp", "max-pool-size", parse_u8, FIELD(max_pool), 0,
	  MCTP_EID_LAST - MCTP_EID_FIRST },
	/* DSP0233: baseline 64 bytes and the header, up to what MRL can say */
	{ "mctp", "mtu", parse_u32, FIELD(mtu), 68, 65535 },
	/* DSP0236: up to MT4 */
	{ "mctp", "message-timeout-ms", parse_u64, FIELD(timeout_ms), 1, 5000 },
	{ "mctp", "retries", parse_u32, FIELD(retries), 0, 10 },
	{ "mctp", "poll-interval-ms", parse_u64, FIELD(poll_ms), 0, 3600000 },
	{ "mctp", "reclaim-time-ms", parse_u64, FIELD(reclaim_ms), 0, 3600000 },
	{ "mctp", "uuid", parse_uuid, 0, 0, 0 },
	{ "state", "file", parse_path, FIELD(state_path), 0, 0 },
	{ "spdm", "attest", parse_bool, FIELD(attest), 0, 0 },
	{ "spdm", "session", parse_bool, FIELD(session), 0, 0 },
	{ "spdm", "trust", parse_path, FIELD(trust_dir), 0, 0 },
	{ "spdm", "check-dates", parse_bool, FIELD(check_dates), 0, 0 },
	{ "spdm", "parallel", parse_u32, FIELD(spdm_parallel), 1, 64 },
	{ "spdm", "max-sessions", parse_u32, FIELD(spdm_sessions), 0, 1024 },
};

#undef FIELD

void config_init(struct config *config)
{
	*config = (struct config){
		.role = LINK_BUS_OWNER,
		.local_eid = MCTP_EID_FIRST,
		.dynamic_first = MCTP_EID_FIRST,
		.dynamic_last = MCTP_EID_LAST,
		.max_pool = 15,
		.mtu = 68,
		.timeout_ms = 250,
		.retries = 2, /* DSP0236: MN1 */
		.poll_ms = 5000,
		.reclaim_ms = 5000, /* DSP0236: TRECLAIM */
		.state_path = "/var/lib/mctpd/state",
		.attest = true,
		.session = true,
		.check_dates = true,
		.trust_dir = "/etc/mctpd/trust",
		.spdm_parallel = 8,
		.spdm_sessions = 64,
	};
}

static const struct key *find_key(const char *section, const char *name,
				  bool *ret_section_known)
{
	*ret_section_known = false;
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		if (strcmp(section, keys[i].section))
			continue;
		*ret_section_known = true;
		if (!strcmp(name, keys[i].name))
			return &keys[i];
	}
	return NULL;
}

static int refuse(struct load *load, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

static int refuse(struct load *load, const char *fmt, ...)
{
	va_list ap;

	if (load->bad_line)
		return 0;
	load->bad_line = load->line;
	va_start(ap, fmt);
	vsnprintf(load->message, sizeof(load->message), fmt, ap);
	va_end(ap);
	return 0;
}

/* libinih's callback: 1 to go on, 0 for an error in this line. */
static int handle_key(void *user, const char *section, const char *name,
		      const char *value)
{
	struct load *load = user;
	const struct key *key;
	const char *problem;
	bool section_known;

	key = find_key(section, name, &section_known);
	if (!key && section_known)
		return refuse(load, "unknown key %.64s in [%s]", name, section);
	if (!key && *section)
		return refuse(load, "unknown section [%.64s]", section);
	if (!key)
		return refuse(load, "%.64s stands before the first section",
			      name);
	problem = key->parse(key, value, (char *)load->config + key->offset);
	if (problem)
		return refuse(load, "%s = %.64s: %s", name, value, problem);
	return 1;
}

/* libinih's fgets(), so that it is known which line a key is in. */
static char *read_line(char *line, int size, void *stream)
{
	struct load *load = stream;
	size_t len = strcspn(load->rest, "\n");

	if (!*load->rest)
		return NULL;
	len += load->rest[len] == '\n';
	/* find_long_line() has seen to it that it fits */
	if (len > (size_t)size - 1)
		len = size - 1;
	memcpy(line, load->rest, len);
	line[len] = '\0';
	load->rest += len;
	load->line++;
	return line;
}

/* The number of the first line that is too long for libinih, 0 if none is. */
static unsigned int find_long_line(const char *text)
{
	unsigned int number = 1;

	while (*text) {
		size_t len = strcspn(text, "\n");

		if (len > LINE_MAX_BYTES - 1)
			return number;
		text += len + (text[len] == '\n');
		number++;
	}
	return 0;
}

int config_parse(struct config *config, const char *text, const char *name,
		 char *error, size_t error_size)
{
	struct load load = { .config = config, .rest = text };
	unsigned int too_long = find_long_line(text);
	int r;

	if (too_long) {
		snprintf(error, error_size, "%s:%u: line longer than %u bytes",
			 name, too_long, LINE_MAX_BYTES - 1);
		return -EINVAL;
	}
	r = ini_parse_stream(read_line, &load, handle_key, &load);
	if (!r)
		return 0;
	if (r < 0)
		snprintf(error, error_size, "%s: out of memory", name);
	else
		snprintf(error, error_size, "%s:%d: %s", name, r,
			 r == load.bad_line ?
				 load.message :
				 "neither [section] nor key = value");
	return -EINVAL;
}

int config_load(struct config *config, const char *path, char *error,
		size_t error_size)
{
	_cleanup_free_ char *text = NULL;
	int r;

	r = file_read_text(path, FILE_SIZE_MAX, &text);
	if (r < 0) {
		snprintf(error, error_size, "%s: %s", path,
			 r == -EILSEQ ? "contains a NUL byte" : strerror(-r));
		return r;
	}
	return config_parse(config, text, path, error, error_size);
}
