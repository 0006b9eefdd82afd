/* SPDX-License-Identifier: Apache-2.0 */
/* rtnetlink by hand: requests, answers, dumps, notifications as text. */
#include "netlink.h"

#include <errno.h>
#include <linux/if_link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "abi.h"

static char answer[65536];

void nl_init(struct nl_request *req, int type, int flags, size_t len)
{
	memset(req, 0, sizeof(*req));
	req->nlh.nlmsg_type = type;
	req->nlh.nlmsg_flags = NLM_F_REQUEST | flags;
	req->nlh.nlmsg_len = NLMSG_LENGTH(len);
	req->space[0] = AF_MCTP;
}

void nl_attr(struct nl_request *req, int type, const void *data, size_t len)
{
	struct rtattr *rta = (void *)((char *)req +
				      NLMSG_ALIGN(req->nlh.nlmsg_len));

	rta->rta_type = type;
	rta->rta_len = RTA_LENGTH(len);
	if (len)
		memcpy(RTA_DATA(rta), data, len);
	req->nlh.nlmsg_len = NLMSG_ALIGN(req->nlh.nlmsg_len) +
			     RTA_ALIGN(rta->rta_len);
}

void nl_attr_u8(struct nl_request *req, int type, uint8_t value)
{
	nl_attr(req, type, &value, sizeof(value));
}

void nl_attr_u32(struct nl_request *req, int type, uint32_t value)
{
	nl_attr(req, type, &value, sizeof(value));
}

size_t nl_nest(struct nl_request *req, int type)
{
	size_t pos = NLMSG_ALIGN(req->nlh.nlmsg_len);

	nl_attr(req, type, NULL, 0);
	return pos;
}

void nl_nest_end(struct nl_request *req, size_t nest)
{
	struct rtattr *rta = (void *)((char *)req + nest);

	rta->rta_len = req->nlh.nlmsg_len - nest;
}

int nl_socket(void)
{
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);

	if (fd < 0 || connect(fd, (void *)&kernel, sizeof(kernel)))
		bail("rtnetlink");
	return fd;
}

void nl_set(int fd, int option)
{
	int one = 1;

	if (setsockopt(fd, SOL_NETLINK, option, &one, sizeof(one)))
		bail("netlink option");
}

void nl_join(int fd, int group)
{
	if (setsockopt(fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group,
		       sizeof(group)))
		bail("netlink group");
}

static const struct message {
	uint16_t type;
	const char *name;
	size_t len;
} messages[] = {
	{ RTM_NEWADDR, "NEWADDR", sizeof(struct ifaddrmsg) },
	{ RTM_DELADDR, "DELADDR", sizeof(struct ifaddrmsg) },
	{ RTM_NEWROUTE, "NEWROUTE", sizeof(struct rtmsg) },
	{ RTM_DELROUTE, "DELROUTE", sizeof(struct rtmsg) },
	{ RTM_NEWNEIGH, "NEWNEIGH", sizeof(struct ndmsg) },
	{ RTM_DELNEIGH, "DELNEIGH", sizeof(struct ndmsg) },
	{ RTM_NEWLINK, "NEWLINK", sizeof(struct ifinfomsg) },
	{ RTM_DELLINK, "DELLINK", sizeof(struct ifinfomsg) },
};

static const struct rtattr *find_attr(const void *from, size_t len, int type)
{
	const struct rtattr *rta;

	for (rta = from; RTA_OK(rta, len); rta = RTA_NEXT(rta, len))
		if ((rta->rta_type & NLA_TYPE_MASK) == type)
			return rta;
	return NULL;
}

static const char *link_text(const struct nlmsghdr *nlh)
{
	const struct ifinfomsg *ifi = NLMSG_DATA(nlh);
	const struct rtattr *rta;

	rta = find_attr(IFLA_RTA(ifi), IFLA_PAYLOAD(nlh), IFLA_AF_SPEC);
	if (rta)
		rta = find_attr(RTA_DATA(rta), RTA_PAYLOAD(rta), AF_MCTP);
	return rta ? hex(RTA_DATA(rta), RTA_PAYLOAD(rta)) : "no MCTP";
}

