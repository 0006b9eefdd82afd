/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Links and networks through generic netlink: what there is, counters,
 * limits at their edges, the forwarding switches, who may change them, and
 * namespaces that come and go. Prints TAP; needs root.
 */
#include <sched.h>
#include <sys/wait.h>

#include "checks.h"

#include "mctp-genl.h"

enum {
	EID_LO = 8,
	EID_A = 9,
	EID_B = 10,
	EID_BEHIND_A = 20,
	EID_BEHIND_B = 30,
	NETWORKS = 40,		/* more than one message of a dump holds */
	NAMESPACES = 100,
};

static struct genl genl;

/* One link or network as the kernel shows it. */
struct object {
	uint32_t ifindex, net;
	uint8_t forwarding;
	uint64_t limits[8], used[8], stats[16], drops[64];
};

struct values {
	uint64_t *values;
	int max;
};

static void take_value(int type, const void *data, size_t len, void *arg)
{
	struct values *to = arg;

	if (type < to->max && (len == 4 || len == 8))
		memcpy(&to->values[type], data, len);
}

static void take_attr(int type, const void *data, size_t len, void *arg)
{
	struct object *obj = arg;
	struct values nests[] = {
		[MCTP_A_LIMITS] = { obj->limits, 8 },
		[MCTP_A_USED] = { obj->used, 8 },
		[MCTP_A_STATS] = { obj->stats, 16 },
		[MCTP_A_DROPS] = { obj->drops, 64 },
	};

	switch (type) {
	case MCTP_A_IFINDEX:
		memcpy(&obj->ifindex, data, sizeof(obj->ifindex));
		break;
	case MCTP_A_NET:
		memcpy(&obj->net, data, sizeof(obj->net));
		break;
	case MCTP_A_FORWARDING:
		memcpy(&obj->forwarding, data, sizeof(obj->forwarding));
		break;
	case MCTP_A_LIMITS:
	case MCTP_A_USED:
	case MCTP_A_STATS:
	case MCTP_A_DROPS:
		genl_attrs(data, len, take_value, &nests[type]);
		break;
	}
}

/* Whether @key names a link or a network. */
static int command(int key, int link, int network)
{
	return key == MCTP_A_IFINDEX ? link : network;
}

static long get(int key, uint32_t id, struct object *obj)
{
	struct genl_request req;

	memset(obj, 0, sizeof(*obj));
	genl_init(&req, genl.id,
		  command(key, MCTP_CMD_LINK_GET, MCTP_CMD_NETWORK_GET),
		  NLM_F_ACK);
	genl_put(&req, key, &id, sizeof(id));
	return genl_do(&genl, &req, take_attr, obj);
}

static struct object object(int key, uint32_t id)
{
	struct object obj;
	long rc = get(key, id, &obj);

	if (rc != 1)
		expect(rc, 1, "the object is there");
	return obj;
}

static void put_limit(struct genl_request *req, int limit, uint32_t value)
{
	struct {
		struct rtattr head;
		uint32_t value;
	} attr = { { RTA_LENGTH(4), limit }, value };

	genl_put(req, MCTP_A_LIMITS | NLA_F_NESTED, &attr, sizeof(attr));
}

static long set_limit(int key, uint32_t id, int limit, uint32_t value)
{
	struct genl_request req;

	genl_init(&req, genl.id,
		  command(key, MCTP_CMD_LINK_SET, MCTP_CMD_NETWORK_SET),
		  NLM_F_ACK);
	genl_put(&req, key, &id, sizeof(id));
	put_limit(&req, limit, value);
	return genl_do(&genl, &req, NULL, NULL);
}

static long set_forwarding(int key, uint32_t id, uint8_t on)
{
	return genl_set_forwarding(&genl,
				   command(key, MCTP_CMD_LINK_SET,
					   MCTP_CMD_NETWORK_SET),
				   key, id, on);
}

/* what there is, and what is refused */

