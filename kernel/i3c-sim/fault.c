// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rules of injected faults: which operation on the wire is hit, and how. An
 * operation is shown to the rules in the order of their creation, up to the
 * first that hits it, so that it suffers one fault at most and the counters
 * add up. Decisions depend on the seed and on what the rule has seen, never
 * on time.
 */
#include "fault.h"

#include <kunit/visibility.h>
#include <linux/bits.h>
#include <linux/errno.h>
#include <linux/jhash.h>
#include <linux/math64.h>
#include <linux/string.h>

#define ON_WRITE	BIT(I3C_SIM_FAULT_WRITE)
#define ON_READ		BIT(I3C_SIM_FAULT_READ)
#define ON_IBI		BIT(I3C_SIM_FAULT_IBI)
#define ON_CCC		BIT(I3C_SIM_FAULT_CCC)
#define ON_ANY		(ON_WRITE | ON_READ | ON_IBI | ON_CCC)

/* What an action is called, what it can happen to, and how much of it. */
static const struct {
	const char *name;
	unsigned int on;
	bool broadcast;		/* also to a command for everybody */
	bool first;		/* not after a repeated START */
	u32 min, max;
} actions[I3C_SIM_FAULT_NUM_ACTIONS] = {
	[I3C_SIM_FAULT_NONE] = { .name = "none" },
	[I3C_SIM_FAULT_NACK] = {
		.name = "nack", .on = ON_ANY, .broadcast = true,
		.max = U32_MAX,
	},
	[I3C_SIM_FAULT_TRUNCATE] = {
		.name = "truncate", .on = ON_ANY, .max = I3C_SIM_DATA_MAX,
	},
	[I3C_SIM_FAULT_FLIP] = {
		.name = "flip", .on = ON_ANY,
		.min = 1, .max = 8 * I3C_SIM_DATA_MAX,
	},
	[I3C_SIM_FAULT_DROP_IBI] = {
		.name = "drop-ibi", .on = ON_IBI, .max = U32_MAX,
	},
	[I3C_SIM_FAULT_DELAY] = {
		.name = "delay", .on = ON_ANY, .broadcast = true,
		.min = 1, .max = I3C_SIM_FAULT_DELAY_MAX_US,
	},
	[I3C_SIM_FAULT_STALL] = {
		.name = "stall", .on = ON_ANY, .broadcast = true,
		.min = 1, .max = I3C_SIM_FAULT_STALL_MAX_MS,
	},
	[I3C_SIM_FAULT_LENGTH] = {
		.name = "length", .on = ON_READ | ON_CCC, .max = U16_MAX,
	},
	/* the bus belongs to the controller until the STOP */
	[I3C_SIM_FAULT_ARBITRATION] = {
		.name = "arbitration", .on = ON_ANY, .broadcast = true,
		.first = true, .max = U32_MAX,
	},
	[I3C_SIM_FAULT_ADDRESS] = {
		.name = "address", .on = ON_ANY,
		.max = I3C_SIM_FAULT_ADDRESS_TAKE_OLD,
	},
	[I3C_SIM_FAULT_UNPLUG] = {
		.name = "unplug", .on = ON_ANY,
		.max = I3C_SIM_FAULT_UNPLUG_MAX_MS,
	},
};

static const char * const directions[I3C_SIM_FAULT_NUM_DIRECTIONS] = {
	[I3C_SIM_FAULT_ANY] = "any",
	[I3C_SIM_FAULT_WRITE] = "write",
	[I3C_SIM_FAULT_READ] = "read",
	[I3C_SIM_FAULT_IBI] = "ibi",
	[I3C_SIM_FAULT_CCC] = "ccc",
};

void i3c_sim_faults_init(struct i3c_sim_faults *faults)
{
	spin_lock_init(&faults->lock);
	INIT_LIST_HEAD(&faults->rules);
	faults->num_rules = 0;
	faults->seed = 0;
}
EXPORT_SYMBOL_IF_KUNIT(i3c_sim_faults_init);

static void rule_seed(const struct i3c_sim_faults *faults,
		      struct i3c_sim_fault_rule *rule)
{
	u32 low = lower_32_bits(faults->seed);

