/* SPDX-License-Identifier: Apache-2.0 */
/* ioctl()s that are not about tags: queues, devices, and what is unknown. */
#include <linux/if.h>
#include <linux/sockios.h>
#include <string.h>
#include <sys/ioctl.h>

#include "abi.h"
#include "probe.h"
#include "tun.h"

/* One cause, one answer for all of them: one line */
static void unknown(void)
{
	static const unsigned int list[] = {
		0, 0x1234, 0x89df, 0x89e4, 0x89e5, 0x89ef, 0xffffffff,
	};
	int fd = mctp_socket();
	uint8_t space[256] = { 0 };
	static struct text text;
	size_t i;

	for (i = 0; i < sizeof(list) / sizeof(list[0]); i++)
		text_add(&text, "%s%s", i ? " " : "",
			 rc_name(result(ioctl(fd, list[i], space))));
	report("answers", "%s", text.data);
}

static void add_queue(struct text *text, int fd, const char *of,
		      unsigned int cmd)
{
	int n = -77;
	long rc = result(ioctl(fd, cmd, &n));

	text_add(text, "%s%s %s %d", text->len ? ", " : "", of, rc_name(rc),
		 n);
}

static void queues(void)
{
	int tun = tun_open("tun0", 68, 9), fd = mctp_listener();
	static struct text text;

	add_queue(&text, fd, "empty", SIOCINQ);
	tun_write(tun, 9, 20, HDR_ONE | HDR_TO, "\x7e" "abc", 4);
	add_queue(&text, fd, "in", SIOCINQ);
	add_queue(&text, fd, "out", SIOCOUTQ);
	add_queue(&text, fd, "atmark", 0x8905);
	report("answers", "%s", text.data);
}

/* What any other family's socket answers about devices */
static void devices(void)
{
	static const unsigned int list[] = {
		SIOCGIFINDEX, SIOCGIFMTU, SIOCGIFFLAGS,
		SIOCGIFTXQLEN, SIOCGIFADDR, SIOCGIFMETRIC,
	};
	int fd = mctp_socket();
	static struct text text;
	struct ifreq ifr;
	size_t i;

	for (i = 0; i < sizeof(list) / sizeof(list[0]); i++) {
		memset(&ifr, 0, sizeof(ifr));
		strcpy(ifr.ifr_name, "lo");
		text_add(&text, "%s ",
			 rc_name(result(ioctl(fd, list[i], &ifr))));
	}
	memset(&ifr, 0, sizeof(ifr));
	strcpy(ifr.ifr_name, "nothing");
	text_add(&text, "%s", rc_name(result(ioctl(fd, SIOCGIFINDEX, &ifr))));
	report("answers", "%s", text.data);
}

/* Those that the socket layer answers itself */
static void common(void)
{
	int tun = tun_open("tun0", 68, 9), fd = mctp_listener(), on = 1;
	long space[4] = { 0 };

	report_rc("fionbio", result(ioctl(fd, FIONBIO, &on)));
	report_rc("fioasync", result(ioctl(fd, FIOASYNC, &on)));
	report_rc("pgrp", result(ioctl(fd, 0x8904, &on)));
	report_rc("stamp", result(ioctl(fd, 0x8906, space)));
	setsockopt(fd, SOL_SOCKET, SO_TIMESTAMP, &on, sizeof(on));
	tun_write(tun, 9, 20, HDR_ONE | HDR_TO, "\x7e" "a", 2);
	mctp_received(fd);
	report_rc("stamp-received", result(ioctl(fd, 0x8906, space)));
	report_rc("stampns-received", result(ioctl(fd, 0x8907, space)));
}

const struct probe_area ioctl_area = {
	.name = "ioctl",
	.cases = (const struct probe_case[]){
		CASE("unknown", unknown),
		CASE("queue", queues),
		CASE("device", devices),
		CASE("common", common),
		{ 0 },
	},
};
