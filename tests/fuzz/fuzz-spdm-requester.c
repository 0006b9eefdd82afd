// SPDX-License-Identifier: Apache-2.0
/*
 * The requester: the input is what a device says, each message with its
 * length first; 0xffff is silence.
 */
#include <stdlib.h>

#include "lib/buf.h"
#include "spdm/requester.h"
#include "spdm/spdm.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int on_send(void *userdata, uint8_t type, const uint8_t *body,
		   size_t len)
{
	(void)userdata;
	(void)type;
	(void)body;
	(void)len;
	return 0;
}

static void on_timer(void *userdata, uint64_t delay_us)
{
	*(uint64_t *)userdata = delay_us;
}

static void on_change(void *userdata)
{
	(void)userdata;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct spdm_requester_ops ops = {
		.send = on_send,
		.set_timer = on_timer,
		.changed = on_change,
	};
	struct spdm_requester_config config = { .session = true,
						.retries = 1 };
	struct spdm_requester *r;
	struct buf_reader in;
	uint64_t timer = 0;

	r = spdm_requester_new(&config, &ops, &timer);
	spdm_requester_start(r);
	buf_reader_init(&in, data, size);
	while (buf_reader_left(&in)) {
		uint16_t len = buf_get_le16(&in);
		const uint8_t *msg;

		if (len == 0xffff) {
			if (timer)
				spdm_requester_timeout(r);
			continue;
		}
		msg = buf_get_bytes(&in, len);
		if (!msg)
			break;
		spdm_requester_receive(r, SPDM_MCTP_TYPE, msg, len);
	}
	/* Left alone it comes to an end. */
	for (int i = 0; timer && i < 1000; i++)
		spdm_requester_timeout(r);
	if (timer)
		abort();
	spdm_requester_free(r);
	return 0;
}
