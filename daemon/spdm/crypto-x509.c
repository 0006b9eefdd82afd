// SPDX-License-Identifier: Apache-2.0
/*
 * X.509 certificates by OpenSSL.
 */
#include "spdm/crypto-x509.h"

#include <errno.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <openssl/x509_vfy.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "spdm/crypto-internal.h"
#include "spdm/crypto-pkey.h"

/* DSP0274 "SPDM OIDs": the extension that lists others. */
#define OID_SPDM_EXTENSION "1.3.6.1.4.1.412.274.6"

struct crypto_cert {
	X509 *x509;
	struct crypto_key key; /* borrows from x509 */
	struct spdm_bytes der;
	unsigned char *own_der; /* NULL: der is borrowed */
};

/* Takes @x509 over, also on failure. */
static int cert_new(X509 *x509, struct crypto_cert **ret)
{
	struct crypto_cert *c = calloc(1, sizeof(*c));
	EVP_PKEY *pkey;

	if (!c) {
		X509_free(x509);
		return -ENOMEM;
	}
	c->x509 = x509;
	pkey = X509_get0_pubkey(x509);
	if (pkey)
		crypto_key_init(&c->key, pkey);
	*ret = c;
	return 0;
}

int crypto_cert_new_der(struct spdm_bytes der, struct crypto_cert **ret)
{
	const unsigned char *p = der.data;
	X509 *x509;
	int r;

	x509 = d2i_X509(NULL, &p, der.len);
	ERR_clear_error();
	if (!x509)
		return -EBADMSG;
	if (p != der.data + der.len) {
		X509_free(x509);
		return -EBADMSG;
	}
	r = cert_new(x509, ret);
	if (r == 0)
		(*ret)->der = der;
	return r;
}

struct crypto_cert *crypto_cert_free(struct crypto_cert *c)
{
	if (!c)
		return NULL;
	X509_free(c->x509);
	OPENSSL_free(c->own_der);
	free(c);
	return NULL;
}

static int add_one(X509 *x509,
		   int (*add)(void *userdata, struct crypto_cert *c),
		   void *userdata)
{
	struct crypto_cert *c = NULL;
	int len, r;

	r = cert_new(x509, &c);
	if (r < 0)
		return r;
	len = i2d_X509(c->x509, &c->own_der);
	if (len < 0) {
		crypto_cert_free(c);
		return -EINVAL;
	}
	c->der = (struct spdm_bytes){ c->own_der, len };
	return add(userdata, c);
}

int crypto_cert_each_pem(const void *pem, size_t len,
			 int (*add)(void *userdata, struct crypto_cert *c),
			 void *userdata)
{
	BIO *bio = BIO_new_mem_buf(pem, len);
	unsigned long error;
	X509 *x509;
	int r = 0;

	if (!bio)
		return -ENOMEM;
	ERR_clear_error();
	while (r == 0 && (x509 = PEM_read_bio_X509(bio, NULL, NULL, NULL)))
		r = add_one(x509, add, userdata);
	error = ERR_peek_last_error();
	ERR_clear_error();
	BIO_free(bio);
	if (r < 0)
		return r;
	/* Running out of blocks is how the loop ends; all else is damage. */
	if (ERR_GET_LIB(error) == ERR_LIB_PEM &&
	    ERR_GET_REASON(error) == PEM_R_NO_START_LINE)
		return 0;
	return -EINVAL;
}

struct spdm_bytes crypto_cert_der(const struct crypto_cert *c)
{
	return c->der;
}

/* What is left of a cut text without the character it was cut in. */
static int whole_utf8(const char *text, int len)
{
	while (len > 0 && (text[len - 1] & 0xc0) == 0x80)
		len--;
	if (len > 0 && text[len - 1] & 0x80)
		len--;
	return len;
}

