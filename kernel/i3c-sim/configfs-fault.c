// SPDX-License-Identifier: GPL-2.0-only
/*
 * The directory faults/ of a bus in configfs: a directory in it is a rule. Its
 * settings are fixed while it is enabled; whether they go together is checked
 * when it is.
 */
#include "configfs-fault.h"

#include <linux/module.h>
#include <linux/slab.h>

#include "bus.h"
#include "fault.h"

#define PID_BITS	48

struct rule_item {
	struct config_item item;
	struct i3c_sim_bus *bus;	/* holds a reference */
	struct i3c_sim_fault_rule rule;
};

static struct rule_item *to_rule_item(struct config_item *item)
{
	return container_of(item, struct rule_item, item);
}

/* While a rule is enabled its settings do not change. */
static int settings_check(struct rule_item *ri)
{
	lockdep_assert_held(&ri->bus->faults.lock);

	return ri->rule.enabled ? -EBUSY : 0;
}

static int set_number(struct rule_item *ri, const char *page, u32 min, u32 max,
		      u32 *ret_field)
{
	u32 value;
	int ret;

	ret = kstrtou32(page, 0, &value);
	if (ret)
		return ret;
	if (value < min || value > max)
		return -EINVAL;

	spin_lock(&ri->bus->faults.lock);
	ret = settings_check(ri);
	if (!ret)
		*ret_field = value;
	spin_unlock(&ri->bus->faults.lock);
	return ret;
}

#define NUMBER(name, min, max)						\
	static ssize_t rule_##name##_show(struct config_item *item,	\
					  char *page)			\
	{								\
		const struct rule_item *ri = to_rule_item(item);	\
									\
		return sysfs_emit(page, "%u\n",				\
				  READ_ONCE(ri->rule.name));		\
	}								\
	static ssize_t rule_##name##_store(struct config_item *item,	\
					   const char *page,		\
					   size_t count)		\
	{								\
		struct rule_item *ri = to_rule_item(item);		\
									\
		return set_number(ri, page, min, max,			\
				  &ri->rule.name) ?: count;		\
	}								\
	CONFIGFS_ATTR(rule_, name)

NUMBER(value, 0, U32_MAX);
NUMBER(skip, 0, U32_MAX);
NUMBER(every, 1, U32_MAX);
NUMBER(probability, 0, I3C_SIM_FAULT_PPM);
NUMBER(count, 0, U32_MAX);

static ssize_t rule_pid_show(struct config_item *item, char *page)
{
	return sysfs_emit(page, "%012llx\n", to_rule_item(item)->rule.pid);
}

/* Hexadecimal, as everywhere where a Provisioned ID is shown. */
static ssize_t rule_pid_store(struct config_item *item, const char *page,
			      size_t count)
{
	struct rule_item *ri = to_rule_item(item);
	u64 pid;
	int ret;

	ret = kstrtou64(page, 16, &pid);
	if (ret)
		return ret;
	if (pid >> PID_BITS)
		return -EINVAL;

	spin_lock(&ri->bus->faults.lock);
	ret = settings_check(ri);
	if (!ret)
		ri->rule.pid = pid;
	spin_unlock(&ri->bus->faults.lock);
	return ret ?: count;
}
CONFIGFS_ATTR(rule_, pid);

static ssize_t rule_direction_show(struct config_item *item, char *page)
{
	const struct rule_item *ri = to_rule_item(item);

	return sysfs_emit(page, "%s\n",
			  i3c_sim_fault_direction_format(ri->rule.direction));
}

static ssize_t rule_direction_store(struct config_item *item, const char *page,
				    size_t count)
{
	struct rule_item *ri = to_rule_item(item);
	int direction, ret;

	direction = i3c_sim_fault_direction_parse(page);
	if (direction < 0)
		return direction;

	spin_lock(&ri->bus->faults.lock);
	ret = settings_check(ri);
	if (!ret)
		ri->rule.direction = direction;
	spin_unlock(&ri->bus->faults.lock);
	return ret ?: count;
}
CONFIGFS_ATTR(rule_, direction);

static ssize_t rule_action_show(struct config_item *item, char *page)
{
	const struct rule_item *ri = to_rule_item(item);

	return sysfs_emit(page, "%s\n",
			  i3c_sim_fault_action_format(ri->rule.action));
}

