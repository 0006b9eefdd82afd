// SPDX-License-Identifier: Apache-2.0
/*
 * Certificate chain structure and the rules for a responder's leaf.
 */
#include "spdm/cert-chain.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "spdm/agreed.h"
#include "spdm/crypto-pkey.h"
#include "spdm/crypto-x509.h"
#include "spdm/crypto.h"
#include "spdm/trust.h"

/* Length (u16 and two reserved bytes, u32 from 1.4), before the root hash. */
#define CHAIN_HEADER_LEN 4

/* DSP0274 "SPDM OIDs": hardware identity, extended key usages. */
#define OID_HARDWARE_IDENTITY "1.3.6.1.4.1.412.274.2"
#define OID_RESPONDER_AUTH "1.3.6.1.4.1.412.274.3"
#define OID_REQUESTER_AUTH "1.3.6.1.4.1.412.274.4"

/* X.690 8.1: a SEQUENCE, and how its length is given. */
#define DER_SEQUENCE 0x30
#define DER_LONG_LENGTH 0x80

struct spdm_cert_chain {
	uint8_t *data;
	size_t len;
	uint8_t hash[SPDM_HASH_MAX];
	const uint8_t *root_hash;
	size_t count;
	struct crypto_cert *certs[SPDM_CERT_CHAIN_CERTS_MAX];
	char subject[SPDM_CERT_CHAIN_SUBJECT_MAX];
};

struct spdm_cert_chain *spdm_cert_chain_free(struct spdm_cert_chain *chain)
{
	if (!chain)
		return NULL;
	for (size_t i = 0; i < chain->count; i++)
		crypto_cert_free(chain->certs[i]);
	free(chain->data);
	free(chain);
	return NULL;
}

/* The next DER value of the reader, header included; empty when damaged. */
static struct spdm_bytes get_der(struct buf_reader *r)
{
	struct buf_reader start = *r;
	size_t len;
	uint8_t n;

	if (buf_get_u8(r) != DER_SEQUENCE)
		return (struct spdm_bytes){ 0 };
	len = buf_get_u8(r);
	if (len & DER_LONG_LENGTH) {
		n = len & ~DER_LONG_LENGTH;
		/* Two bytes cover the largest chain. */
		if (n < 1 || n > 3)
			return (struct spdm_bytes){ 0 };
		for (len = 0; n; n--)
			len = len << 8 | buf_get_u8(r);
	}
	if (!buf_get_bytes(r, len))
		return (struct spdm_bytes){ 0 };
	return (struct spdm_bytes){ start.data + start.pos,
				    r->pos - start.pos };
}

static int parse_certs(struct spdm_cert_chain *chain, struct buf_reader *r,
		       char *reason)
{
	while (buf_reader_left(r)) {
		struct spdm_bytes der = get_der(r);

		if (chain->count == SPDM_CERT_CHAIN_CERTS_MAX) {
			snprintf(reason, SPDM_CERT_CHAIN_REASON_MAX,
				 "more than %d certificates",
				 SPDM_CERT_CHAIN_CERTS_MAX);
			return -EBADMSG;
		}
		if (!der.len ||
		    crypto_cert_new_der(der, &chain->certs[chain->count]) < 0) {
			snprintf(reason, SPDM_CERT_CHAIN_REASON_MAX,
				 "certificate %zu: not a DER certificate",
				 chain->count);
			return -EBADMSG;
		}
		chain->count++;
	}
	if (chain->count)
		return 0;
	snprintf(reason, SPDM_CERT_CHAIN_REASON_MAX, "no certificates");
	return -EBADMSG;
}

static int parse(struct spdm_cert_chain *chain,
		 const struct spdm_agreed *agreed, char *reason)
{
	uint32_t length;
	struct buf_reader r;

	buf_reader_init(&r, chain->data, chain->len);
	if (agreed->version >= SPDM_VERSION_1_4) {
		length = buf_get_le32(&r);
	} else {
		length = buf_get_le16(&r);
		buf_skip(&r, 2);
	}
	chain->root_hash = buf_get_bytes(&r, spdm_agreed_hash_size(agreed));
	if (buf_reader_error(&r) < 0 || length != chain->len) {
		snprintf(reason, SPDM_CERT_CHAIN_REASON_MAX,
			 "length field %u in a chain of %zu bytes", length,
			 chain->len);
		return -EBADMSG;
	}
	return parse_certs(chain, &r, reason);
}

