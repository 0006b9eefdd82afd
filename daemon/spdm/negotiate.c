// SPDX-License-Identifier: Apache-2.0
/*
 * NEGOTIATE_ALGORITHMS and ALGORITHMS. The two share most of their layout:
 * the response has four bytes more before the base algorithms.
 */
#include "spdm/negotiate.h"

#include <errno.h>
#include <stdbool.h>

#include "spdm/agreed.h"

/* "NEGOTIATE_ALGORITHMS": limits of the whole message. */
#define REQUEST_MAX_1_0 64
#define REQUEST_MAX 128
#define TABLE_LEN 4
#define ALG_COUNT_FIXED 2 /* bytes of AlgSupported, in the high nibble */

static const uint8_t table_types[] = {
	SPDM_ALG_TYPE_DHE,	     SPDM_ALG_TYPE_AEAD,
	SPDM_ALG_TYPE_REQ_BASE_ASYM, SPDM_ALG_TYPE_KEY_SCHEDULE,
	SPDM_ALG_TYPE_REQ_PQC_ASYM,  SPDM_ALG_TYPE_KEM,
};

#define N_TABLE_TYPES (sizeof(table_types) / sizeof(*table_types))

static uint16_t *table_field(struct spdm_algorithms *alg, uint8_t type)
{
	switch (type) {
	case SPDM_ALG_TYPE_DHE:
		return &alg->dhe;
	case SPDM_ALG_TYPE_AEAD:
		return &alg->aead;
	case SPDM_ALG_TYPE_REQ_BASE_ASYM:
		return &alg->req_base_asym;
	case SPDM_ALG_TYPE_KEY_SCHEDULE:
		return &alg->key_schedule;
	case SPDM_ALG_TYPE_REQ_PQC_ASYM:
		return &alg->req_pqc_asym;
	case SPDM_ALG_TYPE_KEM:
		return &alg->kem;
	}
	return NULL;
}

static long encode(void *buf, size_t size, uint8_t version, bool request,
		   const struct spdm_algorithms *m)
{
	struct spdm_algorithms alg = *m;
	uint8_t tables = 0;
	struct buf_writer w;

	for (size_t i = 0; i < N_TABLE_TYPES; i++)
		tables += alg.tables >> table_types[i] & 1;
	if (version == SPDM_VERSION_1_0)
		tables = 0;

	buf_writer_init(&w, buf, size);
	spdm_header_put(&w, version,
			request ? SPDM_NEGOTIATE_ALGORITHMS : SPDM_ALGORITHMS,
			tables, 0);
	buf_put_le16(&w, (request ? 32 : 36) + tables * TABLE_LEN);
	buf_put_u8(&w, alg.measurement_spec);
	buf_put_u8(&w, alg.other_params);
	if (!request)
		buf_put_le32(&w, alg.measurement_hash);
	buf_put_le32(&w, alg.base_asym);
	buf_put_le32(&w, alg.base_hash);
	buf_put_le32(&w, alg.pqc_asym);
	if (request) {
		buf_put_zero(&w, 11); /* reserved, no extended algorithms */
		buf_put_u8(&w, alg.mel_spec);
	} else {
		buf_put_zero(&w, 7);
		buf_put_u8(&w, alg.mel_spec);
		buf_put_zero(&w, 4);
	}
	for (size_t i = 0; tables && i < N_TABLE_TYPES; i++) {
		if (!(alg.tables >> table_types[i] & 1))
			continue;
		buf_put_u8(&w, table_types[i]);
		buf_put_u8(&w, ALG_COUNT_FIXED << 4);
		buf_put_le16(&w, *table_field(&alg, table_types[i]));
	}
	return buf_writer_done(&w);
}

/*
 * An AlgStruct. Types are ascending; unknown ones in a request are a newer
 * requester's and are skipped, as are extended algorithms.
 */
static void get_table(struct buf_reader *r, bool request, uint8_t *previous,
		      struct spdm_algorithms *alg)
{
	uint8_t type = buf_get_u8(r);
	uint8_t count = buf_get_u8(r);
	uint16_t *field = table_field(alg, type);
	uint16_t value;

	if (type <= *previous || count >> 4 != ALG_COUNT_FIXED)
		buf_reader_fail(r);
	if (!request && (!field || count & 0xf))
		buf_reader_fail(r);
	*previous = type;
	value = buf_get_le16(r);
	buf_skip(r, (count & 0xf) * 4);
	if (!field)
		return;
	*field = value;
	alg->tables |= 1u << type;
}

static void get_base(struct buf_reader *r, bool request,
		     struct spdm_algorithms *alg, unsigned int *ret_extended)
{
	alg->measurement_spec = buf_get_u8(r);
	alg->other_params = buf_get_u8(r);
	if (!request)
		alg->measurement_hash = buf_get_le32(r);
	alg->base_asym = buf_get_le32(r);
	alg->base_hash = buf_get_le32(r);
	alg->pqc_asym = buf_get_le32(r);
	if (request) {
		buf_skip(r, 8);
		*ret_extended = buf_get_u8(r);
		*ret_extended += buf_get_u8(r);
		buf_skip(r, 1);
		alg->mel_spec = buf_get_u8(r);
	} else {
		buf_skip(r, 7);
		alg->mel_spec = buf_get_u8(r);
		*ret_extended = buf_get_u8(r);
		*ret_extended += buf_get_u8(r);
		buf_skip(r, 2);
		/* Nothing extended was offered. */
		if (*ret_extended)
			buf_reader_fail(r);
	}
}

