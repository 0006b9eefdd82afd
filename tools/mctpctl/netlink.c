// SPDX-License-Identifier: Apache-2.0
/*
 * A blocking netlink connection. libnl sends and takes messages apart; the
 * receive loop is our own because libnl folds the kernel's errno into fewer
 * codes and drops the text of the extended acknowledgement.
 */
#include "netlink.h"

#include <err.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include <linux/netlink.h>
#include <netlink/netlink.h>
#include <netlink/socket.h>

#include "cli.h"

#define DUMP_TRIES 5 /* a dump that changes under us is read again */

struct netlink {
	struct nl_sock *sock;
	char message[256]; /* extended acknowledgement of the last error */
};

/* Opening a socket makes the kernel load the module of the family. */
static int probe_family(void)
{
	int fd = socket(AF_MCTP, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -errno;
	close(fd);
	return 0;
}

int netlink_open_protocol(int protocol, struct netlink **ret_nl)
{
	_cleanup_netlink_ struct netlink *nl = calloc(1, sizeof(*nl));
	int on = 1;

	if (!nl)
		return -ENOMEM;
	nl->sock = nl_socket_alloc();
	if (!nl->sock)
		return -ENOMEM;
	if (nl_connect(nl->sock, protocol) < 0)
		return errno ? -errno : -EIO;
	setsockopt(nl_socket_get_fd(nl->sock), SOL_NETLINK, NETLINK_EXT_ACK,
		   &on, sizeof(on));
	*ret_nl = take_ptr(nl);
	return 0;
}

int netlink_open_any(struct netlink **ret_nl)
{
	return netlink_open_protocol(NETLINK_ROUTE, ret_nl);
}

int netlink_open(struct netlink **ret_nl)
{
	int r = probe_family();

	return r < 0 ? r : netlink_open_any(ret_nl);
}

struct netlink *netlink_free(struct netlink *nl)
{
	if (!nl)
		return NULL;
	nl_socket_free(nl->sock);
	free(nl);
	return NULL;
}

struct nl_msg *netlink_request(int type, int flags, const void *payload,
			       size_t len)
{
	struct nl_msg *m = nlmsg_alloc_simple(type, NLM_F_REQUEST | flags);

	if (!m || nlmsg_append(m, (void *)payload, len, NLMSG_ALIGNTO) < 0)
		errx(1, "out of memory");
	return m;
}

void netlink_put(struct nl_msg *m, int type, const void *data, size_t len)
{
	if (nla_put(m, type, len, data) < 0)
		errx(1, "netlink request too large");
}

struct nlattr *netlink_nest(struct nl_msg *m, int type)
{
	struct nlattr *nest = nla_nest_start(m, type);

	if (!nest)
		errx(1, "netlink request too large");
	return nest;
}

/* The errno in an NLMSG_ERROR or NLMSG_DONE; keeps its text, if any. */
static int read_status(struct netlink *nl, struct nlmsghdr *h)
{
	struct nlmsgerr *e = nlmsg_data(h);
	size_t skip = sizeof(*e);
	struct nlattr *a;
	int left, error;

	if (nlmsg_datalen(h) < (int)sizeof(error))
		return -EBADMSG;
	memcpy(&error, nlmsg_data(h), sizeof(error));
	if (h->nlmsg_type == NLMSG_DONE || nlmsg_datalen(h) < (int)sizeof(*e))
		return error;
	if (!(h->nlmsg_flags & NLM_F_ACK_TLVS))
		return error;
	if (!(h->nlmsg_flags & NLM_F_CAPPED) &&
	    e->msg.nlmsg_len > sizeof(e->msg))
		skip += NLMSG_ALIGN(e->msg.nlmsg_len - sizeof(e->msg));
	left = nlmsg_datalen(h) - (int)skip;
	for (a = (void *)((char *)e + skip); left > 0 && nla_ok(a, left);
	     a = nla_next(a, &left))
		if (nla_type(a) == NLMSGERR_ATTR_MSG)
			nla_strlcpy(nl->message, a, sizeof(nl->message));
	return error;
}

/* One recv(); *ret_end: the answer to @seq is complete. */
static int receive(struct netlink *nl, uint32_t seq, netlink_fn each, void *arg,
		   bool *ret_end)
{
	_cleanup_free_ unsigned char *buf = NULL;
	struct sockaddr_nl from;
	struct nlmsghdr *h;
	bool interrupted = false;
	int left, r;

	*ret_end = false;
	left = nl_recv(nl->sock, &from, &buf, NULL);
	if (left <= 0)
		return left == -NLE_NOMEM	       ? -ENOBUFS :
		       left == -NLE_AGAIN || left == 0 ? -EAGAIN :
							 -EIO;
	for (h = (void *)buf; nlmsg_ok(h, left); h = nlmsg_next(h, &left)) {
		/* from somebody else, or the rest of an earlier answer */
		if (from.nl_pid || (seq && h->nlmsg_seq != seq))
			continue;
		interrupted |= h->nlmsg_flags & NLM_F_DUMP_INTR;
		if (h->nlmsg_type == NLMSG_ERROR ||
		    h->nlmsg_type == NLMSG_DONE) {
			*ret_end = true;
			r = read_status(nl, h);
			return r ? r : interrupted ? -EINTR : 0;
		}
		r = each ? each(h, arg) : 0;
		if (r < 0)
			return r;
	}
	return interrupted ? -EINTR : 0;
}

static int transact(struct netlink *nl, struct nl_msg *request, netlink_fn each,
		    void *arg)
{
	bool end = false, interrupted = false;
	uint32_t seq;
	int r;

	nl->message[0] = '\0';
	r = nl_send_auto(nl->sock, request);
	seq = nlmsg_hdr(request)->nlmsg_seq;
	nlmsg_free(request);
	if (r < 0)
		return -EIO;
	while (!end) {
		r = receive(nl, seq, each, arg, &end);
		if (r == -EINTR)
			interrupted = true;
		else if (r < 0)
			return r;
	}
	return interrupted ? -EINTR : 0;
}

int netlink_get(struct netlink *nl, struct nl_msg *request, netlink_fn each,
		void *arg)
{
	nlmsg_hdr(request)->nlmsg_flags |= NLM_F_ACK;
	return transact(nl, request, each, arg);
}

int netlink_call(struct netlink *nl, struct nl_msg *request)
{
	return netlink_get(nl, request, NULL, NULL);
}

/* The messages of a dump, kept until it is known to be consistent. */
struct kept {
	char *data;
	size_t len;
};

static int keep_message(struct nlmsghdr *h, void *arg)
{
	struct kept *kept = arg;
	size_t size = NLMSG_ALIGN(h->nlmsg_len);
	char *data = realloc(kept->data, kept->len + size);

	if (!data)
		return -ENOMEM;
	kept->data = data;
	memset(data + kept->len, 0, size);
	memcpy(data + kept->len, h, h->nlmsg_len);
	kept->len += size;
	return 0;
}

int netlink_dump(struct netlink *nl, struct nl_msg *request, netlink_fn each,
		 void *arg)
{
	struct kept kept = { .len = 0 };
	struct nlmsghdr *h;
	int r = -EINTR, tries;

	nlmsg_hdr(request)->nlmsg_flags |= NLM_F_DUMP;
	for (tries = 0; r == -EINTR && tries < DUMP_TRIES; tries++) {
		kept.len = 0;
		nlmsg_get(request);
		nlmsg_hdr(request)->nlmsg_seq = NL_AUTO_SEQ;
		r = transact(nl, request, keep_message, &kept);
	}
	nlmsg_free(request);
	for (size_t pos = 0; !r && pos < kept.len;
	     pos += NLMSG_ALIGN(h->nlmsg_len)) {
		h = (void *)(kept.data + pos);
		r = each(h, arg);
	}
	free(kept.data);
	return r;
}

int netlink_join(struct netlink *nl, int group)
{
	return nl_socket_add_membership(nl->sock, group) < 0 ? -EIO : 0;
}

int netlink_fd(const struct netlink *nl)
{
	return nl_socket_get_fd(nl->sock);
}

int netlink_receive(struct netlink *nl, netlink_fn each, void *arg)
{
	bool end;

	return receive(nl, 0, each, arg, &end);
}

static const char *hint_for(int error)
{
	switch (error) {
	case -EPERM:
	case -EACCES:
		return "needs root or CAP_NET_ADMIN";
	case -EAFNOSUPPORT:
		return "modprobe mctp";
	}
	return NULL;
}

int netlink_fail(const struct netlink *nl, int error, const char *fmt, ...)
{
	const char *reason = strerror(-error);
	char what[256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	if (error == -EAFNOSUPPORT)
		reason = "this kernel has no AF_MCTP";
	else if (nl && nl->message[0])
		reason = nl->message;
	return cli_fail(hint_for(error), "%s: %s", what, reason);
}
