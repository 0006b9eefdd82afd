/* SPDX-License-Identifier: Apache-2.0 */
/* The four ioctls that allocate and drop tags: arguments, effects. */
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "abi.h"
#include "netlink.h"
#include "probe.h"
#include "tun.h"

static long alloc(int fd, uint32_t net, uint8_t peer)
{
	struct tag_ctl2 ctl = { .net = net, .peer = peer };
	long rc = result(ioctl(fd, SIOCMCTPALLOCTAG2, &ctl));

	return rc < 0 ? rc : ctl.tag;
}

static long drop(int fd, uint32_t net, uint8_t peer, uint8_t tag)
{
	struct tag_ctl2 ctl = { .net = net, .peer = peer, .tag = tag };

	return result(ioctl(fd, SIOCMCTPDROPTAG2, &ctl));
}

static void show_v1(const char *of, int fd, unsigned int cmd,
		    struct tag_ctl ctl)
{
	long rc = result(ioctl(fd, cmd, &ctl));

	report(of, "%s %s", rc_name(rc), hex(&ctl, sizeof(ctl)));
}

static void show_v2(const char *of, int fd, unsigned int cmd,
		    struct tag_ctl2 ctl)
{
	long rc = result(ioctl(fd, cmd, &ctl));

	report(of, "%s %s", rc_name(rc), hex(&ctl, sizeof(ctl)));
}

static void v1(void)
{
	static const uint8_t peers[] = { 0, 1, 7, 8, 254, 255 };
	int fd, i;

	for (i = 0; i < 6; i++) {
		fd = mctp_socket();
		show_v1(key("peer-%u", peers[i]), fd, SIOCMCTPALLOCTAG,
			(struct tag_ctl){ .peer = peers[i] });
		close(fd);
	}
	fd = mctp_socket();
	for (i = 0; i < 9; i++)
		show_v1(key("alloc-%d", i), fd, SIOCMCTPALLOCTAG,
			(struct tag_ctl){ .peer = 20 });
	show_v1("other-socket", mctp_socket(), SIOCMCTPALLOCTAG,
		(struct tag_ctl){ .peer = 20 });
	show_v1("tag", fd, SIOCMCTPALLOCTAG,
		(struct tag_ctl){ .peer = 21, .tag = 1 });
	show_v1("prealloc", fd, SIOCMCTPALLOCTAG,
		(struct tag_ctl){ .peer = 21, .tag = 0x18 });
	for (i = 0; i < 16; i += 5)
		show_v1(key("flag-%d", i), fd, SIOCMCTPALLOCTAG,
			(struct tag_ctl){ .peer = 21, .flags = 1 << i });
	show_v1("drop-flag", fd, SIOCMCTPDROPTAG,
		(struct tag_ctl){ .peer = 20, .tag = 0x18, .flags = 1 });
	show_v1("drop", fd, SIOCMCTPDROPTAG,
		(struct tag_ctl){ .peer = 20, .tag = 0x1b });
	show_v1("drop-again", fd, SIOCMCTPDROPTAG,
		(struct tag_ctl){ .peer = 20, .tag = 0x1b });
	show_v1("alloc-dropped", fd, SIOCMCTPALLOCTAG,
		(struct tag_ctl){ .peer = 20 });
}

static void v2(void)
{
	static const uint8_t locals[] = { 0, 1, 7, 8, 254, 255 };
	static const uint32_t nets[] = { 0, 1, 2, UINT32_MAX };
	int fd = mctp_socket(), i;

	for (i = 0; i < 6; i++)
		show_v2(key("local-%u", locals[i]), fd, SIOCMCTPALLOCTAG2,
			(struct tag_ctl2){ .net = 1, .peer = 30,
					   .local = locals[i] });
	for (i = 0; i < 4; i++)
		show_v2(key("net-%u", nets[i]), fd, SIOCMCTPALLOCTAG2,
			(struct tag_ctl2){ .net = nets[i], .peer = 31 });
	show_v2("pad", fd, SIOCMCTPALLOCTAG2,
		(struct tag_ctl2){ .net = 1, .peer = 32, .pad = { 1, 2, 3 } });
	show_v2("tag", fd, SIOCMCTPALLOCTAG2,
		(struct tag_ctl2){ .net = 1, .peer = 33, .tag = 1 });
	show_v2("flags", fd, SIOCMCTPALLOCTAG2,
		(struct tag_ctl2){ .net = 1, .peer = 33, .flags = 0x8000 });
	for (i = 0; i < 6; i++)
		show_v2(key("drop-local-%u", locals[i]), fd, SIOCMCTPDROPTAG2,
			(struct tag_ctl2){ .net = 1, .peer = 30, .tag = 0x18,
					   .local = locals[i] });
	show_v2("drop-flags", fd, SIOCMCTPDROPTAG2,
		(struct tag_ctl2){ .net = 1, .peer = 30, .tag = 0x19,
				   .flags = 1 });
	show_v2("drop-net-0", fd, SIOCMCTPDROPTAG2,
		(struct tag_ctl2){ .net = 0, .peer = 30, .tag = 0x19 });
	show_v2("drop-net-2", fd, SIOCMCTPDROPTAG2,
		(struct tag_ctl2){ .net = 2, .peer = 30, .tag = 0x19 });
	show_v2("drop-peer", fd, SIOCMCTPDROPTAG2,
		(struct tag_ctl2){ .net = 1, .peer = 34, .tag = 0x19 });
	show_v2("drop", fd, SIOCMCTPDROPTAG2,
		(struct tag_ctl2){ .net = 1, .peer = 30, .tag = 0x19 });
}