static void test_get(int lo)
{
	struct genl_request req;
	struct object obj;
	uint8_t on = 1;

	expect(get(MCTP_A_IFINDEX, lo, &obj), 1, "a link");
	expect(obj.ifindex, lo, "it is the one");
	expect(obj.net, 1, "in network 1");
	expect(obj.limits[MCTP_LIMIT_REASM_CONTEXTS], 64, "its contexts");
	expect(obj.limits[MCTP_LIMIT_REASM_BYTES], 1 << 20, "its bytes");
	expect(obj.limits[MCTP_LIMIT_TAGS], 2048, "its tags");
	expect(get(MCTP_A_NET, 1, &obj), 1, "a network");
	expect(obj.limits[MCTP_LIMIT_REASM_CONTEXTS], 256, "its contexts");
	expect(obj.limits[MCTP_LIMIT_REASM_BYTES], 4 << 20, "its bytes");
	expect(obj.limits[MCTP_LIMIT_TAGS], 8192, "its tags");
	expect(obj.forwarding, 1, "it forwards");
	expect(get(MCTP_A_NET, 0, &obj), 1, "the network of what has none");
	expect(get(MCTP_A_NET, 77, &obj), -ENOENT, "no such network");
	expect(get(MCTP_A_IFINDEX, 9999, &obj), -ENODEV, "no such link");

	genl_init(&req, genl.id, MCTP_CMD_LINK_GET, NLM_F_ACK);
	expect(genl_do(&genl, &req, NULL, NULL), -EINVAL, "no link named");
	genl_init(&req, genl.id, MCTP_CMD_NETWORK_GET, NLM_F_ACK);
	genl_put(&req, MCTP_A_FORWARDING, &on, 1);
	expect(genl_do(&genl, &req, NULL, NULL), -EINVAL,
	       "an attribute that is not of this command");
	genl_init(&req, genl.id, MCTP_CMD_NETWORK_GET, NLM_F_DUMP);
	genl_put(&req, MCTP_A_NET, &(uint32_t){ 1 }, 4);
	expect(genl_do(&genl, &req, NULL, NULL), -EINVAL,
	       "an attribute that a dump would ignore");
	genl_init(&req, genl.id, MCTP_CMD_LINK_SET, NLM_F_ACK);
	genl_put(&req, MCTP_A_IFINDEX, &(uint32_t){ lo }, 4);
	expect(genl_do(&genl, &req, NULL, NULL), -EINVAL, "nothing to set");
}

static void test_range(int key, uint32_t id, int limit, uint32_t min,
		       uint32_t max, const char *name)
{
	struct object before = object(key, id);

	printf("# %s\n", name);
	expect(set_limit(key, id, limit, min - 1), -EINVAL,
	       "one less than the least");
	expect(set_limit(key, id, limit, max + 1), -ERANGE,
	       "one more than the most");
	expect(object(key, id).limits[limit], before.limits[limit],
	       "neither changes it");
	expect(set_limit(key, id, limit, min), 0, "the least");
	expect(object(key, id).limits[limit], min, "is in effect");
	expect(set_limit(key, id, limit, max), 0, "the most");
	expect(object(key, id).limits[limit], max, "is in effect");
	expect(set_limit(key, id, limit, before.limits[limit]), 0, "as was");
}

static void test_ranges(int lo)
{
	struct genl_request req;

	test_range(MCTP_A_IFINDEX, lo, MCTP_LIMIT_REASM_CONTEXTS, 1, 65536,
		   "contexts of a link");
	test_range(MCTP_A_IFINDEX, lo, MCTP_LIMIT_REASM_BYTES, 1 << 16,
		   1 << 30, "bytes of a link");
	test_range(MCTP_A_NET, 1, MCTP_LIMIT_REASM_CONTEXTS, 1, 65536,
		   "contexts of a network");
	test_range(MCTP_A_NET, 1, MCTP_LIMIT_REASM_BYTES, 1 << 16, 1 << 30,
		   "bytes of a network");
	test_range(MCTP_A_NET, 1, MCTP_LIMIT_TAGS, 1, 65536,
		   "tags of a network");
	test_range(MCTP_A_IFINDEX, lo, MCTP_LIMIT_TAGS, 1, 65536,
		   "tags of a link");
	expect(set_forwarding(MCTP_A_NET, 1, 2), -EINVAL,
	       "forwarding is 0 or 1");

	genl_init(&req, genl.id, MCTP_CMD_NETWORK_SET, NLM_F_ACK);
	genl_put(&req, MCTP_A_NET, &(uint32_t){ 1 }, 4);
	genl_put(&req, MCTP_A_FORWARDING, &(uint8_t){ 0 }, 1);
	put_limit(&req, MCTP_LIMIT_TAGS, 0);
	expect(genl_do(&genl, &req, NULL, NULL), -EINVAL,
	       "one value is wrong");
	expect(object(MCTP_A_NET, 1).forwarding, 1, "none is set");
}

