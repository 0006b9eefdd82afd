/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What sock_diag tells of AF_MCTP sockets: each field, requests that are
 * refused, namespaces, and dumps that go on over many sockets and tags while
 * others come and go. Prints TAP; needs root.
 *
 * usage: mctp-diag [ask]
 * With `ask` it dumps until it is killed, and expects nothing.
 */
#include <linux/mctp-ext.h>
#include <linux/sock_diag.h>
#include <sched.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "checks.h"
#include "mctp-user.h"

enum {
	EID_LO = 8,
	EID_TUN = 9,
	EID_PEER = 20,
	MANY = 600,		/* sockets that stay during a dump */
	ROUNDS = 30,		/* dumps while others come and go */
	TAGS_MAX = 8192,	/* of one socket */
	TELLINGS = 2 * TAGS_MAX,
};

/* dumps */

struct query {
	struct nlmsghdr nlh;
	struct mctp_diag_req req;
};

static void query_init(struct query *q, uint32_t show)
{
	*q = (struct query) {
		.nlh = {
			.nlmsg_len = sizeof(*q),
			.nlmsg_type = SOCK_DIAG_BY_FAMILY,
			.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP,
		},
		.req = { .sdiag_family = AF_MCTP, .show = show },
	};
}

static int diag_open(void)
{
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC,
			NETLINK_SOCK_DIAG);

	if (fd < 0 || connect(fd, (void *)&kernel, sizeof(kernel)))
		die("sock_diag");
	return fd;
}

static void query_send(int fd, const struct query *q)
{
	if (send(fd, q, q->nlh.nlmsg_len, 0) < 0)
		die("send to sock_diag");
}

/* The errno with which @q is refused, negated; else 0. */
static long refusal(const struct query *q)
{
	char buf[8192];
	struct nlmsghdr *nlh = (void *)buf;
	struct nlmsgerr *err = NLMSG_DATA(nlh);
	int fd = diag_open();
	long rc = 0;

	query_send(fd, q);
	if (recv(fd, buf, sizeof(buf), 0) < (ssize_t)sizeof(*nlh))
		die("receive from sock_diag");
	if (nlh->nlmsg_type == NLMSG_ERROR)
		rc = err->error;
	close(fd);
	return rc;
}

/* What a dump told: messages, and the tags of all of them in one array. */
struct telling {
	struct mctp_diag_msg msg;
	const struct mctp_diag_tag *tags;
	unsigned int n_tags;
	bool meminfo;
};

static struct telling told[TELLINGS];
static unsigned int n_told;
static struct mctp_diag_tag tags_told[2 * TAGS_MAX];
static unsigned int n_tags_told;

static void tell_tags(struct telling *t, const struct rtattr *rta)
{
	unsigned int n = RTA_PAYLOAD(rta) / sizeof(struct mctp_diag_tag);

	if (n_tags_told + n > sizeof(tags_told) / sizeof(tags_told[0]))
		die("too many tags");
	t->tags = tags_told + n_tags_told;
	t->n_tags = n;
	memcpy(tags_told + n_tags_told, RTA_DATA(rta), RTA_PAYLOAD(rta));
	n_tags_told += n;
}

static void tell(const struct nlmsghdr *nlh)
{
	const struct mctp_diag_msg *msg = NLMSG_DATA(nlh);
	int left = (int)NLMSG_PAYLOAD(nlh, sizeof(*msg));
	const struct rtattr *rta;
	struct telling *t;

	if (n_told == TELLINGS)
		die("too many messages");
	t = &told[n_told++];
	*t = (struct telling) { .msg = *msg };
	rta = (void *)((char *)msg + NLMSG_ALIGN(sizeof(*msg)));
	for (; RTA_OK(rta, left); rta = RTA_NEXT(rta, left)) {
		if (rta->rta_type == MCTP_DIAG_MEMINFO)
			t->meminfo = RTA_PAYLOAD(rta) == SK_MEMINFO_VARS * 4;
		else if (rta->rta_type == MCTP_DIAG_TAGS)
			tell_tags(t, rta);
	}
}

