// SPDX-License-Identifier: Apache-2.0
/*
 * Questions about what both ends have agreed on.
 */
#include "spdm/agreed.h"

bool spdm_agreed_has(const struct spdm_agreed *a, uint32_t flag)
{
	return (a->req.flags & a->rsp.flags & flag) == flag;
}

bool spdm_agreed_clear_handshake(const struct spdm_agreed *a)
{
	return spdm_agreed_has(a, SPDM_CAP_HANDSHAKE_CLEAR);
}

bool spdm_agreed_has_context(const struct spdm_agreed *a)
{
	return a->version >= SPDM_VERSION_1_3;
}

bool spdm_agreed_summary(const struct spdm_agreed *a, uint8_t summary_type)
{
	return summary_type != SPDM_SUMMARY_NONE &&
	       (a->rsp.flags & SPDM_CAP_MEAS_MASK);
}

size_t spdm_agreed_hash_size(const struct spdm_agreed *a)
{
	return spdm_hash_size(a->alg.base_hash);
}

size_t spdm_agreed_signature_size(const struct spdm_agreed *a)
{
	return spdm_asym_signature_size(a->alg.base_asym);
}

size_t spdm_agreed_exchange_size(const struct spdm_agreed *a)
{
	return spdm_dhe_exchange_size(a->alg.dhe);
}
