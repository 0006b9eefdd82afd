// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a target answers to common command codes, and what they change in it
 * (MIPI I3C 1.1.1, 5.1.9).
 */
#include "../controller.h"
#include "../target.h"

#include <kunit/test.h>
#include <linux/module.h>

#define PID	0x04cc31020304ULL
#define SETAASA	0x29	/* not known to the headers of all kernels */

struct ccc_fixture {
	struct i3c_sim_bus bus;
	struct i3c_sim_target *target;
	struct i3c_sim_target *other;
};

static struct i3c_sim_target *fixture_target(struct kunit *test, u64 pid,
					     u8 addr)
{
	const struct i3c_sim_attach req = {
		.bus = "b", .pid = pid, .bcr = 0x27, .dcr = 0xcc,
		.mrl = 256, .mwl = 128,
	};
	struct ccc_fixture *f = test->priv;
	struct i3c_sim_target *target = i3c_sim_target_new(&req);

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, target);
	target->bus = &f->bus;
	target->dyn_addr = addr;
	f->bus.target_at[addr] = target;
	return target;
}

static int ccc_init(struct kunit *test)
{
	struct ccc_fixture *f = kunit_kzalloc(test, sizeof(*f), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, f);
	test->priv = f;
	mutex_init(&f->bus.wire);
	INIT_LIST_HEAD(&f->bus.targets);
	INIT_LIST_HEAD(&f->bus.logs);
	f->target = fixture_target(test, PID, 0x09);
	f->other = fixture_target(test, PID + 1, 0x0a);
	return 0;
}

static void ccc_exit(struct kunit *test)
{
	struct ccc_fixture *f = test->priv;

	if (f->target)
		i3c_sim_target_free(f->target);
	if (f->other)
		i3c_sim_target_free(f->other);
}

struct get_case {
	const char *name;
	u8 id;
	u8 bcr;
	u16 mrl, mwl, status;
	int ret;
	u8 data[I3C_SIM_CCC_MAX];
};

static const struct get_case get_cases[] = {
	{ "GETPID is six bytes, most significant first", I3C_CCC_GETPID,
	  .ret = 6, .data = { 0x04, 0xcc, 0x31, 0x02, 0x03, 0x04 } },
	{ "GETBCR", I3C_CCC_GETBCR, .bcr = 0x06, .ret = 1, .data = { 0x06 } },
	{ "GETDCR", I3C_CCC_GETDCR, .ret = 1, .data = { 0xcc } },
	{ "GETMRL without IBI payload is two bytes", I3C_CCC_GETMRL,
	  .bcr = 0x02, .mrl = 0x0145, .ret = 2, .data = { 0x01, 0x45 } },
	{ "GETMRL with IBI payload is three bytes", I3C_CCC_GETMRL,
	  .bcr = 0x06, .mrl = 0x0145, .ret = 3,
	  .data = { 0x01, 0x45, I3C_SIM_IBI_MAX } },
	{ "GETMRL of a target without a limit is NACKed", I3C_CCC_GETMRL,
	  .bcr = 0x06, .mrl = 0, .ret = -ENXIO },
	{ "GETMWL", I3C_CCC_GETMWL, .mwl = 0xfffe, .ret = 2,
	  .data = { 0xff, 0xfe } },
	{ "GETMWL of a target without a limit is NACKed", I3C_CCC_GETMWL,
	  .mwl = 0, .ret = -ENXIO },
	{ "GETSTATUS without a packet", I3C_CCC_GETSTATUS, .ret = 2 },
	{ "GETSTATUS with bits of the vendor", I3C_CCC_GETSTATUS,
	  .status = 0xa5e0, .ret = 2, .data = { 0xa5, 0xe0 } },
	{ "GETMXDS of a slow target", I3C_CCC_GETMXDS, .bcr = 0x01, .ret = 2 },
	{ "GETMXDS of a fast target is NACKed", I3C_CCC_GETMXDS, .bcr = 0x06,
	  .ret = -ENXIO },
	{ "GETCAPS with IBI payload", I3C_CCC_GETHDRCAP, .bcr = 0x26, .ret = 4,
	  .data = { 0x00, 0x01, 0x40, 0x00 } },
	{ "GETCAPS without IBI payload", I3C_CCC_GETHDRCAP, .bcr = 0x22,
	  .ret = 4, .data = { 0x00, 0x01, 0x00, 0x00 } },
	{ "GETCAPS of a basic target is NACKed", I3C_CCC_GETHDRCAP,
	  .bcr = 0x06, .ret = -ENXIO },
	{ "GETACCMST is NACKed", I3C_CCC_GETACCMST, .ret = -ENXIO },
	{ "GETXTIME is NACKed", I3C_CCC_GETXTIME, .ret = -ENXIO },
	{ "a vendor code is NACKed", I3C_CCC_VENDOR(0, false), .ret = -ENXIO },
	{ "a SET is no GET", I3C_CCC_SETMRL(false), .ret = -ENXIO },
};

