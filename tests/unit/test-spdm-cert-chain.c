// SPDX-License-Identifier: Apache-2.0
/*
 * Certificate chains: what is accepted, and for each rule the sentence a
 * refusal gives. Trust anchors: files, directories, their limits.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "spdm/agreed.h"
#include "spdm/cert-chain.h"
#include "spdm/crypto-x509.h"
#include "spdm/crypto.h"
#include "spdm/trust.h"
#include "test-spdm-pki.h"

static struct spdm_agreed agreed_on(uint8_t version)
{
	return (struct spdm_agreed){
		.version = version,
		.alg.base_hash = SPDM_HASH_SHA_384,
		.alg.base_asym = SPDM_ASYM_ECDSA_P384,
	};
}

/* A chain as a device would send it, and the anchors to check it with. */
struct fixture {
	struct pki pki;
	struct spdm_trust *trust;
	uint8_t *data;
	size_t len;
	char reason[SPDM_CERT_CHAIN_REASON_MAX];
};

static void setup(struct fixture *f, const struct pki_options *o)
{
	f->pki = pki_make(o);
	f->reason[0] = '\0';
	f->trust = spdm_trust_new();
	assert_int_equal(spdm_trust_add_pem(f->trust, f->pki.root_pem,
					    strlen(f->pki.root_pem)), 0);
	assert_int_equal(spdm_cert_chain_build(SPDM_HASH_SHA_384,
					       f->pki.chain_pem,
					       strlen(f->pki.chain_pem),
					       &f->data, &f->len), 0);
}

static void teardown(struct fixture *f)
{
	spdm_trust_free(f->trust);
	free(f->data);
	pki_done(&f->pki);
}

static int parse(struct fixture *f, uint8_t version, const uint8_t *data,
		 size_t len, struct spdm_cert_chain **ret)
{
	struct spdm_agreed a = agreed_on(version);
	uint8_t *copy = malloc(len ? len : 1);

	memcpy(copy, data, len);
	return spdm_cert_chain_new(&a, copy, len, ret, f->reason);
}

static int verify(struct fixture *f, uint8_t version,
		  enum spdm_date_policy dates)
{
	struct spdm_agreed a = agreed_on(version);
	struct spdm_cert_chain *chain = NULL;
	int r;

	assert_int_equal(parse(f, version, f->data, f->len, &chain), 0);
	r = spdm_cert_chain_verify(chain, &a, f->trust, dates, f->reason);
	spdm_cert_chain_free(chain);
	return r;
}

static void a_good_chain_is_accepted(void **state)
{
	struct spdm_cert_chain *chain;
	uint8_t hash[SPDM_HASH_MAX];
	struct fixture f;

	(void)state;
	setup(&f, &(struct pki_options){ 0 });
	for (int version = 0x11; version <= 0x14; version++)
		assert_int_equal(verify(&f, version, SPDM_DATES_CHECK), 0);
	assert_int_equal(parse(&f, 0x12, f.data, f.len, &chain), 0);
	assert_string_equal(spdm_cert_chain_subject(chain),
			    "CN = test device");
	crypto_hash_once(SPDM_HASH_SHA_384, f.data, f.len, hash);
	assert_memory_equal(spdm_cert_chain_hash(chain), hash, 48);
	spdm_cert_chain_free(chain);
	teardown(&f);
}

static const struct {
	struct pki_options options;
	uint8_t version;
	const char *reason;	/* NULL: accepted */
} rules[] = {
	{ { .leaf_key_usage = "" }, 0x12, "leaf: no keyUsage" },
	{ { .leaf_key_usage = "keyAgreement" }, 0x12,
	  "leaf: keyUsage lacks digitalSignature" },
	{ { .leaf_key_usage = "digitalSignature,keyCertSign" }, 0x12,
	  "leaf: keyUsage has keyCertSign" },
	{ { .leaf_constraints = "CA:TRUE" }, 0x12,
	  "leaf: basicConstraints says CA" },
	{ { .leaf_constraints = "" }, 0x12, NULL },
	{ { .leaf_constraints = "" }, 0x13, "leaf: no basicConstraints" },
	{ { .leaf_eku = "" }, 0x12, NULL },
	{ { .leaf_eku = "serverAuth" }, 0x12, NULL },
	{ { .leaf_eku = PKI_REQUESTER_AUTH }, 0x12,
	  "leaf: extendedKeyUsage is for requesters only" },
	{ { .leaf_eku = PKI_REQUESTER_AUTH "," PKI_RESPONDER_AUTH }, 0x12,
	  NULL },
	{ { .leaf_expired = true }, 0x12, "leaf: certificate has expired" },
	{ { .leaf_subject = "" }, 0x12,
	  "leaf: issuer or subject is empty" },
	{ { .curve = "P-256" }, 0x12,
	  "leaf: its key is not of the negotiated algorithm" },
	{ { .inter_not_ca = true }, 0x12,
	  "certificate 1: basicConstraints lacks CA" },
	{ { .leaf_signed_by_root = true }, 0x12,
	  "a certificate does not issue the one after it" },
	{ { .without_root = true }, 0x12, "root: not among the trust" },
};