static int decode(const void *msg, size_t len, uint8_t version, bool request,
		  struct spdm_algorithms *ret)
{
	size_t max = version == SPDM_VERSION_1_0 ? REQUEST_MAX_1_0 :
						   REQUEST_MAX;
	struct spdm_algorithms alg = { 0 };
	unsigned int extended;
	uint8_t previous = 0;
	struct spdm_header h;
	struct buf_reader r;

	buf_reader_init(&r, msg, len);
	h = spdm_header_expect(&r, version,
			       request ? SPDM_NEGOTIATE_ALGORITHMS :
					 SPDM_ALGORITHMS);
	/* "Length" covers the whole message. */
	if (buf_get_le16(&r) != len || len > max)
		return -EBADMSG;
	get_base(&r, request, &alg, &extended);
	buf_skip(&r, extended * 4);
	if (version == SPDM_VERSION_1_0)
		h.param1 = 0;
	for (unsigned int i = 0; i < h.param1; i++)
		get_table(&r, request, &previous, &alg);
	if (version < SPDM_VERSION_1_3)
		alg.mel_spec = 0;
	if (version < SPDM_VERSION_1_4)
		alg.pqc_asym = 0;
	if (buf_reader_done(&r) < 0)
		return -EBADMSG;
	*ret = alg;
	return 0;
}

long spdm_negotiate_algorithms_encode(void *buf, size_t size, uint8_t version,
				      const struct spdm_algorithms *offer)
{
	return encode(buf, size, version, true, offer);
}

int spdm_negotiate_algorithms_decode(const void *msg, size_t len,
				     uint8_t version,
				     struct spdm_algorithms *ret)
{
	return decode(msg, len, version, true, ret);
}

long spdm_algorithms_encode(void *buf, size_t size, uint8_t version,
			    const struct spdm_algorithms *selection)
{
	return encode(buf, size, version, false, selection);
}

int spdm_algorithms_decode(const void *msg, size_t len, uint8_t version,
			   struct spdm_algorithms *ret)
{
	return decode(msg, len, version, false, ret);
}

static bool one_of(uint32_t selected, uint32_t offered)
{
	return selected && !(selected & (selected - 1)) &&
	       (selected & offered) == selected;
}

static bool none_or_one_of(uint32_t selected, uint32_t offered)
{
	return !selected || one_of(selected, offered);
}

/* What KEY_EXCHANGE needs. */
static const char *check_session(const struct spdm_agreed *a,
				 const struct spdm_algorithms *offer)
{
	const struct spdm_algorithms *s = &a->alg;

	if (!one_of(s->dhe, offer->dhe))
		return "no single offered DHE group selected";
	if (!one_of(s->aead, offer->aead))
		return "no single offered AEAD selected";
	if (!one_of(s->key_schedule, offer->key_schedule))
		return "no offered key schedule selected";
	if (a->version >= SPDM_VERSION_1_2 &&
	    !(s->other_params & SPDM_OTHER_OPAQUE_FMT1))
		return "OpaqueDataFmt1 not selected";
	return NULL;
}

static const char *check_optional(const struct spdm_algorithms *s,
				  const struct spdm_algorithms *offer)
{
	if (!none_or_one_of(s->dhe, offer->dhe))
		return "DHE group selected that was not offered";
	if (!none_or_one_of(s->aead, offer->aead))
		return "AEAD selected that was not offered";
	if (!none_or_one_of(s->req_base_asym, offer->req_base_asym))
		return "requester signature selected that was not offered";
	if (!none_or_one_of(s->key_schedule, offer->key_schedule))
		return "key schedule selected that was not offered";
	if (!none_or_one_of(s->pqc_asym, offer->pqc_asym) ||
	    !none_or_one_of(s->kem, offer->kem) ||
	    !none_or_one_of(s->req_pqc_asym, offer->req_pqc_asym))
		return "post-quantum algorithm selected that was not offered";
	if (!none_or_one_of(s->other_params & 0xf, offer->other_params) ||
	    s->other_params & ~(offer->other_params | 0xf))
		return "opaque data format selected that was not offered";
	return NULL;
}

const char *spdm_algorithms_check(const struct spdm_agreed *a,
				  const struct spdm_algorithms *offer)
{
	const struct spdm_algorithms *s = &a->alg;
	const char *reason;

	reason = check_optional(s, offer);
	if (reason)
		return reason;
	if (!one_of(s->base_hash, offer->base_hash))
		return "no single offered hash selected";
	if (!none_or_one_of(s->base_asym, offer->base_asym) ||
	    (!s->base_asym && a->rsp.flags & SPDM_CAP_CERT))
		return "no single offered signature algorithm selected";
	if (a->rsp.flags & SPDM_CAP_MEAS_MASK) {
		if (!one_of(s->measurement_spec, offer->measurement_spec))
			return "no offered measurement specification selected";
		if (!one_of(s->measurement_hash, UINT32_MAX))
			return "no single measurement hash selected";
	}
	if (spdm_agreed_has(a, SPDM_CAP_KEY_EX))
		return check_session(a, offer);
	return NULL;
}
