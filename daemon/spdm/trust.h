/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The trust anchors: root certificates the administrator has provisioned.
 * Shared by all requesters of a process; read-only once it is filled.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "lib/cleanup.h"
#include "spdm/header.h"

struct crypto_cert;
struct spdm_trust;

#define SPDM_TRUST_ANCHORS_MAX 1024
/* A PEM file above this size is refused. */
#define SPDM_TRUST_FILE_MAX (1024 * 1024)

struct spdm_trust *spdm_trust_new(void);
struct spdm_trust *spdm_trust_free(struct spdm_trust *t);
DEFINE_CLEANUP(struct spdm_trust *, spdm_trust_free);

/* All certificates of a PEM file's content. -ENODATA if there is none. */
int spdm_trust_add_pem(struct spdm_trust *t, const void *pem, size_t len);
/*
 * Every *.pem and *.crt of a directory, in name order. Stops at the first
 * unreadable or invalid file, whose name is then in @ret_file (or NULL).
 */
int spdm_trust_add_directory(struct spdm_trust *t, const char *path,
			     char **ret_file);
size_t spdm_trust_count(const struct spdm_trust *t);
/* The anchor with this hash of its DER encoding, borrowed; or NULL. */
struct crypto_cert *spdm_trust_find(const struct spdm_trust *t,
				    uint32_t base_hash, const uint8_t *hash);
