/* SPDX-License-Identifier: Apache-2.0 */
/* setsockopt() and getsockopt(). */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "abi.h"
#include "probe.h"

static void show_get(int fd, const char *of, int level, int name, int size)
{
	socklen_t len = size;
	uint8_t value[16];
	long rc;

	memset(value, 0xee, sizeof(value));
	rc = result(getsockopt(fd, level, name, value, &len));
	report(of, "%s length %d %s", rc_name(rc), (int)len, hex(value, 8));
}

static void set(void)
{
	static const int values[] = { 0, 1, 2, -1, 256, 0x10000 };
	int fd = mctp_socket(), len, one = 1;
	uint8_t space[16] = { 1 };
	size_t i;

	for (len = -1; len < 10; len++)
		report_rc(key("length-%d", len),
			  result(setsockopt(fd, SOL_MCTP, MCTP_OPT_ADDR_EXT,
					    space, len)));
	report_rc("fault", result(setsockopt(fd, SOL_MCTP, MCTP_OPT_ADDR_EXT,
					     NOWHERE, 4)));
	report_rc("null", result(setsockopt(fd, SOL_MCTP, MCTP_OPT_ADDR_EXT,
					    NULL, 4)));
	for (i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		report_rc(key("value-%d", values[i]),
			  result(setsockopt(fd, SOL_MCTP, MCTP_OPT_ADDR_EXT,
					    &values[i], sizeof(values[i]))));
		show_get(fd, key("value-%d/get", values[i]), SOL_MCTP,
			 MCTP_OPT_ADDR_EXT, 4);
	}
	report_rc("bound", (mctp_bind(fd, NET_ANY, EID_ANY),
			    result(setsockopt(fd, SOL_MCTP, MCTP_OPT_ADDR_EXT,
					      &one, sizeof(one)))));
}

static void get(void)
{
	int fd = mctp_socket(), len, value;
	socklen_t four = 4;

	show_get(fd, "default", SOL_MCTP, MCTP_OPT_ADDR_EXT, 4);
	for (len = -1; len < 10; len++)
		show_get(fd, key("length-%d", len), SOL_MCTP,
			 MCTP_OPT_ADDR_EXT, len);
	report_rc("fault", result(getsockopt(fd, SOL_MCTP, MCTP_OPT_ADDR_EXT,
					     NOWHERE, &four)));
	report_rc("length-fault",
		  result(getsockopt(fd, SOL_MCTP, MCTP_OPT_ADDR_EXT, &value,
				    NOWHERE)));
}

static void names(void)
{
	static const int list[] = { 0, 2, 3, 127, 1000, 0x7fffffff, -1 };
	int fd = mctp_socket(), one = 1;
	size_t i;

	for (i = 0; i < sizeof(list) / sizeof(list[0]); i++) {
		report_rc(key("set-%d", list[i]),
			  result(setsockopt(fd, SOL_MCTP, list[i], &one,
					    sizeof(one))));
		show_get(fd, key("get-%d", list[i]), SOL_MCTP, list[i], 4);
		report_rc(key("short-%d", list[i]),
			  result(setsockopt(fd, SOL_MCTP, list[i], &one, 1)));
	}
}

/* Levels that are not this family's, all in one line: one cause, one answer */
static void levels(void)
{
	static const int list[] = { 0, 6, 17, 41, 284, 286, 0x7fffffff, -1 };
	static struct text sets, gets;
	int fd = mctp_socket(), value = 1;
	socklen_t len = sizeof(value);
	size_t i;

	for (i = 0; i < sizeof(list) / sizeof(list[0]); i++) {
		text_add(&sets, "%s%s", i ? " " : "",
			 rc_name(result(setsockopt(fd, list[i], 1, &value,
						   sizeof(value)))));
		text_add(&gets, "%s%s", i ? " " : "",
			 rc_name(result(getsockopt(fd, list[i], 1, &value,
						   &len))));
	}
	report("set", "%s", sets.data);
	report("get", "%s", gets.data);
}

static void generic(void)
{
	static const struct {
		const char *name;
		int option;
	} list[] = { { "reuseaddr", SO_REUSEADDR }, { "mark", SO_MARK },
		     { "priority", SO_PRIORITY },   { "broadcast", SO_BROADCAST },
		     { "keepalive", SO_KEEPALIVE },
		     { "peek-off", SO_PEEK_OFF },   { "zerocopy", SO_ZEROCOPY },
		     { "dontroute", SO_DONTROUTE }, { "reuseport", SO_REUSEPORT },
		     { "timestamp", SO_TIMESTAMP }, { "rxq-ovfl", SO_RXQ_OVFL } };
	int fd = mctp_socket(), one = 1;
	size_t i;

	for (i = 0; i < sizeof(list) / sizeof(list[0]); i++) {
		show_get(fd, key("%s/before", list[i].name), SOL_SOCKET,
			 list[i].option, 4);
		report_rc(key("%s/set", list[i].name),
			  result(setsockopt(fd, SOL_SOCKET, list[i].option,
					    &one, sizeof(one))));
		show_get(fd, key("%s/after", list[i].name), SOL_SOCKET,
			 list[i].option, 4);
	}
}

const struct probe_area option_area = {
	.name = "option",
	.cases = (const struct probe_case[]){
		CASE("set", set),
		CASE("get", get),
		CASE("name", names),
		CASE("level", levels),
		CASE("generic", generic),
		{ 0 },
	},
};
