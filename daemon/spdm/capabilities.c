// SPDX-License-Identifier: Apache-2.0
/*
 * GET_CAPABILITIES and CAPABILITIES.
 */
#include "spdm/capabilities.h"

#include <errno.h>

#include "spdm/spdm.h"

static long encode(void *buf, size_t size, uint8_t version, uint8_t code,
		   const struct spdm_capabilities *c)
{
	struct buf_writer w;

	buf_writer_init(&w, buf, size);
	spdm_header_put(&w, version, code, 0, 0);
	if (version == SPDM_VERSION_1_0 && code == SPDM_GET_CAPABILITIES)
		return buf_writer_done(&w);
	buf_put_u8(&w, 0);
	buf_put_u8(&w, c->ct_exponent);
	buf_put_le16(&w, version >= SPDM_VERSION_1_4 ? c->ext_flags : 0);
	buf_put_le32(&w, c->flags);
	if (version >= SPDM_VERSION_1_2) {
		buf_put_le32(&w, c->data_transfer_size);
		buf_put_le32(&w, c->max_message_size);
	}
	return buf_writer_done(&w);
}

static int decode(const void *msg, size_t len, uint8_t version, uint8_t code,
		  struct spdm_capabilities *ret)
{
	bool responder = code == SPDM_CAPABILITIES;
	struct spdm_capabilities c = { 0 };
	struct buf_reader r;

	buf_reader_init(&r, msg, len);
	spdm_header_expect(&r, version, code);
	if (version > SPDM_VERSION_1_0 || responder) {
		buf_skip(&r, 1);
		c.ct_exponent = buf_get_u8(&r);
		c.ext_flags = buf_get_le16(&r);
		c.flags = buf_get_le32(&r);
	}
	if (version >= SPDM_VERSION_1_2) {
		c.data_transfer_size = buf_get_le32(&r);
		c.max_message_size = buf_get_le32(&r);
	}
	if (buf_reader_done(&r) < 0)
		return -EBADMSG;
	if (version < SPDM_VERSION_1_4)
		c.ext_flags = 0;
	c.flags &= spdm_capabilities_defined(version, responder);
	*ret = c;
	return 0;
}

long spdm_get_capabilities_encode(void *buf, size_t size, uint8_t version,
				  const struct spdm_capabilities *caps)
{
	return encode(buf, size, version, SPDM_GET_CAPABILITIES, caps);
}

int spdm_get_capabilities_decode(const void *msg, size_t len, uint8_t version,
				 struct spdm_capabilities *ret)
{
	return decode(msg, len, version, SPDM_GET_CAPABILITIES, ret);
}

long spdm_capabilities_encode(void *buf, size_t size, uint8_t version,
			      const struct spdm_capabilities *caps)
{
	return encode(buf, size, version, SPDM_CAPABILITIES, caps);
}

int spdm_capabilities_decode(const void *msg, size_t len, uint8_t version,
			     struct spdm_capabilities *ret)
{
	return decode(msg, len, version, SPDM_CAPABILITIES, ret);
}

/* Flags by the version that introduced them, for each side. */
#define BOTH_1_1                                                               \
	(SPDM_CAP_ENCRYPT | SPDM_CAP_MAC | SPDM_CAP_MUT_AUTH |                 \
	 SPDM_CAP_KEY_EX | SPDM_CAP_PSK_MASK | SPDM_CAP_ENCAP |                \
	 SPDM_CAP_HBEAT | SPDM_CAP_KEY_UPD | SPDM_CAP_HANDSHAKE_CLEAR |        \
	 SPDM_CAP_PUB_KEY_ID)
#define BOTH_1_3                                                               \
	(SPDM_CAP_EP_INFO_MASK | SPDM_CAP_EVENT | SPDM_CAP_MULTI_KEY_MASK)

static const struct {
	uint8_t version;
	uint32_t req;
	uint32_t rsp;
} defined[] = {
	{ SPDM_VERSION_1_0, 0,
	  SPDM_CAP_CACHE | SPDM_CAP_CERT | SPDM_CAP_CHAL | SPDM_CAP_MEAS_MASK |
		  SPDM_CAP_MEAS_FRESH },
	{ SPDM_VERSION_1_1, SPDM_CAP_CERT | SPDM_CAP_CHAL | BOTH_1_1,
	  BOTH_1_1 },
	{ SPDM_VERSION_1_2, SPDM_CAP_CHUNK,
	  SPDM_CAP_CHUNK | SPDM_CAP_ALIAS_CERT | SPDM_CAP_SET_CERT |
		  SPDM_CAP_CSR | SPDM_CAP_CERT_INSTALL_RESET },
	{ SPDM_VERSION_1_3, BOTH_1_3,
	  BOTH_1_3 | SPDM_CAP_MEL | SPDM_CAP_GET_KEY_PAIR_INFO |
		  SPDM_CAP_SET_KEY_PAIR_INFO },
	{ SPDM_VERSION_1_4, SPDM_CAP_LARGE_RESP,
	  SPDM_CAP_LARGE_RESP | SPDM_CAP_SET_KEY_PAIR_RESET },
};