/* limits in effect */

static void start_message(int tun, uint8_t src, uint8_t tag)
{
	static const uint8_t payload[64] = { TYPE };

	tun_write(tun, EID_A, src, 0x80 | TAG_OWNER | tag, payload, 64);
}

/* So much of it that it takes a page and more. */
static void start_long_message(int tun, uint8_t src, uint8_t tag)
{
	static const uint8_t payload[64];
	int seq;

	start_message(tun, src, tag);
	for (seq = 1; seq < 80; seq++)
		tun_write(tun, EID_A, src, seq % 4 << 4 | TAG_OWNER | tag,
			  payload, 64);
}

static void test_contexts(int key, uint32_t id, int tun, int ifindex)
{
	struct object before = object(key, id), now;
	int fd = mctp_socket();

	mctp_bind(fd, NET_ANY, EID_ANY, TYPE);
	set_limit(key, id, MCTP_LIMIT_REASM_CONTEXTS, 2);
	start_message(tun, EID_BEHIND_A, 0);
	start_message(tun, EID_BEHIND_A, 1);
	now = object(key, id);
	expect(now.used[MCTP_LIMIT_REASM_CONTEXTS], 2, "as many as may be");
	expect(now.drops[MCTP_DROP_REASM_CONTEXTS],
	       before.drops[MCTP_DROP_REASM_CONTEXTS], "none is dropped");
	start_message(tun, EID_BEHIND_A, 2);
	now = object(key, id);
	expect(now.used[MCTP_LIMIT_REASM_CONTEXTS], 2, "and no more");
	expect(now.drops[MCTP_DROP_REASM_CONTEXTS],
	       before.drops[MCTP_DROP_REASM_CONTEXTS] + 1, "one is dropped");

	expect(set_limit(key, id, MCTP_LIMIT_REASM_CONTEXTS, 1), 0,
	       "a limit below what is in use");
	now = object(key, id);
	expect(now.used[MCTP_LIMIT_REASM_CONTEXTS], 2, "takes none away");
	start_message(tun, EID_BEHIND_A, 3);
	expect(object(key, id).drops[MCTP_DROP_REASM_CONTEXTS],
	       before.drops[MCTP_DROP_REASM_CONTEXTS] + 2, "and lets none in");
	close(fd);
	now = object(key, id);
	expect(now.used[MCTP_LIMIT_REASM_CONTEXTS], 0, "they go");
	expect(now.used[MCTP_LIMIT_REASM_BYTES], 0, "with their memory");
	expect(object(MCTP_A_IFINDEX, ifindex).used[MCTP_LIMIT_REASM_BYTES],
	       0, "of the link, too");
	set_limit(key, id, MCTP_LIMIT_REASM_CONTEXTS,
		  before.limits[MCTP_LIMIT_REASM_CONTEXTS]);
}

static void test_bytes(int key, uint32_t id, int tun)
{
	struct object before = object(key, id), now = before;
	int fd = mctp_socket(), i;

	mctp_bind(fd, NET_ANY, EID_ANY, TYPE);
	set_limit(key, id, MCTP_LIMIT_REASM_BYTES, 1 << 16);
	for (i = 0; i < 40 && now.drops[MCTP_DROP_REASM_BYTES] ==
			      before.drops[MCTP_DROP_REASM_BYTES]; i++) {
		start_long_message(tun, EID_BEHIND_A + i / 8, i % 8);
		now = object(key, id);
	}
	expect(now.drops[MCTP_DROP_REASM_BYTES],
	       before.drops[MCTP_DROP_REASM_BYTES] + 1,
	       "memory comes to its limit");
	expect(now.used[MCTP_LIMIT_REASM_BYTES] <= 1 << 16, 1,
	       "and not beyond it");
	expect(now.used[MCTP_LIMIT_REASM_CONTEXTS], i - 1,
	       "all but the last are there");
	close(fd);
	set_limit(key, id, MCTP_LIMIT_REASM_BYTES,
		  before.limits[MCTP_LIMIT_REASM_BYTES]);
}

static long take_tag(int fd, uint32_t net, uint8_t peer)
{
	struct tag_ctl2 ctl = { .net = net, .peer = peer };

	return result(ioctl(fd, SIOCMCTPALLOCTAG2, &ctl));
}

