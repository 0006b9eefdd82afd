/* SPDX-License-Identifier: GPL-2.0-only */
/* The error queue of a socket: reports of messages that came to nothing. */
#ifndef MCTP_ERRQUEUE_H
#define MCTP_ERRQUEUE_H

#include <linux/mctp.h>
#include <linux/types.h>

struct msghdr;
struct sock;

/* What became of a message. */
struct mctp_report {
	int error;		/* positive errno */
	u8 type;		/* MCTP_EE_* */
	const struct sockaddr_mctp_ext *dest;
	size_t dest_len;	/* with or without the physical address */
};

void mctp_errqueue_report(struct sock *sk, const struct mctp_report *report);
void mctp_errqueue_drop_reports(struct sock *sk);

bool mctp_errqueue_is_open(struct sock *sk);
int mctp_errqueue_recv(struct sock *sk, struct msghdr *msg, size_t len);

#endif
