/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Messages in pieces. What arrives is written as words,
 *
 *	[sender.]FLAGS SEQUENCE [:SIZE]		S0 M1 b.S0:8 E2
 *
 * S the start, M the middle, E the end, X both start and end; sender a (the
 * default), b and c are EIDs 20 to 22, d is a in a tag of its own, e is a to
 * the other EID of this machine, f is a without the owner bit, g is a by
 * another device. A piece is as many letters as its size (4), the first piece
 * A, the second B and so on.
 */
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "abi.h"
#include "netlink.h"
#include "probe.h"
#include "tun.h"

static int tun, other_tun, to;

static void piece(const char *word, char letter)
{
	uint8_t src = 20, dest = 9, fst = HDR_TO, body[70000], *at = body;
	size_t size = 4;
	int by = tun;

	if (word[1] == '.') {
		switch (word[0]) {
		case 'b':
		case 'c':
			src = 20 + word[0] - 'a';
			break;
		case 'd':
			fst |= 5;
			break;
		case 'e':
			dest = 10;
			break;
		case 'f':
			fst &= ~HDR_TO;
			break;
		case 'g':
			by = other_tun;
			break;
		}
		word += 2;
	}
	if (*word == 'S' || *word == 'X') {
		fst |= HDR_SOM;
		*at++ = TYPE;
	}
	if (*word == 'E' || *word == 'X')
		fst |= HDR_EOM;
	fst |= HDR_SEQ(word[1] - '0');
	if (word[2] == ':')
		size = atoi(word + 3);
	/* the type byte counts: that pieces are of one size is no accident */
	if (at > body && size)
		size--;
	memset(at, letter, size);
	tun_write(by, dest, src, fst, body, at - body + size);
}

/* All that was received so far: letters, or how many of them */
static void received(struct text *text)
{
	static char data[70000];
	struct sockaddr_mctp from;
	long n;

	while ((n = mctp_recv(to, data, sizeof(data), &from)) >= 0) {
		text_add(text, "%s%u.", text->len ? " " : "", from.eid);
		if (n <= 64)
			text_add(text, "%.*s", (int)n, data);
		else
			text_add(text, "%ld bytes", n);
	}
}

static const char *run(const char *script)
{
	static struct text text;
	char copy[1024], *word, letter = 'A';

	text.len = 0;
	snprintf(copy, sizeof(copy), "%s", script);
	for (word = strtok(copy, " "); word; word = strtok(NULL, " ")) {
		piece(word, letter++);
		received(&text);
	}
	return text.len ? text.data : "nothing";
}

static void begin(void)
{
	tun = tun_open("tun0", 65000, 9);
	nl_addr(RTM_NEWADDR, 2, 10);
	to = mctp_listener();
}

static void run_all(const char *const *scripts)
{
	for (; *scripts; scripts++) {
		report(*scripts, "%s", run(*scripts));
		/* a message of one packet, which ends what is left over */
		run("X0 b.X0 c.X0 d.X0 e.X0");
	}
}

static void whole(void)
{
	begin();
	run_all((const char *const[]){
		"X0", "X3", "S0 E1", "S1 E2", "S2 E3", "S3 E0", "S0 M1 E2",
		"S2 M3 M0 E1", "S0 M1 M2 M3 M0 M1 M2 M3 E0", "S0 E1 S0 E1",
		"S0 E1 S2 E3", "S0:64 M1:64 M2:64 E3:64", "S0 E1:1", "S0 E1:3",
		"S0:1 M1:1 M2:1 E3:1", NULL });
}

static void strays(void)
{
	begin();
	run_all((const char *const[]){ "E0", "E1", "M0", "M1", "M1 E2",
				       "E1 S0 E1", "S0 E1 E2", "S0 E1 M2 E3",
				       "X0 E1", "X0 M1 E2", NULL });
}

/* Pieces that are missing, out of order, or there twice */
static void disorder(void)
{
	begin();
	run_all((const char *const[]){
		"S0 E2", "S0 E3", "S0 E0", "S0 M1 E3", "S0 M2 E3", "S0 M2 M3 E0",
		"S0 M2 M1 E2", "S0 E2 E1", "S0 E2 M1 E2", "S0 M1 M1 E2",
		"S0 M0 E1", "S0 E1 E1", "M1 S0 E2", "S0 M2 M3 M0 E1",
		"S0 M1 M3 M2 E3", NULL });
}