static void each_rule_has_its_sentence(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++) {
		struct fixture f;
		int r;

		setup(&f, &rules[i].options);
		r = verify(&f, rules[i].version, SPDM_DATES_CHECK);
		if (!rules[i].reason)
			assert_int_equal(r, 0);
		else if (r != -EBADMSG || !strstr(f.reason, rules[i].reason))
			fail_msg("\"%s\" instead of \"%s\"", f.reason,
				 rules[i].reason);
		teardown(&f);
	}
}

static void an_alias_leaf_has_no_hardware_identity(void **state)
{
	static const char *const oids[] = { "1.3.6.1.4.1.412.274.2",
					    "1.3.6.1.4.1.412.274.5" };

	(void)state;
	for (int i = 0; i < 4; i++) {
		struct pki_options o = { .leaf_spdm_oid = oids[i / 2] };
		struct spdm_agreed a = agreed_on(0x12);
		struct spdm_cert_chain *chain;
		struct fixture f;
		int r;

		setup(&f, &o);
		a.rsp.flags = i % 2 ? SPDM_CAP_ALIAS_CERT : 0;
		assert_int_equal(parse(&f, 0x12, f.data, f.len, &chain), 0);
		r = spdm_cert_chain_verify(chain, &a, f.trust,
					   SPDM_DATES_CHECK, f.reason);
		assert_int_equal(r, i == 1 ? -EBADMSG : 0);
		if (r < 0)
			assert_non_null(strstr(f.reason, "hardware identity"));
		spdm_cert_chain_free(chain);
		teardown(&f);
	}
}

static void subjects_are_text(void **state)
{
	static const struct {
		const char *subject, *text;
	} cases[] = {
		{ "Ger\xc3\xa4t", "CN = Ger\xc3\xa4t" },
		{ "a\nb\033[1m", "CN = a\\0Ab\\1B[1m" },
	};

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct pki_options o = { .leaf_subject = cases[i].subject };
		struct spdm_cert_chain *chain;
		struct fixture f;

		setup(&f, &o);
		assert_int_equal(parse(&f, 0x12, f.data, f.len, &chain), 0);
		assert_string_equal(spdm_cert_chain_subject(chain),
				    cases[i].text);
		spdm_cert_chain_free(chain);
		teardown(&f);
	}
}

static void long_subjects_are_cut_between_characters(void **state)
{
	struct spdm_bytes der;
	struct crypto_cert *c;
	struct fixture f;
	char text[16];

	(void)state;
	setup(&f, &(struct pki_options){ .leaf_subject = "\xc3\xa4\xc3\xa4"
					 "\xc3\xa4\xc3\xa4" });
	/* The leaf is the last: found behind the two others. */
	der = (struct spdm_bytes){ f.data + 52, 0 };
	for (int i = 0; i < 3; i++) {
		der.data += der.len;
		der.len = 4 + (der.data[2] << 8 | der.data[3]);
	}
	assert_int_equal(crypto_cert_new_der(der, &c), 0);
	crypto_cert_subject(c, text, 9);
	assert_string_equal(text, "CN = \xc3\xa4");
	crypto_cert_subject(c, text, sizeof(text));
	assert_string_equal(text, "CN = \xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4");
	crypto_cert_free(c);
	teardown(&f);
}

static void dates_can_be_ignored(void **state)
{
	struct fixture f;

	(void)state;
	setup(&f, &(struct pki_options){ .leaf_expired = true });
	assert_int_equal(verify(&f, 0x12, SPDM_DATES_CHECK), -EBADMSG);
	assert_int_equal(verify(&f, 0x12, SPDM_DATES_IGNORE), 0);
	teardown(&f);
}

