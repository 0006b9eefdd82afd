// SPDX-License-Identifier: Apache-2.0
/* Message after message of a session: transcripts, handlers, the verdict. */
#include "replay.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void keep_transcripts(struct replay *p, struct bytes msg, bool vca)
{
	uint8_t code = msg.data[1];

	if (vca) {
		check(p, spdm_vca_add(&p->transcripts.vca, msg.data, msg.len),
		      "VCA");
		if (code == SPDM_ALGORITHMS)
			check(p, spdm_transcripts_start(&p->transcripts,
							&p->agreed), "VCA");
	} else if (p->sender == SPDM_REQUESTER && p->session) {
		check(p, spdm_transcript_request_l1l2(&p->session->l1l2, code),
		      "L1/L2");
	} else if (p->sender == SPDM_REQUESTER) {
		check(p, spdm_transcripts_request(&p->transcripts, code),
		      "transcripts");
	}
	if (p->sender == SPDM_REQUESTER) {
		free(p->request.data);
		p->request.data = malloc(msg.len);
		memcpy(p->request.data, msg.data, msg.len);
		p->request.len = msg.len;
	}
}

static const struct replay_handler *
find_handler(const struct replay_handler *h, const char *name)
{
	while (h->name && strcmp(h->name, name) != 0)
		h++;
	return h->name ? h : NULL;
}

static void message_done(struct replay *p)
{
	free(p->body.data);
	free(p->plain);
	free(p->sealed);
	p->body.data = NULL;
	p->plain = NULL;
	p->sealed = NULL;
}

static void replay_message(struct replay *p, json_t *m, uint8_t *buf)
{
	const char *dir = text(m, "dir");
	const struct replay_handler *h;
	struct bytes msg;

	p->body = from_hex(p, text(m, "hex"));
	msg = p->body;
	p->message = text(m, "name");
	p->sender = dir && strcmp(dir, "req") == 0 ? SPDM_REQUESTER :
						     SPDM_RESPONDER;
	h = find_handler(plain_handlers, p->message);
	if (!h)
		h = find_handler(session_handlers, p->message);
	if (!h)
		fail(p, "no such message is known");
	if (json_integer_value(json_object_get(m, "mctp_type")) ==
	    SPDM_MCTP_TYPE_SECURED)
		msg = open_record(p, m);
	if (msg.len < SPDM_HEADER_LEN)
		fail(p, "too short");
	if (p->sender == SPDM_REQUESTER)
		keep_transcripts(p, msg, h->vca);
	h->fn(p, msg, buf);
	if (p->sender == SPDM_RESPONDER)
		keep_transcripts(p, msg, h->vca);
}

static void replay_done(struct replay *p)
{
	message_done(p);
	free(p->request.data);
	free(p->key_exchange.data);
	free(p->chain_data);
	spdm_cert_chain_free(p->chain);
	spdm_trust_free(p->trust);
	spdm_session_free(p->session);
	spdm_transcripts_done(&p->transcripts);
}

bool replay(json_t *root, const char *name)
{
	json_t *messages = json_object_get(root, "messages"), *m;
	struct replay *p = calloc(1, sizeof(*p));
	uint8_t *buf = malloc(MESSAGE_MAX);
	bool passed = false;
	size_t i;

	p->root = root;
	if (setjmp(p->failed) == 0) {
		if (!json_array_size(messages))
			fail(p, "no messages");
		json_array_foreach(messages, i, m) {
			p->index = i;
			replay_message(p, m, buf);
			message_done(p);
		}
		if (p->signatures !=
		    json_array_size(json_object_get(root, "transcripts")))
			fail(p, "not every recorded signature was verified");
		passed = true;
	}
	if (passed)
		printf("PASS %s: %zu messages, %zu records, %zu signatures, "
		       "%zu secrets\n", name, p->index + 1, p->records,
		       p->signatures, p->secrets);
	else
		printf("FAIL %s: %s\n", name, p->reason);
	replay_done(p);
	free(p);
	free(buf);
	return passed;
}
