// SPDX-License-Identifier: Apache-2.0
/*
 * Numbers with names. The names are keys of JSON and stay.
 */
#include "counters.h"

#include <err.h>
#include <stdio.h>

#include <linux/mctp-ext.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const char *const stat_names[] = {
	[MCTP_STAT_RX_MESSAGES] = "rx_messages",
	[MCTP_STAT_TX_MESSAGES] = "tx_messages",
	[MCTP_STAT_TX_ERRORS] = "tx_errors",
	[MCTP_STAT_FORWARDED] = "forwarded",
	[MCTP_STAT_REASM_DONE] = "reasm_done",
	[MCTP_STAT_TAGS_EXPIRED] = "tags_expired",
	[MCTP_STAT_TAGS_EXHAUSTED] = "tags_exhausted",
};

static const char *const drop_names[] = {
	[MCTP_DROP_NO_DEVICE] = "no_device",
	[MCTP_DROP_SHORT] = "short",
	[MCTP_DROP_VERSION] = "version",
	[MCTP_DROP_ADDRESS] = "address",
	[MCTP_DROP_OTHER_HOST] = "other_host",
	[MCTP_DROP_NO_ROUTE] = "no_route",
	[MCTP_DROP_FORWARD_MTU] = "forward_mtu",
	[MCTP_DROP_FORWARD_ERROR] = "forward_error",
	[MCTP_DROP_NO_LISTENER] = "no_listener",
	[MCTP_DROP_NO_TAG] = "no_tag",
	[MCTP_DROP_TAG_EXPIRED] = "tag_expired",
	[MCTP_DROP_RCVBUF] = "rcvbuf",
	[MCTP_DROP_FILTER] = "filter",
	[MCTP_DROP_REASM_STRAY] = "reasm_stray",
	[MCTP_DROP_REASM_SEQUENCE] = "reasm_sequence",
	[MCTP_DROP_REASM_SIZE] = "reasm_size",
	[MCTP_DROP_REASM_TOO_LONG] = "reasm_too_long",
	[MCTP_DROP_REASM_CONTEXTS] = "reasm_contexts",
	[MCTP_DROP_REASM_BYTES] = "reasm_bytes",
	[MCTP_DROP_REASM_RESTART] = "reasm_restart",
	[MCTP_DROP_REASM_TIMEOUT] = "reasm_timeout",
	[MCTP_DROP_REASM_CLOSED] = "reasm_closed",
	[MCTP_DROP_NO_MEMORY] = "no_memory",
	[MCTP_DROP_FORWARD_OFF] = "forward_off",
};

static const char *const limit_names[] = {
	[MCTP_LIMIT_REASM_CONTEXTS] = "reasm_contexts",
	[MCTP_LIMIT_REASM_BYTES] = "reasm_bytes",
	[MCTP_LIMIT_TAGS] = "tags",
};

/* a counter of the kernel that has no name here is found by the compiler */
_Static_assert(COUNT(stat_names) == MCTP_STAT_MAX + 1, "names of statistics");
_Static_assert(COUNT(drop_names) == MCTP_DROP_MAX + 1, "names of drops");
_Static_assert(COUNT(limit_names) == MCTP_LIMIT_MAX + 1, "names of limits");
_Static_assert(MCTP_DROP_MAX < COUNTERS_MAX, "room for all");

void counters_decode(struct counters *ret_counters, struct nlattr *nest)
{
	struct counters c = { .offered = nest };
	struct nlattr *a;
	unsigned int i;
	int left;

	if (nest) {
		nla_for_each_nested(a, nest, left)
		{
			i = nla_type(a);
			if (i >= COUNTERS_MAX || nla_len(a) < 4)
				continue;
			c.has |= UINT64_C(1) << i;
			c.n[i] = nla_len(a) < 8 ? nla_get_u32(a) :
						  nla_get_u64(a);
		}
	}
	*ret_counters = c;
}

bool counters_get(const struct counters *counters, unsigned int i,
		  uint64_t *ret_n)
{
	if (!(counters->has >> i & 1))
		return false;
	*ret_n = counters->n[i];
	return true;
}

bool counters_any(const struct counters *counters)
{
	for (size_t i = 0; i < COUNTERS_MAX; i++)
		if (counters->n[i])
			return true;
	return false;
}