static void test_tags(void)
{
	struct object before = object(MCTP_A_NET, 1), now;
	int fd = mctp_socket(), other = mctp_socket();

	set_limit(MCTP_A_NET, 1, MCTP_LIMIT_TAGS, 2);
	expect(take_tag(fd, 1, 40), 0, "a tag");
	expect(take_tag(fd, 1, 41), 0, "and another");
	expect(take_tag(fd, 1, 42), -EBUSY, "and no third");
	now = object(MCTP_A_NET, 1);
	expect(now.used[MCTP_LIMIT_TAGS], 2, "they are counted");
	expect(now.stats[MCTP_STAT_TAGS_EXHAUSTED],
	       before.stats[MCTP_STAT_TAGS_EXHAUSTED] + 1,
	       "and so is the one refused");
	expect(take_tag(other, 9, 40), 0, "a tag of a network not there");
	expect(object(MCTP_A_NET, 0).used[MCTP_LIMIT_TAGS], 1,
	       "is charged to network 0");
	expect(set_limit(MCTP_A_NET, 1, MCTP_LIMIT_TAGS, 1), 0,
	       "a limit below what is in use");
	expect(object(MCTP_A_NET, 1).used[MCTP_LIMIT_TAGS], 2,
	       "takes none away");
	close(fd);
	close(other);
	expect(object(MCTP_A_NET, 1).used[MCTP_LIMIT_TAGS], 0,
	       "closed sockets have none");
	expect(object(MCTP_A_NET, 0).used[MCTP_LIMIT_TAGS], 0,
	       "in no network");
	set_limit(MCTP_A_NET, 1, MCTP_LIMIT_TAGS, 8192);
}

static void test_link_tags(int link, int other, int tun_other)
{
	struct object before = object(MCTP_A_IFINDEX, link), now;
	struct frame frame;
	int fd = mctp_socket(), holder = mctp_socket();

	set_limit(MCTP_A_IFINDEX, link, MCTP_LIMIT_TAGS, 2);
	expect(take_tag(holder, 1, EID_BEHIND_A), 0,
	       "a tag taken beforehand is for no link");
	expect(mctp_send(fd, EID_BEHIND_A, TAG_OWNER, "x", 1), 1, "a request");
	expect(mctp_send(fd, EID_BEHIND_A, TAG_OWNER, "x", 1), 1,
	       "and another");
	expect(mctp_send(fd, EID_BEHIND_A, TAG_OWNER, "x", 1), -EBUSY,
	       "and no third by this link");
	now = object(MCTP_A_IFINDEX, link);
	expect(now.used[MCTP_LIMIT_TAGS], 2, "the link has two");
	expect(now.stats[MCTP_STAT_TAGS_EXHAUSTED],
	       before.stats[MCTP_STAT_TAGS_EXHAUSTED] + 1,
	       "and counts the one refused");
	expect(object(MCTP_A_NET, 1).used[MCTP_LIMIT_TAGS], 3,
	       "the network has all");
	expect(mctp_send(fd, EID_BEHIND_B, TAG_OWNER, "x", 1), 1,
	       "another link has tags left");
	expect(object(MCTP_A_IFINDEX, other).used[MCTP_LIMIT_TAGS], 1,
	       "which are its own");
	expect(tun_read(tun_other, &frame), 2, "and sends");
	close(fd);
	close(holder);
	expect(object(MCTP_A_IFINDEX, link).used[MCTP_LIMIT_TAGS], 0,
	       "closed sockets have none");
	expect(object(MCTP_A_NET, 1).used[MCTP_LIMIT_TAGS], 0,
	       "in the network neither");
	set_limit(MCTP_A_IFINDEX, link, MCTP_LIMIT_TAGS,
		  before.limits[MCTP_LIMIT_TAGS]);
}

/* counters */

