// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a controller takes in one call (batch.c), and how far a call got that
 * failed (xfer.c).
 */
#include "../mctp-i3c.h"

#include <kunit/test.h>

#define LEN	69

/* A controller with queues of so many commands and 32-bit words. */
struct controller {
	unsigned int commands;
	unsigned int words;
};

static bool takes(const struct controller *ctrl, unsigned int n,
		  unsigned int len)
{
	return n <= ctrl->commands && n * DIV_ROUND_UP(len, 4) <= ctrl->words;
}

/* The driver's way: half of what was refused, twice what was taken. */
static unsigned int settle(struct mctp_i3c_batch *batch,
			   const struct controller *ctrl, unsigned int len,
			   unsigned int *refusals)
{
	unsigned int window = MCTP_I3C_BATCH_MAX, n = 0, calls;

	*refusals = 0;
	for (calls = 0; calls < 64; calls++) {
		for (n = window; !mctp_i3c_batch_fits(batch, n, n * len); n--)
			;
		if (takes(ctrl, n, len)) {
			mctp_i3c_batch_set_taken(batch, n, n * len);
			window = min(2 * window, MCTP_I3C_BATCH_MAX);
		} else {
			mctp_i3c_batch_set_refused(batch, n, n * len);
			window = n / 2;
			*refusals += 1;
		}
	}
	return n;
}

static void first_call_may_have_any_number_up_to_the_limit(struct kunit *test)
{
	struct mctp_i3c_batch batch;

	mctp_i3c_batch_init(&batch);
	KUNIT_EXPECT_TRUE(test, mctp_i3c_batch_fits(&batch, 1, LEN));
	KUNIT_EXPECT_TRUE(test, mctp_i3c_batch_fits(&batch, MCTP_I3C_BATCH_MAX,
						    MCTP_I3C_FLOW_QUANTUM));
	KUNIT_EXPECT_FALSE(test, mctp_i3c_batch_fits(&batch,
						     MCTP_I3C_BATCH_MAX + 1,
						     LEN));
}

static void refused_call_is_not_tried_again(struct kunit *test)
{
	struct mctp_i3c_batch batch;

	mctp_i3c_batch_init(&batch);
	mctp_i3c_batch_set_refused(&batch, 8, 8 * LEN);
	KUNIT_EXPECT_FALSE(test, mctp_i3c_batch_fits(&batch, 8, 8 * LEN));
	KUNIT_EXPECT_FALSE(test, mctp_i3c_batch_fits(&batch, 9, 8 * LEN));
	KUNIT_EXPECT_TRUE(test, mctp_i3c_batch_fits(&batch, 8, 8 * LEN - 1));
	KUNIT_EXPECT_TRUE(test, mctp_i3c_batch_fits(&batch, 7, 8 * LEN));
}

static void one_packet_can_always_be_tried(struct kunit *test)
{
	struct mctp_i3c_batch batch;

	mctp_i3c_batch_init(&batch);
	mctp_i3c_batch_set_refused(&batch, 2, 0);
	mctp_i3c_batch_set_refused(&batch, 1, 0);
	KUNIT_EXPECT_FALSE(test, mctp_i3c_batch_fits(&batch, 2, 0));
	KUNIT_EXPECT_TRUE(test, mctp_i3c_batch_fits(&batch, 1,
						    MCTP_I3C_XFER_MAX));
}

static void refusal_of_few_bytes_is_one_of_the_number(struct kunit *test)
{
	struct mctp_i3c_batch batch;

	mctp_i3c_batch_init(&batch);
	mctp_i3c_batch_set_taken(&batch, 2, 1000);
	mctp_i3c_batch_set_refused(&batch, 4, 501);
	KUNIT_EXPECT_TRUE(test, mctp_i3c_batch_fits(&batch, 4, 500));
	mctp_i3c_batch_set_refused(&batch, 4, 500);
	KUNIT_EXPECT_FALSE(test, mctp_i3c_batch_fits(&batch, 4, 20));
	KUNIT_EXPECT_TRUE(test, mctp_i3c_batch_fits(&batch, 3, 1000));
}

