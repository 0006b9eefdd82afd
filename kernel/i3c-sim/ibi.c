// SPDX-License-Identifier: GPL-2.0-only
/*
 * In-band interrupts, and the controller's record of each device the core
 * knows. An IBI stays pending in the target until the controller takes it: it
 * is tried when its packet becomes the oldest, and again when the target's
 * interrupts are enabled, its address changes, or a slot of the pool returns.
 *
 * Timers: ibi_again, while an injected fault keeps one from getting through.
 */
#include "controller.h"

#include <linux/ktime.h>
#include <linux/slab.h>

#include "inject.h"
#include "log.h"
#include "target.h"

/* A target repeats what failed when the bus is free; not at once, though. */
#define IBI_AGAIN_MS	1

static struct i3c_sim_controller *dev_ctrl(struct i3c_dev_desc *desc)
{
	return to_i3c_sim_controller(i3c_dev_get_master(desc));
}

/*
 * The core moves a device to the address of another only after that one is
 * detached, but attaches it at its first address before.
 */
static void dev_move_to(struct i3c_sim_controller *ctrl,
			struct i3c_sim_dev *dev, u8 addr)
{
	lockdep_assert_held(&ctrl->bus->wire);

	if (dev->addr && ctrl->dev_at[dev->addr] == dev)
		ctrl->dev_at[dev->addr] = NULL;
	if (addr)
		ctrl->dev_at[addr] = dev;
	dev->addr = addr;
}

static void dev_raise(struct i3c_sim_controller *ctrl, struct i3c_sim_dev *dev)
{
	struct i3c_sim_target *target;

	target = i3c_sim_target_by_addr(ctrl->bus, dev->addr);
	if (target)
		i3c_sim_ibi_raise(target);
}

int i3c_sim_dev_attach(struct i3c_dev_desc *desc)
{
	struct i3c_sim_controller *ctrl = dev_ctrl(desc);
	struct i3c_sim_dev *dev;

	dev = kzalloc(sizeof(*dev), GFP_KERNEL);
	if (!dev)
		return -ENOMEM;

	dev->desc = desc;
	i3c_dev_set_master_data(desc, dev);

	guard(mutex)(&ctrl->bus->wire);
	list_add_tail(&dev->node, &ctrl->devs);
	dev_move_to(ctrl, dev, desc->info.dyn_addr);
	return 0;
}

int i3c_sim_dev_reattach(struct i3c_dev_desc *desc, u8 old_addr)
{
	struct i3c_sim_controller *ctrl = dev_ctrl(desc);
	struct i3c_sim_dev *dev = i3c_dev_get_master_data(desc);

	guard(mutex)(&ctrl->bus->wire);
	dev_move_to(ctrl, dev, desc->info.dyn_addr);
	dev_raise(ctrl, dev);
	return 0;
}

void i3c_sim_dev_detach(struct i3c_dev_desc *desc)
{
	struct i3c_sim_controller *ctrl = dev_ctrl(desc);
	struct i3c_sim_dev *dev = i3c_dev_get_master_data(desc);

	scoped_guard(mutex, &ctrl->bus->wire) {
		dev_move_to(ctrl, dev, 0);
		list_del(&dev->node);
	}

	if (dev->ibi_pool)
		i3c_generic_ibi_free_pool(dev->ibi_pool);
	compat_i3c_ibi_reap(desc);
	i3c_dev_set_master_data(desc, NULL);
	kfree(dev);
}

int i3c_sim_ibi_request(struct i3c_dev_desc *desc,
			const struct i3c_ibi_setup *req)
{
	struct i3c_sim_dev *dev = i3c_dev_get_master_data(desc);
	struct i3c_generic_ibi_pool *pool;

	if (!(desc->info.bcr & I3C_BCR_IBI_REQ_CAP))
		return -EOPNOTSUPP;

	pool = i3c_generic_ibi_alloc_pool(desc, req);
	if (IS_ERR(pool))
		return PTR_ERR(pool);

	guard(mutex)(&dev_ctrl(desc)->bus->wire);
	dev->ibi_pool = pool;
	dev->ibi_max_len = req->max_payload_len;
	return 0;
}

void i3c_sim_ibi_free(struct i3c_dev_desc *desc)
{
	struct i3c_sim_dev *dev = i3c_dev_get_master_data(desc);
	struct i3c_generic_ibi_pool *pool;

	scoped_guard(mutex, &dev_ctrl(desc)->bus->wire) {
		pool = dev->ibi_pool;
		dev->ibi_pool = NULL;
		dev->ibi_enabled = false;
	}
	i3c_generic_ibi_free_pool(pool);
}

