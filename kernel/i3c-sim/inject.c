// SPDX-License-Identifier: GPL-2.0-only
/*
 * Injected faults at work. An operation asks before it starts; what it is told
 * to lose, to alter or to misreport it applies to its own data.
 */
#include "inject.h"

#include <linux/delay.h>

#include "bus.h"
#include "target.h"

/* Occupies the wire: nothing moves, everybody waits. */
static void hold_wire(struct i3c_sim_bus *bus, unsigned long us)
{
	might_sleep();

	i3c_sim_time_hold(&bus->time, (u64)us * NSEC_PER_USEC);

	if (us < 20 * USEC_PER_MSEC)
		usleep_range(us, us + us / 8 + 1);
	else
		msleep(DIV_ROUND_UP(us, USEC_PER_MSEC));
}

static int take_effect(struct i3c_sim_bus *bus, struct i3c_sim_target *target,
		       const struct i3c_sim_fault *fault)
{
	switch (fault->action) {
	case I3C_SIM_FAULT_NACK:
		return -ENXIO;
	case I3C_SIM_FAULT_ARBITRATION:
		return -EAGAIN;
	case I3C_SIM_FAULT_DELAY:
		hold_wire(bus, fault->value);
		return 0;
	case I3C_SIM_FAULT_STALL:
		hold_wire(bus, fault->value * USEC_PER_MSEC);
		return 0;
	case I3C_SIM_FAULT_ADDRESS:
		i3c_sim_target_forget_addr(target, fault->value ==
					   I3C_SIM_FAULT_ADDRESS_KEEP_NEW);
		return -ENXIO;
	case I3C_SIM_FAULT_UNPLUG:
		i3c_sim_target_pull(target, fault->value);
		return -ENXIO;
	case I3C_SIM_FAULT_NONE:
	case I3C_SIM_FAULT_TRUNCATE:
	case I3C_SIM_FAULT_FLIP:
	case I3C_SIM_FAULT_DROP_IBI:
	case I3C_SIM_FAULT_LENGTH:
	case I3C_SIM_FAULT_NUM_ACTIONS:
		break;
	}
	return 0;
}

/**
 * i3c_sim_inject() - ask the rules of a bus about an operation
 * @bus: the bus
 * @target: it is about, NULL a broadcast
 * @direction: what it is
 * @chained: it follows a repeated START
 * @ret_fault: for the other functions of this file
 *
 * May sleep, with the wire held. The target may be off the wire on return.
 *
 * Return: 0 to go on, -ENXIO when it is not acknowledged, -EAGAIN when it has
 * lost arbitration.
 */
int i3c_sim_inject(struct i3c_sim_bus *bus, struct i3c_sim_target *target,
		   enum i3c_sim_fault_direction direction, bool chained,
		   struct i3c_sim_fault *ret_fault)
{
	const struct i3c_sim_fault_op op = {
		.direction = direction,
		.pid = target ? target->pid : 0,
		.chained = chained,
	};

	lockdep_assert_held(&bus->wire);

	if (!i3c_sim_fault_decide(&bus->faults, &op, ret_fault))
		return 0;

	bus->stats.fault_matches += ret_fault->matched;
	bus->stats.faults += ret_fault->action != I3C_SIM_FAULT_NONE;
	return take_effect(bus, target, ret_fault);
}

/* What of the data gets through, altered in place. Return: bytes of it. */
unsigned int i3c_sim_inject_data(const struct i3c_sim_fault *fault, void *data,
				 unsigned int len)
{
	if (fault->action == I3C_SIM_FAULT_TRUNCATE)
		return min(len, fault->value);
	if (fault->action == I3C_SIM_FAULT_FLIP)
		i3c_sim_fault_flip(fault, data, len);
	return len;
}

/* The length the controller reports for what was @len bytes. */
unsigned int i3c_sim_inject_len(const struct i3c_sim_fault *fault,
				unsigned int len)
{
	return fault->action == I3C_SIM_FAULT_LENGTH ? fault->value : len;
}
