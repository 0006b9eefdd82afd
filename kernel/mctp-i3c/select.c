// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which I3C buses carry MCTP: those whose controller has the boolean device
 * property "mctp-controller" (device tree, ACPI or software node), and those
 * named by the module parameter.
 */
#include "mctp-i3c.h"

#include <linux/bitmap.h>
#include <linux/module.h>
#include <linux/property.h>

/* Bus numbers the parameter can name. */
#define SELECT_BUSES	256

static char *buses;
module_param(buses, charp, 0444);
MODULE_PARM_DESC(buses,
		 "I3C buses to use for MCTP beside those with the device property mctp-controller: a list of numbers and ranges such as 0,2-3, or all");

/* Written at init only. */
static DECLARE_BITMAP(selected, SELECT_BUSES);
static bool select_all;

int mctp_i3c_select_init(void)
{
	int rc;

	if (!buses || !*buses)
		return 0;

	if (!strcmp(buses, "all")) {
		select_all = true;
		return 0;
	}

	rc = bitmap_parselist(buses, selected, SELECT_BUSES);
	if (rc)
		pr_err("mctp-i3c: parameter buses=%s: want numbers from 0 to %d, ranges or all\n",
		       buses, SELECT_BUSES - 1);
	return rc;
}

bool mctp_i3c_select_bus(const struct i3c_bus *i3c)
{
	const struct i3c_master_controller *master =
		container_of(i3c, struct i3c_master_controller, bus);

	if (select_all)
		return true;
	if (i3c->id >= 0 && i3c->id < SELECT_BUSES &&
	    test_bit(i3c->id, selected))
		return true;
	return device_property_read_bool(master->dev.parent, "mctp-controller");
}