/* A start before the end of what was started */
static void restarts(void)
{
	begin();
	run_all((const char *const[]){
		"S0 S0 E1", "S0 M1 S0 E1", "S0 S2 E3", "S0 S0 E1 S0 E1",
		"S0 S0 S0 E1", "S0 S0 E1 E1", NULL });
}

static void singles(void)
{
	begin();
	run_all((const char *const[]){ "S0 X0", "S0 X0 E1", "S0 X1 E2",
				       "S0 X0 S0 E1", NULL });
}

/* Several senders, tags, destinations at once */
static void interleaved(void)
{
	begin();
	run_all((const char *const[]){
		"S0 b.S0 E1 b.E1", "S0 b.S0 b.E1 E1", "S0 b.S2 c.S1 M1 b.E3 E2 c.E2",
		"S0 d.S0 E1 d.E1", "S0 e.S0 E1 e.E1", "S0 b.E1 E1", "S0 d.E1 E1",
		"S0 e.E1 E1", "S0 f.E1 E1", "S0 b.X0 E1", "S0 d.X0 E1",
		"S0 f.S0 E1", NULL });
}

/* Who says to be the same sender, but comes another way */
static void devices(void)
{
	begin();
	other_tun = tun_open("tun1", 65000, 0);
	run_all((const char *const[]){ "S0 g.S0 E1 g.E1", "S0 g.E1 E1",
				       "S0 g.X0 E1", NULL });
}

/* Pieces that are not all of one size */
static void sizes(void)
{
	begin();
	run_all((const char *const[]){
		"S0:4 M1:8 E2:4", "S0:4 M1:2 E2:4", "S0:8 M1:4 M2:4 E3:4",
		"S0:4 E1:8", "S0:4 M1:4 E2:5", "S0:1 E1:4", NULL });
}

/* Pieces without a byte are no packets */
static void empty(void)
{
	begin();
	run_all((const char *const[]){ "S0 E1:0", "S0 E1:0 E1", "S0 M1:0 E1",
				       "S0 M1 E2:0 E2", NULL });
}

/* 64 KiB with the type byte, and one more */
static void largest(void)
{
	static const char *const script =
		"S0:8192 M1:8192 M2:8192 M3:8192 M0:8192 M1:8192 M2:8192 ";

	begin();
	report("65536", "%s", run(key("%sE3:8192", script)));
	report("65537", "%s", run(key("%sM3:8192 E0:1", script)));
	run("X0");
	report("65535", "%s", run(key("%sE3:8191", script)));
	report("one-packet", "%s", run("X0:60000"));
}

/* The end of a message that is too long by its first piece, or its last */
static void too_long(void)
{
	begin();
	report("end-too-long", "%s", run("S0:60000 E1:6000"));
	report("end-again", "%s", run("E1:4"));
	report("then", "%s", run("S0 E1"));
}

/* The reply to a request */
static void reply(const char *of, const char *script)
{
	mctp_send(to, 20, TAG_OWNER, "q", 1);
	tun_sent(tun);
	report(of, "%s", run(script));
}

static void replies(void)
{
	begin();
	nl_route(RTM_NEWROUTE, 2, 20, 0, 0);
	reply("whole", "f.X0");
	reply("pieces", "f.S0 f.M1 f.E2");
	reply("stray-first", "f.E1 f.S0 f.E1");
	reply("second-reply", "f.S0 f.E1 f.S0 f.E1");
	reply("request-between", "f.S0 S0 E1 f.E1");
}

static void replies_in_disorder(void)
{
	begin();
	nl_route(RTM_NEWROUTE, 2, 20, 0, 0);
	reply("lost", "f.S0 f.E2");
	reply("repeated", "f.S0 f.E2 f.S0 f.E1");
	reply("restarted", "f.S0 f.S0 f.E1");
	reply("single", "f.S0 f.X0");
}

const struct probe_area reassembly_area = {
	.name = "reassembly",
	.cases = (const struct probe_case[]){
		CASE("whole", whole),
		CASE("stray", strays),
		CASE("disorder", disorder),
		CASE("restart", restarts),
		CASE("single", singles),
		CASE("interleaved", interleaved),
		CASE("device", devices),
		CASE("size", sizes),
		CASE("empty", empty),
		CASE("largest", largest),
		CASE("too-long", too_long),
		CASE("reply", replies),
		CASE("reply-disorder", replies_in_disorder),
		{ 0 },
	},
};