static ssize_t rule_action_store(struct config_item *item, const char *page,
				 size_t count)
{
	struct rule_item *ri = to_rule_item(item);
	int action, ret;

	action = i3c_sim_fault_action_parse(page);
	if (action < 0)
		return action;

	spin_lock(&ri->bus->faults.lock);
	ret = settings_check(ri);
	if (!ret)
		ri->rule.action = action;
	spin_unlock(&ri->bus->faults.lock);
	return ret ?: count;
}
CONFIGFS_ATTR(rule_, action);

static ssize_t rule_enabled_show(struct config_item *item, char *page)
{
	return sysfs_emit(page, "%d\n",
			  READ_ONCE(to_rule_item(item)->rule.enabled));
}

static ssize_t rule_enabled_store(struct config_item *item, const char *page,
				  size_t count)
{
	struct rule_item *ri = to_rule_item(item);
	bool enabled;
	int ret;

	ret = kstrtobool(page, &enabled);
	if (ret)
		return ret;

	if (enabled)
		ret = i3c_sim_fault_enable(&ri->bus->faults, &ri->rule);
	else
		i3c_sim_fault_disable(&ri->bus->faults, &ri->rule);
	return ret ?: count;
}
CONFIGFS_ATTR(rule_, enabled);

/* Both counters are wider than what 32-bit machines read at once. */
static u64 read_counter(struct rule_item *ri, const u64 *counter)
{
	u64 value;

	spin_lock(&ri->bus->faults.lock);
	value = *counter;
	spin_unlock(&ri->bus->faults.lock);
	return value;
}

static ssize_t rule_matched_show(struct config_item *item, char *page)
{
	struct rule_item *ri = to_rule_item(item);

	return sysfs_emit(page, "%llu\n", read_counter(ri, &ri->rule.matched));
}
CONFIGFS_ATTR_RO(rule_, matched);

static ssize_t rule_injected_show(struct config_item *item, char *page)
{
	struct rule_item *ri = to_rule_item(item);

	return sysfs_emit(page, "%llu\n", read_counter(ri, &ri->rule.injected));
}
CONFIGFS_ATTR_RO(rule_, injected);

static struct configfs_attribute *rule_attrs[] = {
	&rule_attr_pid,
	&rule_attr_direction,
	&rule_attr_action,
	&rule_attr_value,
	&rule_attr_skip,
	&rule_attr_every,
	&rule_attr_probability,
	&rule_attr_count,
	&rule_attr_enabled,
	&rule_attr_matched,
	&rule_attr_injected,
	NULL,
};

static void rule_release(struct config_item *item)
{
	struct rule_item *ri = to_rule_item(item);

	i3c_sim_bus_unref(ri->bus);
	kfree(ri);
}

static struct configfs_item_operations rule_ops = {
	.release = rule_release,
};

static const struct config_item_type rule_type = {
	.ct_owner = THIS_MODULE,
	.ct_item_ops = &rule_ops,
	.ct_attrs = rule_attrs,
};

static struct i3c_sim_bus *group_bus(struct config_group *group)
{
	return container_of(group, struct i3c_sim_faults_group, group)->bus;
}

/* mkdir: the rule exists, it is not enabled. */
static struct config_item *faults_make_item(struct config_group *group,
					    const char *name)
{
	struct i3c_sim_bus *bus = group_bus(group);
	struct rule_item *ri;
	int ret;

	ri = kzalloc(sizeof(*ri), GFP_KERNEL);
	if (!ri)
		return ERR_PTR(-ENOMEM);

	i3c_sim_fault_rule_init(&ri->rule, name);
	ret = i3c_sim_fault_add(&bus->faults, &ri->rule);
	if (ret) {
		kfree(ri);
		return ERR_PTR(ret);
	}

	kref_get(&bus->kref);
	ri->bus = bus;
	config_item_init_type_name(&ri->item, name, &rule_type);
	return &ri->item;
}

/* rmdir: no operation is hit any more, whoever has the files open. */
static void faults_drop_item(struct config_group *group,
			     struct config_item *item)
{
	struct rule_item *ri = to_rule_item(item);

	i3c_sim_fault_remove(&ri->bus->faults, &ri->rule);
	config_item_put(item);
}

static struct configfs_group_operations faults_ops = {
	.make_item = faults_make_item,
	.drop_item = faults_drop_item,
};

static const struct config_item_type faults_type = {
	.ct_owner = THIS_MODULE,
	.ct_group_ops = &faults_ops,
};

void i3c_sim_faults_group_init(struct i3c_sim_faults_group *faults,
			       struct i3c_sim_bus *bus)
{
	faults->bus = bus;
	config_group_init_type_name(&faults->group, "faults", &faults_type);
}
