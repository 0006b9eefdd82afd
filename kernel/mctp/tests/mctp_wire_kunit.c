// SPDX-License-Identifier: GPL-2.0-only
/* The transport header and which endpoint ids may stand in it. */
#include "../wire.h"

#include <kunit/test.h>
#include <linux/module.h>

#include "../drop.h"

struct header_case {
	const char *name;
	struct mctp_hdr hdr;
	struct mctp_pkt pkt;
};

static const struct header_case header_cases[] = {
	{ "single packet request",
	  { 0x01, 9, 8, 0xc8 },
	  { .dest = 9, .src = 8, .tag = 0x08, .seq = 0, .som = true,
	    .eom = true } },
	{ "reply with tag 7",
	  { 0x01, 9, 8, 0xc7 },
	  { .dest = 9, .src = 8, .tag = 0x07, .som = true, .eom = true } },
	{ "first fragment with sequence 3",
	  { 0x01, 254, 0, 0xb9 },
	  { .dest = 254, .src = 0, .tag = 0x09, .seq = 3, .som = true } },
	{ "middle fragment",
	  { 0x01, 0, 254, 0x2f },
	  { .dest = 0, .src = 254, .tag = 0x0f, .seq = 2 } },
	{ "last fragment",
	  { 0x01, 255, 8, 0x50 },
	  { .dest = 255, .src = 8, .tag = 0, .seq = 1, .eom = true } },
};

KUNIT_ARRAY_PARAM_DESC(header, header_cases, name);

static void wire_decodes_every_field(struct kunit *test)
{
	const struct header_case *c = test->param_value;
	struct mctp_pkt pkt;

	mctp_wire_decode(&c->hdr, &pkt);
	KUNIT_EXPECT_EQ(test, pkt.dest, c->pkt.dest);
	KUNIT_EXPECT_EQ(test, pkt.src, c->pkt.src);
	KUNIT_EXPECT_EQ(test, pkt.tag, c->pkt.tag);
	KUNIT_EXPECT_EQ(test, pkt.seq, c->pkt.seq);
	KUNIT_EXPECT_EQ(test, pkt.som, c->pkt.som);
	KUNIT_EXPECT_EQ(test, pkt.eom, c->pkt.eom);
}

static void wire_encodes_what_it_decodes(struct kunit *test)
{
	const struct header_case *c = test->param_value;
	struct mctp_hdr hdr;

	mctp_wire_encode(&hdr, c->pkt.dest, c->pkt.src, c->pkt.seq,
			 c->pkt.som, c->pkt.eom);
	hdr.flags_seq_tag |= c->pkt.tag;
	KUNIT_EXPECT_MEMEQ(test, &hdr, &c->hdr, sizeof(hdr));
}

static void wire_sequence_wraps_at_4(struct kunit *test)
{
	struct mctp_hdr hdr;

	mctp_wire_encode(&hdr, 9, 8, 7, false, false);
	KUNIT_EXPECT_EQ(test, hdr.flags_seq_tag, 0x30);
}

static void wire_ignores_reserved_bits_beside_the_version(struct kunit *test)
{
	struct mctp_hdr hdr = { .ver = 0xf1 };

	KUNIT_EXPECT_TRUE(test, mctp_wire_version_ok(&hdr));
}

static void wire_refuses_other_versions(struct kunit *test)
{
	unsigned int ver;

	for (ver = 0; ver < 16; ver++) {
		struct mctp_hdr hdr = { .ver = ver };

		KUNIT_EXPECT_EQ(test, mctp_wire_version_ok(&hdr), ver == 1);
	}
}

static void wire_source_is_null_or_unicast(struct kunit *test)
{
	unsigned int eid;

	for (eid = 0; eid < MCTP_EID_SPACE; eid++)
		KUNIT_EXPECT_EQ(test, mctp_eid_is_source(eid),
				eid == 0 || (eid >= 8 && eid <= 254));
}

static void wire_destination_may_be_broadcast(struct kunit *test)
{
	unsigned int eid;

	for (eid = 0; eid < MCTP_EID_SPACE; eid++)
		KUNIT_EXPECT_EQ(test, mctp_eid_is_dest(eid),
				eid == 0 || eid >= 8);
}

/* A cause without an errno would look like success to a local sender. */
static void drop_every_cause_has_an_errno(struct kunit *test)
{
	int cause;

	for (cause = MCTP_DROP_NONE + 1; cause <= MCTP_DROP_MAX; cause++)
		KUNIT_EXPECT_LT(test, mctp_drop_errno(cause), 0);
	KUNIT_EXPECT_EQ(test, mctp_drop_errno(MCTP_DROP_NONE), 0);
}

static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(wire_decodes_every_field, header_gen_params),
	KUNIT_CASE_PARAM(wire_encodes_what_it_decodes, header_gen_params),
	KUNIT_CASE(wire_sequence_wraps_at_4),
	KUNIT_CASE(wire_ignores_reserved_bits_beside_the_version),
	KUNIT_CASE(wire_refuses_other_versions),
	KUNIT_CASE(wire_source_is_null_or_unicast),
	KUNIT_CASE(wire_destination_may_be_broadcast),
	KUNIT_CASE(drop_every_cause_has_an_errno),
	{}
};

static struct kunit_suite suite = {
	.name = "mctp_wire",
	.test_cases = cases,
};

kunit_test_suite(suite);

MODULE_DESCRIPTION("MCTP packet header tests");
MODULE_LICENSE("GPL");
COMPAT_IMPORT_KUNIT_NS();
