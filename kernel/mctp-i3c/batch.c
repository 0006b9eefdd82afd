// SPDX-License-Identifier: GPL-2.0-only
/*
 * Limits of a controller for the transfers of one call. The API names none:
 * a controller whose command or data queue would overflow refuses the call,
 * and does not say for which of the two. So a refusal is kept with both its
 * numbers, and what is not smaller in both is not tried again.
 */
#include "batch.h"

#include <kunit/visibility.h>
#include <linux/limits.h>
#include <linux/minmax.h>

void mctp_i3c_batch_init(struct mctp_i3c_batch *batch)
{
	unsigned int n;

	for (n = 0; n <= MCTP_I3C_BATCH_MAX; n++)
		batch->refused[n] = U32_MAX;
	batch->taken = 0;
}
EXPORT_SYMBOL_IF_KUNIT(mctp_i3c_batch_init);

/* Whether @n packets of @bytes together can be tried; one always can. */
bool mctp_i3c_batch_fits(const struct mctp_i3c_batch *batch, unsigned int n,
			 u32 bytes)
{
	return n <= 1 ||
	       (n <= MCTP_I3C_BATCH_MAX && bytes < batch->refused[n]);
}
EXPORT_SYMBOL_IF_KUNIT(mctp_i3c_batch_fits);

void mctp_i3c_batch_set_taken(struct mctp_i3c_batch *batch, unsigned int n,
			      u32 bytes)
{
	if (n > 1)
		batch->taken = max(batch->taken, bytes);
}
EXPORT_SYMBOL_IF_KUNIT(mctp_i3c_batch_set_taken);

/*
 * Much less than it has taken before cannot have been too many bytes. Not a
 * little less: queues are filled in words.
 */
void mctp_i3c_batch_set_refused(struct mctp_i3c_batch *batch, unsigned int n,
				u32 bytes)
{
	if (n < 2)
		return;
	if (bytes <= batch->taken / 2)
		bytes = 0;
	for (; n <= MCTP_I3C_BATCH_MAX; n++)
		batch->refused[n] = min(batch->refused[n], bytes);
}
EXPORT_SYMBOL_IF_KUNIT(mctp_i3c_batch_set_refused);
