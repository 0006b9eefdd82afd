// SPDX-License-Identifier: GPL-2.0-only
/*
 * I3C buses that carry MCTP: found when they are registered or when the
 * module is loaded, started with a worker and a network device, and stopped
 * when the bus, or the module, goes away.
 *
 * States: on the list and not started -> started -> stopped, off the list.
 * A bus is stopped by its removal notice or by the module's exit, whichever
 * comes first; the other one waits for it on bus->life.
 */
#include "mctp-i3c.h"

#include <linux/module.h>
#include <linux/notifier.h>
#include <linux/slab.h>

/* Protects the list, the nodes of its buses, and buses_closed. */
static DEFINE_MUTEX(buses_lock);
static LIST_HEAD(buses);
/* The module is about to go; no bus is added. */
static bool buses_closed;

static void bus_free(struct kref *ref)
{
	struct mctp_i3c_bus *bus = container_of(ref, struct mctp_i3c_bus, ref);

	kfree(bus->rx_frame);
	kfree(bus->tx_frame);
	kfree(bus);
}

void mctp_i3c_bus_unref(struct mctp_i3c_bus *bus)
{
	kref_put(&bus->ref, bus_free);
}

static struct mctp_i3c_bus *bus_new(struct i3c_bus *i3c)
{
	struct mctp_i3c_bus *bus;

	bus = kzalloc(sizeof(*bus), GFP_KERNEL);
	if (!bus)
		return NULL;

	kref_init(&bus->ref);
	INIT_LIST_HEAD(&bus->node);
	mutex_init(&bus->life);
	spin_lock_init(&bus->targets_lock);
	hash_init(bus->targets);
	mctp_i3c_sched_init(&bus->sched);
	mctp_i3c_length_init(&bus->length);
	bus->read_max = MCTP_I3C_XFER_MAX;
	spin_lock_init(&bus->poll_lock);
	mctp_i3c_poll_budget_init(&bus->poll_budget, ktime_get());
	bus->i3c = i3c;
	bus->pid = i3c->cur_master->info.pid;

	/* Transfers want buffers that can be mapped for DMA. */
	bus->rx_frame = kmalloc(MCTP_I3C_XFER_MAX, GFP_KERNEL);
	bus->tx_frame = kmalloc(MCTP_I3C_XFER_MAX, GFP_KERNEL);
	if (!bus->rx_frame || !bus->tx_frame) {
		mctp_i3c_bus_unref(bus);
		return NULL;
	}
	return bus;
}

static struct mctp_i3c_bus *bus_find_locked(const struct i3c_bus *i3c)
{
	struct mctp_i3c_bus *bus;

	lockdep_assert_held(&buses_lock);

	list_for_each_entry(bus, &buses, node)
		if (bus->i3c == i3c)
			return bus;
	return NULL;
}

/* The bus with a reference, or NULL when it carries no MCTP. */
struct mctp_i3c_bus *mctp_i3c_bus_find(const struct i3c_bus *i3c)
{
	struct mctp_i3c_bus *bus;

	mutex_lock(&buses_lock);
	bus = bus_find_locked(i3c);
	if (bus)
		kref_get(&bus->ref);
	mutex_unlock(&buses_lock);
	return bus;
}

/* The list has a reference of its own. */
static bool bus_publish(struct mctp_i3c_bus *bus)
{
	bool ok;

	mutex_lock(&buses_lock);
	ok = !buses_closed && !bus_find_locked(bus->i3c);
	if (ok) {
		kref_get(&bus->ref);
		list_add_tail(&bus->node, &buses);
	}
	mutex_unlock(&buses_lock);
	return ok;
}

static void bus_unpublish(struct mctp_i3c_bus *bus)
{
	mutex_lock(&buses_lock);
	list_del_init(&bus->node);
	mutex_unlock(&buses_lock);
	/* Never the last reference: the caller of start or stop has one. */
	mctp_i3c_bus_unref(bus);
}

static void bus_set_open(struct mctp_i3c_bus *bus, bool open)
{
	spin_lock(&bus->targets_lock);
	bus->open = open;
	spin_unlock(&bus->targets_lock);
}

static int bus_start(struct mctp_i3c_bus *bus)
{
	int rc;

	lockdep_assert_held(&bus->life);

	rc = mctp_i3c_worker_start(bus);
	if (rc)
		return rc;

	rc = mctp_i3c_netdev_add(bus);
	if (rc)
		goto err_worker_stop;

	bus_set_open(bus, true);
	bus->started = true;
	return 0;

err_worker_stop:
	mctp_i3c_worker_stop(bus);
	return rc;
}

static void bus_stop(struct mctp_i3c_bus *bus)
{
	lockdep_assert_held(&bus->life);

	/* Probes that come later find the bus closed. */
	bus_set_open(bus, false);
	mctp_i3c_netdev_set_live(bus, false);
	/* Waits for running probes, interrupt handlers and transfers. */
	mctp_i3c_targets_stop(bus);
	/* No flow is left, so that the worker has nothing to do. */
	mctp_i3c_worker_stop(bus);
	/* Waits for the transmit path. */
	mctp_i3c_netdev_remove(bus);
	bus->started = false;
}

