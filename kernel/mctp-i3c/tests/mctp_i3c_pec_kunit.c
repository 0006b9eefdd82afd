// SPDX-License-Identifier: GPL-2.0-only
/*
 * The packet error code, the check of a frame that was read, the transfer
 * lengths and the synthetic header (wire.h).
 */
#include "../wire.h"

#include <kunit/test.h>

struct pec_vector {
	const char *what;
	u8 dyn_addr;
	bool read;
	u8 packet[16];
	size_t len;
	u8 pec;
};

/* Computed by hand or with an independent program, polynomial 0x07. */
static const struct pec_vector pec_vectors[] = {
	/* CRC-8 of "123456789" is 0xf4: address byte '1' = 0x18 << 1 | 1 */
	{ "check value", 0x18, true, "23456789", 8, 0xf4 },
	/* two bytes 0x01 0x00: 0x07, then 0x07 shifted through 8 zero bits */
	{ "one zero byte, read from 0", 0, true, { 0 }, 1, 0x15 },
	{ "nothing, write to 0", 0, false, { 0 }, 0, 0x00 },
	{ "nothing, read from 0", 0, true, { 0 }, 0, 0x07 },
	{ "get EID, written to 9", 0x09, false,
	  { 0x01, 0x0a, 0x08, 0xc8, 0x00, 0x80, 0x02 }, 7, 0x68 },
	{ "get EID, read from 9", 0x09, true,
	  { 0x01, 0x0a, 0x08, 0xc8, 0x00, 0x80, 0x02 }, 7, 0x7b },
};

static void pec_vector_describe(const struct pec_vector *vector, char *desc)
{
	strscpy(desc, vector->what, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(pec_vector, pec_vectors, pec_vector_describe);

static void pec_matches_known_value(struct kunit *test)
{
	const struct pec_vector *v = test->param_value;

	KUNIT_EXPECT_EQ(test, v->pec,
			mctp_i3c_pec(v->dyn_addr, v->read, v->packet, v->len));
}

/* A frame as a target with address 9 sends it. */
static const u8 good_frame[] = {
	0x01, 0x0a, 0x08, 0xc8, 0x00, 0x80, 0x02, 0x7b
};

static void frame_with_good_pec_passes(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, (int)sizeof(good_frame) - 1,
			mctp_i3c_frame_check(0x09, good_frame,
					     sizeof(good_frame)));
}

static void frame_with_any_bit_flipped_is_refused(struct kunit *test)
{
	u8 frame[sizeof(good_frame)];
	unsigned int bit;

	for (bit = 0; bit < 8 * sizeof(frame); bit++) {
		memcpy(frame, good_frame, sizeof(frame));
		frame[bit / 8] ^= 1 << bit % 8;
		KUNIT_EXPECT_EQ_MSG(test, -EBADMSG,
				    mctp_i3c_frame_check(0x09, frame,
							 sizeof(frame)),
				    "bit %u", bit);
	}
}

static void frame_from_any_other_address_is_refused(struct kunit *test)
{
	unsigned int addr;

	for (addr = 0; addr < 0x80; addr++)
		if (addr != 0x09)
			KUNIT_EXPECT_EQ_MSG(test, -EBADMSG,
					    mctp_i3c_frame_check(addr, good_frame,
								 sizeof(good_frame)),
					    "address %u", addr);
}

static void frame_cut_anywhere_is_refused(struct kunit *test)
{
	size_t len;
	int want;

	for (len = 0; len < sizeof(good_frame); len++) {
		want = len < MCTP_I3C_XFER_MIN ? -EMSGSIZE : -EBADMSG;
		KUNIT_EXPECT_EQ_MSG(test, want,
				    mctp_i3c_frame_check(0x09, good_frame, len),
				    "length %zu", len);
	}
}

static void frame_with_a_bare_header_passes(struct kunit *test)
{
	u8 frame[MCTP_I3C_XFER_MIN] = { 0x01, 0x08, 0x09, 0xc0 };

	frame[MCTP_I3C_HDR_LEN] = mctp_i3c_pec(0x2a, true, frame,
					       MCTP_I3C_HDR_LEN);
	KUNIT_EXPECT_EQ(test, MCTP_I3C_HDR_LEN,
			mctp_i3c_frame_check(0x2a, frame, sizeof(frame)));
}

static void unknown_length_means_baseline(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, 69, mctp_i3c_xfer_len(0));
	KUNIT_EXPECT_EQ(test, 69,
			mctp_i3c_xfer_len(MCTP_I3C_XFER_MIN - 1));
}

static void reported_length_is_kept_up_to_the_limit(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, MCTP_I3C_XFER_MIN,
			mctp_i3c_xfer_len(MCTP_I3C_XFER_MIN));
	KUNIT_EXPECT_EQ(test, 256, mctp_i3c_xfer_len(256));
	KUNIT_EXPECT_EQ(test, MCTP_I3C_XFER_MAX,
			mctp_i3c_xfer_len(MCTP_I3C_XFER_MAX));
	KUNIT_EXPECT_EQ(test, MCTP_I3C_XFER_MAX,
			mctp_i3c_xfer_len(MCTP_I3C_XFER_MAX + 1));
	KUNIT_EXPECT_EQ(test, MCTP_I3C_XFER_MAX, mctp_i3c_xfer_len(0xffff));
}

static void header_holds_addresses_big_endian(struct kunit *test)
{
	static const u8 want[] = {
		0x04, 0xcc, 0x12, 0x34, 0x56, 0x78,
		0x00, 0x00, 0x00, 0x00, 0x00, 0x01,
	};
	struct mctp_i3c_hdr hdr;

	mctp_i3c_hdr_set(&hdr, 0x04cc12345678, 1);
	KUNIT_EXPECT_MEMEQ(test, &hdr, want, sizeof(want));
	KUNIT_EXPECT_EQ(test, 0x04cc12345678, mctp_i3c_hdr_dest(&hdr));
}

static void header_drops_bits_beyond_an_address(struct kunit *test)
{
	struct mctp_i3c_hdr hdr;

	mctp_i3c_hdr_set(&hdr, 0xffff000000000001, 0);
	KUNIT_EXPECT_EQ(test, 1, mctp_i3c_hdr_dest(&hdr));
}

static struct kunit_case pec_cases[] = {
	KUNIT_CASE_PARAM(pec_matches_known_value, pec_vector_gen_params),
	KUNIT_CASE(frame_with_good_pec_passes),
	KUNIT_CASE(frame_with_any_bit_flipped_is_refused),
	KUNIT_CASE(frame_from_any_other_address_is_refused),
	KUNIT_CASE(frame_cut_anywhere_is_refused),
	KUNIT_CASE(frame_with_a_bare_header_passes),
	KUNIT_CASE(unknown_length_means_baseline),
	KUNIT_CASE(reported_length_is_kept_up_to_the_limit),
	KUNIT_CASE(header_holds_addresses_big_endian),
	KUNIT_CASE(header_drops_bits_beyond_an_address),
	{}
};

static struct kunit_suite pec_suite = {
	.name = "mctp_i3c_pec",
	.test_cases = pec_cases,
};

kunit_test_suite(pec_suite);

MODULE_DESCRIPTION("KUnit tests of the I3C binding's wire format");
MODULE_LICENSE("GPL");