static void test_stats(int lo)
{
	struct object link = object(MCTP_A_IFINDEX, lo), now;
	struct object net = object(MCTP_A_NET, 1);
	int server = mctp_socket(), client = mctp_socket();
	static char big[35000];

	expect(mctp_send(client, EID_LO, TAG_OWNER, "x", 1), -ENOENT,
	       "nobody listens");
	now = object(MCTP_A_IFINDEX, lo);
	expect(now.drops[MCTP_DROP_NO_LISTENER],
	       link.drops[MCTP_DROP_NO_LISTENER] + 1, "the link tells so");
	expect(now.stats[MCTP_STAT_TX_ERRORS],
	       link.stats[MCTP_STAT_TX_ERRORS] + 1, "and of the error");
	expect(object(MCTP_A_NET, 1).drops[MCTP_DROP_NO_LISTENER],
	       net.drops[MCTP_DROP_NO_LISTENER] + 1, "so does the network");

	mctp_bind(server, NET_ANY, EID_ANY, TYPE);
	expect(mctp_send(client, EID_LO, TAG_OWNER, "x", 1), 1, "one listens");
	expect(mctp_send(client, EID_LO, TAG_OWNER, big, sizeof(big)),
	       sizeof(big), "to a long message, too");
	now = object(MCTP_A_IFINDEX, lo);
	expect(now.stats[MCTP_STAT_TX_MESSAGES],
	       link.stats[MCTP_STAT_TX_MESSAGES] + 2, "both were sent");
	expect(now.stats[MCTP_STAT_RX_MESSAGES],
	       link.stats[MCTP_STAT_RX_MESSAGES] + 2, "and received");
	close(server);
	close(client);
}

/* networks that begin and end */

static void test_move(int tun, int ifindex)
{
	struct object before = object(MCTP_A_NET, 1), obj;
	int fd = mctp_socket();

	mctp_bind(fd, NET_ANY, EID_ANY, TYPE);
	start_message(tun, EID_BEHIND_A, 0);
	start_message(tun, EID_BEHIND_A, 1);
	expect(get(MCTP_A_NET, 5, &obj), -ENOENT, "no network 5");
	expect(link_set_net(ifindex, 5), 0, "a link goes there");
	expect(get(MCTP_A_NET, 5, &obj), 1, "so there is one");
	expect(obj.used[MCTP_LIMIT_REASM_CONTEXTS], 0, "with no messages");
	expect(object(MCTP_A_IFINDEX, ifindex).net, 5, "the link tells so");
	obj = object(MCTP_A_NET, 1);
	expect(obj.used[MCTP_LIMIT_REASM_CONTEXTS], 0, "none stayed behind");
	expect(obj.used[MCTP_LIMIT_REASM_BYTES], 0, "nor memory of them");
	expect(obj.drops[MCTP_DROP_REASM_CLOSED],
	       before.drops[MCTP_DROP_REASM_CLOSED] + 2, "they were dropped");

	start_message(tun, EID_BEHIND_A, 0);
	obj = object(MCTP_A_NET, 5);
	expect(obj.used[MCTP_LIMIT_REASM_CONTEXTS], 1,
	       "messages come in there");
	set_limit(MCTP_A_NET, 5, MCTP_LIMIT_TAGS, 7);
	expect(link_set_net(ifindex, 1), 0, "the link goes back");
	expect(get(MCTP_A_NET, 5, &obj), -ENOENT, "network 5 has ended");
	link_set_net(ifindex, 5);
	expect(object(MCTP_A_NET, 5).limits[MCTP_LIMIT_TAGS], 8192,
	       "the next of this id has limits of its own");
	link_set_net(ifindex, 1);
	close(fd);
}

/* A dump in several parts, with a change between them. */
static void test_dump(void)
{
	int tuns[NETWORKS], flags = 0, fd, i;
	struct genl_request req;
	char name[IFNAMSIZ], buf[4096];
	long n;

	for (i = 0; i < NETWORKS; i++) {
		snprintf(name, sizeof(name), "many%d", i);
		tuns[i] = tun_open(name);
		link_set_net(if_index(name), 100 + i);
	}
	n = genl_dump(&genl, MCTP_CMD_NETWORK_GET, NULL, NULL);
	expect(n, NETWORKS + 2, "a dump of many networks has all");
	n = genl_dump(&genl, MCTP_CMD_LINK_GET, NULL, NULL);
	expect(n, NETWORKS + 2, "so has a dump of many links");

	/* a socket that never asked for more than this at once */
	fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_GENERIC);
	genl_init(&req, genl.id, MCTP_CMD_NETWORK_GET, NLM_F_DUMP);
	send(fd, &req, req.nlh.nlmsg_len, 0);
	for (n = 0;; ) {
		ssize_t len = recv(fd, buf, sizeof(buf), 0);
		struct nlmsghdr *nlh = (void *)buf;

		if (n == 0)
			close(tuns[0]);
		for (; NLMSG_OK(nlh, len); nlh = NLMSG_NEXT(nlh, len)) {
			flags |= nlh->nlmsg_flags;
			if (nlh->nlmsg_type == NLMSG_DONE)
				goto done;
			n++;
		}
	}