int spdm_cert_chain_new(const struct spdm_agreed *agreed, uint8_t *data,
			size_t len, struct spdm_cert_chain **ret, char *reason)
{
	_cleanup_(spdm_cert_chain_freep) struct spdm_cert_chain *chain = NULL;
	int r;

	chain = calloc(1, sizeof(*chain));
	if (!chain) {
		free(data);
		snprintf(reason, SPDM_CERT_CHAIN_REASON_MAX, "out of memory");
		return -ENOMEM;
	}
	chain->data = data;
	chain->len = len;
	r = parse(chain, agreed, reason);
	if (r == 0)
		r = crypto_hash_once(agreed->alg.base_hash, data, len,
				     chain->hash);
	if (r < 0)
		return r;
	crypto_cert_subject(chain->certs[chain->count - 1], chain->subject,
			    sizeof(chain->subject));
	*ret = take_ptr(chain);
	return 0;
}

struct der_list {
	struct crypto_cert *certs[SPDM_CERT_CHAIN_CERTS_MAX];
	size_t count;
	size_t len;
};

static int add_der(void *userdata, struct crypto_cert *c)
{
	struct der_list *list = userdata;

	if (list->count == SPDM_CERT_CHAIN_CERTS_MAX) {
		crypto_cert_free(c);
		return -E2BIG;
	}
	list->certs[list->count++] = c;
	list->len += crypto_cert_der(c).len;
	return 0;
}

static int write_chain(const struct der_list *list, uint32_t base_hash,
		       uint8_t *data, size_t len)
{
	struct spdm_bytes root = crypto_cert_der(list->certs[0]);
	size_t hash_size = spdm_hash_size(base_hash);
	uint8_t root_hash[SPDM_HASH_MAX];
	struct buf_writer w;
	int r;

	r = crypto_hash_once(base_hash, root.data, root.len, root_hash);
	if (r < 0)
		return r;
	buf_writer_init(&w, data, len);
	buf_put_le32(&w, len);
	buf_put_bytes(&w, root_hash, hash_size);
	for (size_t i = 0; i < list->count; i++) {
		struct spdm_bytes der = crypto_cert_der(list->certs[i]);

		buf_put_bytes(&w, der.data, der.len);
	}
	return buf_writer_done(&w) < 0 ? -ENOBUFS : 0;
}

int spdm_cert_chain_build(uint32_t base_hash, const void *pem, size_t pem_len,
			  uint8_t **ret_data, size_t *ret_len)
{
	_cleanup_free_ uint8_t *data = NULL;
	struct der_list list = { 0 };
	size_t len;
	int r;

	r = crypto_cert_each_pem(pem, pem_len, add_der, &list);
	if (r == 0 && !list.count)
		r = -ENODATA;
	len = CHAIN_HEADER_LEN + spdm_hash_size(base_hash) + list.len;
	/* The u16 length field of 1.0 to 1.3. */
	if (r == 0 && len > UINT16_MAX)
		r = -EMSGSIZE;
	if (r == 0) {
		data = malloc(len);
		r = data ? write_chain(&list, base_hash, data, len) : -ENOMEM;
	}
	for (size_t i = 0; i < list.count; i++)
		crypto_cert_free(list.certs[i]);
	if (r < 0)
		return r;
	*ret_data = take_ptr(data);
	*ret_len = len;
	return 0;
}

static const struct crypto_cert *leaf(const struct spdm_cert_chain *chain)
{
	return chain->certs[chain->count - 1];
}

/*
 * DSP0274 "SPDM certificate requirements". Each returns NULL or what is
 * wrong with the leaf.
 */
static const char *check_fields(const struct crypto_cert *c)
{
	if (crypto_cert_version(c) != 3)
		return "leaf: not an X.509 version 3 certificate";
	if (!crypto_cert_has_serial(c))
		return "leaf: no serial number";
	if (!crypto_cert_has_names(c))
		return "leaf: issuer or subject is empty";
	return NULL;
}

static const char *check_usage(const struct crypto_cert *c, uint8_t version)
{
	switch (crypto_cert_may_sign(c)) {
	case CRYPTO_ABSENT:
		return "leaf: no keyUsage";
	case CRYPTO_FALSE:
		return "leaf: keyUsage lacks digitalSignature";
	case CRYPTO_TRUE:
		break;
	}
	if (crypto_cert_may_issue(c) == CRYPTO_TRUE)
		return "leaf: keyUsage has keyCertSign";
	switch (crypto_cert_is_ca(c)) {
	case CRYPTO_ABSENT:
		if (version >= SPDM_VERSION_1_3)
			return "leaf: no basicConstraints";
		break;
	case CRYPTO_TRUE:
		return "leaf: basicConstraints says CA";
	case CRYPTO_FALSE:
		break;
	}
	/* Without any SPDM usage it is for everything; with one, for that. */
	if (crypto_cert_has_eku(c, OID_REQUESTER_AUTH) == CRYPTO_TRUE &&
	    crypto_cert_has_eku(c, OID_RESPONDER_AUTH) != CRYPTO_TRUE)
		return "leaf: extendedKeyUsage is for requesters only";
	return NULL;
}

