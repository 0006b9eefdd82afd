// SPDX-License-Identifier: GPL-2.0-only
/*
 * The buses: their list, their lifetime, and the switch that makes one live by
 * registering the platform device the controller binds to.
 */
#include "bus.h"

#include <kunit/visibility.h>
#include <linux/ktime.h>
#include <linux/of.h>
#include <linux/platform_device.h>
#include <linux/property.h>
#include <linux/slab.h>

#include "builtin.h"
#include "controller.h"
#include "log.h"

static DEFINE_MUTEX(buses_lock);	/* protects the list and its length */
static LIST_HEAD(buses);
static unsigned int num_buses;

static struct i3c_sim_bus *find_locked(const char *name)
{
	struct i3c_sim_bus *bus;

	lockdep_assert_held(&buses_lock);

	list_for_each_entry(bus, &buses, node)
		if (!strcmp(bus->name, name))
			return bus;
	return NULL;
}

static void bus_free(struct kref *kref)
{
	struct i3c_sim_bus *bus = container_of(kref, struct i3c_sim_bus, kref);

	mutex_destroy(&bus->wire);
	mutex_destroy(&bus->lock);
	kfree(bus);
}

/* Return: a bus that is not live, with one reference for the caller. */
struct i3c_sim_bus *i3c_sim_bus_new(const char *name)
{
	struct i3c_sim_bus *bus;

	if (!*name)
		return ERR_PTR(-EINVAL);
	if (strlen(name) >= I3C_SIM_NAME_MAX)
		return ERR_PTR(-ENAMETOOLONG);

	guard(mutex)(&buses_lock);

	if (find_locked(name))
		return ERR_PTR(-EEXIST);
	if (num_buses >= I3C_SIM_BUSES_MAX)
		return ERR_PTR(-ENOSPC);

	bus = kzalloc(sizeof(*bus), GFP_KERNEL);
	if (!bus)
		return ERR_PTR(-ENOMEM);

	kref_init(&bus->kref);
	mutex_init(&bus->lock);
	mutex_init(&bus->wire);
	INIT_LIST_HEAD(&bus->targets);
	INIT_LIST_HEAD(&bus->away);
	i3c_sim_faults_init(&bus->faults);
	INIT_LIST_HEAD(&bus->builtins);
	INIT_LIST_HEAD(&bus->logs);
	strscpy(bus->name, name);
	bus->mctp_controller = true;
	i3c_sim_limits_init(&bus->limits);
	list_add_tail(&bus->node, &buses);
	num_buses++;
	return bus;
}
EXPORT_SYMBOL_IF_KUNIT(i3c_sim_bus_new);

/* Return: the bus with a reference for the caller, or NULL. */
struct i3c_sim_bus *i3c_sim_bus_find(const char *name)
{
	struct i3c_sim_bus *bus;

	guard(mutex)(&buses_lock);

	bus = find_locked(name);
	if (bus)
		kref_get(&bus->kref);
	return bus;
}

/* Nobody finds the bus any more; references keep its memory. */
void i3c_sim_bus_remove(struct i3c_sim_bus *bus)
{
	i3c_sim_bus_stop(bus);
	i3c_sim_logs_close(bus);

	guard(mutex)(&buses_lock);
	list_del(&bus->node);
	num_buses--;
}
EXPORT_SYMBOL_IF_KUNIT(i3c_sim_bus_remove);

void i3c_sim_bus_unref(struct i3c_sim_bus *bus)
{
	kref_put(&bus->kref, bus_free);
}
EXPORT_SYMBOL_IF_KUNIT(i3c_sim_bus_unref);

static bool bus_is_live(struct i3c_sim_bus *bus)
{
	guard(mutex)(&bus->wire);
	return bus->ctrl;
}

/*
 * What describes the controller: /i3c-sim/NAME of the device tree, if the
 * machine has such a node, else a node of software. It is not managed by the
 * device, because from 7.x on the I3C core gives the master the same node as
 * its parent.
 */
