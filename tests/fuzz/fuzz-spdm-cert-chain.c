// SPDX-License-Identifier: Apache-2.0
/*
 * Certificate chains: the input as a whole structure, and as certificates
 * behind a header that is right.
 */
#include <stdlib.h>
#include <string.h>

#include "spdm/agreed.h"
#include "spdm/cert-chain.h"
#include "spdm/trust.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void parse(uint8_t *data, size_t len)
{
	static struct spdm_trust *trust;
	const struct spdm_agreed a = {
		.version = SPDM_VERSION_1_3,
		.alg.base_hash = SPDM_HASH_SHA_256,
		.alg.base_asym = SPDM_ASYM_ECDSA_P384,
	};
	char reason[SPDM_CERT_CHAIN_REASON_MAX];
	struct spdm_cert_chain *chain = NULL;

	if (!trust)
		trust = spdm_trust_new();
	if (spdm_cert_chain_new(&a, data, len, &chain, reason) == 0)
		spdm_cert_chain_verify(chain, &a, trust, SPDM_DATES_CHECK,
				       reason);
	spdm_cert_chain_free(chain);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const size_t header = 4 + 32;
	uint8_t *copy = malloc(size + 1);

	memcpy(copy, data, size);
	parse(copy, size);
	if (size + header > UINT16_MAX)
		return 0;
	copy = calloc(1, size + header);
	copy[0] = size + header;
	copy[1] = (size + header) >> 8;
	memcpy(copy + header, data, size);
	parse(copy, size + header);
	return 0;
}