uint32_t spdm_capabilities_defined(uint8_t version, bool responder)
{
	uint32_t flags = 0;

	for (size_t i = 0; i < sizeof(defined) / sizeof(*defined); i++)
		if (defined[i].version <= version)
			flags |= responder ? defined[i].rsp : defined[i].req;
	return flags;
}

/*
 * The rules, each a condition on the flags: when any bit of @when is set (or
 * none of it, with @unless), some bit of @need must be set and no bit of @not.
 */
struct rule {
	uint8_t since;
	uint8_t until;
	bool unless;
	uint32_t when;
	uint32_t need;
	uint32_t not ;
	const char *text;
};

#define SESSION (SPDM_CAP_KEY_EX | SPDM_CAP_PSK_MASK)
#define KEYED (SPDM_CAP_CERT | SPDM_CAP_PUB_KEY_ID)
#define LATEST 0xff

static const struct rule rules[] = {
	{ 0x11, LATEST, false, SESSION, SPDM_CAP_MAC | SPDM_CAP_ENCRYPT, 0,
	  "a key exchange without MAC_CAP or ENCRYPT_CAP" },
	{ 0x11, LATEST, true, SESSION, 0,
	  SPDM_CAP_MAC | SPDM_CAP_ENCRYPT | SPDM_CAP_HANDSHAKE_CLEAR |
		  SPDM_CAP_HBEAT | SPDM_CAP_KEY_UPD | SPDM_CAP_EVENT,
	  "session capabilities without a key exchange" },
	{ 0x11, LATEST, true, SPDM_CAP_KEY_EX, 0, SPDM_CAP_HANDSHAKE_CLEAR,
	  "HANDSHAKE_IN_THE_CLEAR_CAP without KEY_EX_CAP" },
	{ 0x11, LATEST, false, SPDM_CAP_CERT, 0, SPDM_CAP_PUB_KEY_ID,
	  "both CERT_CAP and PUB_KEY_ID_CAP" },
	{ 0x11, LATEST, true, KEYED, 0, SPDM_CAP_CHAL | SPDM_CAP_MUT_AUTH,
	  "signatures without CERT_CAP or PUB_KEY_ID_CAP" },
	{ 0x11, LATEST, false, SPDM_CAP_MUT_AUTH,
	  SPDM_CAP_KEY_EX | SPDM_CAP_CHAL, 0,
	  "MUT_AUTH_CAP without KEY_EX_CAP or CHAL_CAP" },
	{ 0x11, 0x11, false, SPDM_CAP_MUT_AUTH, SPDM_CAP_ENCAP, 0,
	  "MUT_AUTH_CAP without ENCAP_CAP" },
	{ 0x12, LATEST, true, SPDM_CAP_CERT, 0,
	  SPDM_CAP_ALIAS_CERT | SPDM_CAP_SET_CERT,
	  "ALIAS_CERT_CAP or SET_CERT_CAP without CERT_CAP" },
	{ 0x12, LATEST, false, SPDM_CAP_CSR, SPDM_CAP_SET_CERT, 0,
	  "CSR_CAP without SET_CERT_CAP" },
	{ 0x12, LATEST, false, SPDM_CAP_CERT_INSTALL_RESET,
	  SPDM_CAP_CSR | SPDM_CAP_SET_CERT, 0,
	  "CERT_INSTALL_RESET_CAP without CSR_CAP or SET_CERT_CAP" },
	{ 0x13, LATEST, false, SPDM_CAP_PUB_KEY_ID, 0,
	  SPDM_CAP_ALIAS_CERT | SPDM_CAP_SET_CERT | SPDM_CAP_MULTI_KEY_MASK |
		  SPDM_CAP_GET_KEY_PAIR_INFO | SPDM_CAP_SET_KEY_PAIR_INFO,
	  "PUB_KEY_ID_CAP with certificate slot capabilities" },
	{ 0 },
};