static struct fwnode_handle *node_get(const struct i3c_sim_bus *bus)
{
	const struct property_entry props[] = {
		bus->mctp_controller ?
			PROPERTY_ENTRY_BOOL("mctp-controller") :
			(struct property_entry){ },
		{ }
	};
	char path[sizeof("/i3c-sim/") + I3C_SIM_NAME_MAX];
	struct device_node *np;

	scnprintf(path, sizeof(path), "/i3c-sim/%s", bus->name);
	np = of_find_node_by_path(path);
	return np ? of_fwnode_handle(np) :
		    fwnode_create_software_node(props, NULL);
}

static void node_put(struct fwnode_handle *fwnode)
{
	if (is_of_node(fwnode))
		fwnode_handle_put(fwnode);
	else
		fwnode_remove_software_node(fwnode);
}

static void bus_power_off(struct i3c_sim_bus *bus)
{
	platform_device_unregister(bus->pdev);
	node_put(bus->fwnode);
	bus->pdev = NULL;
	bus->fwnode = NULL;
}

static int bus_power_on(struct i3c_sim_bus *bus)
{
	struct platform_device *pdev;
	struct fwnode_handle *fwnode;
	struct platform_device_info info = {
		.name = "i3c-sim",
		.id = PLATFORM_DEVID_AUTO,
		.data = &bus,
		.size_data = sizeof(bus),
	};

	fwnode = node_get(bus);
	if (IS_ERR(fwnode))
		return PTR_ERR(fwnode);

	info.fwnode = fwnode;
	bus->probe_err = -ENODEV;
	pdev = platform_device_register_full(&info);
	if (IS_ERR(pdev)) {
		node_put(fwnode);
		return PTR_ERR(pdev);
	}

	bus->fwnode = fwnode;
	bus->pdev = pdev;
	return 0;
}

/* Make the bus live. Does nothing if it is. */
int i3c_sim_bus_start(struct i3c_sim_bus *bus)
{
	int ret;

	guard(mutex)(&bus->lock);

	if (bus->pdev)
		return 0;

	scoped_guard(mutex, &bus->wire) {
		memset(&bus->stats, 0, sizeof(bus->stats));
		i3c_sim_time_init(&bus->time, bus->limits.clock_hz,
				  ktime_get_ns());
		i3c_sim_log_event(bus, I3C_SIM_LOG_LIVE);
	}

	ret = bus_power_on(bus);
	if (ret)
		return ret;
	/* the driver core does not pass on why a probe failed */
	ret = bus_is_live(bus) ? i3c_sim_builtins_power_on(bus) :
				 bus->probe_err;
	if (ret)
		bus_power_off(bus);
	return ret;
}
EXPORT_SYMBOL_IF_KUNIT(i3c_sim_bus_start);

/* Take the bus away from the core and from its targets. */
void i3c_sim_bus_stop(struct i3c_sim_bus *bus)
{
	guard(mutex)(&bus->lock);

	if (!bus->pdev)
		return;

	bus_power_off(bus);
	i3c_sim_builtins_power_off(bus);
	guard(mutex)(&bus->wire);
	i3c_sim_log_event(bus, I3C_SIM_LOG_OFF);
}
EXPORT_SYMBOL_IF_KUNIT(i3c_sim_bus_stop);

/* Return: N of i3c-N, or -1 if the bus is not live. */
int i3c_sim_bus_id(struct i3c_sim_bus *bus)
{
	guard(mutex)(&bus->wire);
	return bus->ctrl ? bus->ctrl->master.bus.id : -1;
}
EXPORT_SYMBOL_IF_KUNIT(i3c_sim_bus_id);

/* Have the controller assign addresses, hot-join or not. */
int i3c_sim_bus_daa(struct i3c_sim_bus *bus)
{
	guard(mutex)(&bus->wire);

	if (!bus->ctrl)
		return -ENODEV;

	compat_i3c_hotjoin_queue(&bus->ctrl->hotjoin);
	return 0;
}
EXPORT_SYMBOL_IF_KUNIT(i3c_sim_bus_daa);