static void the_root_hash_decides(void **state)
{
	struct fixture f, other;

	(void)state;
	setup(&f, &(struct pki_options){ 0 });
	setup(&other, &(struct pki_options){ 0 });
	/* The anchor is known, but the chain is another one's. */
	memcpy(f.data + 4, other.data + 4, 48);
	assert_int_equal(spdm_trust_add_pem(f.trust, other.pki.root_pem,
					    strlen(other.pki.root_pem)), 0);
	assert_int_equal(verify(&f, 0x12, SPDM_DATES_CHECK), -EBADMSG);
	assert_string_equal(f.reason,
			    "root: the hash in the chain is another one's");
	teardown(&f);
	teardown(&other);
}

static void a_forged_leaf_is_refused(void **state)
{
	struct fixture f;

	(void)state;
	setup(&f, &(struct pki_options){ 0 });
	/* The last byte of all is in the leaf's signature. */
	f.data[f.len - 1] ^= 1;
	assert_int_equal(verify(&f, 0x12, SPDM_DATES_CHECK), -EBADMSG);
	assert_non_null(strstr(f.reason, "leaf: certificate signature"));
	teardown(&f);
}

static void damaged_structures_are_refused(void **state)
{
	static const uint8_t empty[52] = { 52 };
	struct spdm_cert_chain *chain;
	struct fixture f;
	uint8_t *longer;

	(void)state;
	setup(&f, &(struct pki_options){ 0 });
	for (size_t len = 0; len < f.len; len++) {
		uint8_t *cut = malloc(f.len);

		memcpy(cut, f.data, f.len);
		/* With the true length, and with one that fits. */
		assert_int_equal(parse(&f, 0x12, cut, len, &chain), -EBADMSG);
		cut[0] = len;
		cut[1] = len >> 8;
		if (parse(&f, 0x12, cut, len, &chain) == 0) {
			/* Cut exactly between two certificates. */
			spdm_cert_chain_free(chain);
			assert_true(len > 52 + 300);
		}
		free(cut);
	}
	longer = calloc(1, f.len + 1);
	memcpy(longer, f.data, f.len);
	longer[0] = f.len + 1;
	longer[1] = (f.len + 1) >> 8;
	assert_int_equal(parse(&f, 0x12, longer, f.len + 1, &chain), -EBADMSG);
	free(longer);
	/* No certificate at all. */
	assert_int_equal(parse(&f, 0x12, empty, sizeof(empty), &chain),
			 -EBADMSG);
	assert_string_equal(f.reason, "no certificates");
	teardown(&f);
}

static void the_number_of_certificates_has_a_limit(void **state)
{
	struct spdm_cert_chain *chain;
	struct fixture f;
	uint8_t *data;
	size_t leaf, len;

	(void)state;
	setup(&f, &(struct pki_options){ 0 });
	/* The first certificate, again and again. */
	leaf = 4 + (f.data[54] << 8 | f.data[55]);
	for (size_t n = SPDM_CERT_CHAIN_CERTS_MAX;
	     n <= SPDM_CERT_CHAIN_CERTS_MAX + 1; n++) {
		len = 52 + n * leaf;
		data = calloc(1, len);
		data[0] = len;
		data[1] = len >> 8;
		for (size_t i = 0; i < n; i++)
			memcpy(data + 52 + i * leaf, f.data + 52, leaf);
		if (n <= SPDM_CERT_CHAIN_CERTS_MAX) {
			assert_int_equal(parse(&f, 0x12, data, len, &chain),
					 0);
			spdm_cert_chain_free(chain);
		} else {
			assert_int_equal(parse(&f, 0x12, data, len, &chain),
					 -EBADMSG);
			assert_string_equal(f.reason,
					    "more than 16 certificates");
		}
		free(data);
	}
	teardown(&f);
}

static void flipped_bits_never_verify(void **state)
{
	struct fixture f;
	size_t verified = 0;

	(void)state;
	setup(&f, &(struct pki_options){ 0 });
	for (size_t at = 0; at < f.len; at += 3) {
		struct spdm_agreed a = agreed_on(0x12);
		struct spdm_cert_chain *chain;

		/* The two reserved bytes of the header are not looked at. */
		if (at == 2 || at == 3)
			continue;
		f.data[at] ^= 1 << at % 8;
		if (parse(&f, 0x12, f.data, f.len, &chain) == 0) {
			verified += spdm_cert_chain_verify(chain, &a, f.trust,
							   SPDM_DATES_CHECK,
							   f.reason) == 0;
			spdm_cert_chain_free(chain);
		}
		f.data[at] ^= 1 << at % 8;
	}
	assert_int_equal(verified, 0);
	teardown(&f);
}

