// SPDX-License-Identifier: GPL-2.0-only
/*
 * Targets inside the kernel: from a description to a target on the wire and
 * back, when the user plugs it in and whenever the bus is switched.
 */
#include "builtin.h"

#include <kunit/visibility.h>
#include <linux/slab.h>

#include "bus.h"
#include "controller.h"

/* DSP0233: baseline of a transfer; MIPI's DCR and MDB of MCTP */
#define MCTP_XFER_BASELINE	69
#define MCTP_DCR		0xcc
#define MCTP_MDB		0xae

/* Defaults of a source: the first EIDs, a vendor's message type */
#define SOURCE_EID		9
#define SOURCE_DEST_EID		8
#define SOURCE_TYPE		0x7e
#define SOURCE_SIZE		64

/* Return: a target that echoes MCTP and has no PID yet, not plugged in. */
struct i3c_sim_builtin *i3c_sim_builtin_new(struct i3c_sim_bus *bus)
{
	struct i3c_sim_builtin *bt;

	bt = kzalloc(sizeof(*bt), GFP_KERNEL);
	if (!bt)
		return NULL;

	strscpy(bt->attach.bus, bus->name);
	bt->attach.bcr = I3C_BCR_IBI_REQ_CAP | I3C_BCR_IBI_PAYLOAD;
	bt->attach.dcr = MCTP_DCR;
	bt->attach.mrl = MCTP_XFER_BASELINE;
	bt->attach.mwl = MCTP_XFER_BASELINE;
	bt->behaviour = i3c_sim_behaviour_find("echo");
	bt->mdb = MCTP_MDB;
	bt->eid = SOURCE_EID;
	bt->dest_eid = SOURCE_DEST_EID;
	bt->type = SOURCE_TYPE;
	bt->size = SOURCE_SIZE;

	kref_get(&bus->kref);
	bt->bus = bus;
	guard(mutex)(&bus->lock);
	list_add_tail(&bt->node, &bus->builtins);
	return bt;
}
EXPORT_SYMBOL_IF_KUNIT(i3c_sim_builtin_new);

static void power_off(struct i3c_sim_builtin *bt)
{
	if (!bt->target)
		return;

	i3c_sim_target_detach(bt->target);
	i3c_sim_target_free(bt->target);
	bt->target = NULL;
}

/* The new target may be called before the attach returns. */
static int power_on(struct i3c_sim_builtin *bt)
{
	struct i3c_sim_target *target;
	int ret;

	scoped_guard(mutex, &bt->bus->wire)
		memset(&bt->stats, 0, sizeof(bt->stats));

	target = i3c_sim_target_new(&bt->attach);
	if (IS_ERR(target))
		return PTR_ERR(target);

	target->ops = &bt->behaviour->ops;
	target->priv = bt;
	ret = i3c_sim_target_attach(target, bt->bus);
	if (ret) {
		i3c_sim_target_free(target);
		return ret;
	}
	bt->target = target;
	return 0;
}

void i3c_sim_builtin_free(struct i3c_sim_builtin *bt)
{
	struct i3c_sim_bus *bus = bt->bus;

	scoped_guard(mutex, &bus->lock) {
		power_off(bt);
		list_del(&bt->node);
	}
	kfree(bt);
	i3c_sim_bus_unref(bus);
}
EXPORT_SYMBOL_IF_KUNIT(i3c_sim_builtin_free);

/* What the attach would refuse has to be told now, live or not. */
static int plug_check(struct i3c_sim_builtin *bt)
{
	struct i3c_sim_builtin *other;
	unsigned int plugged = 0;

	if (!bt->attach.pid)
		return -EINVAL;

	list_for_each_entry(other, &bt->bus->builtins, node) {
		if (!other->plugged)
			continue;
		if (other->attach.pid == bt->attach.pid)
			return -EEXIST;
		if (bt->attach.static_addr &&
		    other->attach.static_addr == bt->attach.static_addr)
			return -EEXIST;
		plugged++;
	}
	return plugged < I3C_SIM_TARGETS_MAX ? 0 : -ENOSPC;
}

/* Put the plug in. Does nothing if it is. */
int i3c_sim_builtin_plug(struct i3c_sim_builtin *bt)
{
	int ret;

	guard(mutex)(&bt->bus->lock);

	if (bt->plugged)
		return 0;

	ret = plug_check(bt);
	if (!ret && bt->bus->pdev)
		ret = power_on(bt);
	bt->plugged = !ret;
	return ret;
}
EXPORT_SYMBOL_IF_KUNIT(i3c_sim_builtin_plug);

void i3c_sim_builtin_unplug(struct i3c_sim_builtin *bt)
{
	guard(mutex)(&bt->bus->lock);

	power_off(bt);
	bt->plugged = false;
}
EXPORT_SYMBOL_IF_KUNIT(i3c_sim_builtin_unplug);

/* Return: the dynamic address, 0 while there is none. */
u8 i3c_sim_builtin_addr(struct i3c_sim_builtin *bt)
{
	guard(mutex)(&bt->bus->lock);
	guard(mutex)(&bt->bus->wire);
	return bt->target ? bt->target->dyn_addr : 0;
}
EXPORT_SYMBOL_IF_KUNIT(i3c_sim_builtin_addr);

/* The bus is live: all that are plugged in get on the wire, or none. */
int i3c_sim_builtins_power_on(struct i3c_sim_bus *bus)
{
	struct i3c_sim_builtin *bt;
	int ret;

	lockdep_assert_held(&bus->lock);

	list_for_each_entry(bt, &bus->builtins, node) {
		if (!bt->plugged)
			continue;
		ret = power_on(bt);
		if (ret) {
			i3c_sim_builtins_power_off(bus);
			return ret;
		}
	}
	return 0;
}

void i3c_sim_builtins_power_off(struct i3c_sim_bus *bus)
{
	struct i3c_sim_builtin *bt;

	lockdep_assert_held(&bus->lock);

	list_for_each_entry(bt, &bus->builtins, node)
		power_off(bt);
}