done:
	close(fd);
	expect(!!(flags & NLM_F_DUMP_INTR), 1,
	       "a change during the dump is told");
	for (i = 1; i < NETWORKS; i++)
		close(tuns[i]);
	expect(genl_dump(&genl, MCTP_CMD_NETWORK_GET, NULL, NULL), 2,
	       "all have ended");
}

/* forwarding */

/* Does a packet come out at @to? */
static bool passes(int from, int to)
{
	static const uint8_t payload[4] = { TYPE };
	struct frame frame;
	struct pollfd pfd = { .fd = to, .events = POLLIN };

	tun_write(from, EID_BEHIND_B, EID_BEHIND_A, 0xc0 | TAG_OWNER, payload,
		  4);
	while (poll(&pfd, 1, 100) == 1) {
		if (tun_read(to, &frame) >= 0 && frame.dest == EID_BEHIND_B)
			return true;
	}
	return false;
}

static void test_forwarding(int a, int ifindex_a, int b)
{
	struct object link = object(MCTP_A_IFINDEX, ifindex_a);

	expect(passes(a, b), 1, "links of nobody's driver forward");
	expect(object(MCTP_A_IFINDEX, ifindex_a).stats[MCTP_STAT_FORWARDED],
	       link.stats[MCTP_STAT_FORWARDED] + 1, "and count it");
	set_forwarding(MCTP_A_IFINDEX, ifindex_a, 0);
	expect(passes(a, b), 0, "not if the link does not");
	set_forwarding(MCTP_A_IFINDEX, ifindex_a, 1);
	set_forwarding(MCTP_A_NET, 1, 0);
	expect(passes(a, b), 0, "nor if the network does not");
	set_forwarding(MCTP_A_NET, 1, 1);
	expect(object(MCTP_A_IFINDEX, ifindex_a).drops[MCTP_DROP_FORWARD_OFF],
	       link.drops[MCTP_DROP_FORWARD_OFF] + 2, "which is counted");
	expect(passes(a, b), 1, "again if both do");
}

/* who may */

