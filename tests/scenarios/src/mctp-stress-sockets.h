/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sockets under stress: the threads of one process use them all, without
 * asking each other.
 */
#pragma once

#include <linux/mctp-ext.h>
#include <pthread.h>

#include "mctp-chance.h"
#include "mctp-stress-work.h"

enum {
	SOCKETS_PER_CPU = 8,
	SOCKETS_MAX = 256,
	MESSAGE_MAX = 65535,
};

static int sockets[SOCKETS_MAX];
static unsigned int num_sockets;

static inline int some_socket(void)
{
	return __atomic_load_n(&sockets[dice(num_sockets)], __ATOMIC_RELAXED);
}

static inline void op_reopen(void)
{
	int fd = socket(AF_MCTP, SOCK_DGRAM | SOCK_NONBLOCK, 0);

	if (fd < 0)
		return;
	fd = __atomic_exchange_n(&sockets[dice(num_sockets)], fd,
				 __ATOMIC_RELAXED);
	if (fd > 0)
		close(fd);
}

static inline void op_send(void)
{
	static const char body[MESSAGE_MAX];
	struct sockaddr_mctp_ext addr = {
		.base = {
			.family = AF_MCTP,
			.net = dice(3),
			.eid = dice(3) ? some_eid() : some_peer(),
			.type = dice(8) ? some_type() : dice(256),
			.tag = dice(4) ? TAG_OWNER : dice(32),
		},
		.ifindex = dice(8),
		.halen = dice(2) * 6,
	};
	size_t len = dice(50) ? dice(600) : dice(MESSAGE_MAX);

	done_if(sendto(some_socket(), body, len, MSG_DONTWAIT, (void *)&addr,
		       dice(8) ? sizeof(addr.base) : sizeof(addr)),
		WORK_SENT);
}

static inline void op_receive(void)
{
	static __thread char body[MESSAGE_MAX];
	struct sockaddr_mctp_ext addr;
	socklen_t alen = sizeof(addr);
	int fd = some_socket();

	while (recvfrom(fd, body, sizeof(body), MSG_DONTWAIT |
			(dice(8) ? 0 : MSG_PEEK), (void *)&addr, &alen) >= 0) {
		done(WORK_RECEIVED);
		addr.base.tag &= 7;
		sendto(fd, body, dice(2000), MSG_DONTWAIT, (void *)&addr,
		       sizeof(addr.base));
		alen = sizeof(addr);
		if (dice(4) == 0)
			break;
	}
}

static inline void op_error_queue(void)
{
	char body[64], control[256];
	struct sockaddr_mctp addr;
	struct iovec iov = { .iov_base = body, .iov_len = sizeof(body) };
	struct msghdr msg = {
		.msg_name = &addr, .msg_namelen = sizeof(addr),
		.msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = control, .msg_controllen = sizeof(control),
	};

	done_if(recvmsg(some_socket(), &msg, MSG_ERRQUEUE | MSG_DONTWAIT),
		WORK_REPORTS);
}

static inline void op_tags(void)
{
	struct tag_ctl2 ctl2 = {
		.net = dice(3), .peer = some_peer(),
		.local = dice(2) ? EID_ANY : 0,
	};
	struct tag_ctl ctl = { .peer = some_peer() };
	int fd = some_socket();

	done_if(ioctl(fd, SIOCMCTPALLOCTAG2, &ctl2), WORK_TAGS);
	done_if(ioctl(fd, SIOCMCTPALLOCTAG, &ctl), WORK_TAGS);
	/* mostly those, lest nobody else gets one; now and then another's */
	if (dice(8) == 0)
		fd = some_socket();
	ioctl(fd, SIOCMCTPDROPTAG2, &ctl2);
	ioctl(fd, SIOCMCTPDROPTAG, &ctl);
}

static inline void op_listen(void)
{
	int fd = some_socket();

	if (dice(4) == 0)
		mctp_connect(fd, some_peer(), some_type());
	mctp_bind(fd, dice(3), dice(2) ? EID_ANY : some_eid(),
		  some_type());
}

static inline void op_options(void)
{
	static const int options[] = {
		MCTP_OPT_ADDR_EXT, MCTP_OPT_SOURCE, MCTP_OPT_RECVERR,
	};
	int value = dice(2), option = options[dice(3)];
	int rcvbuf = dice(2) ? 4096 : 400000;
	socklen_t len = sizeof(value);
	int fd = some_socket();

	if (option == MCTP_OPT_SOURCE)
		value *= some_eid();
	setsockopt(fd, SOL_MCTP, option, &value, sizeof(value));
	getsockopt(fd, SOL_MCTP, option, &value, &len);
	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &rcvbuf, sizeof(rcvbuf));
}

static inline void op_questions(void)
{
	struct sockaddr_mctp_ext addr;
	socklen_t len = sizeof(addr);
	struct pollfd pfd = { .fd = some_socket(), .events = POLLIN };
	struct ifreq ifr = { .ifr_ifindex = dice(8) };
	int n;

	poll(&pfd, 1, 0);
	getsockname(pfd.fd, (void *)&addr, &len);
	len = sizeof(addr);
	getpeername(pfd.fd, (void *)&addr, &len);
	ioctl(pfd.fd, TIOCINQ, &n);
	ioctl(pfd.fd, TIOCOUTQ, &n);
	ioctl(pfd.fd, SIOCGIFNAME, &ifr);
}

static inline void *socket_thread(void *arg)
{
	static void (*const ops[])(void) = {
		op_send, op_send, op_send, op_receive, op_receive,
		op_tags, op_listen, op_error_queue, op_options, op_questions,
		op_reopen,
	};

	seed = (uintptr_t)arg;
	for (;;)
		ops[dice(sizeof(ops) / sizeof(ops[0]))]();
	return NULL;
}

/* Does not return: it is killed with everything open. */
static inline void sockets_run(void)
{
	pthread_t thread;
	unsigned int i;

	for (i = 0; i < num_sockets; i++) {
		sockets[i] = socket(AF_MCTP, SOCK_DGRAM | SOCK_NONBLOCK, 0);
		if (sockets[i] < 0)
			die("socket");
	}
	for (i = 1; i < num_sockets; i++)
		if (pthread_create(&thread, NULL, socket_thread,
				   (void *)(uintptr_t)(seed + i)))
			die("thread");
	socket_thread((void *)(uintptr_t)seed);
}