/* One recv(). True while there may be more. */
static bool dump_part(int fd)
{
	char buf[32768];
	ssize_t len = recv(fd, buf, sizeof(buf), 0);
	struct nlmsghdr *nlh = (void *)buf;
	bool more = true;

	if (len < 0)
		die("receive from sock_diag");
	for (; NLMSG_OK(nlh, len); nlh = NLMSG_NEXT(nlh, len)) {
		if (nlh->nlmsg_type == NLMSG_ERROR)
			die("dump");
		if (nlh->nlmsg_type == NLMSG_DONE)
			more = false;
		else
			tell(nlh);
	}
	return more;
}

static int dump_start(uint32_t show)
{
	int fd = diag_open();
	struct query q;

	n_told = 0;
	n_tags_told = 0;
	query_init(&q, show);
	query_send(fd, &q);
	return fd;
}

static void dump_sockets(uint32_t show)
{
	int fd = dump_start(show);

	while (dump_part(fd))
		;
	close(fd);
}

static uint64_t cookie_of(int fd)
{
	uint64_t cookie;
	socklen_t len = sizeof(cookie);

	if (getsockopt(fd, SOL_SOCKET, SO_COOKIE, &cookie, &len))
		die("cookie");
	return cookie;
}

static uint64_t cookie_told(const struct telling *t)
{
	return t->msg.cookie[0] | (uint64_t)t->msg.cookie[1] << 32;
}

/* How often the last dump told of @cookie; the last telling in *@ret. */
static unsigned int find(uint64_t cookie, const struct telling **ret)
{
	unsigned int i, n = 0;

	for (i = 0; i < n_told; i++) {
		if (cookie_told(&told[i]) != cookie)
			continue;
		n++;
		if (ret)
			*ret = &told[i];
	}
	return n;
}

/* A dump, and what it told of @fd, once. */
static const struct telling *ask(int fd, uint32_t show)
{
	static const struct telling none;
	const struct telling *t = &none;

	dump_sockets(show);
	if (find(cookie_of(fd), &t) != 1)
		check(false, "a socket is told once");
	return t;
}

/* the tests */

static void test_requests(void)
{
	struct query q;
	uint32_t len;

	for (len = 2; len < sizeof(q.req); len++) {
		query_init(&q, 0);
		q.nlh.nlmsg_len = NLMSG_LENGTH(len);
		if (refusal(&q) != -EINVAL)
			break;
	}
	expect(len, sizeof(q.req), "a short request is refused");
	query_init(&q, MCTP_DIAG_SHOW_TAGS);
	expect(refusal(&q), 0, "a whole one is not");
	q.req.show = MCTP_DIAG_SHOW_TAGS << 1;
	expect(refusal(&q), -EINVAL, "an unknown bit is refused");
	query_init(&q, 0);
	q.req.sdiag_protocol = 1;
	expect(refusal(&q), -EINVAL, "a protocol is refused");
	query_init(&q, 0);
	q.req.pad = 1;
	expect(refusal(&q), -EINVAL, "padding that is not 0 is refused");
	query_init(&q, 0);
	q.req.pad2[1] = 1;
	expect(refusal(&q), -EINVAL, "in every place");
	query_init(&q, 0);
	q.nlh.nlmsg_flags = NLM_F_REQUEST;
	expect(refusal(&q), -EOPNOTSUPP, "what is no dump is refused");
	q.nlh.nlmsg_type = SOCK_DESTROY;
	expect(refusal(&q), -EOPNOTSUPP, "sockets are not destroyed");
	query_init(&q, 0);
	q.req.sdiag_family = AF_MCTP + 1;
	expect(refusal(&q), -EINVAL, "a family beyond the last is refused");
}

