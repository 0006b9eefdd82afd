/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Faults by rule: what a rule asks for, which operation on the wire it hits,
 * and what of it is counted. Effects are in inject.c.
 */
#ifndef I3C_SIM_FAULT_H
#define I3C_SIM_FAULT_H

#include <linux/list.h>
#include <linux/prandom.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <uapi/linux/i3c-sim.h>

/* The names are those of user space, in fault.c. */
enum i3c_sim_fault_action {
	I3C_SIM_FAULT_NONE,
	I3C_SIM_FAULT_NACK,		/* not acknowledged */
	I3C_SIM_FAULT_TRUNCATE,		/* ends after @value bytes */
	I3C_SIM_FAULT_FLIP,		/* @value bits are wrong */
	I3C_SIM_FAULT_DROP_IBI,		/* acknowledged, but told nobody */
	I3C_SIM_FAULT_DELAY,		/* takes @value microseconds longer */
	I3C_SIM_FAULT_STALL,		/* bus stuck for @value milliseconds */
	I3C_SIM_FAULT_LENGTH,		/* reported as @value bytes */
	I3C_SIM_FAULT_ARBITRATION,	/* lost to somebody else */
	I3C_SIM_FAULT_ADDRESS,		/* target loses its dynamic address */
	I3C_SIM_FAULT_UNPLUG,		/* target gone, for @value ms or good */
	I3C_SIM_FAULT_NUM_ACTIONS,
};

enum i3c_sim_fault_direction {
	I3C_SIM_FAULT_ANY,
	I3C_SIM_FAULT_WRITE,
	I3C_SIM_FAULT_READ,
	I3C_SIM_FAULT_IBI,
	I3C_SIM_FAULT_CCC,
	I3C_SIM_FAULT_NUM_DIRECTIONS,
};

/* ADDRESS: what the target does when the core wants to give the old one back */
#define I3C_SIM_FAULT_ADDRESS_KEEP_NEW	0
#define I3C_SIM_FAULT_ADDRESS_TAKE_OLD	1

#define I3C_SIM_FAULT_PPM		1000000	/* probability of 1 */
/* A stuck bus holds up whoever removes it; stay far from the hung task. */
#define I3C_SIM_FAULT_STALL_MAX_MS	10000
#define I3C_SIM_FAULT_DELAY_MAX_US	(I3C_SIM_FAULT_STALL_MAX_MS * 1000)
#define I3C_SIM_FAULT_UNPLUG_MAX_MS	3600000

/**
 * struct i3c_sim_fault_rule - one rule
 * @node: in the rules of its bus; not in a list before the first add
 * @id: number made of its name, so that its stream does not depend on others
 * @pid: target it applies to, 0 all
 * @direction: kind of operation it applies to
 * @action: what happens
 * @value: how much of it, see &enum i3c_sim_fault_action
 * @skip: operations that are let through first
 * @every: of the others each that is a multiple of it
 * @probability: that one of these is hit, in parts per million
 * @count: how many are hit at most, 0 no limit
 * @enabled: the rule is asked; settings do not change meanwhile
 * @matched: operations it applied to since it was enabled
 * @injected: those of them that were hit
 * @random: its own stream, from the seed of the bus and @id
 */
struct i3c_sim_fault_rule {
	struct list_head node;
	u32 id;
	u64 pid;
	enum i3c_sim_fault_direction direction;
	enum i3c_sim_fault_action action;
	u32 value;
	u32 skip;
	u32 every;
	u32 probability;
	u32 count;
	bool enabled;
	u64 matched;
	u64 injected;
	struct rnd_state random;
};

/* The rules of a bus, asked in this order. */
struct i3c_sim_faults {
	spinlock_t lock;		/* protects all of it, and the rules */
	struct list_head rules;
	unsigned int num_rules;
	u64 seed;
};

/* One operation on the wire. */
struct i3c_sim_fault_op {
	enum i3c_sim_fault_direction direction;
	u64 pid;			/* 0: broadcast */
	bool chained;			/* after a repeated START */
};

/* What happens to it. */
struct i3c_sim_fault {
	enum i3c_sim_fault_action action;
	u32 value;
	u32 random;			/* decides which bits */
	unsigned int matched;		/* rules that applied */
};

void i3c_sim_faults_init(struct i3c_sim_faults *faults);
void i3c_sim_faults_seed(struct i3c_sim_faults *faults, u64 seed);
void i3c_sim_fault_rule_init(struct i3c_sim_fault_rule *rule, const char *name);
int i3c_sim_fault_add(struct i3c_sim_faults *faults,
		      struct i3c_sim_fault_rule *rule);
void i3c_sim_fault_remove(struct i3c_sim_faults *faults,
			  struct i3c_sim_fault_rule *rule);
int i3c_sim_fault_enable(struct i3c_sim_faults *faults,
			 struct i3c_sim_fault_rule *rule);
void i3c_sim_fault_disable(struct i3c_sim_faults *faults,
			   struct i3c_sim_fault_rule *rule);
bool i3c_sim_fault_decide(struct i3c_sim_faults *faults,
			  const struct i3c_sim_fault_op *op,
			  struct i3c_sim_fault *ret_fault);
void i3c_sim_fault_flip(const struct i3c_sim_fault *fault, u8 *data,
			unsigned int len);

const char *
i3c_sim_fault_action_format(enum i3c_sim_fault_action action);
const char *
i3c_sim_fault_direction_format(enum i3c_sim_fault_direction direction);
int i3c_sim_fault_action_parse(const char *text);
int i3c_sim_fault_direction_parse(const char *text);

#endif