KUNIT_ARRAY_PARAM_DESC(get_cases, get_cases, name);

static void ccc_get_answers_by_table(struct kunit *test)
{
	const struct get_case *c = test->param_value;
	struct ccc_fixture *f = test->priv;
	u8 data[I3C_SIM_CCC_MAX] = { };

	guard(mutex)(&f->bus.wire);
	f->target->bcr = c->bcr;
	f->target->mrl = c->mrl;
	f->target->mwl = c->mwl;
	f->target->status = c->status;

	KUNIT_EXPECT_EQ(test, i3c_sim_ccc_get(f->target, c->id, data), c->ret);
	KUNIT_EXPECT_MEMEQ(test, data, c->data, sizeof(data));
}

static void getstatus_tells_that_a_packet_waits(struct kunit *test)
{
	struct ccc_fixture *f = test->priv;
	struct i3c_sim_packet_buf *packet;
	u8 data[I3C_SIM_CCC_MAX];

	guard(mutex)(&f->bus.wire);
	packet = kzalloc(sizeof(*packet) + 1, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, packet);
	packet->hdr.len = 1;
	KUNIT_ASSERT_EQ(test, i3c_sim_packet_add(f->target, packet), 0);

	KUNIT_EXPECT_EQ(test, i3c_sim_ccc_get(f->target, I3C_CCC_GETSTATUS,
					      data), 2);
	KUNIT_EXPECT_NE(test, I3C_CCC_STATUS_PENDING_INT(data[1]), 0);
}

static int set(struct i3c_sim_target *target, u8 id, u8 a, u8 b, u8 c,
	       unsigned int len)
{
	const u8 data[] = { a, b, c };

	return i3c_sim_ccc_set(target, id, data, len);
}

static void setmrl_changes_what_getmrl_answers(struct kunit *test)
{
	struct ccc_fixture *f = test->priv;
	const u8 want[] = { 0x00, 0x45, 0x08 };
	u8 data[I3C_SIM_CCC_MAX];

	guard(mutex)(&f->bus.wire);
	KUNIT_EXPECT_EQ(test, set(f->target, I3C_CCC_SETMRL(false),
				  0x00, 0x45, 0x08, 3), 0);
	KUNIT_EXPECT_EQ(test, i3c_sim_ccc_get(f->target, I3C_CCC_GETMRL, data),
			3);
	KUNIT_EXPECT_MEMEQ(test, data, want, 3);
}

static void setmrl_of_two_bytes_keeps_the_ibi_limit(struct kunit *test)
{
	struct ccc_fixture *f = test->priv;

	guard(mutex)(&f->bus.wire);
	KUNIT_EXPECT_EQ(test, set(f->target, I3C_CCC_SETMRL(true), 1, 0, 0, 2),
			0);
	KUNIT_EXPECT_EQ(test, f->target->mrl, 0x100);
	KUNIT_EXPECT_EQ(test, f->target->max_ibi, I3C_SIM_IBI_MAX);
}

