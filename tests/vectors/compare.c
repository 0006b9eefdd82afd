// SPDX-License-Identifier: Apache-2.0
/* The library's results against the recorded ones. */
#include "replay.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void fail(struct replay *p, const char *fmt, ...)
{
	va_list ap;
	int n;

	n = snprintf(p->reason, sizeof(p->reason), "message %zu (%s): ",
		     p->index, p->message ? p->message : "-");
	va_start(ap, fmt);
	vsnprintf(p->reason + n, sizeof(p->reason) - n, fmt, ap);
	va_end(ap);
	longjmp(p->failed, 1);
}

void check(struct replay *p, int r, const char *what)
{
	if (r < 0)
		fail(p, "%s: %s", what, strerror(-r));
}

struct bytes from_hex(struct replay *p, const char *hex)
{
	size_t len = hex ? strlen(hex) / 2 : 0;
	struct bytes b = { NULL, len };

	if (!hex || strlen(hex) % 2)
		fail(p, "no value, or half a byte");
	b.data = malloc(len + 1);
	for (size_t i = 0; i < len; i++) {
		unsigned int byte;

		if (sscanf(hex + 2 * i, "%2x", &byte) != 1) {
			free(b.data);
			fail(p, "not hexadecimal: %s", hex);
		}
		b.data[i] = byte;
	}
	return b;
}

const char *text(json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

void expect_hex(struct replay *p, const char *hex, const void *data,
		size_t len, const char *what)
{
	struct bytes b = from_hex(p, hex);
	bool same = b.len == len && memcmp(b.data, data, len) == 0;

	free(b.data);
	if (!same)
		fail(p, "%s differs", what);
}

void expect_secret(struct replay *p, json_t *secrets, const char *key,
		   const void *data, size_t len)
{
	expect_hex(p, text(secrets, key), data, len, key);
	p->secrets++;
}

void expect_same(struct replay *p, const uint8_t *again, long n,
		 struct bytes msg)
{
	check(p, n < 0 ? n : 0, "encode");
	if ((size_t)n != msg.len || memcmp(again, msg.data, msg.len) != 0)
		fail(p, "encodes differently");
}

size_t hash_size(const struct replay *p)
{
	return spdm_agreed_hash_size(&p->agreed);
}

void add(struct replay *p, struct spdm_transcript *t, const void *data,
	 size_t len)
{
	check(p, spdm_transcript_add(t, data, len), "transcript");
}

void note(struct replay *p, struct spdm_transcript *t, struct bytes msg,
	  size_t len)
{
	add(p, t, p->request.data, p->request.len);
	add(p, t, msg.data, len);
}

/* The entry of "transcripts" for this message. */
static json_t *recorded_transcript(struct replay *p)
{
	json_t *list = json_object_get(p->root, "transcripts"), *t;
	size_t i;

	json_array_foreach(list, i, t)
		if ((size_t)json_integer_value(
			    json_object_get(t, "message_index")) == p->index)
			return t;
	fail(p, "no transcript recorded");
}

void verify(struct replay *p, enum spdm_signature_context context,
	    const struct spdm_transcript *t, const uint8_t *signature)
{
	json_t *recorded = recorded_transcript(p);
	uint8_t digest[SPDM_HASH_MAX];

	check(p, spdm_transcript_digest(t, digest), "digest");
	expect_hex(p, text(recorded, "transcript_hash"), digest, hash_size(p),
		   "transcript hash");
	check(p, spdm_signature_verify(&p->agreed,
				       spdm_cert_chain_key(p->chain), context,
				       digest, signature), "signature");
	p->signatures++;
}
