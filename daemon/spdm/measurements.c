// SPDX-License-Identifier: Apache-2.0
/*
 * GET_MEASUREMENTS and MEASUREMENTS.
 */
#include "spdm/measurements.h"

#include <errno.h>

#include "spdm/agreed.h"

/* Param1 of the request. */
#define SIGNATURE_REQUESTED 0x01
#define RAW_REQUESTED 0x02
#define NEW_REQUESTED 0x04

/* Param2 of the response. */
#define SLOT_MASK 0x0f
#define CHANGED_SHIFT 4
#define CHANGED_MASK 0x03

/* DMTFSpecMeasurementValueType */
#define VALUE_RAW 0x80
#define VALUE_HEADER_LEN 3

long spdm_get_measurements_encode(void *buf, size_t size,
				  const struct spdm_agreed *agreed,
				  const struct spdm_get_measurements *m)
{
	uint8_t attributes = 0;
	struct buf_writer w;

	if (m->sign)
		attributes |= SIGNATURE_REQUESTED;
	if (m->raw && agreed->version >= SPDM_VERSION_1_2)
		attributes |= RAW_REQUESTED;
	if (m->fresh && agreed->version >= SPDM_VERSION_1_3)
		attributes |= NEW_REQUESTED;

	buf_writer_init(&w, buf, size);
	spdm_header_put(&w, agreed->version, SPDM_GET_MEASUREMENTS, attributes,
			m->operation);
	if (m->sign) {
		buf_put_bytes(&w, m->nonce, sizeof(m->nonce));
		if (agreed->version >= SPDM_VERSION_1_1)
			buf_put_u8(&w, m->slot);
	}
	if (spdm_agreed_has_context(agreed))
		buf_put_bytes(&w, m->context, sizeof(m->context));
	return buf_writer_done(&w);
}

int spdm_get_measurements_decode(const void *msg, size_t len,
				 const struct spdm_agreed *agreed,
				 struct spdm_get_measurements *ret)
{
	struct spdm_get_measurements m = { 0 };
	struct spdm_header h;
	struct buf_reader r;

	buf_reader_init(&r, msg, len);
	h = spdm_header_expect(&r, agreed->version, SPDM_GET_MEASUREMENTS);
	m.sign = h.param1 & SIGNATURE_REQUESTED;
	m.raw = agreed->version >= SPDM_VERSION_1_2 && h.param1 & RAW_REQUESTED;
	m.fresh = agreed->version >= SPDM_VERSION_1_3 &&
		  h.param1 & NEW_REQUESTED;
	m.operation = h.param2;
	if (m.sign) {
		buf_get_copy(&r, m.nonce, sizeof(m.nonce));
		if (agreed->version >= SPDM_VERSION_1_1)
			m.slot = buf_get_u8(&r) & SLOT_MASK;
	}
	if (spdm_agreed_has_context(agreed))
		buf_get_copy(&r, m.context, sizeof(m.context));
	if (buf_reader_done(&r) < 0)
		return -EBADMSG;
	*ret = m;
	return 0;
}

long spdm_measurements_encode(void *buf, size_t size,
			      const struct spdm_agreed *agreed,
			      const struct spdm_measurements *m)
{
	struct buf_writer w;

	buf_writer_init(&w, buf, size);
	spdm_header_put(&w, agreed->version, SPDM_MEASUREMENTS, m->total,
			m->slot | m->content_changed << CHANGED_SHIFT);
	buf_put_u8(&w, m->blocks);
	buf_put_le24(&w, m->record.len);
	buf_put_bytes(&w, m->record.data, m->record.len);
	buf_put_bytes(&w, m->nonce, sizeof(m->nonce));
	spdm_bytes_put(&w, m->opaque);
	if (spdm_agreed_has_context(agreed))
		buf_put_bytes(&w, m->context, sizeof(m->context));
	if (m->signature)
		buf_put_bytes(&w, m->signature,
			      spdm_agreed_signature_size(agreed));
	return buf_writer_done(&w);
}