/* These bind a responder only: a requester has no such flags or no duty. */
static const struct rule responder_rules[] = {
	{ 0x10, LATEST, true, SPDM_CAP_MEAS_MASK, 0, SPDM_CAP_MEAS_FRESH,
	  "MEAS_FRESH_CAP without MEAS_CAP" },
	{ 0x10, 0x10, false, SPDM_CAP_CHAL | SPDM_CAP_MEAS_SIG, SPDM_CAP_CERT,
	  0, "CHAL_CAP or signed measurements without CERT_CAP" },
	{ 0x11, LATEST, true, KEYED, 0, SPDM_CAP_KEY_EX | SPDM_CAP_MEAS_SIG,
	  "signatures without CERT_CAP or PUB_KEY_ID_CAP" },
	{ 0x11, 0x12, false, KEYED,
	  SPDM_CAP_CHAL | SPDM_CAP_KEY_EX | SPDM_CAP_MEAS_SIG, 0,
	  "CERT_CAP or PUB_KEY_ID_CAP without anything signed" },
	{ 0x13, LATEST, false, KEYED,
	  SPDM_CAP_CHAL | SPDM_CAP_KEY_EX | SPDM_CAP_MEAS_SIG |
		  SPDM_CAP_EP_INFO_SIG,
	  0, "CERT_CAP or PUB_KEY_ID_CAP without anything signed" },
	{ 0x13, LATEST, false, SPDM_CAP_MULTI_KEY_MASK,
	  SPDM_CAP_GET_KEY_PAIR_INFO, 0,
	  "MULTI_KEY_CAP without GET_KEY_PAIR_INFO_CAP" },
	{ 0x13, LATEST, false, SPDM_CAP_MULTI_KEY_MASK, SPDM_CAP_CERT, 0,
	  "MULTI_KEY_CAP without CERT_CAP" },
	{ 0x14, LATEST, false, SPDM_CAP_SET_KEY_PAIR_RESET,
	  SPDM_CAP_SET_KEY_PAIR_INFO, 0,
	  "SET_KEY_PAIR_RESET_CAP without SET_KEY_PAIR_INFO_CAP" },
	{ 0 },
};

static const char *broken_rule(const struct rule *rule, uint8_t version,
			       uint32_t flags)
{
	for (; rule->text; rule++) {
		bool applies = !(flags & rule->when) == rule->unless;

		if (version < rule->since || version > rule->until || !applies)
			continue;
		if ((rule->need && !(flags & rule->need)) || flags & rule->not )
			return rule->text;
	}
	return NULL;
}

/* Fields of two bits whose value 3 is reserved. */
static const char *reserved_value(uint32_t flags, uint8_t version)
{
	if ((flags & SPDM_CAP_MEAS_MASK) == SPDM_CAP_MEAS_MASK)
		return "MEAS_CAP has the reserved value 3";
	if ((flags & SPDM_CAP_PSK_MASK) == SPDM_CAP_PSK_MASK)
		return "PSK_CAP has the reserved value 3";
	if (version < SPDM_VERSION_1_3)
		return NULL;
	if ((flags & SPDM_CAP_EP_INFO_MASK) == SPDM_CAP_EP_INFO_MASK)
		return "EP_INFO_CAP has the reserved value 3";
	if ((flags & SPDM_CAP_MULTI_KEY_MASK) == SPDM_CAP_MULTI_KEY_MASK)
		return "MULTI_KEY_CAP has the reserved value 3";
	return NULL;
}

static const char *check_sizes(const struct spdm_capabilities *c)
{
	if (c->data_transfer_size < SPDM_TRANSFER_SIZE_MIN)
		return "DataTransferSize below 42";
	if (c->max_message_size < c->data_transfer_size)
		return "MaxSPDMmsgSize below DataTransferSize";
	if (!(c->flags & SPDM_CAP_CHUNK) &&
	    c->max_message_size != c->data_transfer_size)
		return "MaxSPDMmsgSize above DataTransferSize without CHUNK_CAP";
	return NULL;
}

const char *spdm_capabilities_check(const struct spdm_capabilities *caps,
				    uint8_t version, bool responder)
{
	const char *reason;

	if (caps->ct_exponent > SPDM_EXPONENT_MAX)
		return "CTExponent above 31";
	reason = reserved_value(caps->flags, version);
	if (!reason)
		reason = broken_rule(rules, version, caps->flags);
	if (!reason && responder)
		reason = broken_rule(responder_rules, version, caps->flags);
	if (!reason && version >= SPDM_VERSION_1_2)
		reason = check_sizes(caps);
	return reason;
}
