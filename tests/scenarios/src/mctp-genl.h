/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The generic netlink family of our AF_MCTP, for programs that test it: find
 * the family, dump links or networks, sum up counters, switch forwarding.
 * A kernel without the family has id 0.
 */
#pragma once

#include <linux/genetlink.h>
#include <linux/mctp-ext.h>

#include "mctp-user.h"

struct genl {
	int fd;
	uint16_t id;	/* 0: this kernel has no such family */
};

struct genl_request {
	struct nlmsghdr nlh;
	struct genlmsghdr genl;
	char space[256];
};

/* Called for every attribute of every object. */
typedef void (*genl_attr_fn)(int type, const void *data, size_t len,
			     void *arg);

static inline void genl_init(struct genl_request *req, uint16_t id,
			     uint8_t cmd, int flags)
{
	memset(req, 0, sizeof(*req));
	req->nlh.nlmsg_type = id;
	req->nlh.nlmsg_flags = NLM_F_REQUEST | flags;
	req->nlh.nlmsg_len = NLMSG_LENGTH(GENL_HDRLEN);
	req->genl.cmd = cmd;
	req->genl.version = 1;
}

static inline void genl_put(struct genl_request *req, int type,
			    const void *data, size_t len)
{
	struct rtattr *rta = (void *)((char *)req +
				      NLMSG_ALIGN(req->nlh.nlmsg_len));

	rta->rta_type = type;
	rta->rta_len = RTA_LENGTH(len);
	memcpy(RTA_DATA(rta), data, len);
	req->nlh.nlmsg_len = NLMSG_ALIGN(req->nlh.nlmsg_len) +
			     RTA_ALIGN(rta->rta_len);
}

static inline void genl_attrs(const void *data, size_t len, genl_attr_fn fn,
			      void *arg)
{
	const struct rtattr *rta = data;
	int left = len;

	for (; RTA_OK(rta, left); rta = RTA_NEXT(rta, left))
		fn(rta->rta_type & NLA_TYPE_MASK, RTA_DATA(rta),
		   RTA_PAYLOAD(rta), arg);
}

/* Sends @req and hands out what comes; number of objects, or an errno. */
static inline long genl_do(struct genl *genl, struct genl_request *req,
			   genl_attr_fn fn, void *arg)
{
	static char buf[65536];
	long n = 0;

	if (send(genl->fd, req, req->nlh.nlmsg_len, 0) < 0)
		return -errno;
	for (;;) {
		ssize_t len = recv(genl->fd, buf, sizeof(buf), 0);
		struct nlmsghdr *nlh = (void *)buf;

		if (len < 0)
			return -errno;
		for (; NLMSG_OK(nlh, len); nlh = NLMSG_NEXT(nlh, len)) {
			struct nlmsgerr *err = NLMSG_DATA(nlh);

			if (nlh->nlmsg_type == NLMSG_ERROR)
				return err->error ? err->error : n;
			if (nlh->nlmsg_type == NLMSG_DONE)
				return err->error ? err->error : n;
			n++;
			if (fn)
				genl_attrs((char *)NLMSG_DATA(nlh) +
						   GENL_HDRLEN,
					   NLMSG_PAYLOAD(nlh, GENL_HDRLEN),
					   fn, arg);
		}
	}
}

static inline void genl_take_id(int type, const void *data, size_t len,
				void *arg)
{
	if (type == CTRL_ATTR_FAMILY_ID && len == sizeof(uint16_t))
		memcpy(arg, data, len);
}

static inline void genl_open(struct genl *genl)
{
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	struct genl_request req;

	genl->id = 0;
	genl->fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC,
			  NETLINK_GENERIC);
	if (genl->fd < 0 ||
	    connect(genl->fd, (void *)&kernel, sizeof(kernel)))
		die("generic netlink");
	genl_init(&req, GENL_ID_CTRL, CTRL_CMD_GETFAMILY, NLM_F_ACK);
	genl_put(&req, CTRL_ATTR_FAMILY_NAME, MCTP_GENL_NAME,
		 sizeof(MCTP_GENL_NAME));
	genl_do(genl, &req, genl_take_id, &genl->id);
}

static inline long genl_dump(struct genl *genl, uint8_t cmd, genl_attr_fn fn,
			     void *arg)
{
	struct genl_request req;

	genl_init(&req, genl->id, cmd, NLM_F_DUMP);
	return genl_do(genl, &req, fn, arg);
}

/* @key is MCTP_A_IFINDEX or MCTP_A_NET, @cmd goes with it. */
static inline long genl_set_forwarding(struct genl *genl, uint8_t cmd,
				       int key, uint32_t object, uint8_t on)
{
	struct genl_request req;

	genl_init(&req, genl->id, cmd, NLM_F_ACK);
	genl_put(&req, key, &object, sizeof(object));
	genl_put(&req, MCTP_A_FORWARDING, &on, sizeof(on));
	return genl_do(genl, &req, NULL, NULL);
}

static inline void genl_add_drop(int type, const void *data, size_t len,
				 void *arg)
{
	uint64_t *drops = arg, value;

	if (type <= MCTP_DROP_MAX && len == sizeof(value)) {
		memcpy(&value, data, len);
		drops[type] += value;
	}
}

static inline void genl_add_drops(int type, const void *data, size_t len,
				  void *arg)
{
	if (type == MCTP_A_DROPS)
		genl_attrs(data, len, genl_add_drop, arg);
}

/* Drops of all networks, by cause; @drops has MCTP_DROP_MAX + 1 elements. */
static inline long genl_read_drops(struct genl *genl, uint64_t *drops)
{
	memset(drops, 0, (MCTP_DROP_MAX + 1) * sizeof(*drops));
	return genl_dump(genl, MCTP_CMD_NETWORK_GET, genl_add_drops, drops);
}