/* On the list or started: both or none, as seen with bus->life held. */
static int bus_publish_and_start(struct mctp_i3c_bus *bus)
{
	int rc;

	mutex_lock(&bus->life);
	if (bus_publish(bus)) {
		rc = bus_start(bus);
		if (rc)
			bus_unpublish(bus);
	} else {
		rc = -EEXIST;
	}
	mutex_unlock(&bus->life);
	return rc;
}

static void bus_add(struct i3c_bus *i3c)
{
	const struct i3c_master_controller *master =
		container_of(i3c, struct i3c_master_controller, bus);
	struct mctp_i3c_bus *bus;
	int rc = -ENOMEM;

	if (!i3c->cur_master || !mctp_i3c_select_bus(i3c))
		return;

	bus = bus_new(i3c);
	if (bus) {
		rc = bus_publish_and_start(bus);
		mctp_i3c_bus_unref(bus);
	}
	/* Found at init and announced at the same time: it is there once. */
	if (rc && rc != -EEXIST)
		dev_err(&master->dev, "cannot carry MCTP: %pe\n", ERR_PTR(rc));
}

/* Returns when the bus is stopped, no matter by whom. */
static void bus_remove(struct mctp_i3c_bus *bus)
{
	mutex_lock(&bus->life);
	if (bus->started) {
		bus_stop(bus);
		bus_unpublish(bus);
	}
	mutex_unlock(&bus->life);
}

static int bus_notify(struct notifier_block *nb, unsigned long action,
		      void *data)
{
	struct i3c_bus *i3c = data;
	struct mctp_i3c_bus *bus;

	switch (action) {
	case I3C_NOTIFY_BUS_ADD:
		bus_add(i3c);
		break;
	case I3C_NOTIFY_BUS_REMOVE:
		bus = mctp_i3c_bus_find(i3c);
		if (bus) {
			bus_remove(bus);
			mctp_i3c_bus_unref(bus);
		}
		break;
	}
	return NOTIFY_DONE;
}

static struct notifier_block bus_notifier = {
	.notifier_call = bus_notify,
};

/* Looks for the bus with the lowest number from @min on. */
struct bus_search {
	int min;
	const struct device *parent;	/* of this controller; NULL: of any */
	struct i3c_bus *found;
	int found_id;
	struct device *found_parent;	/* holds a reference */
};

static int bus_search_one(struct i3c_bus *i3c, void *data)
{
	struct i3c_master_controller *master =
		container_of(i3c, struct i3c_master_controller, bus);
	struct device *parent = master->dev.parent;
	struct bus_search *search = data;

	if (search->parent && search->parent != parent)
		return 0;
	if (i3c->id < search->min ||
	    (search->found && search->found_id < i3c->id))
		return 0;
	put_device(search->found_parent);
	search->found = i3c;
	search->found_id = i3c->id;
	search->found_parent = get_device(parent);
	return 0;
}

/*
 * A bus that is about to go gives no second notice. Controllers are registered
 * and unregistered by their driver's probe and remove, that is with the device
 * lock held: a controller that is bound when seen with the lock held has yet
 * to announce its removal, and does so after the bus was added.
 */
static void bus_add_of_controller(struct device *parent)
{
	struct bus_search search = { .parent = parent };

	device_lock(parent);
	if (device_is_bound(parent))
		i3c_for_each_bus_locked(bus_search_one, &search);
	if (search.found)
		bus_add(search.found);
	device_unlock(parent);
	put_device(search.found_parent);
}

static void buses_add_existing(void)
{
	struct bus_search search = { .min = 0 };

	for (;;) {
		search.found = NULL;
		search.found_parent = NULL;
		i3c_for_each_bus_locked(bus_search_one, &search);
		if (!search.found)
			return;
		bus_add_of_controller(search.found_parent);
		put_device(search.found_parent);
		search.min = search.found_id + 1;
	}
}

int mctp_i3c_buses_init(void)
{
	int rc;

	rc = i3c_register_notifier(&bus_notifier);
	if (rc)
		return rc;

	buses_add_existing();
	return 0;
}

static struct mctp_i3c_bus *buses_close_and_find(void)
{
	struct mctp_i3c_bus *bus;

	mutex_lock(&buses_lock);
	buses_closed = true;
	bus = list_first_entry_or_null(&buses, struct mctp_i3c_bus, node);
	if (bus)
		kref_get(&bus->ref);
	mutex_unlock(&buses_lock);
	return bus;
}

void mctp_i3c_buses_exit(void)
{
	struct mctp_i3c_bus *bus;

	/*
	 * With the notifier in place, so that a controller that goes away at
	 * the same time waits until its bus is stopped.
	 */
	while ((bus = buses_close_and_find())) {
		bus_remove(bus);
		mctp_i3c_bus_unref(bus);
	}
	i3c_unregister_notifier(&bus_notifier);
}