/* Both pairs see the same tags; the first means network 1 */
static void both(void)
{
	int fd = mctp_socket();

	show_v1("v1", fd, SIOCMCTPALLOCTAG, (struct tag_ctl){ .peer = 20 });
	report_rc("v2", alloc(fd, 1, 20));
	report_rc("v2-net-2", alloc(fd, 2, 20));
	show_v1("drop-of-v2", fd, SIOCMCTPDROPTAG,
		(struct tag_ctl){ .peer = 20, .tag = 0x19 });
	report_rc("drop-of-v1", drop(fd, 1, 20, 0x18));
	show_v1("drop-of-net-2", fd, SIOCMCTPDROPTAG,
		(struct tag_ctl){ .peer = 20, .tag = 0x18 });
}

static void drop_bits(void)
{
	int fd = mctp_socket(), tag;
	static struct text text;
	bool dropped[256];

	for (tag = 0; tag < 8; tag++)
		alloc(fd, 1, 20);
	for (tag = 0; tag < 256; tag++)
		dropped[tag] = !drop(fd, 1, 20, tag);
	text_ranges(&text, dropped, 256);
	report("dropped", "%s", text.data);
}

static void faults(void)
{
	struct tag_ctl2 *readonly;
	int fd = mctp_socket();

	report_rc("v1", result(ioctl(fd, SIOCMCTPALLOCTAG, NULL)));
	report_rc("v2", result(ioctl(fd, SIOCMCTPALLOCTAG2, NULL)));
	report_rc("drop-v1", result(ioctl(fd, SIOCMCTPDROPTAG, NULL)));
	report_rc("drop-v2", result(ioctl(fd, SIOCMCTPDROPTAG2, NULL)));
	readonly = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	*readonly = (struct tag_ctl2){ .net = 1, .peer = 20 };
	mprotect(readonly, 4096, PROT_READ);
	report_rc("readonly", result(ioctl(fd, SIOCMCTPALLOCTAG2, readonly)));
	/* the tag that could not be told is free again */
	report_rc("after", alloc(fd, 1, 20));
}

/* Who may drop a tag, and what ends it otherwise */
static void owners(void)
{
	int fd = mctp_socket(), other = mctp_socket();

	report_rc("alloc", alloc(fd, 1, 20));
	report_rc("other-drops", drop(other, 1, 20, 0x18));
	report_rc("other-allocs", alloc(other, 1, 20));
	close(fd);
	report_rc("closed", alloc(other, 1, 20));
	report_rc("other-peer", alloc(other, 1, 21));
}

/* Any peer, by either name, against a given one */
static void any_peer(void)
{
	int fd = mctp_socket(), i;

	report_rc("any", alloc(fd, 1, EID_ANY));
	report_rc("given", alloc(fd, 1, 20));
	report_rc("null", alloc(fd, 1, EID_NULL));
	report_rc("given-again", alloc(fd, 1, 20));
	report_rc("any-again", alloc(fd, 1, EID_ANY));
	report_rc("other-net", alloc(fd, 2, EID_ANY));
	for (i = 0; i < 4; i++)
		report_rc(key("more-%d", i), alloc(fd, 1, 40 + i));
	report_rc("drop-null-by-any", drop(fd, 1, EID_ANY, 0x1a));
	report_rc("drop-any-by-null", drop(fd, 1, EID_NULL, 0x18));
	report_rc("drop-any-by-given", drop(fd, 1, 20, 0x1c));
	report_rc("then", alloc(fd, 1, 50));
}