static void anchors_must_be_certificates(void **state)
{
	struct spdm_trust *t = spdm_trust_new();
	struct pki pki = pki_make(&(struct pki_options){ 0 });
	char *cut = strdup(pki.root_pem);

	(void)state;
	assert_int_equal(spdm_trust_add_pem(t, "nothing", 7), -ENODATA);
	assert_int_equal(spdm_trust_add_pem(t, "", 0), -ENODATA);
	cut[60] = '!';
	assert_int_equal(spdm_trust_add_pem(t, cut, strlen(cut)), -EINVAL);
	assert_int_equal(spdm_trust_count(t), 0);
	assert_int_equal(spdm_trust_add_pem(t, pki.chain_pem,
					    strlen(pki.chain_pem)), 0);
	assert_int_equal(spdm_trust_count(t), 3);
	free(cut);
	pki_done(&pki);
	spdm_trust_free(t);
}

static void write_file(const char *dir, const char *name, const char *text)
{
	char path[256];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	file = fopen(path, "w");
	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	fclose(file);
}

static void remove_file(const char *dir, const char *name)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	unlink(path);
}

static void a_directory_of_anchors_is_read(void **state)
{
	char dir[] = "/tmp/test-spdm-trust-XXXXXX";
	struct spdm_trust *t = spdm_trust_new();
	struct pki pki = pki_make(&(struct pki_options){ 0 });
	char *file = NULL;

	(void)state;
	assert_non_null(mkdtemp(dir));
	assert_int_equal(spdm_trust_add_directory(t, dir, &file), 0);
	assert_int_equal(spdm_trust_count(t), 0);
	write_file(dir, "b.pem", pki.root_pem);
	write_file(dir, "a.crt", pki.chain_pem);
	write_file(dir, "README", "not read");
	assert_int_equal(spdm_trust_add_directory(t, dir, &file), 0);
	assert_null(file);
	assert_int_equal(spdm_trust_count(t), 4);
	write_file(dir, "c.pem", "empty");
	assert_int_equal(spdm_trust_add_directory(t, dir, &file), -ENODATA);
	assert_string_equal(file, "c.pem");
	free(file);
	remove_file(dir, "a.crt");
	remove_file(dir, "b.pem");
	remove_file(dir, "c.pem");
	remove_file(dir, "README");
	rmdir(dir);
	assert_int_equal(spdm_trust_add_directory(t, dir, &file), -ENOENT);
	pki_done(&pki);
	spdm_trust_free(t);
}

static void the_number_of_anchors_has_a_limit(void **state)
{
	struct spdm_trust *t = spdm_trust_new();
	struct pki pki = pki_make(&(struct pki_options){ 0 });
	size_t len = strlen(pki.root_pem);

	(void)state;
	for (int i = 0; i < SPDM_TRUST_ANCHORS_MAX; i++)
		assert_int_equal(spdm_trust_add_pem(t, pki.root_pem, len), 0);
	assert_int_equal(spdm_trust_add_pem(t, pki.root_pem, len), -E2BIG);
	assert_int_equal(spdm_trust_count(t), SPDM_TRUST_ANCHORS_MAX);
	pki_done(&pki);
	spdm_trust_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_good_chain_is_accepted),
		cmocka_unit_test(each_rule_has_its_sentence),
		cmocka_unit_test(an_alias_leaf_has_no_hardware_identity),
		cmocka_unit_test(subjects_are_text),
		cmocka_unit_test(long_subjects_are_cut_between_characters),
		cmocka_unit_test(dates_can_be_ignored),
		cmocka_unit_test(the_root_hash_decides),
		cmocka_unit_test(a_forged_leaf_is_refused),
		cmocka_unit_test(damaged_structures_are_refused),
		cmocka_unit_test(the_number_of_certificates_has_a_limit),
		cmocka_unit_test(flipped_bits_never_verify),
		cmocka_unit_test(anchors_must_be_certificates),
		cmocka_unit_test(a_directory_of_anchors_is_read),
		cmocka_unit_test(the_number_of_anchors_has_a_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
