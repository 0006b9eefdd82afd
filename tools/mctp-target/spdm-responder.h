/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The SPDM 1.2 responder of an emulated device (DSP0274): one connection,
 * slot 0, the signature algorithm of its key, SHA-384, SECP384R1 and
 * AES-256-GCM, a few fixed measurements, and sessions whose records (DSP0277)
 * are messages of type 6.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "lib/cleanup.h"

struct misbehave;
struct spdm_responder;

/* Sessions at the same time. */
#define SPDM_RESPONDER_SESSIONS_MAX 4
/* DataTransferSize: the longest request that is taken. */
#define SPDM_RESPONDER_MESSAGE_MAX 4608

/*
 * Private key and chain, root first, as PEM; @misbehave is borrowed.
 * -EINVAL when the key is not one, -EBADMSG or -ENODATA for the chain.
 */
int spdm_responder_new(const void *key_pem, size_t key_len,
		       const void *chain_pem, size_t chain_len,
		       const struct misbehave *misbehave,
		       struct spdm_responder **ret_responder);
/* From files; errors with one line in @error. */
int spdm_responder_open(const char *key_path, const char *chain_path,
			const struct misbehave *misbehave,
			struct spdm_responder **ret_responder, char *error,
			size_t error_size);
struct spdm_responder *spdm_responder_free(struct spdm_responder *r);
DEFINE_CLEANUP(struct spdm_responder *, spdm_responder_free);

/*
 * @type is the MCTP message type, 5 or 6. The length of the answer in
 * @response, of the same type, or 0 when there is none.
 */
size_t spdm_responder_handle(struct spdm_responder *r, uint8_t type,
			     const uint8_t *request, size_t len,
			     uint8_t *response, size_t size);