void crypto_cert_subject(const struct crypto_cert *c, char *buf, size_t size)
{
	/* Escapes whatever could confuse a terminal; UTF-8 passes. */
	unsigned long flags = (XN_FLAG_ONELINE | ASN1_STRFLGS_ESC_CTRL) &
			      ~ASN1_STRFLGS_ESC_MSB;
	BIO *bio = BIO_new(BIO_s_mem());
	int len = 0;

	if (bio && X509_NAME_print_ex(bio, X509_get_subject_name(c->x509), 0,
				      flags) >= 0)
		len = BIO_read(bio, buf, size - 1);
	if (len > 0 && (size_t)len == size - 1)
		len = whole_utf8(buf, len);
	buf[len > 0 ? len : 0] = '\0';
	BIO_free(bio);
}

const struct crypto_key *crypto_cert_key(const struct crypto_cert *c)
{
	return &c->key;
}

bool crypto_cert_self_issued(const struct crypto_cert *c)
{
	return X509_NAME_cmp(X509_get_subject_name(c->x509),
			     X509_get_issuer_name(c->x509)) == 0;
}

/* Every certificate of the device must be a link of the path. */
static bool uses_all(X509_STORE_CTX *ctx, struct crypto_cert *const *certs,
		     size_t count)
{
	struct stack_st_X509 *path = X509_STORE_CTX_get0_chain(ctx);
	size_t len = sk_X509_num(path);

	if (len < count)
		return false;
	for (size_t i = 0; i < count; i++) {
		X509 *link = sk_X509_value(path, count - 1 - i);

		if (X509_cmp(link, certs[i]->x509) != 0)
			return false;
	}
	return true;
}

static int verify(X509_STORE_CTX *ctx, struct crypto_cert *const *certs,
		  size_t count, char *reason, size_t size)
{
	int error, depth;

	if (X509_verify_cert(ctx) == 1) {
		if (uses_all(ctx, certs, count))
			return 0;
		snprintf(reason, size,
			 "a certificate does not issue the one after it");
		return -EBADMSG;
	}
	error = X509_STORE_CTX_get_error(ctx);
	depth = X509_STORE_CTX_get_error_depth(ctx);
	if (depth == 0)
		snprintf(reason, size, "leaf: %s",
			 X509_verify_cert_error_string(error));
	else
		snprintf(reason, size, "certificate %zu: %s",
			 (size_t)depth < count ? count - depth : 0,
			 X509_verify_cert_error_string(error));
	return -EBADMSG;
}

int crypto_cert_verify_path(struct crypto_cert *const *certs, size_t count,
			    struct crypto_cert *anchor, bool check_dates,
			    char *reason, size_t size)
{
	unsigned long flags = X509_V_FLAG_PARTIAL_CHAIN;
	struct stack_st_X509 *trusted = sk_X509_new_null();
	struct stack_st_X509 *untrusted = sk_X509_new_null();
	X509_STORE_CTX *ctx = X509_STORE_CTX_new();
	bool ok;
	int r = -ENOMEM;

	if (!check_dates)
		flags |= X509_V_FLAG_NO_CHECK_TIME;
	ok = ctx && trusted && untrusted &&
	     sk_X509_push(trusted, anchor->x509) > 0;
	for (size_t i = 0; ok && i + 1 < count; i++)
		ok = sk_X509_push(untrusted, certs[i]->x509) > 0;
	if (ok &&
	    X509_STORE_CTX_init(ctx, NULL, certs[count - 1]->x509, untrusted)) {
		X509_STORE_CTX_set0_trusted_stack(ctx, trusted);
		X509_STORE_CTX_set_flags(ctx, flags);
		r = verify(ctx, certs, count, reason, size);
	} else {
		snprintf(reason, size, "out of memory");
	}
	X509_STORE_CTX_free(ctx);
	sk_X509_free(trusted);
	sk_X509_free(untrusted);
	ERR_clear_error();
	return r;
}

int crypto_cert_version(const struct crypto_cert *c)
{
	return X509_get_version(c->x509) + 1;
}

bool crypto_cert_has_serial(const struct crypto_cert *c)
{
	return X509_get0_serialNumber(c->x509)->length > 0;
}

bool crypto_cert_has_names(const struct crypto_cert *c)
{
	return X509_NAME_entry_count(X509_get_subject_name(c->x509)) > 0 &&
	       X509_NAME_entry_count(X509_get_issuer_name(c->x509)) > 0;
}