static bool blocks_allowed(uint8_t operation, uint8_t blocks)
{
	switch (operation) {
	case SPDM_MEASUREMENT_COUNT:
		return blocks == 0;
	case SPDM_MEASUREMENT_ALL:
		return blocks >= 1 && blocks <= SPDM_MEASUREMENT_BLOCKS_MAX;
	default:
		return blocks == 1;
	}
}

/* The record holds exactly the announced blocks, indices ascending. */
static bool record_is_sound(const struct spdm_measurements *m,
			    uint8_t operation)
{
	struct spdm_measurement block;
	struct buf_reader r;
	uint8_t previous = 0;

	buf_reader_init(&r, m->record.data, m->record.len);
	for (unsigned int i = 0; i < m->blocks; i++) {
		if (spdm_measurement_decode(&r, &block) < 0)
			return false;
		if (block.index <= previous ||
		    block.index == SPDM_MEASUREMENT_ALL)
			return false;
		previous = block.index;
	}
	if (operation != SPDM_MEASUREMENT_ALL && m->blocks &&
	    previous != operation)
		return false;
	return buf_reader_done(&r) == 0;
}

int spdm_measurements_decode(const void *msg, size_t len,
			     const struct spdm_agreed *agreed,
			     const struct spdm_get_measurements *request,
			     struct spdm_measurements *ret)
{
	struct spdm_measurements m = { 0 };
	struct spdm_header h;
	struct buf_reader r;

	buf_reader_init(&r, msg, len);
	h = spdm_header_expect(&r, agreed->version, SPDM_MEASUREMENTS);
	if (request->operation == SPDM_MEASUREMENT_COUNT)
		m.total = h.param1;
	m.slot = h.param2 & SLOT_MASK;
	if (agreed->version >= SPDM_VERSION_1_2)
		m.content_changed = h.param2 >> CHANGED_SHIFT & CHANGED_MASK;
	m.blocks = buf_get_u8(&r);
	m.record.len = buf_get_le24(&r);
	m.record.data = buf_get_bytes(&r, m.record.len);
	buf_get_copy(&r, m.nonce, sizeof(m.nonce));
	m.opaque = spdm_bytes_get(&r, SPDM_OPAQUE_MAX);
	if (spdm_agreed_has_context(agreed))
		buf_get_copy(&r, m.context, sizeof(m.context));
	m.signed_len = r.pos;
	if (request->sign)
		m.signature =
			buf_get_bytes(&r, spdm_agreed_signature_size(agreed));
	if (buf_reader_done(&r) < 0)
		return -EBADMSG;
	if (!blocks_allowed(request->operation, m.blocks) ||
	    !record_is_sound(&m, request->operation))
		return -EBADMSG;
	*ret = m;
	return 0;
}

int spdm_measurement_decode(struct buf_reader *record,
			    struct spdm_measurement *ret)
{
	struct spdm_measurement m;
	uint16_t size, value_size;
	uint8_t spec, type;

	m.index = buf_get_u8(record);
	spec = buf_get_u8(record);
	size = buf_get_le16(record);
	type = buf_get_u8(record);
	value_size = buf_get_le16(record);
	if (!m.index || spec != SPDM_MEAS_SPEC_DMTF ||
	    size != value_size + VALUE_HEADER_LEN)
		buf_reader_fail(record);
	m.value_type = type & ~VALUE_RAW;
	m.raw = type & VALUE_RAW;
	m.value.len = value_size;
	m.value.data = buf_get_bytes(record, value_size);
	if (buf_reader_error(record) < 0)
		return -EBADMSG;
	*ret = m;
	return 0;
}

void spdm_measurement_encode(struct buf_writer *record,
			     const struct spdm_measurement *m)
{
	buf_put_u8(record, m->index);
	buf_put_u8(record, SPDM_MEAS_SPEC_DMTF);
	buf_put_le16(record, m->value.len + VALUE_HEADER_LEN);
	buf_put_u8(record, m->value_type | (m->raw ? VALUE_RAW : 0));
	buf_put_le16(record, m->value.len);
	buf_put_bytes(record, m->value.data, m->value.len);
}