static void set_enabled(struct i3c_dev_desc *desc, bool enabled)
{
	struct i3c_sim_dev *dev = i3c_dev_get_master_data(desc);

	guard(mutex)(&dev_ctrl(desc)->bus->wire);
	dev->ibi_enabled = enabled;
}

/* The target repeats a pending IBI when it receives the ENEC. */
int i3c_sim_ibi_enable(struct i3c_dev_desc *desc)
{
	struct i3c_master_controller *master = i3c_dev_get_master(desc);

	set_enabled(desc, true);
	if (!i3c_master_enec_locked(master, desc->info.dyn_addr,
				    I3C_CCC_EVENT_SIR))
		return 0;

	set_enabled(desc, false);
	return -EIO;
}

/*
 * A target that is gone NACKs the DISEC. That is no error: the controller does
 * not take its interrupts any more, and the core, told of a failure, would
 * leave them enabled and warn when it frees them.
 */
int i3c_sim_ibi_disable(struct i3c_dev_desc *desc)
{
	set_enabled(desc, false);
	i3c_master_disec_locked(i3c_dev_get_master(desc), desc->info.dyn_addr,
				I3C_CCC_EVENT_SIR);
	return 0;
}

/* A handler is done with its slot: it may be wanted by somebody else. */
void i3c_sim_ibi_recycle(struct i3c_dev_desc *desc, struct i3c_ibi_slot *slot)
{
	struct i3c_sim_controller *ctrl = dev_ctrl(desc);
	struct i3c_sim_dev *dev = i3c_dev_get_master_data(desc);

	guard(mutex)(&ctrl->bus->wire);
	i3c_generic_ibi_recycle_slot(dev->ibi_pool, slot);
	dev_raise(ctrl, dev);
	WRITE_ONCE(ctrl->ibi_busy, ctrl->ibi_busy - 1);
	if (!ctrl->ibi_busy)
		wake_up(&ctrl->ibi_idle);
	if (--dev->ibi_busy)
		return;

	if (ctrl->daa_put_off && ctrl->bus->ctrl == ctrl) {
		ctrl->daa_put_off = false;
		compat_i3c_hotjoin_queue(&ctrl->hotjoin);
	}
}

/*
 * What the rules have for an IBI. Return: whether it gets to the driver; if not
 * the target, which may be off the wire then, repeats it unless it was dropped.
 */
static bool ibi_inject(struct i3c_sim_target *target,
		       struct i3c_sim_packet_buf *packet,
		       struct i3c_sim_fault *ret_fault)
{
	struct i3c_sim_bus *bus = target->bus;
	int ret;

	ret = i3c_sim_inject(bus, target, I3C_SIM_FAULT_IBI, false, ret_fault);
	/* altered, it may be none to the driver */
	if (ret_fault->action == I3C_SIM_FAULT_FLIP)
		packet->ibi_lost = true;
	if (ret_fault->action == I3C_SIM_FAULT_DROP_IBI) {
		packet->ibi_lost = true;
		return false;
	}
	if (!ret)
		return true;

	if (ret_fault->action == I3C_SIM_FAULT_NACK)
		bus->stats.ibi_nacks++;
	schedule_delayed_work(&bus->ctrl->ibi_again,
			      msecs_to_jiffies(IBI_AGAIN_MS));
	return false;
}

/* Return: whether the controller took it. */
static bool ibi_try(struct i3c_sim_target *target, struct i3c_sim_dev *dev,
		    struct i3c_sim_packet_buf *packet,
		    struct i3c_sim_fault *ret_fault, unsigned int *ret_len)
{
	const struct i3c_sim_packet *hdr = &packet->hdr;
	struct i3c_sim_bus *bus = target->bus;
	struct i3c_ibi_slot *slot;

	if (!dev || !dev->ibi_enabled) {
		bus->stats.ibi_nacks++;
		return false;
	}

	slot = i3c_generic_ibi_get_free_slot(dev->ibi_pool);
	if (!slot) {
		bus->stats.ibi_waits++;
		return false;
	}
	if (!ibi_inject(target, packet, ret_fault)) {
		i3c_generic_ibi_recycle_slot(dev->ibi_pool, slot);
		return ret_fault->action == I3C_SIM_FAULT_DROP_IBI;
	}