static int in_child(int (*fn)(void))
{
	int status;
	pid_t pid = fork();

	if (!pid) {
		genl_open(&genl);
		_exit(fn());
	}
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int as_nobody(void)
{
	struct object obj;

	if (setgid(65534) || setuid(65534))
		return 1;
	genl_open(&genl);
	if (get(MCTP_A_NET, 1, &obj) != 1)
		return 2;
	if (set_forwarding(MCTP_A_NET, 1, 0) != -EPERM ||
	    set_limit(MCTP_A_NET, 1, MCTP_LIMIT_TAGS, 1) != -EPERM)
		return 3;
	return 0;
}

static int in_own_namespace(void)
{
	struct object obj;

	if (setgid(65534) || setuid(65534) ||
	    unshare(CLONE_NEWUSER | CLONE_NEWNET))
		return 1;
	genl_open(&genl);
	if (get(MCTP_A_NET, 1, &obj) != 1 || obj.used[MCTP_LIMIT_TAGS])
		return 2;
	if (set_forwarding(MCTP_A_NET, 1, 0) ||
	    set_limit(MCTP_A_NET, 1, MCTP_LIMIT_TAGS, 1) ||
	    set_limit(MCTP_A_NET, 1, MCTP_LIMIT_TAGS, 8192))
		return 3;
	/* memory is not his alone: the defaults are the most he may allow */
	if (set_limit(MCTP_A_NET, 1, MCTP_LIMIT_TAGS, 8193) != -EPERM ||
	    set_limit(MCTP_A_IFINDEX, 1, MCTP_LIMIT_REASM_CONTEXTS, 257) !=
		    -EPERM ||
	    set_limit(MCTP_A_NET, 1, MCTP_LIMIT_REASM_BYTES,
		      (4 << 20) + 1) != -EPERM)
		return 5;
	return object(MCTP_A_NET, 1).forwarding ? 4 : 0;
}

/* Five networks, each with as many messages as its one link may have. */
static int networks_of_user(void)
{
	uint64_t contexts = 0, dropped = 0;
	struct object obj;
	int net, i;

	/* who opens /dev/net/tun is root still, but not in his namespace */
	if (unshare(CLONE_NEWUSER | CLONE_NEWNET))
		return 1;
	rtnl_open();
	genl_open(&genl);
	mctp_bind(mctp_socket(), NET_ANY, EID_ANY, TYPE);
	for (net = 11; net < 16; net++) {
		char name[IFNAMSIZ];
		int tun;

		snprintf(name, sizeof(name), "user%d", net);
		tun = tun_open(name);
		if_configure(name, 68);
		if (addr_change(RTM_NEWADDR, if_index(name), EID_A) ||
		    link_set_net(if_index(name), net))
			return 2;
		for (i = 0; i < 64; i++)
			start_message(tun, EID_BEHIND_A + i / 8, i % 8);
		obj = object(MCTP_A_NET, net);
		contexts += obj.used[MCTP_LIMIT_REASM_CONTEXTS];
		dropped += obj.drops[MCTP_DROP_REASM_CONTEXTS];
	}
	return contexts != 256 || dropped != 64 ? 3 : 0;
}

static void test_privileges(void)
{
	expect(in_child(as_nobody), 0,
	       "everybody may read, only an administrator may set");
	expect(in_child(in_own_namespace), 0,
	       "whoever has a namespace may set there");
	expect(in_child(networks_of_user), 0,
	       "all networks of his have one limit");
	expect(object(MCTP_A_NET, 1).forwarding, 1,
	       "which changes nothing elsewhere");
	expect(object(MCTP_A_NET, 1).limits[MCTP_LIMIT_TAGS], 8192,
	       "nor its limits");
}

/* Leaves a namespace with all a namespace can have. */
static int fill_namespace(void)
{
	static const uint8_t payload[64] = { TYPE };
	int tun, ifindex, fd;

	if (unshare(CLONE_NEWNET))
		return 1;
	rtnl_open();
	lo_up(EID_LO);
	tun = tun_up("mctptun", &ifindex);
	addr_change(RTM_NEWADDR, ifindex, EID_A);
	route_change(RTM_NEWROUTE, ifindex, EID_BEHIND_A, 9, 68);
	gateway_change(RTM_NEWROUTE, EID_BEHIND_B, EID_BEHIND_A);
	neigh_change(RTM_NEWNEIGH, ifindex, EID_BEHIND_A, 0);
	link_set_net(ifindex, 2);
	link_set_net(ifindex, 1);
	fd = mctp_socket();
	mctp_bind(fd, NET_ANY, EID_ANY, TYPE);
	if (take_tag(fd, 1, EID_BEHIND_A) || take_tag(fd, 3, EID_BEHIND_A) ||
	    mctp_send(fd, EID_BEHIND_A, TAG_OWNER, "x", 1) != 1)
		return 3;
	start_message(tun, EID_BEHIND_A, 0);
	tun_write(tun, EID_A, EID_BEHIND_A, 0xc0 | TAG_OWNER, payload, 64);
	return 0;
}

static void test_namespaces(void)
{
	int failed = 0, i;

	for (i = 0; i < NAMESPACES; i++)
		failed += in_child(fill_namespace) != 0;
	expect(failed, 0, "namespaces die with all they had");
}

int main(void)
{
	int a, b, lo, index_a, index_b;

	setvbuf(stdout, NULL, _IONBF, 0);
	rtnl_open();
	genl_open(&genl);
	lo = lo_up(EID_LO);
	a = tun_up("mctpa", &index_a);
	b = tun_up("mctpb", &index_b);
	addr_change(RTM_NEWADDR, index_a, EID_A);
	addr_change(RTM_NEWADDR, index_b, EID_B);
	route_change(RTM_NEWROUTE, index_a, EID_BEHIND_A, 0, 0);
	route_change(RTM_NEWROUTE, index_b, EID_BEHIND_B, 0, 0);

	test_get(lo);
	test_ranges(lo);
	test_contexts(MCTP_A_IFINDEX, index_a, a, index_a);
	test_contexts(MCTP_A_NET, 1, a, index_a);
	test_bytes(MCTP_A_IFINDEX, index_a, a);
	test_bytes(MCTP_A_NET, 1, a);
	test_tags();
	test_link_tags(index_a, index_b, b);
	test_stats(lo);
	test_move(a, index_a);
	test_forwarding(a, index_a, b);
	test_privileges();
	close(b);
	test_dump();
	test_namespaces();
	return checks_done();
}
