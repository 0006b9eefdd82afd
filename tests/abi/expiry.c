/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What time ends: a request lives six seconds, an allocated tag for ever, a
 * message in pieces as long as the family says. Each point in time keeps two
 * seconds from where the answer changes.
 */
#include <linux/rtnetlink.h>
#include <sys/ioctl.h>
#include <time.h>

#include "abi.h"
#include "netlink.h"
#include "probe.h"
#include "tun.h"

static struct timespec start;
static int tun;

static int begin(void)
{
	tun = tun_open("tun0", 68, 9);
	nl_route(RTM_NEWROUTE, if_index("tun0"), 20, 9, 0);
	clock_gettime(CLOCK_MONOTONIC, &start);
	return mctp_socket();
}

static void until(int seconds)
{
	struct timespec at = start;

	at.tv_sec += seconds;
	clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL);
}

static void request(void)
{
	int fd = begin(), i;

	for (i = 0; i < 8; i++)
		mctp_send(fd, 20, TAG_OWNER, "a", 1);
	mctp_send(fd, 21, TAG_OWNER, "a", 1);
	mctp_send(fd, 22, TAG_OWNER, "a", 1);
	until(4);
	report_rc("4s", mctp_send(fd, 20, TAG_OWNER, "a", 1));
	tun_write(tun, 9, 21, HDR_ONE, "\x7er", 2);
	report("4s/reply", "%s", mctp_received(fd));
	until(8);
	tun_write(tun, 9, 22, HDR_ONE, "\x7er", 2);
	report("8s/reply", "%s", mctp_received(fd));
	tun_sent(tun);
	report_rc("8s", mctp_send(fd, 20, TAG_OWNER, "a", 1));
	report("8s/wire", "%s", tun_sent(tun));
}

static void allocated(void)
{
	struct tag_ctl ctl = { .peer = 20 };
	int fd = begin();

	ioctl(fd, SIOCMCTPALLOCTAG, &ctl);
	until(8);
	report_rc("8s", mctp_send(fd, 20, 0x18, "a", 1));
	tun_write(tun, 9, 20, HDR_ONE, "\x7er", 2);
	report("8s/reply", "%s", mctp_received(fd));
}

/* A message of which the second part comes this late */
static void late(const char *of, int seconds)
{
	int fd;

	begin();
	fd = mctp_listener();
	tun_write(tun, 9, 20, HDR_SOM | HDR_TO, "\x7e" "ab", 3);
	until(seconds);
	tun_write(tun, 9, 20, HDR_EOM | HDR_SEQ(1) | HDR_TO, "cd", 2);
	report(of, "%s", mctp_received(fd));
}

static void gap_4(void)
{
	late("end", 4);
}

static void gap_8(void)
{
	late("end", 8);
}

/* Each part soon after the other, all of it longer than a request lives */
static void slow_message(void)
{
	int fd;

	begin();
	fd = mctp_listener();
	tun_write(tun, 9, 20, HDR_SOM | HDR_TO, "\x7e" "ab", 3);
	until(4);
	tun_write(tun, 9, 20, HDR_SEQ(1) | HDR_TO, "cde", 3);
	until(8);
	tun_write(tun, 9, 20, HDR_EOM | HDR_SEQ(2) | HDR_TO, "f", 1);
	report("end", "%s", mctp_received(fd));
}

/* A reply that begins in time */
static void slow_reply(void)
{
	int fd = begin();

	mctp_send(fd, 20, TAG_OWNER, "a", 1);
	until(4);
	tun_write(tun, 9, 20, HDR_SOM, "\x7e" "ab", 3);
	until(8);
	tun_write(tun, 9, 20, HDR_EOM | HDR_SEQ(1), "cd", 2);
	report("end", "%s", mctp_received(fd));
}

const struct probe_area expiry_area = {
	.name = "expiry",
	.cases = (const struct probe_case[]){
		SLOW_CASE("request", request),
		SLOW_CASE("allocated", allocated),
		SLOW_CASE("gap-4", gap_4),
		SLOW_CASE("gap-8", gap_8),
		SLOW_CASE("slow-message", slow_message),
		SLOW_CASE("slow-reply", slow_reply),
		{ 0 },
	},
};
