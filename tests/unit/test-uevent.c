// SPDX-License-Identifier: Apache-2.0
/*
 * Kernel messages about devices, and what looks like them; the names of I3C
 * devices in sysfs.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "uevent.h"

static unsigned int added, removed;
static struct sysfs_i3c_device last;

static void on_added(void *user, const struct sysfs_i3c_device *device)
{
	(void)user;
	added++;
	last = *device;
}

static void on_removed(void *user, const struct sysfs_i3c_device *device)
{
	(void)user;
	removed++;
	last = *device;
}

static void on_overrun(void *user)
{
	(void)user;
}

static const struct uevent_events events = {
	.device_added = on_added,
	.device_removed = on_removed,
	.overrun = on_overrun,
};

/* From memory of its exact size, for the sanitizer. */
static int feed(const char *data, size_t len)
{
	char *copy = malloc(len ? len : 1);
	struct uevent_message message;
	int r;

	assert_non_null(copy);
	memcpy(copy, data, len);
	r = uevent_parse(copy, len, &message);
	if (r >= 0)
		uevent_dispatch(&message, &events, NULL);
	free(copy);
	return r;
}

#define FEED(literal) feed(literal, sizeof(literal))

#define DEVICE "/devices/platform/x/i3c-3/3-4cc00010002"
#define BODY "DEVPATH=" DEVICE "\0SUBSYSTEM=i3c\0DRIVER=mctp-i3c\0"             \
	     "MODALIAS=i3c:dcrCCmanuf0266\0SEQNUM=7"

static int reset(void **state)
{
	(void)state;
	added = 0;
	removed = 0;
	return 0;
}

static void device_counts_once_it_has_a_driver(void **state)
{
	static const uint8_t pid[] = { 0x04, 0xcc, 0, 0x01, 0, 0x02 };

	(void)state;
	assert_int_equal(FEED("add@" DEVICE "\0ACTION=add\0" BODY), 0);
	assert_int_equal(added, 0);
	assert_int_equal(FEED("bind@" DEVICE "\0ACTION=bind\0" BODY), 0);
	assert_int_equal(added, 1);
	assert_string_equal(last.name, "3-4cc00010002");
	assert_string_equal(last.bus, "i3c-3");
	assert_memory_equal(last.pid, pid, sizeof(pid));
}

static void removal_and_unbinding_take_it_away(void **state)
{
	(void)state;
	FEED("unbind@" DEVICE "\0ACTION=unbind\0" BODY);
	FEED("remove@" DEVICE "\0ACTION=remove\0" BODY);
	assert_int_equal(removed, 2);
	assert_string_equal(last.bus, "i3c-3");
}

static void others_are_of_no_interest(void **state)
{
	(void)state;
	/* another DCR, subsystem, kind of name; the controller itself */
	FEED("bind@" DEVICE "\0ACTION=bind\0DEVPATH=" DEVICE
	     "\0SUBSYSTEM=i3c\0MODALIAS=i3c:dcrBDmanuf0266");
	FEED("bind@" DEVICE "\0ACTION=bind\0DEVPATH=" DEVICE
	     "\0SUBSYSTEM=i2c\0MODALIAS=i3c:dcrCCmanuf0266");
	FEED("bind@/x/i3c-3\0ACTION=bind\0DEVPATH=/x/i3c-3"
	     "\0SUBSYSTEM=i3c\0MODALIAS=i3c:dcrCCmanuf0266");
	FEED("bind@" DEVICE "\0ACTION=bind\0DEVPATH=" DEVICE
	     "\0SUBSYSTEM=i3c");
	FEED("change@" DEVICE "\0ACTION=change\0" BODY);
	FEED("explode@" DEVICE "\0ACTION=explode\0" BODY);
	assert_int_equal(added + removed, 0);
}

static void what_the_kernel_would_not_send_is_refused(void **state)
{
	static const char good[] = "bind@" DEVICE "\0ACTION=bind\0" BODY;

	(void)state;
	assert_int_equal(feed("", 0), -EBADMSG);
	assert_int_equal(feed("bind@x", 6), -EBADMSG);
	assert_int_equal(FEED("libudev"), -EBADMSG);
	assert_int_equal(FEED("bind@"), 0);
	assert_int_equal(FEED("@\0\0\0\0\0=\0="), 0);
	assert_int_equal(FEED("bind@x\0ACTION=bind\0SUBSYSTEM=i3c"), 0);
	assert_int_equal(FEED("bind@x\0ACTION=bind\0SUBSYSTEM=i3c\0DEVPATH="),
			 0);
	/* cut anywhere it either ends within a value or is not a message */
	for (size_t len = 0; len < sizeof(good) - 1; len++)
		feed(good, len);
	assert_int_equal(added, 1); /* without the sequence number */
}