static void test_names(void)
{
	int fd = mctp_socket(), on = 1, source = EID_LO;
	const struct telling *t;
	struct stat st;

	t = ask(fd, 0);
	expect(t->msg.family, AF_MCTP, "a new socket has a family");
	expect(t->msg.flags, 0, "and no names");
	expect(t->msg.local, EID_ANY, "any EID");
	expect(t->msg.peer, EID_ANY, "any peer");
	expect(t->msg.net, 0, "any network");
	expect(t->msg.source, 0, "no EID to send from");
	fstat(fd, &st);
	expect(t->msg.inode, (long)st.st_ino, "its inode");
	expect(t->msg.uid, 0, "its owner");
	check(t->meminfo, "its memory");
	check(!t->tags, "its tags only if asked for");
	if (fchown(fd, 1234, 0))
		die("fchown");
	expect(ask(fd, 0)->msg.uid, 1234, "its owner when that changes");

	mctp_connect(fd, EID_PEER, TYPE);
	t = ask(fd, 0);
	expect(t->msg.flags, MCTP_DIAG_F_CONNECTED, "connected");
	expect(t->msg.peer, EID_PEER, "to a peer");
	expect(t->msg.peer_net, 1, "in the default network");
	expect(t->msg.type, TYPE, "with a type");
	mctp_bind(fd, NET_ANY, EID_LO, TYPE);
	setsockopt(fd, SOL_MCTP, MCTP_OPT_ADDR_EXT, &on, sizeof(on));
	setsockopt(fd, SOL_MCTP, MCTP_OPT_SOURCE, &source, sizeof(source));
	setsockopt(fd, SOL_MCTP, MCTP_OPT_RECVERR, &on, sizeof(on));
	t = ask(fd, 0);
	expect(t->msg.source, EID_LO, "with an EID to send from");
	expect(t->msg.flags, MCTP_DIAG_F_CONNECTED | MCTP_DIAG_F_BOUND |
	       MCTP_DIAG_F_ADDR_EXT | MCTP_DIAG_F_RECVERR,
	       "bound, and with options");
	expect(t->msg.local, EID_LO, "to an EID");
	expect(t->msg.net, 1, "in a network");
	close(fd);

	fd = mctp_socket();
	mctp_bind(fd, NET_ANY, EID_ANY, TYPE);
	t = ask(fd, 0);
	expect(t->msg.flags, MCTP_DIAG_F_BOUND, "bound only");
	expect(t->msg.type, TYPE, "with a type");
	expect(t->msg.net, 0, "in every network");
	expect(t->msg.local, EID_ANY, "to every EID");
	expect(t->msg.peer, EID_ANY, "for every peer");
	close(fd);
	dump_sockets(0);
	expect(n_told, 0, "a closed socket is not told of");
}

static void expect_tag(const struct mctp_diag_tag *tag, uint8_t peer,
		       uint8_t kind, const char *name)
{
	uint8_t flags = TAG_OWNER;

	if (kind == MCTP_DIAG_TAG_PREALLOC)
		flags |= TAG_PREALLOC;
	expect(tag->kind, kind, label("%s: kind", name));
	expect(tag->tag & ~7, flags, label("%s: flags", name));
	expect(tag->net, 1, label("%s: network", name));
	expect(tag->peer, peer, label("%s: peer", name));
	if (kind == MCTP_DIAG_TAG_PREALLOC)
		expect(tag->expires_ms, 0, label("%s: stays", name));
	else
		check(tag->expires_ms > 0 && tag->expires_ms <= 6000,
		      label("%s: expires in 6 s at most", name));
}

static void test_tags(int ifindex)
{
	struct sockaddr_mctp_ext everybody = {
		.base = {
			.family = AF_MCTP, .net = 1, .eid = EID_ANY,
			.type = TYPE, .tag = TAG_OWNER,
		},
		.ifindex = ifindex,
	};
	struct tag_ctl ctl = { .peer = EID_PEER + 1 };
	int fd = mctp_socket(), on = 1;
	const struct telling *t;
	uint32_t before;

	mctp_send(fd, EID_PEER, TAG_OWNER, "x", 1);
	ioctl(fd, SIOCMCTPALLOCTAG, &ctl);
	setsockopt(fd, SOL_MCTP, MCTP_OPT_ADDR_EXT, &on, sizeof(on));
	if (sendto(fd, "x", 1, 0, (void *)&everybody, sizeof(everybody)) != 1)
		die("broadcast");
	t = ask(fd, 0);
	expect(t->msg.tags, 3, "tags are counted");
	expect(t->n_tags, 0, "but not listed");
	t = ask(fd, MCTP_DIAG_SHOW_TAGS);
	expect(t->n_tags, 3, "unless asked for");
	if (t->n_tags != 3)
		return;
	expect_tag(&t->tags[2], EID_PEER, MCTP_DIAG_TAG_REQUEST, "request");
	expect(t->tags[2].local, EID_TUN, "it has a local EID");
	expect_tag(&t->tags[1], EID_PEER + 1, MCTP_DIAG_TAG_PREALLOC,
		   "preallocated");
	expect(t->tags[1].local, EID_ANY, "it is for every local EID");
	expect_tag(&t->tags[0], EID_ANY, MCTP_DIAG_TAG_BROADCAST, "broadcast");
	before = t->tags[2].expires_ms;
	usleep(50000);
	t = ask(fd, MCTP_DIAG_SHOW_TAGS);
	check(t->tags[2].expires_ms <= before - 50, "its time goes on");
	ctl.tag = t->tags[1].tag;
	expect(result(ioctl(fd, SIOCMCTPDROPTAG, &ctl)), 0,
	       "the tag is told as the ioctls want it");
	expect(ask(fd, 0)->msg.tags, 2, "a dropped tag is gone");
	close(fd);
}

