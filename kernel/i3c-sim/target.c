// SPDX-License-Identifier: GPL-2.0-only
/*
 * A target on the wire: attaching it is plugging it in, detaching it pulls the
 * plug. A target belongs to the open file or the directory that made it; the
 * bus has it in its list while it is on the wire, and all that the controller
 * does to it happens with the wire held: a detached target is in no transfer.
 */
#include "target.h"

#include <kunit/visibility.h>
#include <linux/slab.h>

#include "bus.h"
#include "controller.h"

#define PID_BITS	48

static bool attach_is_valid(const struct i3c_sim_attach *req)
{
	if (strnlen(req->bus, sizeof(req->bus)) == sizeof(req->bus))
		return false;
	if (!req->pid || req->pid >> PID_BITS)
		return false;
	if (req->flags & ~(I3C_SIM_ATTACH_NO_HOTJOIN | I3C_SIM_ATTACH_HDR_DDR))
		return false;
	if (req->flags & I3C_SIM_ATTACH_HDR_DDR &&
	    !(req->bcr & I3C_BCR_HDR_CAP))
		return false;
	if (req->static_addr && (req->static_addr < I3C_SIM_STATIC_MIN ||
				 req->static_addr > I3C_SIM_STATIC_MAX))
		return false;
	if (req->status & I3C_SIM_STATUS_PENDING || req->reserved8)
		return false;
	return !memchr_inv(req->reserved, 0, sizeof(req->reserved));
}

/* ENEC, DISEC: all events are enabled after power-up */
void i3c_sim_target_power_up(struct i3c_sim_target *target)
{
	target->events_enabled = I3C_CCC_EVENT_SIR | I3C_CCC_EVENT_MR |
				 I3C_CCC_EVENT_HJ;
	target->keep_addr = false;
}

struct i3c_sim_target *i3c_sim_target_new(const struct i3c_sim_attach *req)
{
	struct i3c_sim_target *target;

	if (!attach_is_valid(req))
		return ERR_PTR(-EINVAL);

	target = kzalloc(sizeof(*target), GFP_KERNEL);
	if (!target)
		return ERR_PTR(-ENOMEM);

	INIT_LIST_HEAD(&target->node);
	i3c_sim_queue_init(target);
	target->ops = &i3c_sim_event_ops;
	target->pid = req->pid;
	target->bcr = req->bcr;
	target->dcr = req->dcr;
	target->mrl = req->mrl;
	target->mwl = req->mwl;
	target->status = req->status;
	target->static_addr = req->static_addr;
	target->hdr_ddr = req->flags & I3C_SIM_ATTACH_HDR_DDR;
	target->hotjoin_pending = !(req->flags & I3C_SIM_ATTACH_NO_HOTJOIN);
	i3c_sim_target_back_init(target);
	i3c_sim_target_power_up(target);
	if (req->bcr & I3C_BCR_IBI_PAYLOAD)
		target->max_ibi = I3C_SIM_IBI_MAX;
	return target;
}
EXPORT_SYMBOL_IF_KUNIT(i3c_sim_target_new);

void i3c_sim_target_free(struct i3c_sim_target *target)
{
	i3c_sim_queue_done(target);
	kfree(target);
}
EXPORT_SYMBOL_IF_KUNIT(i3c_sim_target_free);

static bool list_has(struct list_head *list, u64 pid, u8 static_addr)
{
	struct i3c_sim_target *target;

	list_for_each_entry(target, list, node)
		if (target->pid == pid ||
		    (static_addr && target->static_addr == static_addr))
			return true;
	return false;
}

/* The controller's PID too: 6.12 would take the target for the controller. */
static bool is_taken(struct i3c_sim_bus *bus, u64 pid, u8 static_addr)
{
	return bus->ctrl->master.this->info.pid == pid ||
	       list_has(&bus->targets, pid, static_addr) ||
	       list_has(&bus->away, pid, static_addr);
}

/* On success the target holds a reference to the bus. */
int i3c_sim_target_attach(struct i3c_sim_target *target,
			  struct i3c_sim_bus *bus)
{
	guard(mutex)(&bus->wire);