void counters_add_not_offered(struct value *row, const char *key)
{
	value_set_text(value_add(row, key, VALUE_NULL),
		       "not offered by this kernel");
}

/* NULL: there is no such counter; 0 is none anywhere */
static const char *name_of(const struct counters *counters,
			   const char *const *names, size_t n_names,
			   unsigned int i)
{
	static char unknown[24];

	if (i < n_names)
		return names[i];
	if (!(counters->has >> i & 1))
		return NULL;
	snprintf(unknown, sizeof(unknown), "counter_%u", i);
	return unknown;
}

/* In text without those that the kernel does not have, or are zero. */
static void add(struct value *row, const char *key, const struct counters *c,
		const char *const *names, size_t n_names, bool zeros,
		enum value_role role)
{
	struct value *object, *v;
	size_t shown = 0;
	const char *name;
	uint64_t n;

	if (!c->offered) {
		counters_add_not_offered(row, key);
		return;
	}
	object = value_add(row, key, VALUE_OBJECT);
	for (unsigned int i = 0; i < COUNTERS_MAX; i++) {
		name = name_of(c, names, n_names, i);
		if (!name)
			continue;
		if (!counters_get(c, i, &n)) {
			v = value_add(object, name, VALUE_NULL);
			value_set_hidden(v, true);
			continue;
		}
		v = value_add_uint(object, name, n);
		value_set_role(v, n ? role : VALUE_ROLE_PLAIN);
		value_set_hidden(v, !n && !zeros);
		shown += !v->hidden;
	}
	if (!shown)
		value_set_text(object, "none");
}

void counters_add_stats(struct value *row, const struct counters *stats)
{
	add(row, "stats", stats, stat_names, COUNT(stat_names), true,
	    VALUE_ROLE_PLAIN);
}

void counters_add_drops(struct value *row, const struct counters *drops,
			bool all)
{
	add(row, "drops", drops, drop_names, COUNT(drop_names), all,
	    VALUE_ROLE_WARN);
}

char *counters_describe_drops(const struct counters *drops)
{
	const char *separator = ":";
	uint64_t sum = 0;
	char *text = NULL;
	size_t size;
	FILE *f;

	for (size_t i = 0; i < COUNTERS_MAX; i++)
		sum += drops->n[i];
	if (!sum)
		return NULL;
	f = open_memstream(&text, &size);
	if (!f)
		errx(1, "out of memory");
	fprintf(f, "dropped %llu", (unsigned long long)sum);
	for (unsigned int i = 0; i < COUNTERS_MAX; i++) {
		const char *name =
			name_of(drops, drop_names, COUNT(drop_names), i);

		if (!name || !drops->n[i])
			continue;
		fprintf(f, "%s %llu %s", separator,
			(unsigned long long)drops->n[i], name);
		separator = ",";
	}
	if (fclose(f))
		errx(1, "out of memory");
	return text;
}

static void add_limit(struct value *usage, const char *name,
		      const struct counters *used,
		      const struct counters *limits, unsigned int i)
{
	struct value *v = value_add(usage, name, VALUE_OBJECT);
	uint64_t n = 0, limit = 0;

	if (counters_get(used, i, &n))
		value_add_uint(v, "used", n);
	else
		value_add(v, "used", VALUE_NULL);
	if (counters_get(limits, i, &limit))
		value_add_uint(v, "limit", limit);
	else
		value_add(v, "limit", VALUE_NULL);
	value_set_text(v, "%llu of %llu", (unsigned long long)n,
		       (unsigned long long)limit);
	value_set_role(v, n && n >= limit ? VALUE_ROLE_WARN : VALUE_ROLE_PLAIN);
}

void counters_add_usage(struct value *row, const struct counters *used,
			const struct counters *limits)
{
	struct value *usage;
	const char *name;

	if (!limits->offered) {
		counters_add_not_offered(row, "usage");
		return;
	}
	usage = value_add(row, "usage", VALUE_OBJECT);
	for (unsigned int i = 0; i < COUNTERS_MAX; i++) {
		name = name_of(limits, limit_names, COUNT(limit_names), i);
		if (!name)
			continue;
		if (limits->has >> i & 1)
			add_limit(usage, name, used, limits, i);
		else
			value_set_hidden(value_add(usage, name, VALUE_NULL),
					 true);
	}
}