static void test_queues(int tun)
{
	int server = mctp_socket(), client = mctp_socket();
	struct sockaddr_mctp addr;
	char body[100] = "";

	mctp_bind(server, NET_ANY, EID_ANY, TYPE);
	mctp_send(client, EID_LO, TAG_OWNER, body, 100);
	mctp_send(client, EID_LO, TAG_OWNER, body, 11);
	expect(ask(server, 0)->msg.rqueue, 111, "bytes to be received");
	expect(ask(client, 0)->msg.rqueue, 0, "are those of one socket");
	mctp_recv(server, body, sizeof(body), &addr);
	expect(ask(server, 0)->msg.rqueue, 11, "a message less");
	mctp_recv(server, body, sizeof(body), &addr);
	expect(ask(server, 0)->msg.rqueue, 0, "none");
	body[0] = TYPE;
	tun_write(tun, EID_TUN, EID_PEER, 0x80 | TAG_OWNER, body, 64);
	expect(ask(server, 0)->msg.reassemblies, 1, "a message comes in");
	tun_write(tun, EID_TUN, EID_PEER, 0x50 | TAG_OWNER, body, 64);
	expect(ask(server, 0)->msg.reassemblies, 0, "it is complete");
	expect(ask(server, 0)->msg.rqueue, 127, "and waits");
	close(server);
	close(client);
}

static void test_namespace(void)
{
	int fd = mctp_socket(), status;
	pid_t child = fork();

	if (!child) {
		if (unshare(CLONE_NEWNET))
			_exit(1);
		dump_sockets(0);
		if (n_told)
			_exit(2);
		close(fd);
		fd = mctp_socket();
		dump_sockets(0);
		_exit(n_told == 1 && find(cookie_of(fd), NULL) == 1 ? 0 : 3);
	}
	waitpid(child, &status, 0);
	expect(WEXITSTATUS(status), 0, "a namespace sees its own sockets");
	close(fd);
}

static void test_privileges(void)
{
	int fd = mctp_socket(), status;
	pid_t child = fork();

	if (!child) {
		if (setgid(65534) || setuid(65534))
			_exit(1);
		dump_sockets(MCTP_DIAG_SHOW_TAGS);
		_exit(find(cookie_of(fd), NULL) == 1 ? 0 : 2);
	}
	waitpid(child, &status, 0);
	expect(WEXITSTATUS(status), 0, "anybody may read");
	close(fd);
}

/* Opens sockets with names and tags, and closes them, until it is killed. */
static pid_t come_and_go(void)
{
	pid_t child = fork();
	int fds[16] = { 0 };
	unsigned int i;

	if (child)
		return child;
	for (i = 0;; i = (i + 7) % 16) {
		if (fds[i])
			close(fds[i]);
		fds[i] = mctp_socket();
		mctp_connect(fds[i], EID_PEER, TYPE);
		mctp_bind(fds[i], NET_ANY, EID_ANY, TYPE);
		mctp_send(fds[i], EID_PEER + (i & 7), TAG_OWNER, "x", 1);
	}
}

