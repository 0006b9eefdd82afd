/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Certificates for tests, made on the spot: root, intermediate and leaf,
 * with one thing wrong where a test asks for it.
 */
#pragma once

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define PKI_RESPONDER_AUTH "1.3.6.1.4.1.412.274.3"
#define PKI_REQUESTER_AUTH "1.3.6.1.4.1.412.274.4"

struct pki_options {
	const char *curve;		/* NULL: P-384 */
	const char *leaf_key_usage;	/* NULL: digitalSignature, "": none */
	const char *leaf_constraints;	/* NULL: CA:FALSE, "": none */
	const char *leaf_eku;		/* NULL: responder, "": none */
	const char *leaf_spdm_oid;	/* in an SPDM extension */
	bool leaf_expired;
	const char *leaf_subject;	/* NULL: "test device" */
	bool inter_not_ca;
	bool leaf_signed_by_root;	/* with inter left in the chain */
	bool without_root;		/* the chain starts with inter */
};

struct pki {
	char *key_pem;		/* the leaf's */
	char *chain_pem;	/* root first */
	char *root_pem;
};

static inline void pki_extension(X509 *x509, int nid, const char *value)
{
	X509_EXTENSION *ext;

	if (!*value)
		return;
	ext = X509V3_EXT_conf_nid(NULL, NULL, nid, value);
	if (!ext)
		abort();
	X509_add_ext(x509, ext, -1);
	X509_EXTENSION_free(ext);
}

/* SEQUENCE { SEQUENCE { OID } } */
static inline void pki_spdm_extension(X509 *x509, const char *oid)
{
	ASN1_OBJECT *id = OBJ_txt2obj("1.3.6.1.4.1.412.274.6", 1);
	ASN1_OBJECT *entry = OBJ_txt2obj(oid, 1);
	ASN1_OCTET_STRING *value = ASN1_OCTET_STRING_new();
	unsigned char der[64], *p = der + 4;
	X509_EXTENSION *ext;
	int len = i2d_ASN1_OBJECT(entry, &p);

	der[0] = der[2] = 0x30;
	der[1] = len + 2;
	der[3] = len;
	ASN1_OCTET_STRING_set(value, der, len + 4);
	ext = X509_EXTENSION_create_by_OBJ(NULL, id, 0, value);
	X509_add_ext(x509, ext, -1);
	X509_EXTENSION_free(ext);
	ASN1_OCTET_STRING_free(value);
	ASN1_OBJECT_free(entry);
	ASN1_OBJECT_free(id);
}

static inline X509 *pki_cert(const char *subject, EVP_PKEY *key,
			     const char *issuer, bool expired)
{
	const long day = 24 * 3600;
	X509 *x509 = X509_new();
	static long serial = 1;

	X509_set_version(x509, X509_VERSION_3);
	ASN1_INTEGER_set(X509_get_serialNumber(x509), ++serial);
	X509_gmtime_adj(X509_getm_notBefore(x509), -20 * day);
	X509_gmtime_adj(X509_getm_notAfter(x509), expired ? -day : 20 * day);
	if (*subject)
		X509_NAME_add_entry_by_txt(X509_get_subject_name(x509), "CN",
					   MBSTRING_UTF8,
					   (const unsigned char *)subject, -1,
					   -1, 0);
	X509_NAME_add_entry_by_txt(X509_get_issuer_name(x509), "CN",
				   MBSTRING_UTF8,
				   (const unsigned char *)issuer, -1, -1, 0);
	X509_set_pubkey(x509, key);
	return x509;
}

static inline char *pki_bio_text(BIO *bio)
{
	char *data;
	long len = BIO_get_mem_data(bio, &data);
	char *copy = strndup(data, len);

	BIO_free(bio);
	return copy;
}

static inline X509 *pki_leaf(const struct pki_options *o, EVP_PKEY *key,
			     const char *issuer, EVP_PKEY *issuer_key)
{
	X509 *leaf = pki_cert(o->leaf_subject ? o->leaf_subject : "test device",
			      key, issuer, o->leaf_expired);

	pki_extension(leaf, NID_basic_constraints,
		      o->leaf_constraints ? o->leaf_constraints :
					    "critical,CA:FALSE");
	pki_extension(leaf, NID_key_usage,
		      o->leaf_key_usage ? o->leaf_key_usage :
					  "critical,digitalSignature");
	pki_extension(leaf, NID_ext_key_usage,
		      o->leaf_eku ? o->leaf_eku : PKI_RESPONDER_AUTH);
	if (o->leaf_spdm_oid)
		pki_spdm_extension(leaf, o->leaf_spdm_oid);
	X509_sign(leaf, issuer_key, EVP_sha384());
	return leaf;
}

static inline struct pki pki_make(const struct pki_options *o)
{
	const char *curve = o->curve ? o->curve : "P-384";
	EVP_PKEY *root_key = EVP_EC_gen("P-384");
	EVP_PKEY *inter_key = EVP_EC_gen("P-384");
	EVP_PKEY *leaf_key = EVP_EC_gen(curve);
	BIO *chain = BIO_new(BIO_s_mem()), *key = BIO_new(BIO_s_mem());
	BIO *anchor = BIO_new(BIO_s_mem());
	X509 *root, *inter, *leaf;
	struct pki pki;

	root = pki_cert("test root", root_key, "test root", false);
	pki_extension(root, NID_basic_constraints, "critical,CA:TRUE");
	pki_extension(root, NID_key_usage, "critical,keyCertSign");
	X509_sign(root, root_key, EVP_sha384());
	inter = pki_cert("test inter", inter_key, "test root", false);
	pki_extension(inter, NID_basic_constraints,
		      o->inter_not_ca ? "critical,CA:FALSE" :
					"critical,CA:TRUE");
	pki_extension(inter, NID_key_usage, "critical,keyCertSign");
	X509_sign(inter, root_key, EVP_sha384());
	if (o->leaf_signed_by_root)
		leaf = pki_leaf(o, leaf_key, "test root", root_key);
	else
		leaf = pki_leaf(o, leaf_key, "test inter", inter_key);

	PEM_write_bio_X509(anchor, root);
	if (!o->without_root)
		PEM_write_bio_X509(chain, root);
	PEM_write_bio_X509(chain, inter);
	PEM_write_bio_X509(chain, leaf);
	PEM_write_bio_PrivateKey(key, leaf_key, NULL, NULL, 0, NULL, NULL);
	pki.chain_pem = pki_bio_text(chain);
	pki.key_pem = pki_bio_text(key);
	pki.root_pem = pki_bio_text(anchor);
	X509_free(root);
	X509_free(inter);
	X509_free(leaf);
	EVP_PKEY_free(root_key);
	EVP_PKEY_free(inter_key);
	EVP_PKEY_free(leaf_key);
	return pki;
}

static inline void pki_done(struct pki *pki)
{
	free(pki->key_pem);
	free(pki->chain_pem);
	free(pki->root_pem);
}