static void attrs_text(struct text *text, const struct nlmsghdr *nlh,
		       size_t head)
{
	size_t len = nlh->nlmsg_len - NLMSG_SPACE(head);
	const struct rtattr *rta = (void *)((char *)nlh + NLMSG_SPACE(head));

	for (; RTA_OK(rta, len); rta = RTA_NEXT(rta, len)) {
		text_add(text, " [%u]=", rta->rta_type);
		text_hex(text, RTA_DATA(rta), RTA_PAYLOAD(rta));
	}
}

static void message_text(struct text *text, const struct nlmsghdr *nlh)
{
	const struct nlmsgerr *err = NLMSG_DATA(nlh);
	const struct message *m;

	if (nlh->nlmsg_type == NLMSG_ERROR) {
		text_add(text, "ERROR %s", rc_name(err->error));
		return;
	}
	for (m = messages; m < messages + 8 && m->type != nlh->nlmsg_type; m++)
		;
	if (m == messages + 8) {
		text_add(text, "message %u", nlh->nlmsg_type);
		return;
	}
	text_add(text, "%s %x ", m->name, nlh->nlmsg_flags);
	if (m->len == sizeof(struct ifinfomsg)) {
		text_add(text, "%s", link_text(nlh));
		return;
	}
	text_hex(text, NLMSG_DATA(nlh), m->len);
	attrs_text(text, nlh, m->len);
}

static int requests_socket(void)
{
	static int fd = -1;

	if (fd < 0)
		fd = nl_socket();
	return fd;
}

static struct nlmsghdr *ask(struct nl_request *req)
{
	int fd = requests_socket();

	req->nlh.nlmsg_seq = 1000;
	if (send(fd, req, req->nlh.nlmsg_len, 0) < 0 ||
	    recv(fd, answer, sizeof(answer), 0) < (ssize_t)NLMSG_HDRLEN)
		bail("rtnetlink");
	return (void *)answer;
}

long nl_do(struct nl_request *req)
{
	struct nlmsghdr *nlh;
	struct nlmsgerr *err;

	req->nlh.nlmsg_flags |= NLM_F_ACK;
	nlh = ask(req);
	err = NLMSG_DATA(nlh);
	return nlh->nlmsg_type == NLMSG_ERROR ? err->error : -EPROTO;
}

const char *nl_get(struct nl_request *req)
{
	static struct text text;

	text.len = 0;
	message_text(&text, ask(req));
	return text.data;
}

/* The objects that are MCTP's; other families answer some dumps, too. */
static void dump_one(const struct nlmsghdr *nlh, struct text *objects,
		     long *count)
{
	if (*(uint8_t *)NLMSG_DATA(nlh) != AF_MCTP)
		return;
	if (objects) {
		text_add(objects, "%s", objects->len ? "\n" : "");
		message_text(objects, nlh);
	}
	(*count)++;
}

long nl_dump(int fd, struct nl_request *req, struct text *ret_objects)
{
	long count = 0;
	ssize_t len;

	req->nlh.nlmsg_flags |= NLM_F_DUMP;
	if (send(fd, req, req->nlh.nlmsg_len, 0) < 0)
		bail("send to rtnetlink");
	for (;;) {
		struct nlmsghdr *nlh = (void *)answer;

		len = recv(fd, answer, sizeof(answer), 0);
		if (len < 0)
			bail("receive from rtnetlink");
		for (; NLMSG_OK(nlh, len); nlh = NLMSG_NEXT(nlh, len)) {
			struct nlmsgerr *err = NLMSG_DATA(nlh);

			if (nlh->nlmsg_type == NLMSG_ERROR ||
			    nlh->nlmsg_type == NLMSG_DONE)
				return err->error ? err->error : count;
			dump_one(nlh, ret_objects, &count);
		}
	}
}

void nl_add_dump(struct text *text, int fd, struct nl_request *req,
		 const char *what)
{
	text_add(text, "%s%s %s", text->len ? ", " : "", what,
		 rc_name(nl_dump(fd, req, NULL)));
}