	if (!bus->ctrl)
		return -ENOENT;
	if (is_taken(bus, target->pid, target->static_addr))
		return -EEXIST;
	if (bus->num_targets >= I3C_SIM_TARGETS_MAX)
		return -ENOSPC;

	kref_get(&bus->kref);
	target->bus = bus;
	list_add_tail(&target->node, &bus->targets);
	bus->num_targets++;
	i3c_sim_hotjoin_raise(bus->ctrl);
	return 0;
}
EXPORT_SYMBOL_IF_KUNIT(i3c_sim_target_attach);

/* Nobody is at address 0. */
static void move_to(struct i3c_sim_target *target, u8 addr)
{
	struct i3c_sim_bus *bus = target->bus;

	if (target->dyn_addr)
		bus->target_at[target->dyn_addr] = NULL;
	if (addr)
		bus->target_at[addr] = target;
	target->dyn_addr = addr;
}

static void target_unplug(struct i3c_sim_target *target)
{
	lockdep_assert_held(&target->bus->wire);

	if (list_empty(&target->node))
		return;

	list_del_init(&target->node);
	target->bus->num_targets--;
	move_to(target, 0);
}

/*
 * Pull the plug: the transfer that has the wire ends first, the next one finds
 * nobody at the address. The core keeps its device, as it does on real buses.
 */
void i3c_sim_target_detach(struct i3c_sim_target *target)
{
	struct i3c_sim_bus *bus = target->bus;

	scoped_guard(mutex, &bus->wire)
		target_unplug(target);

	i3c_sim_target_back_cancel(target);
	i3c_sim_bus_unref(bus);
}
EXPORT_SYMBOL_IF_KUNIT(i3c_sim_target_detach);

/* Queue a packet and try its IBI. On success the packet is not the caller's. */
int i3c_sim_target_send(struct i3c_sim_target *target,
			struct i3c_sim_packet_buf *packet)
{
	int ret;

	ret = i3c_sim_packet_add(target, packet);
	if (ret)
		return ret;

	guard(mutex)(&target->bus->wire);
	i3c_sim_ibi_raise(target);
	return 0;
}
EXPORT_SYMBOL_IF_KUNIT(i3c_sim_target_send);

/* The bus goes away: take every target off the wire and tell its file. */
void i3c_sim_target_unplug_all(struct i3c_sim_bus *bus)
{
	struct i3c_sim_target *target, *next;

	lockdep_assert_held(&bus->wire);

	list_splice_tail_init(&bus->away, &bus->targets);
	list_for_each_entry_safe(target, next, &bus->targets, node) {
		target_unplug(target);
		spin_lock(&target->lock);
		target->gone = true;
		spin_unlock(&target->lock);
		wake_up_interruptible(&target->wait);
	}
}

struct i3c_sim_target *i3c_sim_target_by_addr(struct i3c_sim_bus *bus, u8 addr)
{
	lockdep_assert_held(&bus->wire);

	return addr < I3C_SIM_NUM_ADDRS ? bus->target_at[addr] : NULL;
}

/* Return: the target with the static address @addr, which is not 0, or NULL. */
struct i3c_sim_target *i3c_sim_target_by_static(struct i3c_sim_bus *bus,
						u8 addr)
{
	struct i3c_sim_target *target;

	lockdep_assert_held(&bus->wire);

	list_for_each_entry(target, &bus->targets, node)
		if (addr && target->static_addr == addr)
			return target;
	return NULL;
}
EXPORT_SYMBOL_IF_KUNIT(i3c_sim_target_by_static);

void i3c_sim_target_set_addr(struct i3c_sim_target *target, u8 addr)
{
	lockdep_assert_held(&target->bus->wire);

	if (target->dyn_addr == addr)
		return;

	move_to(target, addr);
	target->ops->notify(target, I3C_SIM_EV_ADDR);
}
EXPORT_SYMBOL_IF_KUNIT(i3c_sim_target_set_addr);