	/* both halves count: the seed of the stream has 32 bits only */
	prandom_seed_state(&rule->random,
			   jhash_2words(low, upper_32_bits(faults->seed),
					rule->id));
}

/* Set the seed, and begin every stream anew. */
void i3c_sim_faults_seed(struct i3c_sim_faults *faults, u64 seed)
{
	struct i3c_sim_fault_rule *rule;

	spin_lock(&faults->lock);
	faults->seed = seed;
	list_for_each_entry(rule, &faults->rules, node)
		rule_seed(faults, rule);
	spin_unlock(&faults->lock);
}
EXPORT_SYMBOL_IF_KUNIT(i3c_sim_faults_seed);

void i3c_sim_fault_rule_init(struct i3c_sim_fault_rule *rule, const char *name)
{
	memset(rule, 0, sizeof(*rule));
	INIT_LIST_HEAD(&rule->node);
	rule->id = jhash(name, strlen(name), 0);
	rule->every = 1;
	rule->probability = I3C_SIM_FAULT_PPM;
}
EXPORT_SYMBOL_IF_KUNIT(i3c_sim_fault_rule_init);

/* The rule stays the caller's. Return: 0, or -ENOSPC: there are too many. */
int i3c_sim_fault_add(struct i3c_sim_faults *faults,
		      struct i3c_sim_fault_rule *rule)
{
	int ret = 0;

	spin_lock(&faults->lock);
	if (faults->num_rules >= I3C_SIM_FAULTS_MAX) {
		ret = -ENOSPC;
	} else {
		list_add_tail(&rule->node, &faults->rules);
		faults->num_rules++;
	}
	spin_unlock(&faults->lock);

	return ret;
}
EXPORT_SYMBOL_IF_KUNIT(i3c_sim_fault_add);

/* Nothing refers to the rule on return. */
void i3c_sim_fault_remove(struct i3c_sim_faults *faults,
			  struct i3c_sim_fault_rule *rule)
{
	spin_lock(&faults->lock);
	list_del_init(&rule->node);
	faults->num_rules--;
	spin_unlock(&faults->lock);
}
EXPORT_SYMBOL_IF_KUNIT(i3c_sim_fault_remove);

static bool rule_is_valid(const struct i3c_sim_fault_rule *rule)
{
	unsigned int on = actions[rule->action].on;

	if (rule->direction != I3C_SIM_FAULT_ANY)
		on &= BIT(rule->direction);
	return on && rule->value >= actions[rule->action].min &&
	       rule->value <= actions[rule->action].max && rule->every &&
	       rule->probability <= I3C_SIM_FAULT_PPM;
}

/*
 * Start the rule, or start it anew: with its counters at 0.
 * Return: 0, or -EINVAL when what it asks for cannot be.
 */
int i3c_sim_fault_enable(struct i3c_sim_faults *faults,
			 struct i3c_sim_fault_rule *rule)
{
	int ret = -EINVAL;

	spin_lock(&faults->lock);
	if (rule_is_valid(rule)) {
		rule->matched = 0;
		rule->injected = 0;
		rule_seed(faults, rule);
		rule->enabled = true;
		ret = 0;
	}
	spin_unlock(&faults->lock);

	return ret;
}
EXPORT_SYMBOL_IF_KUNIT(i3c_sim_fault_enable);

void i3c_sim_fault_disable(struct i3c_sim_faults *faults,
			   struct i3c_sim_fault_rule *rule)
{
	spin_lock(&faults->lock);
	rule->enabled = false;
	spin_unlock(&faults->lock);
}
EXPORT_SYMBOL_IF_KUNIT(i3c_sim_fault_disable);

static bool rule_applies(const struct i3c_sim_fault_rule *rule,
			 const struct i3c_sim_fault_op *op)
{
	if (!rule->enabled || (rule->pid && rule->pid != op->pid))
		return false;
	if (rule->direction != I3C_SIM_FAULT_ANY &&
	    rule->direction != op->direction)
		return false;
	if (!(actions[rule->action].on & BIT(op->direction)))
		return false;
	if (!op->pid && !actions[rule->action].broadcast)
		return false;
	return !op->chained || !actions[rule->action].first;
}