static void test_many(void)
{
	static uint64_t cookies[MANY];
	static int fds[MANY];
	unsigned int lost = 0, twice = 0, others = 0, n;
	pid_t churn[2];
	int i, round;

	/* among those that stay there are some that go */
	churn[0] = come_and_go();
	for (i = 0; i < MANY; i++) {
		fds[i] = mctp_socket();
		cookies[i] = cookie_of(fds[i]);
	}
	churn[1] = come_and_go();
	for (round = 0; round < ROUNDS; round++) {
		dump_sockets(round % 2);
		others += n_told - MANY;
		for (i = 0; i < MANY; i++) {
			n = find(cookies[i], NULL);
			lost += n == 0;
			twice += n > 1;
		}
	}
	for (i = 0; i < 2; i++) {
		kill(churn[i], SIGKILL);
		waitpid(churn[i], NULL, 0);
	}
	expect(lost, 0, "a socket that stays is in every dump");
	expect(twice, 0, "and is there once");
	check(others > 0, "while others come and go");
	for (i = 0; i < MANY; i++)
		close(fds[i]);
}

/* Tags of as many networks as it takes; returns how many there are. */
static long fill_tags(int fd, long n)
{
	struct tag_ctl2 ctl = { .peer = EID_PEER };
	long i;

	for (i = 0; i < n; i++) {
		ctl.net = 1 + (uint32_t)i / 8;
		ctl.tag = 0;
		if (ioctl(fd, SIOCMCTPALLOCTAG2, &ctl))
			break;
	}
	return i;
}

/* Distinct tags of @cookie in the last dump. */
static unsigned int distinct_tags(uint64_t cookie)
{
	static uint8_t seen[1 + TAGS_MAX / 8];
	const struct mctp_diag_tag *tag;
	unsigned int i, j, n = 0;

	memset(seen, 0, sizeof(seen));
	for (i = 0; i < n_told; i++) {
		if (cookie_told(&told[i]) != cookie)
			continue;
		for (j = 0; j < told[i].n_tags; j++) {
			tag = &told[i].tags[j];
			n += !(seen[tag->net] & 1 << (tag->tag & 7));
			seen[tag->net] |= 1 << (tag->tag & 7);
		}
	}
	return n;
}

static void test_many_tags(void)
{
	int first = mctp_socket(), full = mctp_socket(), last = mctp_socket();
	const struct telling *t;
	int fd;

	expect(fill_tags(first, 8), 8, "a socket with some tags");
	close(first);
	expect(fill_tags(full, TAGS_MAX), TAGS_MAX,
	       "one with more than a message holds");
	dump_sockets(MCTP_DIAG_SHOW_TAGS);
	expect(distinct_tags(cookie_of(full)), TAGS_MAX, "all are listed");
	expect(n_tags_told, TAGS_MAX, "each once");
	check(find(cookie_of(full), &t) > 1, "in several messages");
	expect(t->msg.tags, TAGS_MAX, "and each has the count");
	expect(find(cookie_of(last), NULL), 1, "the socket after it is told");
	t = ask(full, 0);
	expect(t->msg.tags, TAGS_MAX, "one message without the list");

	/* closed when it is told in part */
	first = mctp_socket();
	fd = dump_start(MCTP_DIAG_SHOW_TAGS);
	dump_part(fd);
	close(full);
	fill_tags(last, 40);
	while (dump_part(fd))
		;
	close(fd);
	expect(find(cookie_of(last), &t), 1, "the dump goes on at the next");
	expect(t->n_tags, 40, "with all of its tags");
	expect(find(cookie_of(first), NULL), 1, "and those after it");
	close(last);
	close(first);

	fd = dump_start(MCTP_DIAG_SHOW_TAGS);
	close(fd);
	check(true, "a dump may be left alone");
}

/* Asks until it is killed, whether anybody answers or not. */
static void ask_forever(void)
{
	struct query q;

	query_init(&q, MCTP_DIAG_SHOW_TAGS);
	for (;;)
		refusal(&q);
}

int main(int argc, char **argv)
{
	struct rlimit files = { 1024, 1024 };
	int tun, ifindex;

	if (argc == 2 && !strcmp(argv[1], "ask"))
		ask_forever();
	setvbuf(stdout, NULL, _IOLBF, 0);
	setrlimit(RLIMIT_NOFILE, &files);
	rtnl_open();
	lo_up(EID_LO);
	tun = tun_up("mctptun", &ifindex);
	addr_change(RTM_NEWADDR, ifindex, EID_TUN);
	route_change(RTM_NEWROUTE, ifindex, EID_PEER, 9, 0);

	test_requests();
	test_names();
	test_tags(ifindex);
	test_queues(tun);
	test_namespace();
	test_privileges();
	test_many();
	test_many_tags();
	return checks_done();
}
