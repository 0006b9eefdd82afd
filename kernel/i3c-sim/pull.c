// SPDX-License-Identifier: GPL-2.0-only
/*
 * A target that does, without its owner's doing, what targets in the field do:
 * it loses its dynamic address, or it is gone, for good or for a while. While
 * it is away it keeps its place on the bus: its PID is taken, and it counts.
 *
 * Timers: target->back, while a target is away that will return.
 */
#include "target.h"

#include <linux/i3c/ccc.h>

#include "bus.h"
#include "controller.h"

/*
 * The target asks for an address like a new one. With @keep_new it then refuses
 * to be given the one that it had.
 */
void i3c_sim_target_forget_addr(struct i3c_sim_target *target, bool keep_new)
{
	lockdep_assert_held(&target->bus->wire);

	i3c_sim_target_set_addr(target, 0);
	target->keep_addr = keep_new;
	target->hotjoin_pending = true;
	if (target->bus->ctrl)
		i3c_sim_hotjoin_raise(target->bus->ctrl);
}

/* Off the wire; in @back_ms milliseconds back on it, unless that is 0. */
void i3c_sim_target_pull(struct i3c_sim_target *target, u32 back_ms)
{
	struct i3c_sim_bus *bus = target->bus;

	lockdep_assert_held(&bus->wire);

	i3c_sim_target_set_addr(target, 0);
	list_move_tail(&target->node, &bus->away);
	i3c_sim_packet_flush(target);
	if (back_ms)
		schedule_delayed_work(&target->back, msecs_to_jiffies(back_ms));
}

/* Its owner may have closed it, or the bus gone, meanwhile. */
static void target_back(struct work_struct *work)
{
	struct i3c_sim_target *target =
		container_of(to_delayed_work(work), struct i3c_sim_target,
			     back);
	struct i3c_sim_bus *bus = target->bus;

	guard(mutex)(&bus->wire);

	if (!bus->ctrl || list_empty(&target->node))
		return;

	list_move_tail(&target->node, &bus->targets);
	i3c_sim_target_power_up(target);
	target->hotjoin_pending = true;
	i3c_sim_hotjoin_raise(bus->ctrl);
}

void i3c_sim_target_back_init(struct i3c_sim_target *target)
{
	INIT_DELAYED_WORK(&target->back, target_back);
}

/* The target is in no list, so that nobody pulls it again. */
void i3c_sim_target_back_cancel(struct i3c_sim_target *target)
{
	cancel_delayed_work_sync(&target->back);
}