static void setmrl_below_the_minimum_is_ignored(struct kunit *test)
{
	struct ccc_fixture *f = test->priv;

	guard(mutex)(&f->bus.wire);
	set(f->target, I3C_CCC_SETMRL(false), 0, 16, 0, 2);
	KUNIT_EXPECT_EQ(test, f->target->mrl, 16);
	set(f->target, I3C_CCC_SETMRL(false), 0, 15, 0, 2);
	KUNIT_EXPECT_EQ(test, f->target->mrl, 16);
}

static void setmwl_below_the_minimum_is_ignored(struct kunit *test)
{
	struct ccc_fixture *f = test->priv;

	guard(mutex)(&f->bus.wire);
	set(f->target, I3C_CCC_SETMWL(false), 0, 8, 0, 2);
	KUNIT_EXPECT_EQ(test, f->target->mwl, 8);
	set(f->target, I3C_CCC_SETMWL(false), 0, 7, 0, 2);
	KUNIT_EXPECT_EQ(test, f->target->mwl, 8);
}

static void short_or_unsupported_set_is_nacked(struct kunit *test)
{
	struct ccc_fixture *f = test->priv;
	struct i3c_sim_target *t = f->target;

	guard(mutex)(&f->bus.wire);
	KUNIT_EXPECT_EQ(test, set(t, I3C_CCC_SETMRL(false), 1, 0, 0, 1),
			-ENXIO);
	KUNIT_EXPECT_EQ(test, set(t, I3C_CCC_SETMWL(false), 1, 0, 0, 1),
			-ENXIO);
	KUNIT_EXPECT_EQ(test, set(t, I3C_CCC_ENEC(false), 0, 0, 0, 0), -ENXIO);
	KUNIT_EXPECT_EQ(test, set(t, I3C_CCC_SETNEWDA, 0, 0, 0, 0), -ENXIO);
	KUNIT_EXPECT_EQ(test, set(t, I3C_CCC_SETDASA, 0x20, 0, 0, 1), -ENXIO);
	KUNIT_EXPECT_EQ(test, set(t, I3C_CCC_SETBRGTGT, 0, 0, 0, 1), -ENXIO);

	t->mrl = 0;
	t->mwl = 0;
	KUNIT_EXPECT_EQ(test, set(t, I3C_CCC_SETMRL(false), 1, 0, 0, 2),
			-ENXIO);
	KUNIT_EXPECT_EQ(test, set(t, I3C_CCC_SETMWL(false), 1, 0, 0, 2),
			-ENXIO);
}

static void enec_and_disec_change_named_events_only(struct kunit *test)
{
	struct ccc_fixture *f = test->priv;

	guard(mutex)(&f->bus.wire);
	set(f->target, I3C_CCC_DISEC(false), I3C_CCC_EVENT_SIR, 0, 0, 1);
	KUNIT_EXPECT_EQ(test, f->target->events_enabled,
			I3C_CCC_EVENT_MR | I3C_CCC_EVENT_HJ);
	set(f->target, I3C_CCC_DISEC(true), I3C_CCC_EVENT_HJ, 0, 0, 1);
	set(f->target, I3C_CCC_ENEC(true), I3C_CCC_EVENT_SIR, 0, 0, 1);
	KUNIT_EXPECT_EQ(test, f->target->events_enabled,
			I3C_CCC_EVENT_MR | I3C_CCC_EVENT_SIR);
}

static void setnewda_moves_the_target_to_a_free_address(struct kunit *test)
{
	struct ccc_fixture *f = test->priv;

	guard(mutex)(&f->bus.wire);
	KUNIT_EXPECT_EQ(test, set(f->target, I3C_CCC_SETNEWDA, 0x30 << 1, 0, 0,
				  1), 0);
	KUNIT_EXPECT_EQ(test, f->target->dyn_addr, 0x30);
	KUNIT_EXPECT_EQ(test, f->target->events.len, 1);
}

static void setnewda_to_a_taken_address_is_nacked(struct kunit *test)
{
	struct ccc_fixture *f = test->priv;

	guard(mutex)(&f->bus.wire);
	KUNIT_EXPECT_EQ(test, set(f->target, I3C_CCC_SETNEWDA,
				  f->other->dyn_addr << 1, 0, 0, 1), -ENXIO);
	KUNIT_EXPECT_EQ(test, f->target->dyn_addr, 0x09);
}

