// SPDX-License-Identifier: Apache-2.0
/*
 * A packet socket on one link. It is bound to all protocols because the
 * kernel shows what leaves to nobody else; a filter keeps what is not MCTP,
 * and bytes beyond the limit, in the kernel. It is a SOCK_DGRAM, so the
 * kernel strips the physical header.
 */
#include "tap.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>

#include "lib/cleanup.h"

/* Memory of packets not read yet; what comes then is dropped, and counted. */
#define TAP_BUFFER (8 << 20)

static int set_filter(int fd, uint32_t snaplen)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_H | BPF_ABS,
			 (uint32_t)SKF_AD_OFF + SKF_AD_PROTOCOL),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ETH_P_MCTP, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, snaplen),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};
	struct sock_fprog program = {
		.len = sizeof(code) / sizeof(code[0]),
		.filter = code,
	};

	return setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program,
			  sizeof(program));
}

static int set_options(int fd, uint32_t snaplen)
{
	int on = 1, size = TAP_BUFFER;

	/* beyond the limit of the system only with CAP_NET_ADMIN */
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)))
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	if (setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof(on)) ||
	    setsockopt(fd, SOL_PACKET, PACKET_AUXDATA, &on, sizeof(on)))
		return -1;
	return set_filter(fd, snaplen);
}

int tap_open(int ifindex, uint32_t snaplen)
{
	struct sockaddr_ll addr = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_ALL),
		.sll_ifindex = ifindex,
	};
	_cleanup_close_ int fd = -1;

	/* sees nothing before it is bound, and by then has its filter */
	fd = socket(AF_PACKET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0 || set_options(fd, snaplen) ||
	    bind(fd, (struct sockaddr *)&addr, sizeof(addr)))
		return -errno;
	return take_fd(fd);
}

static void read_control(struct msghdr *msg, struct tap_packet *packet)
{
	struct tpacket_auxdata aux;
	struct cmsghdr *c;
	struct timespec ts;

	for (c = CMSG_FIRSTHDR(msg); c; c = CMSG_NXTHDR(msg, c)) {
		if (c->cmsg_level == SOL_SOCKET &&
		    c->cmsg_type == SCM_TIMESTAMPNS) {
			memcpy(&ts, CMSG_DATA(c), sizeof(ts));
			packet->time_ns =
				(uint64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
		} else if (c->cmsg_level == SOL_PACKET &&
			   c->cmsg_type == PACKET_AUXDATA) {
			memcpy(&aux, CMSG_DATA(c), sizeof(aux));
			packet->len = aux.tp_len;
		}
	}
}

int tap_read(int fd, void *buf, size_t size, struct tap_packet *ret_packet)
{
	union {
		char bytes[CMSG_SPACE(sizeof(struct timespec)) +
			   CMSG_SPACE(sizeof(struct tpacket_auxdata))];
		struct cmsghdr align;
	} control;
	struct sockaddr_ll from = { .sll_family = 0 };
	struct iovec iov = { .iov_base = buf, .iov_len = size };
	struct msghdr msg = {
		.msg_name = &from,
		.msg_namelen = sizeof(from),
		.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof(control),
	};
	struct tap_packet packet = { .len = 0 };
	ssize_t n;

	n = recvmsg(fd, &msg, 0);
	if (n < 0)
		return -errno;
	packet.kind = from.sll_pkttype;
	packet.hatype = from.sll_hatype;
	packet.halen = from.sll_halen;
	memcpy(packet.haddr, from.sll_addr, sizeof(packet.haddr));
	packet.captured = n;
	packet.len = n;
	read_control(&msg, &packet);
	*ret_packet = packet;
	return 0;
}

int tap_read_statistics(int fd, struct tap_statistics *ret_statistics)
{
	struct tpacket_stats stats;
	socklen_t len = sizeof(stats);

	if (getsockopt(fd, SOL_PACKET, PACKET_STATISTICS, &stats, &len))
		return -errno;
	ret_statistics->received = stats.tp_packets;
	ret_statistics->dropped = stats.tp_drops;
	return 0;
}