/* Requests with a tag that was allocated */
static void use(void)
{
	int tun = tun_open("tun0", 68, 9), fd = mctp_socket(), i;
	int other = mctp_socket();

	nl_route(RTM_NEWROUTE, if_index("tun0"), 20, 9, 0);
	report_rc("before", mctp_send(fd, 20, 0x18, "a", 1));
	alloc(fd, 1, 20);
	alloc(fd, 1, 20);
	report_rc("use", mctp_send(fd, 20, 0x19, "a", 1));
	report("use/wire", "%s", tun_sent(tun));
	report_rc("again", mctp_send(fd, 20, 0x19, "a", 1));
	report("again/wire", "%s", tun_sent(tun));
	for (i = 0; i < 2; i++) {
		tun_write(tun, 9, 20, HDR_ONE | 1, "\x7er", 2);
		report(key("reply-%d", i), "%s", mctp_received(fd));
	}
	report_rc("not-allocated", mctp_send(fd, 20, 0x1a, "a", 1));
	report_rc("other-socket", mctp_send(other, 20, 0x19, "a", 1));
	report_rc("other-peer", mctp_send(fd, 21, 0x19, "a", 1));
	report_rc("automatic", mctp_send(fd, 20, TAG_OWNER, "a", 1));
	report("automatic/wire", "%s", tun_sent(tun));
	report_rc("automatic-is-not-allocated",
		  mctp_send(fd, 20, 0x1a, "a", 1));
	report_rc("drop-automatic", drop(fd, 1, 20, 0x1a));
	report_rc("drop", drop(fd, 1, 20, 0x19));
	report_rc("dropped", mctp_send(fd, 20, 0x19, "a", 1));
	tun_write(tun, 9, 20, HDR_ONE | 1, "\x7er", 2);
	report("reply-to-dropped", "%s", mctp_received(fd));
}

/* A tag for any peer goes to all, and hears all */
static void use_any(void)
{
	int tun = tun_open("tun0", 68, 9), fd = mctp_socket();

	nl_route(RTM_NEWROUTE, if_index("tun0"), 20, 9, 0);
	report_rc("alloc", alloc(fd, 1, EID_ANY));
	report_rc("send", mctp_send(fd, 20, 0x18, "a", 1));
	report_rc("send-other", mctp_send(fd, 21, 0x18, "a", 1));
	report("wire", "%s", tun_sent(tun));
	tun_write(tun, 9, 20, HDR_ONE, "\x7er", 2);
	report("reply", "%s", mctp_received(fd));
	tun_write(tun, 9, 21, HDR_ONE, "\x7er", 2);
	report("reply-other", "%s", mctp_received(fd));
	tun_write(tun, 9, 99, HDR_ONE, "\x7er", 2);
	report("reply-unasked", "%s", mctp_received(fd));
	tun_write(tun, 0, 20, HDR_ONE, "\x7er", 2);
	report("reply-to-null", "%s", mctp_received(fd));
	tun_write(tun, 9, 20, HDR_SOM, "\x7e" "ab", 3);
	tun_write(tun, 9, 20, HDR_EOM | HDR_SEQ(1), "cd", 2);
	report("fragments", "%s", mctp_received(fd));
	/* 21 answers while 20 still does */
	tun_write(tun, 9, 20, HDR_SOM, "\x7e" "ab", 3);
	tun_write(tun, 9, 21, HDR_ONE, "\x7er", 2);
	report("between", "%s", mctp_received(fd));
	tun_write(tun, 9, 20, HDR_EOM | HDR_SEQ(1), "cd", 2);
	report("completed", "%s", mctp_received(fd));
	tun_write(tun, 9, 20, HDR_SOM, "\x7e" "ab", 3);
	tun_write(tun, 9, 21, HDR_SOM, "\x7e" "AB", 3);
	tun_write(tun, 9, 20, HDR_EOM | HDR_SEQ(1), "cd", 2);
	report("both/first", "%s", mctp_received(fd));
	tun_write(tun, 9, 21, HDR_EOM | HDR_SEQ(1), "CD", 2);
	report("both/second", "%s", mctp_received(fd));
}

/* A reply that is never finished */
static void unfinished(void)
{
	int tun = tun_open("tun0", 68, 9), fd = mctp_socket();

	nl_route(RTM_NEWROUTE, if_index("tun0"), 20, 9, 0);
	alloc(fd, 1, 20);
	mctp_send(fd, 20, 0x18, "a", 1);
	tun_write(tun, 9, 20, HDR_SOM, "\x7e" "ab", 3);
	tun_write(tun, 9, 20, HDR_SOM, "\x7e" "ef", 3);
	tun_write(tun, 9, 20, HDR_EOM | HDR_SEQ(1), "gh", 2);
	report("restarted", "%s", mctp_received(fd));
	tun_write(tun, 9, 20, HDR_SOM, "\x7e" "ij", 3);
	tun_write(tun, 9, 20, HDR_EOM | HDR_SEQ(1), "kl", 2);
	report("next", "%s", mctp_received(fd));
}

const struct probe_area tagctl_area = {
	.name = "tagctl",
	.cases = (const struct probe_case[]){
		CASE("v1", v1),
		CASE("v2", v2),
		CASE("both", both),
		CASE("bits", drop_bits),
		CASE("fault", faults),
		CASE("owner", owners),
		CASE("any-peer", any_peer),
		CASE("use", use),
		CASE("use-any", use_any),
		CASE("unfinished", unfinished),
		{ 0 },
	},
};
