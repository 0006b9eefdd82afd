// SPDX-License-Identifier: Apache-2.0
/*
 *	loopback:	asker, answerer: EID 8 of lo, network 1
 *	pair:		asker: EID 9 of the one device, network 2
 *			answerer: EID 10 of the other, network 3
 *
 * The two devices of a pair are in different networks, since within one a
 * local EID never leaves the machine.
 */
#include "path.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "rtnl.h"

#define TYPE 0x7e
#define EID_LOOPBACK 8
#define EID_ASKER 9
#define EID_ANSWERER 10

/* what was lost does not come later; without a limit we would wait for it */
static int set_timeout(int fd)
{
	struct timeval limit = { .tv_sec = 2 };

	return setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit)) ?
		       -errno :
		       0;
}

static int open_sockets(struct path *p, uint32_t answerer_net)
{
	struct sockaddr_mctp local = {
		.smctp_family = AF_MCTP,
		.smctp_network = answerer_net,
		.smctp_addr.s_addr = MCTP_ADDR_ANY,
		.smctp_type = TYPE,
	};

	p->asker = socket(AF_MCTP, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (p->asker < 0)
		return -errno;
	p->answerer = socket(AF_MCTP, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (p->answerer < 0 || bind(p->answerer, (void *)&local, sizeof(local)))
		return -errno;
	return 0;
}

/* The tag that messages of which none is answered may keep using */
int path_alloc_tag(struct path *p)
{
	struct mctp_ioc_tag_ctl2 ctl = {
		.net = p->request.smctp_network,
		.peer_addr = p->request.smctp_addr.s_addr,
		.local_addr = MCTP_ADDR_ANY,
	};

	if (ioctl(p->asker, SIOCMCTPALLOCTAG2, &ctl))
		return -errno;
	p->oneway.smctp_tag = ctl.tag;
	return 0;
}

static int set_up(struct path *p, uint32_t asker_net, uint32_t answerer_net,
		  uint8_t eid)
{
	int rc;

	p->request = (struct sockaddr_mctp){
		.smctp_family = AF_MCTP,
		.smctp_network = asker_net,
		.smctp_addr.s_addr = eid,
		.smctp_type = TYPE,
		.smctp_tag = MCTP_TAG_OWNER,
	};
	p->oneway = p->request;
	rc = open_sockets(p, answerer_net);
	if (!rc)
		rc = set_timeout(p->asker);
	if (!rc)
		rc = set_timeout(p->answerer);
	return rc;
}

static int finish(struct path *p, int rc, struct path *ret_path)
{
	if (rc)
		path_done(p);
	else
		*ret_path = *p;
	return rc;
}

/* No MCTP at all: what any socket of this kernel costs. */
int path_new_unix(struct path *ret_path)
{
	int fds[2];

	if (socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, fds))
		return -errno;
	*ret_path = (struct path){ .asker = fds[0], .answerer = fds[1] };
	return 0;
}

int path_new_loopback(struct path *ret_path)
{
	struct path path = { .asker = -1, .answerer = -1 };
	int ifindex = if_nametoindex("lo");
	int rc;

	rc = rtnl_link_up(ifindex, PATH_MTU);
	if (!rc)
		rc = rtnl_address_add(ifindex, EID_LOOPBACK);
	if (!rc)
		rc = set_up(&path, 1, 1, EID_LOOPBACK);
	return finish(&path, rc, ret_path);
}

static int set_up_end(int ifindex, uint32_t net, uint8_t own, uint8_t peer,
		      uint8_t peer_haddr)
{
	int rc;

	rc = rtnl_link_up(ifindex, PATH_MTU);
	if (!rc)
		rc = rtnl_link_net(ifindex, net);
	if (!rc)
		rc = rtnl_address_add(ifindex, own);
	if (!rc)
		rc = rtnl_route_add(ifindex, peer, 0);
	return rc ?: rtnl_neigh_add(ifindex, peer, &peer_haddr, 1);
}

/* The physical addresses of mctp-pair are 1 and 2. */
int path_new_pair(const char *const ifnames[2], struct path *ret_path)
{
	struct path path = { .asker = -1, .answerer = -1 };
	int a = if_nametoindex(ifnames[0]), b = if_nametoindex(ifnames[1]);
	int rc;

	if (!a || !b)
		return -ENODEV;
	rc = set_up_end(a, 2, EID_ASKER, EID_ANSWERER, 2);
	if (!rc)
		rc = set_up_end(b, 3, EID_ANSWERER, EID_ASKER, 1);
	if (!rc)
		rc = set_up(&path, 2, 3, EID_ANSWERER);
	return finish(&path, rc, ret_path);
}

void path_done(struct path *path)
{
	if (path->asker >= 0)
		close(path->asker);
	if (path->answerer >= 0)
		close(path->answerer);
}

static char buffer[PATH_BATCH][PATH_MESSAGE_MAX];

static bool is_mctp(const struct path *p)
{
	return p->request.smctp_family;
}

static int transmit(const struct path *p, int fd, struct sockaddr_mctp *to)
{
	ssize_t n = sendto(fd, buffer[0], p->len, 0,
			   is_mctp(p) ? (void *)to : NULL,
			   is_mctp(p) ? sizeof(*to) : 0);

	return n < 0 ? -errno : 0;
}

static int receive(const struct path *p, int fd, struct sockaddr_mctp *from)
{
	socklen_t from_len = sizeof(*from);
	ssize_t n = recvfrom(fd, buffer[0], sizeof(buffer[0]), 0,
			     is_mctp(p) ? (void *)from : NULL,
			     is_mctp(p) ? &from_len : NULL);

	if (n < 0)
		return -errno;
	return (size_t)n == p->len ? 0 : -EBADMSG;
}

/* From the address of a request that of its reply */
static void turn(struct sockaddr_mctp *addr)
{
	addr->smctp_tag &= ~MCTP_TAG_OWNER;
}

int path_oneway(void *arg)
{
	struct path *p = arg;
	struct sockaddr_mctp from;
	int rc;

	rc = transmit(p, p->asker, &p->oneway);
	return rc ?: receive(p, p->answerer, &from);
}

int path_round_trip(void *arg)
{
	struct path *p = arg;
	struct sockaddr_mctp addr;
	int rc;

	rc = transmit(p, p->asker, &p->request);
	if (!rc)
		rc = receive(p, p->answerer, &addr);
	if (rc)
		return rc;
	turn(&addr);
	rc = transmit(p, p->answerer, &addr);
	return rc ?: receive(p, p->asker, &addr);
}

struct batch {
	struct mmsghdr msgs[PATH_BATCH];
	struct iovec iovs[PATH_BATCH];
	struct sockaddr_mctp addrs[PATH_BATCH];
};

static void batch_init(struct batch *b, const struct path *p)
{
	memset(b, 0, sizeof(*b));
	for (int i = 0; i < PATH_BATCH; i++) {
		b->iovs[i].iov_base = buffer[i];
		b->iovs[i].iov_len = p->len;
		b->addrs[i] = p->request;
		b->msgs[i].msg_hdr = (struct msghdr){
			.msg_iov = &b->iovs[i],
			.msg_iovlen = 1,
			.msg_name = is_mctp(p) ? &b->addrs[i] : NULL,
			.msg_namelen = is_mctp(p) ? sizeof(b->addrs[i]) : 0,
		};
	}
}

static int all(int n)
{
	if (n < 0)
		return -errno;
	return n == PATH_BATCH ? 0 : -EBADMSG;
}

int path_round_trips(void *arg)
{
	struct path *p = arg;
	struct batch b;
	int rc;

	batch_init(&b, p);
	rc = all(sendmmsg(p->asker, b.msgs, PATH_BATCH, 0));
	if (!rc)
		rc = all(recvmmsg(p->answerer, b.msgs, PATH_BATCH, 0, NULL));
	if (rc)
		return rc;
	for (int i = 0; i < PATH_BATCH; i++)
		turn(&b.addrs[i]);
	rc = all(sendmmsg(p->answerer, b.msgs, PATH_BATCH, 0));
	if (!rc)
		rc = all(recvmmsg(p->asker, b.msgs, PATH_BATCH, 0, NULL));
	return rc;
}