static bool by_chance(struct i3c_sim_fault_rule *rule)
{
	u32 random;

	if (rule->probability == I3C_SIM_FAULT_PPM)
		return true;

	random = prandom_u32_state(&rule->random);
	return (mul_u32_u32(random, I3C_SIM_FAULT_PPM) >> 32) <
	       rule->probability;
}

/* @matched counts this operation already */
static bool rule_hits(struct i3c_sim_fault_rule *rule)
{
	u32 nth;

	if (rule->matched <= rule->skip)
		return false;
	if (rule->count && rule->injected >= rule->count)
		return false;
	div_u64_rem(rule->matched - rule->skip, rule->every, &nth);
	return !nth && by_chance(rule);
}

static void rule_inject(struct i3c_sim_fault_rule *rule,
			struct i3c_sim_fault *fault)
{
	rule->injected++;
	fault->action = rule->action;
	fault->value = rule->value;
	if (rule->action == I3C_SIM_FAULT_FLIP)
		fault->random = prandom_u32_state(&rule->random);
}

/**
 * i3c_sim_fault_decide() - whether and how an operation on the wire fails
 * @faults: rules of the bus
 * @op: what is about to happen
 * @ret_fault: what happens to it, I3C_SIM_FAULT_NONE nothing
 *
 * Return: whether any rule applied.
 */
bool i3c_sim_fault_decide(struct i3c_sim_faults *faults,
			  const struct i3c_sim_fault_op *op,
			  struct i3c_sim_fault *ret_fault)
{
	struct i3c_sim_fault_rule *rule;

	*ret_fault = (struct i3c_sim_fault){ .action = I3C_SIM_FAULT_NONE };
	/* the usual case; a rule added right now may miss this operation */
	if (list_empty_careful(&faults->rules))
		return false;

	spin_lock(&faults->lock);
	list_for_each_entry(rule, &faults->rules, node) {
		if (!rule_applies(rule, op))
			continue;
		rule->matched++;
		ret_fault->matched++;
		if (rule_hits(rule)) {
			rule_inject(rule, ret_fault);
			break;
		}
	}
	spin_unlock(&faults->lock);

	return ret_fault->matched;
}
EXPORT_SYMBOL_IF_KUNIT(i3c_sim_fault_decide);

/**
 * i3c_sim_fault_flip() - invert as many bits as the fault says
 * @fault: with action I3C_SIM_FAULT_FLIP
 * @data: the bytes
 * @len: number of them; with fewer bits than are to be inverted all are
 *
 * Every choice of bits is as likely, and no bit is inverted twice.
 */
void i3c_sim_fault_flip(const struct i3c_sim_fault *fault, u8 *data,
			unsigned int len)
{
	unsigned int left, wanted;
	struct rnd_state random;

	prandom_seed_state(&random, fault->random);
	wanted = min(fault->value, 8 * len);
	for (left = 8 * len; wanted; left--) {
		u32 below = mul_u32_u32(prandom_u32_state(&random), left) >> 32;

		if (below >= wanted)
			continue;
		data[(left - 1) / 8] ^= BIT((left - 1) % 8);
		wanted--;
	}
}
EXPORT_SYMBOL_IF_KUNIT(i3c_sim_fault_flip);

const char *
i3c_sim_fault_action_format(enum i3c_sim_fault_action action)
{
	return actions[action].name;
}

const char *
i3c_sim_fault_direction_format(enum i3c_sim_fault_direction direction)
{
	return directions[direction];
}

/* Return: enum i3c_sim_fault_action, or -EINVAL. A newline may follow. */
int i3c_sim_fault_action_parse(const char *text)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(actions); i++)
		if (sysfs_streq(text, actions[i].name))
			return i;
	return -EINVAL;
}
EXPORT_SYMBOL_IF_KUNIT(i3c_sim_fault_action_parse);

/* Return: enum i3c_sim_fault_direction, or -EINVAL. */
int i3c_sim_fault_direction_parse(const char *text)
{
	return sysfs_match_string(directions, text);
}
EXPORT_SYMBOL_IF_KUNIT(i3c_sim_fault_direction_parse);
