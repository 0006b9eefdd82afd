/* SPDX-License-Identifier: Apache-2.0 */
/*
 * X.509 certificates: parsing, issuing relations and the single facts the
 * rules of cert-chain.c are made of.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/cleanup.h"
#include "spdm/header.h"

struct crypto_cert;
struct crypto_key;

/*
 * Exactly one DER certificate, whose bytes are borrowed; -EBADMSG if @der is
 * anything else.
 */
int crypto_cert_new_der(struct spdm_bytes der, struct crypto_cert **ret);
struct crypto_cert *crypto_cert_free(struct crypto_cert *c);
DEFINE_CLEANUP(struct crypto_cert *, crypto_cert_free);

/* Calls @add for each certificate of a PEM file, which takes it over. */
int crypto_cert_each_pem(const void *pem, size_t len,
			 int (*add)(void *userdata, struct crypto_cert *c),
			 void *userdata);

/* The DER encoding, borrowed from the certificate. */
struct spdm_bytes crypto_cert_der(const struct crypto_cert *c);
/* "O = Maker, CN = Device", control characters escaped, cut at @size. */
void crypto_cert_subject(const struct crypto_cert *c, char *buf, size_t size);
/* The public key, borrowed from the certificate. */
const struct crypto_key *crypto_cert_key(const struct crypto_cert *c);
bool crypto_cert_self_issued(const struct crypto_cert *c);

/*
 * Builds and verifies the path from @certs[0] (leaf last) to @anchor. When
 * @check_dates is false validity periods are not looked at. 0, or -EBADMSG
 * with the reason and the certificate's number in @reason.
 */
int crypto_cert_verify_path(struct crypto_cert *const *certs, size_t count,
			    struct crypto_cert *anchor, bool check_dates,
			    char *reason, size_t size);

/* Facts about one certificate. */
enum crypto_presence {
	CRYPTO_ABSENT,
	CRYPTO_FALSE,
	CRYPTO_TRUE,
};

int crypto_cert_version(const struct crypto_cert *c);
bool crypto_cert_has_serial(const struct crypto_cert *c);
bool crypto_cert_has_names(const struct crypto_cert *c);
/* BasicConstraints CA. */
enum crypto_presence crypto_cert_is_ca(const struct crypto_cert *c);
/* KeyUsage digitalSignature, keyCertSign. */
enum crypto_presence crypto_cert_may_sign(const struct crypto_cert *c);
enum crypto_presence crypto_cert_may_issue(const struct crypto_cert *c);
/* ExtendedKeyUsage: absent, without @oid, with @oid (dotted text). */
enum crypto_presence crypto_cert_has_eku(const struct crypto_cert *c,
					 const char *oid);
/* The SPDM extension lists @oid. */
bool crypto_cert_has_spdm_oid(const struct crypto_cert *c, const char *oid);