static const char *check_leaf(const struct crypto_cert *c,
			      const struct spdm_agreed *agreed)
{
	const char *wrong = check_fields(c);

	if (!wrong &&
	    !(crypto_key_asym(crypto_cert_key(c)) & agreed->alg.base_asym))
		wrong = "leaf: its key is not of the negotiated algorithm";
	if (!wrong)
		wrong = check_usage(c, agreed->version);
	/* An alias key is made on the device; it is not its hardware's. */
	if (!wrong && agreed->rsp.flags & SPDM_CAP_ALIAS_CERT &&
	    crypto_cert_has_spdm_oid(c, OID_HARDWARE_IDENTITY))
		wrong = "leaf: an alias certificate with hardware identity";
	return wrong;
}

/* Everything above the leaf has to be an issuer by its own words. */
static int check_issuers(const struct spdm_cert_chain *chain, char *reason)
{
	for (size_t i = 0; i + 1 < chain->count; i++) {
		if (crypto_cert_is_ca(chain->certs[i]) == CRYPTO_TRUE)
			continue;
		snprintf(reason, SPDM_CERT_CHAIN_REASON_MAX,
			 "certificate %zu: basicConstraints lacks CA", i);
		return -EBADMSG;
	}
	return 0;
}

/*
 * The anchor the root hash names. A chain that includes its root includes
 * exactly that one.
 */
static int find_anchor(const struct spdm_cert_chain *chain,
		       const struct spdm_agreed *agreed,
		       const struct spdm_trust *trust, struct crypto_cert **ret,
		       char *reason)
{
	struct spdm_bytes first = crypto_cert_der(chain->certs[0]);
	struct crypto_cert *anchor;
	struct spdm_bytes der;

	anchor = trust ? spdm_trust_find(trust, agreed->alg.base_hash,
					 chain->root_hash) :
			 NULL;
	if (!anchor) {
		snprintf(reason, SPDM_CERT_CHAIN_REASON_MAX,
			 "root: not among the trust anchors");
		return -EBADMSG;
	}
	der = crypto_cert_der(anchor);
	if (crypto_cert_self_issued(chain->certs[0]) &&
	    (der.len != first.len ||
	     memcmp(der.data, first.data, der.len) != 0)) {
		snprintf(reason, SPDM_CERT_CHAIN_REASON_MAX,
			 "root: the hash in the chain is another one's");
		return -EBADMSG;
	}
	*ret = anchor;
	return 0;
}

int spdm_cert_chain_verify(const struct spdm_cert_chain *chain,
			   const struct spdm_agreed *agreed,
			   const struct spdm_trust *trust,
			   enum spdm_date_policy dates, char *reason)
{
	struct crypto_cert *anchor = NULL;
	const char *wrong;
	int r;

	r = find_anchor(chain, agreed, trust, &anchor, reason);
	if (r == 0)
		r = check_issuers(chain, reason);
	if (r == 0)
		r = crypto_cert_verify_path(chain->certs, chain->count, anchor,
					    dates == SPDM_DATES_CHECK, reason,
					    SPDM_CERT_CHAIN_REASON_MAX);
	if (r < 0)
		return r;
	wrong = check_leaf(leaf(chain), agreed);
	if (!wrong)
		return 0;
	snprintf(reason, SPDM_CERT_CHAIN_REASON_MAX, "%s", wrong);
	return -EBADMSG;
}

struct spdm_bytes spdm_cert_chain_data(const struct spdm_cert_chain *chain)
{
	return (struct spdm_bytes){ chain->data, chain->len };
}

const uint8_t *spdm_cert_chain_hash(const struct spdm_cert_chain *chain)
{
	return chain->hash;
}

const struct crypto_key *spdm_cert_chain_key(const struct spdm_cert_chain *c)
{
	return crypto_cert_key(leaf(c));
}

const char *spdm_cert_chain_subject(const struct spdm_cert_chain *chain)
{
	return chain->subject;
}
