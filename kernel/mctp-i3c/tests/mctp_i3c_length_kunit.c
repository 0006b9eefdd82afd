// SPDX-License-Identifier: GPL-2.0-only
/*
 * How long a read was (length.c): controllers that tell in one field, in the
 * other, in both or in none, and targets that try to make one pass for another.
 */
#include "../length.h"

#include <kunit/test.h>

#include "../wire.h"

#define ADDR	0x09
#define WANT	69

enum teller {
	KIND_LEN,
	KIND_ACTUAL_LEN,
	KIND_BOTH,
	KIND_NONE,
	NUM_KINDS,
};

static const char * const kind_names[NUM_KINDS] = {
	"len", "actual_len", "both", "none",
};

struct fixture {
	struct mctp_i3c_length length;
	u8 frame[MCTP_I3C_XFER_MAX];
	u8 fill;	/* what the packets have in them */
};

static int length_init(struct kunit *test)
{
	struct fixture *f = kunit_kzalloc(test, sizeof(*f), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, f);
	mctp_i3c_length_init(&f->length);
	test->priv = f;
	return 0;
}

static struct i3c_xfer told(enum teller kind, void *frame, unsigned int want,
			    unsigned int len)
{
	struct i3c_xfer xfer = { .rnw = 1, .len = want, .data.in = frame };

	if (kind == KIND_LEN || kind == KIND_BOTH)
		xfer.len = len;
	if (kind == KIND_ACTUAL_LEN || kind == KIND_BOTH)
		xfer.actual_len = len;
	return xfer;
}

/* A frame of @len bytes, with a good PEC if it has room for one. */
static int read_frame(struct fixture *f, enum teller kind, unsigned int want,
		      unsigned int len)
{
	struct i3c_xfer xfer = told(kind, f->frame, want, len);

	mctp_i3c_length_prepare(&f->length, f->frame, want);
	if (len)
		memset(f->frame, f->fill++, len);
	if (len > MCTP_I3C_PEC_LEN)
		f->frame[len - 1] = mctp_i3c_pec(ADDR, true, f->frame,
						 len - 1);
	return mctp_i3c_length_take(&f->length, &xfer, want, ADDR);
}

static void kind_to_desc(const enum teller *kind, char *desc)
{
	strscpy(desc, kind_names[*kind], KUNIT_PARAM_DESC_SIZE);
}

static const enum teller telling[] = { KIND_LEN, KIND_ACTUAL_LEN, KIND_BOTH };

KUNIT_ARRAY_PARAM(telling, telling, kind_to_desc);

static void length_is_what_the_controller_tells(struct kunit *test)
{
	const enum teller kind = *(const enum teller *)test->param_value;
	struct fixture *f = test->priv;
	unsigned int len;

	for (len = WANT; len; len--)
		KUNIT_EXPECT_EQ(test, read_frame(f, kind, WANT, len), len);
	KUNIT_EXPECT_EQ(test, read_frame(f, kind, WANT, 0), 0);
	KUNIT_EXPECT_EQ(test, read_frame(f, kind, WANT, WANT), WANT);
	KUNIT_EXPECT_EQ(test, read_frame(f, kind, WANT, WANT + 1), WANT + 1);
	KUNIT_EXPECT_NE(test, f->length.state, MCTP_I3C_LENGTH_NEVER);
}

static void first_read_of_nothing_is_no_proof(struct kunit *test)
{
	const enum teller kind = *(const enum teller *)test->param_value;
	struct fixture *f = test->priv;

	KUNIT_EXPECT_EQ(test, read_frame(f, kind, WANT, 0), 0);
	KUNIT_EXPECT_EQ(test, read_frame(f, kind, WANT, 20), 20);
}

static void full_frames_need_no_proof(struct kunit *test)
{
	struct fixture *f = test->priv;
	unsigned int i;

	for (i = 0; i < 300; i++)
		KUNIT_EXPECT_EQ(test, read_frame(f, KIND_NONE, WANT, WANT),
				WANT);
	KUNIT_EXPECT_EQ(test, f->length.state, MCTP_I3C_LENGTH_UNKNOWN);
}

static void controller_that_never_tells_is_refused(struct kunit *test)
{
	struct fixture *f = test->priv;
	unsigned int len;

	for (len = MCTP_I3C_XFER_MIN;
	     len <= WANT - MCTP_I3C_LENGTH_PATTERN; len++) {
		mctp_i3c_length_init(&f->length);
		KUNIT_EXPECT_EQ(test, read_frame(f, KIND_NONE, WANT, len),
				-EPROTO);
		KUNIT_EXPECT_EQ(test, f->length.state, MCTP_I3C_LENGTH_NEVER);
	}
	/* for good */
	KUNIT_EXPECT_EQ(test, read_frame(f, KIND_BOTH, WANT, 20), -EPROTO);
}