struct settle_case {
	const char *name;
	struct controller ctrl;
	unsigned int len;
	unsigned int n;
	unsigned int refusals;	/* at most */
};

static const struct settle_case settle_cases[] = {
	{ "any", { 255, 65536 }, LEN, 16, 0 },
	{ "dw-i3c", { 16, 64 }, LEN, 3, 4 },
	{ "dw-i3c, short packets", { 16, 64 }, 8, 16, 0 },
	{ "dw-i3c, a packet fills it", { 16, 64 }, 256, 1, 4 },
	{ "four commands", { 4, 65536 }, LEN, 4, 6 },
	{ "one command", { 1, 65536 }, LEN, 1, 5 },
};

static void settle_desc(const struct settle_case *param, char *desc)
{
	strscpy(desc, param->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(settle, settle_cases, settle_desc);

static void calls_settle_at_what_the_controller_takes(struct kunit *test)
{
	const struct settle_case *param = test->param_value;
	struct mctp_i3c_batch batch;
	unsigned int refusals;

	mctp_i3c_batch_init(&batch);
	KUNIT_EXPECT_EQ(test, param->n, settle(&batch, &param->ctrl, param->len,
					       &refusals));
	KUNIT_EXPECT_LE(test, refusals, param->refusals);
	/* and what was learnt from these holds for others */
	settle(&batch, &param->ctrl, 4, &refusals);
	settle(&batch, &param->ctrl, param->len, &refusals);
	KUNIT_EXPECT_EQ(test, 0, refusals);
}

#define N	4
#define KEPT	U16_MAX		/* the controller left the length alone */

struct progress_case {
	const char *name;
	int rc;
	u16 lens[N];
	u8 errs[N];
	enum mctp_i3c_outcome outcome;
	unsigned int written;
	unsigned int unknown;
};

static const struct progress_case progress_cases[] = {
	{ "all is well, lengths or not", 0,
	  { KEPT, KEPT, KEPT, KEPT }, {}, MCTP_I3C_DONE, N, 0 },
	{ "arbitration, nothing told", -EAGAIN,
	  { KEPT, KEPT, KEPT, KEPT }, {}, MCTP_I3C_ARBITRATION, 0, 0 },
	{ "arbitration after two", -EAGAIN,
	  { LEN, LEN, KEPT, KEPT }, {}, MCTP_I3C_ARBITRATION, 2, 0 },
	{ "refused, too many", -EOPNOTSUPP,
	  { KEPT, KEPT, KEPT, KEPT }, {}, MCTP_I3C_REFUSED, 0, 0 },
	{ "refused in the midst of it", -EINVAL,
	  { LEN, KEPT, KEPT, KEPT }, {}, MCTP_I3C_FAILED, 1, 1 },
	{ "no acknowledge of the first, by its error", -EIO,
	  { KEPT, KEPT, KEPT, KEPT }, { I3C_ERROR_M2 }, MCTP_I3C_NACK, 0, 0 },
	{ "no acknowledge of the third, by its error", -EIO,
	  { KEPT, KEPT, KEPT, KEPT }, { 0, 0, I3C_ERROR_M2 },
	  MCTP_I3C_NACK, 2, 0 },
	{ "no acknowledge, by lengths", -ENXIO,
	  { LEN, LEN, LEN, KEPT }, {}, MCTP_I3C_NACK, 3, 0 },
	{ "no acknowledge, by a length of 0", -ENXIO,
	  { LEN, 0, KEPT, KEPT }, {}, MCTP_I3C_NACK, 1, 0 },
	{ "no acknowledge of the last tried, all lengths 0", -ENXIO,
	  { 0, 0, KEPT, KEPT }, {}, MCTP_I3C_NACK, 1, 0 },
	{ "no acknowledge, all lengths 0: which one?", -ENXIO,
	  { 0, 0, 0, 0 }, {}, MCTP_I3C_FAILED, 0, N },
	{ "no acknowledge, nothing told", -ENXIO,
	  { KEPT, KEPT, KEPT, KEPT }, {}, MCTP_I3C_FAILED, 0, N },
	{ "no acknowledge, as an older core has it", I3C_ERROR_M2,
	  { LEN, KEPT, KEPT, KEPT }, {}, MCTP_I3C_NACK, 1, 0 },
	{ "parity error of the second, by its error", -EIO,
	  { KEPT, KEPT, KEPT, KEPT }, { 0, I3C_ERROR_M0 },
	  MCTP_I3C_FAILED, 1, 1 },
	{ "written in part", -EIO,
	  { LEN, LEN / 2, KEPT, KEPT }, {}, MCTP_I3C_FAILED, 1, 1 },
	{ "failed, nothing told", -EIO,
	  { KEPT, KEPT, KEPT, KEPT }, {}, MCTP_I3C_FAILED, 0, N },
	{ "timed out, all lengths told", -ETIMEDOUT,
	  { LEN, LEN, LEN, LEN }, {}, MCTP_I3C_FAILED, 0, N },
	{ "queue overrun, nothing told", -ENOSPC,
	  { KEPT, KEPT, KEPT, KEPT }, {}, MCTP_I3C_FAILED, 0, N },
};

static void progress_desc(const struct progress_case *param, char *desc)
{
	strscpy(desc, param->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(progress, progress_cases, progress_desc);

static void failed_call_tells_what_was_written(struct kunit *test)
{
	const struct progress_case *param = test->param_value;
	struct mctp_i3c_progress progress;
	struct i3c_xfer xfers[N] = {};
	unsigned int i;

	for (i = 0; i < N; i++) {
		xfers[i].len = LEN;
		xfers[i].actual_len = param->lens[i];
		xfers[i].err = param->errs[i];
	}
	progress = mctp_i3c_xfer_progress(xfers, N, param->rc);
	KUNIT_EXPECT_EQ(test, param->outcome, progress.outcome);
	KUNIT_EXPECT_EQ(test, param->written, progress.written);
	KUNIT_EXPECT_EQ(test, param->unknown, progress.unknown);
	KUNIT_EXPECT_EQ(test, param->rc == -ENOSPC, progress.overrun);
}

static void single_write_is_the_one_that_failed(struct kunit *test)
{
	struct i3c_xfer xfer = { .len = LEN, .actual_len = KEPT };
	struct mctp_i3c_progress progress;

	progress = mctp_i3c_xfer_progress(&xfer, 1, -EIO);
	KUNIT_EXPECT_EQ(test, MCTP_I3C_FAILED, progress.outcome);
	KUNIT_EXPECT_EQ(test, 1, progress.unknown);
	progress = mctp_i3c_xfer_progress(&xfer, 1, -ENXIO);
	KUNIT_EXPECT_EQ(test, MCTP_I3C_NACK, progress.outcome);
	KUNIT_EXPECT_EQ(test, 0, progress.unknown);
	progress = mctp_i3c_xfer_progress(&xfer, 1, -EOPNOTSUPP);
	KUNIT_EXPECT_EQ(test, MCTP_I3C_REFUSED, progress.outcome);
}

static struct kunit_case batch_cases[] = {
	KUNIT_CASE(first_call_may_have_any_number_up_to_the_limit),
	KUNIT_CASE(refused_call_is_not_tried_again),
	KUNIT_CASE(one_packet_can_always_be_tried),
	KUNIT_CASE(refusal_of_few_bytes_is_one_of_the_number),
	KUNIT_CASE_PARAM(calls_settle_at_what_the_controller_takes,
			 settle_gen_params),
	KUNIT_CASE_PARAM(failed_call_tells_what_was_written,
			 progress_gen_params),
	KUNIT_CASE(single_write_is_the_one_that_failed),
	{}
};

static struct kunit_suite batch_suite = {
	.name = "mctp_i3c_batch",
	.test_cases = batch_cases,
};

kunit_test_suite(batch_suite);

MODULE_DESCRIPTION("KUnit tests of writes in one call of the controller");
MODULE_LICENSE("GPL");
COMPAT_IMPORT_KUNIT_NS();