static int compare_lines(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

void nl_report_dump(const char *of, struct nl_request *req, bool sorted)
{
	static struct text objects;
	char *lines[512], *line;
	size_t n = 0, i;
	long rc;

	objects.len = 0;
	objects.data[0] = '\0';
	rc = nl_dump(requests_socket(), req, &objects);
	for (line = strtok(objects.data, "\n"); line && n < 512;
	     line = strtok(NULL, "\n"))
		lines[n++] = line;
	if (sorted)
		qsort(lines, n, sizeof(*lines), compare_lines);
	report_rc(of, rc);
	for (i = 0; i < n; i++)
		report(key("%s/%zu", of, i), "%s", lines[i]);
}

const char *nl_waiting(int fd)
{
	static struct text text;
	ssize_t len;

	text.len = 0;
	while ((len = recv(fd, answer, sizeof(answer), MSG_DONTWAIT)) > 0) {
		struct nlmsghdr *nlh = (void *)answer;

		for (; NLMSG_OK(nlh, len); nlh = NLMSG_NEXT(nlh, len)) {
			text_add(&text, "%s", text.len ? ", " : "");
			message_text(&text, nlh);
		}
	}
	return text.len ? text.data : "nothing";
}

long nl_addr(int type, int ifindex, uint8_t eid)
{
	struct nl_request req;

	nl_init(&req, type, 0, sizeof(req.ifa));
	req.ifa.ifa_index = ifindex;
	nl_attr_u8(&req, IFA_LOCAL, eid);
	return nl_do(&req);
}

static void add_mtu(struct nl_request *req, uint32_t mtu)
{
	size_t nest;

	if (!mtu)
		return;
	nest = nl_nest(req, RTA_METRICS | NLA_F_NESTED);
	nl_attr_u32(req, RTAX_MTU, mtu);
	nl_nest_end(req, nest);
}

static void init_route(struct nl_request *req, int type, uint8_t first,
		       uint8_t more)
{
	nl_init(req, type, 0, sizeof(req->rtm));
	req->rtm.rtm_type = RTN_UNICAST;
	req->rtm.rtm_dst_len = more;
	nl_attr_u8(req, RTA_DST, first);
}

long nl_route(int type, int ifindex, uint8_t first, uint8_t more, uint32_t mtu)
{
	struct nl_request req;

	init_route(&req, type, first, more);
	nl_attr_u32(&req, RTA_OIF, ifindex);
	add_mtu(&req, mtu);
	return nl_do(&req);
}

long nl_gateway(int type, uint8_t via, uint8_t first, uint8_t more,
		uint32_t mtu)
{
	struct gateway gw = { .eid = via };
	struct nl_request req;

	init_route(&req, type, first, more);
	nl_attr(&req, RTA_GATEWAY, &gw, sizeof(gw));
	add_mtu(&req, mtu);
	return nl_do(&req);
}

long nl_neigh(int type, int ifindex, uint8_t eid, size_t halen)
{
	uint8_t haddr[64] = { 0x02, 0x12, 0x34, 0x56, 0x78, 0x9a };
	struct nl_request req;

	nl_init(&req, type, 0, sizeof(req.ndm));
	req.ndm.ndm_ifindex = ifindex;
	nl_attr_u8(&req, NDA_DST, eid);
	if (type == RTM_NEWNEIGH)
		nl_attr(&req, NDA_LLADDR, haddr, halen);
	return nl_do(&req);
}

long nl_link_set(int ifindex, int flag, int attr, const void *data, size_t len)
{
	struct nl_request req;
	size_t spec, family;

	nl_init(&req, RTM_SETLINK, 0, sizeof(req.ifi));
	req.ifi.ifi_family = AF_UNSPEC;
	req.ifi.ifi_index = ifindex;
	spec = nl_nest(&req, IFLA_AF_SPEC | NLA_F_NESTED);
	family = nl_nest(&req, AF_MCTP | flag);
	if (attr)
		nl_attr(&req, attr, data, len);
	nl_nest_end(&req, family);
	nl_nest_end(&req, spec);
	return nl_do(&req);
}

long nl_link_net(int ifindex, uint32_t net)
{
	return nl_link_set(ifindex, NLA_F_NESTED, IFLA_MCTP_NET, &net,
			   sizeof(net));
}

const char *nl_link(int ifindex)
{
	struct nl_request req;

	nl_init(&req, RTM_GETLINK, 0, sizeof(req.ifi));
	req.ifi.ifi_family = AF_UNSPEC;
	req.ifi.ifi_index = ifindex;
	return nl_get(&req);
}

void nl_report_all(const char *of, int type)
{
	struct nl_request req;

	nl_init(&req, type, 0, type == RTM_GETROUTE ? sizeof(req.rtm) :
						      sizeof(req.ndm));
	nl_report_dump(of, &req, type == RTM_GETNEIGH);
}
