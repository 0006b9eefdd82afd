// SPDX-License-Identifier: Apache-2.0
/*
 * Arguments of verbs: text to numbers.
 */
#include "args.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>

/* Decimal or 0x-hexadecimal digits and nothing else, up to @end or the end. */
static int parse_number(const char *s, const char *end, uint64_t *ret_n)
{
	unsigned int base = 10;
	uint64_t n = 0;

	if (end - s > 2 && s[0] == '0' && (s[1] == 'x' || s[1] == 'X')) {
		base = 16;
		s += 2;
	}
	if (s >= end || end - s > 20)
		return -EINVAL;
	for (; s < end; s++) {
		unsigned char c = tolower((unsigned char)*s);
		unsigned int digit = isdigit(c)		  ? c - '0' :
				     c >= 'a' && c <= 'f' ? c - 'a' + 10 :
							    99;

		if (digit >= base || n > (UINT64_MAX - digit) / base)
			return -EINVAL;
		n = n * base + digit;
	}
	*ret_n = n;
	return 0;
}

int args_parse(const char *s, uint64_t *ret_n)
{
	return parse_number(s, s + strlen(s), ret_n);
}

int args_number(const char *s, const char *what, uint64_t min, uint64_t max,
		uint64_t *ret_n)
{
	uint64_t n;

	if (parse_number(s, s + strlen(s), &n) < 0)
		return cli_usage("%s '%s' is not a number", what, s);
	if (n < min || n > max)
		return cli_usage("%s %s is out of range, %llu to %llu", what, s,
				 (unsigned long long)min,
				 (unsigned long long)max);
	*ret_n = n;
	return CLI_OK;
}

static int parse_eid(const char *s, const char *end, uint8_t *ret_eid)
{
	uint64_t n;

	if (parse_number(s, end, &n) < 0)
		return cli_usage("'%.*s' is not an EID, %d to %d",
				 (int)(end - s), s, ARGS_EID_MIN, ARGS_EID_MAX);
	if (n < ARGS_EID_MIN || n > ARGS_EID_MAX)
		return cli_usage("EID %.*s is %s, usable are %d to %d",
				 (int)(end - s), s,
				 n == 0		  ? "the null EID" :
				 n < ARGS_EID_MIN ? "reserved" :
				 n == 255	  ? "the broadcast EID" :
						    "out of range",
				 ARGS_EID_MIN, ARGS_EID_MAX);
	*ret_eid = n;
	return CLI_OK;
}

int args_eid(const char *s, uint8_t *ret_eid)
{
	return parse_eid(s, s + strlen(s), ret_eid);
}

int args_eid_range(const char *s, uint8_t *ret_first, uint8_t *ret_last)
{
	const char *dash = strchr(s, '-');
	const char *end = s + strlen(s);
	uint8_t first, last;
	int r;

	r = parse_eid(s, dash ? dash : end, &first);
	if (r)
		return r;
	last = first;
	if (dash) {
		r = parse_eid(dash + 1, end, &last);
		if (r)
			return r;
	}
	if (last < first)
		return cli_usage("EID range %s ends before it starts", s);
	*ret_first = first;
	*ret_last = last;
	return CLI_OK;
}

int args_net(const char *s, uint32_t *ret_net)
{
	uint64_t n;
	int r;

	/* the kernel keeps 0 for "any network" */
	r = args_number(s, "network", 1, UINT32_MAX, &n);
	if (r == CLI_OK)
		*ret_net = n;
	return r;
}

int args_net_eid(const char *s, uint32_t *ret_net, uint8_t *ret_eid)
{
	const char *comma = strchr(s, ',');
	uint64_t net;

	if (!comma)
		return cli_usage("'%s' is not NET,EID", s);
	if (parse_number(s, comma, &net) < 0 || net < 1 || net > UINT32_MAX)
		return cli_usage("'%.*s' in '%s' is not a network",
				 (int)(comma - s), s, s);
	*ret_net = net;
	return args_eid(comma + 1, ret_eid);
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = tolower((unsigned char)c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

int args_hwaddr(const char *s, struct args_hwaddr *ret_hwaddr)
{
	struct args_hwaddr a = { .len = 0 };
	const char *p = s;
	bool colons = strchr(s, ':');

	if (p[0] == '0' && (p[1] == 'x' || p[1] == 'X'))
		p += 2;
	while (*p) {
		int high = hex_digit(p[0]);
		int low = high < 0 ? -1 : hex_digit(p[1]);

		if (low < 0 || a.len == sizeof(a.bytes))
			goto invalid;
		a.bytes[a.len++] = high << 4 | low;
		p += 2;
		if (colons && *p && (*p++ != ':' || !*p))
			goto invalid;
	}
	if (!a.len)
		goto invalid;
	*ret_hwaddr = a;
	return CLI_OK;
invalid:
	return cli_usage(
		"'%s' is not a physical address: hexadecimal bytes such as 0a1b2c3d4e5f, at most %d",
		s, ARGS_HWADDR_MAX);
}

int args_seconds(const char *s, const char *what, uint64_t *ret_us)
{
	const char *dot = strchrnul(s, '.');
	uint64_t whole = 0, fraction = 0, scale = 1000000;
	const char *p;

	if (!strncmp(s, "0x", 2) || (dot == s && !dot[0]) ||
	    (dot > s && parse_number(s, dot, &whole) < 0) || whole > 3600)
		goto invalid;
	for (p = *dot ? dot + 1 : dot; isdigit((unsigned char)*p); p++) {
		scale /= 10;
		fraction += (*p - '0') * scale;
	}
	whole = whole * 1000000 + fraction;
	if (*p || whole < 1000 || whole > 3600000000)
		goto invalid;
	*ret_us = whole;
	return CLI_OK;
invalid:
	return cli_usage("%s '%s' is not a number of seconds, 0.001 to 3600",
			 what, s);
}

int args_word(const char *s, const char *word)
{
	if (!strcmp(s, word))
		return CLI_OK;
	return cli_usage("expected '%s', got '%s'", word, s);
}
