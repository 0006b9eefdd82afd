/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A slot's certificate chain (DSP0274 "Certificates and certificate chains"):
 * length, hash of the root, then the certificates from root to leaf. Parsed
 * once; everything asked later reads the parsed form.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/cleanup.h"
#include "spdm/header.h"
#include "spdm/spdm.h"

struct crypto_key;
struct spdm_agreed;
struct spdm_cert_chain;
struct spdm_trust;

/* What is read from a device at most, and how many certificates of it. */
#define SPDM_CERT_CHAIN_MAX (64 * 1024)
#define SPDM_CERT_CHAIN_CERTS_MAX 16
#define SPDM_CERT_CHAIN_REASON_MAX 192
#define SPDM_CERT_CHAIN_SUBJECT_MAX 256

/*
 * Takes over @data (from malloc), also on failure. -EBADMSG when the
 * structure is malformed, with the reason (of SPDM_CERT_CHAIN_REASON_MAX).
 */
int spdm_cert_chain_new(const struct spdm_agreed *agreed, uint8_t *data,
			size_t len, struct spdm_cert_chain **ret, char *reason);
struct spdm_cert_chain *spdm_cert_chain_free(struct spdm_cert_chain *chain);
DEFINE_CLEANUP(struct spdm_cert_chain *, spdm_cert_chain_free);

/* The responder's way: the structure around a PEM chain, root first. */
int spdm_cert_chain_build(uint32_t base_hash, const void *pem, size_t pem_len,
			  uint8_t **ret_data, size_t *ret_len);

enum spdm_date_policy {
	SPDM_DATES_CHECK,
	SPDM_DATES_IGNORE, /* the clock may be unset */
};

/*
 * Path to an anchor of @trust, then every rule for a responder's leaf.
 * 0, or -EBADMSG with the reason: "leaf: keyUsage lacks digitalSignature".
 */
int spdm_cert_chain_verify(const struct spdm_cert_chain *chain,
			   const struct spdm_agreed *agreed,
			   const struct spdm_trust *trust,
			   enum spdm_date_policy dates, char *reason);

/* The whole structure, its hash (the digest of DIGESTS), leaf key, subject. */
struct spdm_bytes spdm_cert_chain_data(const struct spdm_cert_chain *chain);
const uint8_t *spdm_cert_chain_hash(const struct spdm_cert_chain *chain);
const struct crypto_key *spdm_cert_chain_key(const struct spdm_cert_chain *c);
const char *spdm_cert_chain_subject(const struct spdm_cert_chain *chain);
