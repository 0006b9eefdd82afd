// SPDX-License-Identifier: GPL-2.0-only
/*
 * Dynamic address assignment (MIPI I3C 1.1.1, 5.1.4) and the hot-join
 * requests (5.1.5) that ask for one. A target asks when it is plugged in; with
 * hot-join disabled the request is NACKed, stays pending in the target and is
 * repeated when hot-join is enabled again.
 */
#include "controller.h"

#include <linux/device.h>
#include <linux/ktime.h>
#include <linux/unaligned.h>

#include "log.h"
#include "target.h"

/* What a target sends in ENTDAA: six of PID, one each of BCR and DCR */
#define ENTDAA_BYTES	8

/*
 * What arbitration during ENTDAA finds: the lowest PID among the targets
 * without an address. Not yet, if interrupts of an earlier life of that PID
 * are still being handled: the core would wait for their handler while it
 * holds the bus lock that the handler needs. The assignment is repeated when
 * the last of them is done.
 */
static struct i3c_sim_target *arbitrate(struct i3c_sim_controller *ctrl)
{
	struct i3c_sim_target *target, *winner = NULL;

	list_for_each_entry(target, &ctrl->bus->targets, node) {
		if (target->dyn_addr)
			continue;
		if (winner && winner->pid < target->pid)
			continue;
		if (i3c_sim_ibi_is_busy(ctrl, target->pid)) {
			ctrl->daa_put_off = true;
			continue;
		}
		winner = target;
	}
	return winner;
}

/*
 * One round of arbitration for @addr, which may be an error: none is free.
 * Return: the address that was assigned, 0 if no target wants one, or the
 * error.
 */
static int assign_next(struct i3c_sim_controller *ctrl, int addr)
{
	struct i3c_sim_target *target;

	target = arbitrate(ctrl);
	if (!target)
		return 0;
	if (addr < 0) {
		ctrl->bus->stats.no_address++;
		return addr;
	}

	target->hotjoin_pending = false;
	i3c_sim_target_set_addr(target, addr);
	ctrl->bus->stats.addresses++;
	return addr;
}

static void entdaa_answer(const struct i3c_sim_target *target, u8 *ret_answer)
{
	put_unaligned_be48(target->pid, ret_answer);
	ret_answer[6] = target->bcr;
	ret_answer[7] = target->dcr;
}

/*
 * ENTDAA on the wire, ended by a STOP after one round: the core has the word
 * then. In it the targets send their PID, BCR and DCR after the second header,
 * and the winner gets its address, with parity. Return: of assign_next().
 */
static int entdaa(struct i3c_sim_controller *ctrl, int addr)
{
	struct i3c_sim_bus *bus = ctrl->bus;
	struct i3c_sim_log_record record;
	u64 arrived = ktime_get_ns();
	u8 answer[ENTDAA_BYTES];

	guard(mutex)(&bus->wire);

	i3c_sim_time_begin(&bus->time, arrived);
	i3c_sim_log_begin(bus, &record);
	i3c_sim_time_start(&bus->time, false);
	if (!list_empty(&bus->targets)) {
		i3c_sim_time_bytes(&bus->time, 1);
		i3c_sim_time_start(&bus->time, true);
	}
	addr = assign_next(ctrl, addr);
	if (addr) {
		i3c_sim_time_open_drain(&bus->time, ENTDAA_BYTES * 8);
		i3c_sim_time_bytes(&bus->time, 1);
	}
	i3c_sim_time_stop(&bus->time);

	record.kind = I3C_SIM_LOG_ENTDAA;
	record.code = I3C_CCC_ENTDAA;
	record.flags = I3C_SIM_LOG_F_READ | I3C_SIM_LOG_F_STOP;
	if (addr > 0) {
		record.flags |= I3C_SIM_LOG_F_ACK;
		record.addr = addr;
		record.len = sizeof(answer);
		entdaa_answer(bus->target_at[addr], answer);
	}
	i3c_sim_log_add(bus, &record, answer);
	i3c_sim_time_wait(&bus->time);
	return addr;
}

/*
 * do_daa of the controller, with the core's bus lock held for writing. The
 * core talks to the new target before it returns from the add, so the wire is
 * free in between.
 */
int i3c_sim_daa_run(struct i3c_master_controller *master)
{
	struct i3c_sim_controller *ctrl = to_i3c_sim_controller(master);
	int addr;

	scoped_guard(mutex, &ctrl->bus->wire)
		ctrl->daa_put_off = false;

	for (;;) {
		addr = i3c_master_get_free_addr(master, 0);
		addr = entdaa(ctrl, addr);
		if (addr <= 0)
			break;
		i3c_master_add_i3c_dev_locked(master, addr);
	}

	/* no failure for those that got one: the core would not use them */
	if (addr < 0)
		dev_warn(&master->dev, "no dynamic address is left\n");
	return 0;
}

static bool hotjoin_wanted(struct i3c_sim_bus *bus)
{
	struct i3c_sim_target *target;

	list_for_each_entry(target, &bus->targets, node)
		if (target->hotjoin_pending && !target->dyn_addr &&
		    target->events_enabled & I3C_CCC_EVENT_HJ)
			return true;
	return false;
}

/* The request on the wire, which has a reserved address and no data. */
static void hotjoin(struct i3c_sim_bus *bus)
{
	struct i3c_sim_log_record record;

	i3c_sim_time_begin(&bus->time, ktime_get_ns());
	i3c_sim_log_begin(bus, &record);
	i3c_sim_time_start(&bus->time, false);
	i3c_sim_time_stop(&bus->time);
	i3c_sim_time_end(&bus->time, ktime_get_ns());

	record.kind = I3C_SIM_LOG_HOTJOIN;
	record.addr = I3C_HOT_JOIN_ADDR;
	record.flags = I3C_SIM_LOG_F_ACK | I3C_SIM_LOG_F_STOP;
	i3c_sim_log_add(bus, &record, NULL);
}

/* Let the targets that wait for an address ask for it. */
void i3c_sim_hotjoin_raise(struct i3c_sim_controller *ctrl)
{
	struct i3c_sim_bus *bus = ctrl->bus;

	lockdep_assert_held(&bus->wire);

	if (bus->ctrl != ctrl || !ctrl->hotjoin_enabled ||
	    !hotjoin_wanted(bus))
		return;

	hotjoin(bus);
	bus->stats.hotjoins++;
	compat_i3c_hotjoin_queue(&ctrl->hotjoin);
}

/* A bus without targets NACKs the broadcast, which is no error here. */
int i3c_sim_hotjoin_enable(struct i3c_master_controller *master)
{
	struct i3c_sim_controller *ctrl = to_i3c_sim_controller(master);

	i3c_master_enec_locked(master, I3C_BROADCAST_ADDR, I3C_CCC_EVENT_HJ);

	guard(mutex)(&ctrl->bus->wire);
	ctrl->hotjoin_enabled = true;
	i3c_sim_hotjoin_raise(ctrl);
	return 0;
}

int i3c_sim_hotjoin_disable(struct i3c_master_controller *master)
{
	struct i3c_sim_controller *ctrl = to_i3c_sim_controller(master);

	scoped_guard(mutex, &ctrl->bus->wire)
		ctrl->hotjoin_enabled = false;

	i3c_master_disec_locked(master, I3C_BROADCAST_ADDR, I3C_CCC_EVENT_HJ);
	return 0;
}
