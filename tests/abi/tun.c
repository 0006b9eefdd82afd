/* SPDX-License-Identifier: Apache-2.0 */
/* Devices: TUN for MCTP, TAP for one that does not carry it. */
#include "tun.h"

#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_ether.h>
#include <linux/if_tun.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "abi.h"
#include "netlink.h"
#include "probe.h"

static void if_ioctl(int request, struct ifreq *ifr, const char *name)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	snprintf(ifr->ifr_name, sizeof(ifr->ifr_name), "%s", name);
	if (fd < 0 || ioctl(fd, request, ifr))
		bail("network device");
	close(fd);
}

void if_configure(const char *name, int mtu)
{
	struct ifreq ifr = { .ifr_mtu = mtu };

	if (mtu)
		if_ioctl(SIOCSIFMTU, &ifr, name);
	if_ioctl(SIOCGIFFLAGS, &ifr, name);
	ifr.ifr_flags |= IFF_UP;
	if_ioctl(SIOCSIFFLAGS, &ifr, name);
}

void if_down(const char *name)
{
	struct ifreq ifr = { 0 };

	if_ioctl(SIOCGIFFLAGS, &ifr, name);
	ifr.ifr_flags &= ~IFF_UP;
	if_ioctl(SIOCSIFFLAGS, &ifr, name);
}

int if_index(const char *name)
{
	struct ifreq ifr = { 0 };

	if_ioctl(SIOCGIFINDEX, &ifr, name);
	return ifr.ifr_ifindex;
}

static int open_as(const char *name, short flags)
{
	struct ifreq ifr = { .ifr_flags = flags };
	int fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);

	snprintf(ifr.ifr_name, sizeof(ifr.ifr_name), "%s", name);
	if (fd < 0 || ioctl(fd, TUNSETIFF, &ifr))
		bail("/dev/net/tun");
	return fd;
}

int tun_open(const char *name, int mtu, uint8_t eid)
{
	int fd = open_as(name, IFF_TUN);

	if_configure(name, mtu);
	if (eid && nl_addr(RTM_NEWADDR, if_index(name), eid))
		bail("RTM_NEWADDR");
	return fd;
}

int tap_open(const char *name)
{
	int fd = open_as(name, IFF_TAP | IFF_NO_PI);

	if_configure(name, 0);
	return fd;
}

/* What IPv6 says when a device comes up is nobody's concern here. */
static bool is_ip(const struct frame *frame)
{
	return frame->proto == htobe16(ETH_P_IPV6) ||
	       frame->proto == htobe16(ETH_P_IP);
}

long tun_read(int fd, struct frame *frame)
{
	long n;

	do {
		n = result(read(fd, frame, sizeof(*frame)));
	} while (n >= 0 && is_ip(frame));
	return n < 0 ? n : n - TUN_HEAD;
}

const char *tun_sent(int fd)
{
	static struct frame frame;
	static struct text text;
	long n;

	text.len = 0;
	while ((n = tun_read(fd, &frame)) >= 0) {
		text_add(&text, "%s", text.len ? ", " : "");
		if (be16toh(frame.proto) != ETHERTYPE_MCTP)
			text_add(&text, "proto %04x ", be16toh(frame.proto));
		text_hex(&text, &frame.ver, n < 4 ? n : 4);
		text_add(&text, " ");
		if (n > 68)
			text_add(&text, "%ld bytes", n - 4);
		else
			text_hex(&text, frame.body, n < 4 ? 0 : n - 4);
	}
	return text.len ? text.data : "nothing";
}

void tun_write_raw(int fd, const void *packet, size_t len)
{
	static struct frame frame;

	frame.flags = 0;
	frame.proto = htobe16(ETHERTYPE_MCTP);
	memcpy(&frame.ver, packet, len);
	if (write(fd, &frame, TUN_HEAD + len) < 0)
		bail("write to TUN");
}

void tun_write(int fd, uint8_t dest, uint8_t src, uint8_t fst,
	       const void *body, size_t len)
{
	static uint8_t packet[66000];

	packet[0] = 1;
	packet[1] = dest;
	packet[2] = src;
	packet[3] = fst;
	memcpy(packet + 4, body, len);
	tun_write_raw(fd, packet, 4 + len);
}