static void names_of_targets_are_told_from_others(void **state)
{
	static const char *const bad[] = {
		"", "-", "0-", "-1", "i3c-0", "0-xyz", "0-4CC", "x-1",
		"0-4cc000000000f", "1234567890-1", "0-1/2", "0-1 ",
	};
	struct sysfs_i3c_device device;
	char name[64];

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(sysfs_parse_i3c_name(bad[i], &device),
				 -EINVAL);
	memset(name, '1', sizeof(name));
	name[sizeof(name) - 1] = '\0';
	name[1] = '-';
	assert_int_equal(sysfs_parse_i3c_name(name, &device), -EINVAL);
	assert_int_equal(sysfs_parse_i3c_name("123456789-ffffffffffff",
					      &device), 0);
	assert_string_equal(device.bus, "i3c-123456789");
	assert_int_equal(device.pid[0], 0xff);
}

static void modalias_must_have_two_digits(void **state)
{
	uint8_t dcr;

	(void)state;
	assert_int_equal(sysfs_parse_i3c_modalias("i3c:dcrCCmanuf1", &dcr), 0);
	assert_int_equal(dcr, 0xcc);
	assert_int_equal(sysfs_parse_i3c_modalias("i3c:dcr", &dcr), -EINVAL);
	assert_int_equal(sysfs_parse_i3c_modalias("i3c:dcrC", &dcr), -EINVAL);
	assert_int_equal(sysfs_parse_i3c_modalias("i3c:dcrXY", &dcr), -EINVAL);
	assert_int_equal(sysfs_parse_i3c_modalias("i2c:dcrCC", &dcr), -EINVAL);
}

/* A sysfs of our own. */

static char root[64];

__attribute__((format(printf, 2, 3)))
static void make(const char *text, const char *fmt, ...)
{
	char path[256] = "", *slash;
	va_list ap;
	FILE *file;

	strcpy(path, root);
	va_start(ap, fmt);
	vsnprintf(path + strlen(path), sizeof(path) - strlen(path), fmt, ap);
	va_end(ap);
	for (slash = strchr(path + strlen(root) + 1, '/'); slash;
	     slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(path, 0755);
		*slash = '/';
	}
	file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static char seen[256];

static void on_seen(void *user, const struct sysfs_i3c_device *device)
{
	(void)user;
	strcat(seen, device->name);
	strcat(seen, " ");
}

static void scan_finds_mctp_devices_of_one_bus_in_order(void **state)
{
	char bus[16], command[128];

	(void)state;
	strcpy(root, "/tmp/test-sysfs.XXXXXX");
	assert_non_null(mkdtemp(root));
	assert_false(sysfs_has_i3c(root));
	for (unsigned int pid = 9; pid >= 1; pid--) {
		make("i3c:dcrCCmanuf0266\n", "/bus/i3c/devices/0-%x/modalias",
		     pid);
		make("", "/bus/i3c/devices/0-%x/driver/x", pid);
	}
	assert_true(sysfs_has_i3c(root));
	/* another bus, no driver, another DCR, no modalias */
	make("i3c:dcrCC\n", "/bus/i3c/devices/1-a/modalias");
	make("", "/bus/i3c/devices/1-a/driver/x");
	make("i3c:dcrCC\n", "/bus/i3c/devices/0-b/modalias");
	make("i3c:dcrBD\n", "/bus/i3c/devices/0-c/modalias");
	make("", "/bus/i3c/devices/0-c/driver/x");
	make("", "/bus/i3c/devices/0-d/driver/x");
	make("", "/bus/i3c/devices/i3c-0/driver/x");
	assert_int_equal(sysfs_scan_i3c_bus(root, "i3c-0", on_seen, NULL), 0);
	assert_string_equal(seen,
			    "0-1 0-2 0-3 0-4 0-5 0-6 0-7 0-8 0-9 ");
	assert_int_equal(sysfs_scan_i3c_bus("/nonexistent", "i3c-0", on_seen,
					    NULL), -ENOENT);

	make("", "/class/net/a/x");
	snprintf(command, sizeof(command), "%s/class/net/a/device", root);
	assert_int_equal(symlink("../../../i3c-7", command), 0);
	assert_int_equal(sysfs_netdev_bus(root, "a", bus, sizeof(bus)), 0);
	assert_string_equal(bus, "i3c-7");
	assert_int_equal(sysfs_netdev_bus(root, "a", bus, 5), -ENOENT);
	assert_int_equal(sysfs_netdev_bus(root, "b", bus, sizeof(bus)),
			 -ENOENT);
	snprintf(command, sizeof(command), "rm -r %s", root);
	assert_int_equal(system(command), 0);
}

#define TEST(name) cmocka_unit_test_setup(name, reset)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(device_counts_once_it_has_a_driver),
		TEST(removal_and_unbinding_take_it_away),
		TEST(others_are_of_no_interest),
		TEST(what_the_kernel_would_not_send_is_refused),
		TEST(names_of_targets_are_told_from_others),
		TEST(modalias_must_have_two_digits),
		TEST(scan_finds_mctp_devices_of_one_bus_in_order),
	};

	return cmocka_run_group_tests_name("uevent", tests, NULL, NULL);
}
