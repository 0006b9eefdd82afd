// SPDX-License-Identifier: Apache-2.0
/*
 * Opaque data of the key exchanges, in both formats and directions.
 */
#include "spdm/opaque.h"
#include "spdm/spdm.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct spdm_bytes opaque = { data, size };
	struct spdm_secured_versions offer;
	uint16_t selected;

	for (uint8_t v = SPDM_VERSION_1_1; v <= SPDM_VERSION_1_2; v++) {
		if (spdm_opaque_offer_decode(opaque, v, &offer) == 0)
			spdm_secured_version_select(&offer);
		(void)!spdm_opaque_selection_decode(opaque, v, &selected);
	}
	return 0;
}