static void too_little_left_is_no_proof(struct kunit *test)
{
	struct fixture *f = test->priv;
	unsigned int len;

	for (len = WANT - MCTP_I3C_LENGTH_PATTERN + 1; len < WANT; len++) {
		/* bytes of the frame may look like the pattern */
		do {
			mctp_i3c_length_init(&f->length);
			read_frame(f, KIND_NONE, WANT, len);
		} while (f->frame[len - 1] ==
			 f->length.pattern[(len - 1) %
					   MCTP_I3C_LENGTH_PATTERN]);
		KUNIT_EXPECT_EQ(test, f->length.state,
				MCTP_I3C_LENGTH_UNKNOWN);
	}
}

static void longest_frames_are_told_apart(struct kunit *test)
{
	struct fixture *f = test->priv;

	KUNIT_EXPECT_EQ(test, read_frame(f, KIND_NONE, MCTP_I3C_XFER_MAX,
					 MCTP_I3C_XFER_MAX),
			MCTP_I3C_XFER_MAX);
	KUNIT_EXPECT_EQ(test, read_frame(f, KIND_NONE, MCTP_I3C_XFER_MAX, 9),
			-EPROTO);
}

/* A wrong PEC must not have the bus refused, however the frame ends. */
static void damaged_frame_is_no_proof(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct i3c_xfer xfer = told(KIND_NONE, f->frame, WANT, WANT);
	unsigned int len;

	for (len = 1; len <= WANT - MCTP_I3C_LENGTH_PATTERN; len++) {
		unsigned int i;

		mctp_i3c_length_prepare(&f->length, f->frame, WANT);
		memset(f->frame, len, len);
		/* in no length that is looked at */
		for (i = 0; i < 256; i++) {
			f->frame[0] = i;
			if (mctp_i3c_frame_check(ADDR, f->frame, len) < 0 &&
			    mctp_i3c_frame_check(ADDR, f->frame, len + 1) < 0 &&
			    mctp_i3c_frame_check(ADDR, f->frame, len + 2) < 0 &&
			    f->frame[len - 1] != f->length.pattern
				[(len - 1) % MCTP_I3C_LENGTH_PATTERN])
				break;
		}
		if (i == 256)
			continue;
		KUNIT_EXPECT_EQ(test,
				mctp_i3c_length_take(&f->length, &xfer, WANT,
						     ADDR), -EBADMSG);
	}
	KUNIT_EXPECT_EQ(test, f->length.state, MCTP_I3C_LENGTH_UNKNOWN);
}

/* Every frame ends with zeroes: they are data, not what was not written. */
static void target_cannot_guess_the_pattern(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct i3c_xfer xfer = told(KIND_LEN, f->frame, WANT, WANT);
	unsigned int byte;

	for (byte = 0; byte < 256; byte++) {
		mctp_i3c_length_prepare(&f->length, f->frame, WANT);
		memset(f->frame, byte, WANT);
		f->frame[19] = mctp_i3c_pec(ADDR, true, f->frame, 19);
		KUNIT_EXPECT_EQ(test,
				mctp_i3c_length_take(&f->length, &xfer, WANT,
						     ADDR), WANT);
	}
	KUNIT_EXPECT_EQ(test, f->length.state, MCTP_I3C_LENGTH_UNKNOWN);
}

static void old_frame_is_not_read_twice(struct kunit *test)
{
	struct fixture *f = test->priv;
	struct i3c_xfer xfer = told(KIND_ACTUAL_LEN, f->frame, WANT, 0);

	KUNIT_EXPECT_EQ(test, read_frame(f, KIND_NONE, WANT, WANT), WANT);
	/* success, and nothing was read: the buffer has what was before */
	mctp_i3c_length_prepare(&f->length, f->frame, WANT);
	KUNIT_EXPECT_EQ(test, mctp_i3c_length_take(&f->length, &xfer, WANT,
						   ADDR), 0);
}

static struct kunit_case length_cases[] = {
	KUNIT_CASE_PARAM(length_is_what_the_controller_tells,
			 telling_gen_params),
	KUNIT_CASE_PARAM(first_read_of_nothing_is_no_proof,
			 telling_gen_params),
	KUNIT_CASE(full_frames_need_no_proof),
	KUNIT_CASE(controller_that_never_tells_is_refused),
	KUNIT_CASE(too_little_left_is_no_proof),
	KUNIT_CASE(longest_frames_are_told_apart),
	KUNIT_CASE(damaged_frame_is_no_proof),
	KUNIT_CASE(target_cannot_guess_the_pattern),
	KUNIT_CASE(old_frame_is_not_read_twice),
	{}
};

static struct kunit_suite length_suite = {
	.name = "mctp_i3c_length",
	.init = length_init,
	.test_cases = length_cases,
};

kunit_test_suite(length_suite);

MODULE_DESCRIPTION("KUnit tests of how the I3C binding learns lengths");
MODULE_LICENSE("GPL");
COMPAT_IMPORT_KUNIT_NS();