	/* the target keeps to SETMRL, 0 is no limit; the controller ends it */
	slot->len = hdr->ibi_len;
	if (target->max_ibi)
		slot->len = min_t(unsigned int, slot->len, target->max_ibi);
	slot->len = min(slot->len, dev->ibi_max_len);
	slot->len = min(slot->len, bus->limits.max_ibi_len);
	if (slot->len)
		memcpy(slot->data, hdr->ibi, slot->len);
	slot->len = i3c_sim_inject_data(ret_fault, slot->data, slot->len);
	*ret_len = slot->len;
	i3c_sim_time_bytes(&bus->time, slot->len);
	dev->ibi_busy++;
	WRITE_ONCE(bus->ctrl->ibi_busy, bus->ctrl->ibi_busy + 1);
	bus->stats.ibis++;
	i3c_master_queue_ibi(dev->desc, slot);
	return true;
}

/*
 * One IBI on the wire. Whoever uses the wire next waits until it is over.
 * Return: whether the controller took it.
 */
static bool ibi_send(struct i3c_sim_target *target, struct i3c_sim_dev *dev,
		     struct i3c_sim_packet_buf *packet)
{
	struct i3c_sim_wire_time *time = &target->bus->time;
	struct i3c_sim_fault fault = { };
	struct i3c_sim_log_record record;
	u8 addr = target->dyn_addr;
	unsigned int len = 0;
	bool taken;

	i3c_sim_time_begin(time, ktime_get_ns());
	i3c_sim_log_begin(target->bus, &record);
	i3c_sim_time_start(time, false);
	taken = ibi_try(target, dev, packet, &fault, &len);
	i3c_sim_time_stop(time);
	i3c_sim_time_end(time, ktime_get_ns());

	record.kind = I3C_SIM_LOG_IBI;
	record.addr = addr;
	record.flags = I3C_SIM_LOG_F_READ | I3C_SIM_LOG_F_STOP;
	if (taken)
		record.flags |= I3C_SIM_LOG_F_ACK;
	if (fault.action != I3C_SIM_FAULT_NONE)
		record.flags |= I3C_SIM_LOG_F_FAULT;
	record.len = len;
	i3c_sim_log_add(target->bus, &record, packet->hdr.ibi);
	return taken;
}

/* Try the IBIs of a target that are due. */
void i3c_sim_ibi_raise(struct i3c_sim_target *target)
{
	struct i3c_sim_bus *bus = target->bus;
	struct i3c_sim_packet_buf *packet;
	struct i3c_sim_dev *dev;

	lockdep_assert_held(&bus->wire);

	if (!bus->ctrl || !target->dyn_addr ||
	    !(target->events_enabled & I3C_CCC_EVENT_SIR))
		return;

	dev = bus->ctrl->dev_at[target->dyn_addr];
	while ((packet = i3c_sim_packet_ibi(target))) {
		if (!ibi_send(target, dev, packet))
			return;
		i3c_sim_packet_ibi_done(target, packet);
	}
}

static void ibi_again(struct work_struct *work)
{
	struct i3c_sim_controller *ctrl =
		container_of(to_delayed_work(work), struct i3c_sim_controller,
			     ibi_again);
	struct i3c_sim_target *target, *next;
	struct i3c_sim_bus *bus = ctrl->bus;

	guard(mutex)(&bus->wire);

	if (bus->ctrl != ctrl)
		return;
	/* a fault may pull the one that is tried */
	list_for_each_entry_safe(target, next, &bus->targets, node)
		i3c_sim_ibi_raise(target);
}

void i3c_sim_ibi_init(struct i3c_sim_controller *ctrl)
{
	init_waitqueue_head(&ctrl->ibi_idle);
	INIT_DELAYED_WORK(&ctrl->ibi_again, ibi_again);
}

/* Are handlers for the device of this PID running? Core's bus lock held. */
bool i3c_sim_ibi_is_busy(struct i3c_sim_controller *ctrl, u64 pid)
{
	struct i3c_sim_dev *dev;

	lockdep_assert_held(&ctrl->bus->wire);

	list_for_each_entry(dev, &ctrl->devs, node)
		if (dev->ibi_busy && dev->desc->info.pid == pid)
			return true;
	return false;
}

/*
 * Take no more interrupts and wait for the handlers that run. They are in the
 * per-device workqueues of the core and may use the bus, so no lock is held.
 * The last one wakes this up with the wire held: take it once, lest it still
 * be about to.
 */
void i3c_sim_ibi_quiesce(struct i3c_sim_controller *ctrl)
{
	struct i3c_sim_dev *dev;

	scoped_guard(mutex, &ctrl->bus->wire)
		list_for_each_entry(dev, &ctrl->devs, node)
			dev->ibi_enabled = false;

	/* it is not scheduled again: the bus has no controller */
	cancel_delayed_work_sync(&ctrl->ibi_again);
	wait_event(ctrl->ibi_idle, !READ_ONCE(ctrl->ibi_busy));
	guard(mutex)(&ctrl->bus->wire);
}
