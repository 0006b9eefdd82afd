// SPDX-License-Identifier: Apache-2.0
/*
 * Kernel uevents.
 */
#include "uevent.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void ignore_device(void *user, const struct sysfs_i3c_device *device)
{
	(void)user;
	(void)device;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct uevent_events events = {
		.device_added = ignore_device,
		.device_removed = ignore_device,
	};
	struct uevent_message message;

	if (uevent_parse((const char *)data, size, &message) >= 0)
		uevent_dispatch(&message, &events, NULL);
	return 0;
}