static void rstdaa_takes_the_address(struct kunit *test)
{
	struct ccc_fixture *f = test->priv;

	guard(mutex)(&f->bus.wire);
	KUNIT_EXPECT_EQ(test, i3c_sim_ccc_set(f->target, I3C_CCC_RSTDAA(true),
					      NULL, 0), 0);
	KUNIT_EXPECT_EQ(test, f->target->dyn_addr, 0);
	KUNIT_EXPECT_EQ(test, f->other->dyn_addr, 0x0a);
}

static void static_address_is_good_for_the_first_assignment(struct kunit *test)
{
	struct ccc_fixture *f = test->priv;
	struct i3c_sim_target *t = f->target;

	guard(mutex)(&f->bus.wire);
	list_add(&t->node, &f->bus.targets);
	t->static_addr = 0x50;
	KUNIT_EXPECT_PTR_EQ(test, i3c_sim_target_by_static(&f->bus, 0x50), t);
	KUNIT_EXPECT_NULL(test, i3c_sim_target_by_static(&f->bus, 0x51));
	KUNIT_EXPECT_NULL(test, i3c_sim_target_by_static(&f->bus, 0));

	KUNIT_EXPECT_EQ(test, set(t, I3C_CCC_SETDASA, 0x20 << 1, 0, 0, 1),
			-ENXIO);
	set(t, I3C_CCC_RSTDAA(true), 0, 0, 0, 0);
	KUNIT_EXPECT_EQ(test, set(t, I3C_CCC_SETDASA, 0x20 << 1, 0, 0, 1), 0);
	KUNIT_EXPECT_EQ(test, t->dyn_addr, 0x20);
	KUNIT_EXPECT_FALSE(test, t->hotjoin_pending);
}

static void setaasa_makes_the_static_address_the_dynamic(struct kunit *test)
{
	struct ccc_fixture *f = test->priv;
	struct i3c_sim_target *t = f->target;

	guard(mutex)(&f->bus.wire);
	set(t, I3C_CCC_RSTDAA(true), 0, 0, 0, 0);
	KUNIT_EXPECT_EQ(test, set(t, SETAASA, 0, 0, 0, 0), -ENXIO);
	t->static_addr = 0x50;
	KUNIT_EXPECT_EQ(test, set(t, SETAASA, 0, 0, 0, 0), 0);
	KUNIT_EXPECT_EQ(test, t->dyn_addr, 0x50);
}

static struct kunit_case ccc_cases[] = {
	KUNIT_CASE_PARAM(ccc_get_answers_by_table, get_cases_gen_params),
	KUNIT_CASE(getstatus_tells_that_a_packet_waits),
	KUNIT_CASE(setmrl_changes_what_getmrl_answers),
	KUNIT_CASE(setmrl_of_two_bytes_keeps_the_ibi_limit),
	KUNIT_CASE(setmrl_below_the_minimum_is_ignored),
	KUNIT_CASE(setmwl_below_the_minimum_is_ignored),
	KUNIT_CASE(short_or_unsupported_set_is_nacked),
	KUNIT_CASE(enec_and_disec_change_named_events_only),
	KUNIT_CASE(setnewda_moves_the_target_to_a_free_address),
	KUNIT_CASE(setnewda_to_a_taken_address_is_nacked),
	KUNIT_CASE(rstdaa_takes_the_address),
	KUNIT_CASE(static_address_is_good_for_the_first_assignment),
	KUNIT_CASE(setaasa_makes_the_static_address_the_dynamic),
	{ }
};

static struct kunit_suite ccc_suite = {
	.name = "i3c_sim_ccc",
	.init = ccc_init,
	.exit = ccc_exit,
	.test_cases = ccc_cases,
};

kunit_test_suite(ccc_suite);

MODULE_DESCRIPTION("KUnit suite: common command codes of simulated targets");
MODULE_LICENSE("GPL");
COMPAT_IMPORT_KUNIT_NS();