enum crypto_presence crypto_cert_is_ca(const struct crypto_cert *c)
{
	uint32_t flags = X509_get_extension_flags(c->x509);

	if (!(flags & EXFLAG_BCONS))
		return CRYPTO_ABSENT;
	return flags & EXFLAG_CA ? CRYPTO_TRUE : CRYPTO_FALSE;
}

static enum crypto_presence key_usage(const struct crypto_cert *c, uint32_t bit)
{
	uint32_t usage = X509_get_key_usage(c->x509);

	if (!(X509_get_extension_flags(c->x509) & EXFLAG_KUSAGE))
		return CRYPTO_ABSENT;
	return usage & bit ? CRYPTO_TRUE : CRYPTO_FALSE;
}

enum crypto_presence crypto_cert_may_sign(const struct crypto_cert *c)
{
	return key_usage(c, KU_DIGITAL_SIGNATURE);
}

enum crypto_presence crypto_cert_may_issue(const struct crypto_cert *c)
{
	return key_usage(c, KU_KEY_CERT_SIGN);
}

enum crypto_presence crypto_cert_has_eku(const struct crypto_cert *c,
					 const char *oid)
{
	enum crypto_presence result = CRYPTO_FALSE;
	EXTENDED_KEY_USAGE *eku;
	char text[128];

	eku = X509_get_ext_d2i(c->x509, NID_ext_key_usage, NULL, NULL);
	if (!eku)
		return CRYPTO_ABSENT;
	for (int i = 0; i < sk_ASN1_OBJECT_num(eku); i++) {
		OBJ_obj2txt(text, sizeof(text), sk_ASN1_OBJECT_value(eku, i),
			    1);
		if (strcmp(text, oid) == 0)
			result = CRYPTO_TRUE;
	}
	EXTENDED_KEY_USAGE_free(eku);
	return result;
}

static const ASN1_OCTET_STRING *spdm_extension(const struct crypto_cert *c)
{
	ASN1_OBJECT *object = OBJ_txt2obj(OID_SPDM_EXTENSION, 1);
	X509_EXTENSION *ext = NULL;
	int at = -1;

	if (object)
		at = X509_get_ext_by_OBJ(c->x509, object, -1);
	if (at >= 0)
		ext = X509_get_ext(c->x509, at);
	ASN1_OBJECT_free(object);
	return ext ? X509_EXTENSION_get_data(ext) : NULL;
}

static ASN1_SEQUENCE_ANY *parse_sequence(const ASN1_STRING *der)
{
	const unsigned char *p = ASN1_STRING_get0_data(der);
	ASN1_SEQUENCE_ANY *seq;

	seq = d2i_ASN1_SEQUENCE_ANY(NULL, &p, ASN1_STRING_length(der));
	ERR_clear_error();
	return seq;
}

/* An entry is a SEQUENCE that begins with its OID. */
static bool entry_is(const ASN1_TYPE *entry, const char *oid)
{
	ASN1_SEQUENCE_ANY *seq;
	bool match = false;
	ASN1_TYPE *first;
	char text[128];

	if (ASN1_TYPE_get(entry) != V_ASN1_SEQUENCE)
		return false;
	seq = parse_sequence(entry->value.sequence);
	first = sk_ASN1_TYPE_value(seq, 0);
	if (first && ASN1_TYPE_get(first) == V_ASN1_OBJECT) {
		OBJ_obj2txt(text, sizeof(text), first->value.object, 1);
		match = strcmp(text, oid) == 0;
	}
	sk_ASN1_TYPE_pop_free(seq, ASN1_TYPE_free);
	return match;
}

bool crypto_cert_has_spdm_oid(const struct crypto_cert *c, const char *oid)
{
	const ASN1_OCTET_STRING *der = spdm_extension(c);
	ASN1_SEQUENCE_ANY *list;
	bool found = false;

	if (!der)
		return false;
	list = parse_sequence(der);
	for (int i = 0; i < sk_ASN1_TYPE_num(list); i++)
		found |= entry_is(sk_ASN1_TYPE_value(list, i), oid);
	sk_ASN1_TYPE_pop_free(list, ASN1_TYPE_free);
	return found;
}
