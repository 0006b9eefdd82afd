// SPDX-License-Identifier: GPL-2.0-only
/*
 * The directories below targets/ of a bus: one per target inside the kernel,
 * with its attributes and a directory of read-only counters.
 */
#include "configfs-target.h"

#include <linux/module.h>
#include <linux/slab.h>

#include "builtin.h"
#include "bus.h"

#define PID_MAX		((1ULL << 48) - 1)
#define EID_MIN		8
#define EID_MAX		254

struct target_item {
	struct config_group group;
	struct config_group stats;
	struct i3c_sim_builtin *bt;
};

static struct i3c_sim_bus *group_bus(struct config_group *group)
{
	return container_of(group, struct i3c_sim_targets_group, group)->bus;
}

static struct i3c_sim_builtin *item_bt(struct config_item *item)
{
	return container_of(to_config_group(item), struct target_item,
			    group)->bt;
}

static struct i3c_sim_builtin *stats_bt(struct config_item *item)
{
	return container_of(to_config_group(item), struct target_item,
			    stats)->bt;
}

static bool is_within(s64 value, s64 min, s64 max)
{
	return value >= min && value <= max;
}

static bool is_status(s64 value)
{
	return is_within(value, 0, U16_MAX) &&
	       !(value & I3C_SIM_STATUS_PENDING);
}

static bool is_static_addr(s64 value)
{
	return !value ||
	       is_within(value, I3C_SIM_STATIC_MIN, I3C_SIM_STATIC_MAX);
}

/* A number that is fixed while the target is plugged in. */
#define TARGET_ATTR(name, field, fmt, valid)				\
static ssize_t target_##name##_show(struct config_item *item,		\
				    char *page)				\
{									\
	struct i3c_sim_builtin *bt = item_bt(item);			\
									\
	guard(mutex)(&bt->bus->lock);					\
	return sysfs_emit(page, fmt "\n", field);			\
}									\
									\
static ssize_t target_##name##_store(struct config_item *item,		\
				     const char *page, size_t count)	\
{									\
	struct i3c_sim_builtin *bt = item_bt(item);			\
	s64 value;							\
	int ret;							\
									\
	ret = kstrtos64(page, 0, &value);				\
	if (ret)							\
		return ret;						\
	if (!(valid))							\
		return -EINVAL;						\
									\
	guard(mutex)(&bt->bus->lock);					\
	if (bt->plugged)						\
		return -EBUSY;						\
	(field) = value;						\
	return count;							\
}									\
CONFIGFS_ATTR(target_, name)

TARGET_ATTR(pid, bt->attach.pid, "0x%012llx", is_within(value, 1, PID_MAX));
TARGET_ATTR(bcr, bt->attach.bcr, "0x%02x", is_within(value, 0, U8_MAX));
TARGET_ATTR(dcr, bt->attach.dcr, "0x%02x", is_within(value, 0, U8_MAX));
TARGET_ATTR(mrl, bt->attach.mrl, "%u", is_within(value, 0, U16_MAX));
TARGET_ATTR(mwl, bt->attach.mwl, "%u", is_within(value, 0, U16_MAX));
TARGET_ATTR(static_addr, bt->attach.static_addr, "0x%02x",
	    is_static_addr(value));
TARGET_ATTR(status, bt->attach.status, "0x%04x", is_status(value));
TARGET_ATTR(mdb, bt->mdb, "%d", is_within(value, I3C_SIM_MDB_NONE, U8_MAX));
TARGET_ATTR(eid, bt->eid, "%u", is_within(value, EID_MIN, EID_MAX));
TARGET_ATTR(dest_eid, bt->dest_eid, "%u", is_within(value, 0, U8_MAX));
TARGET_ATTR(type, bt->type, "0x%02x", is_within(value, 0, U8_MAX));
TARGET_ATTR(size, bt->size, "%u", is_within(value, 1, I3C_SIM_SOURCE_SIZE_MAX));

static ssize_t flag_show(struct config_item *item, char *page, u16 flag)
{
	struct i3c_sim_builtin *bt = item_bt(item);

	guard(mutex)(&bt->bus->lock);
	return sysfs_emit(page, "%d\n", !!(bt->attach.flags & flag));
}

static ssize_t flag_store(struct config_item *item, const char *page,
			  size_t count, u16 flag)
{
	struct i3c_sim_builtin *bt = item_bt(item);
	bool value;
	int ret;

	ret = kstrtobool(page, &value);
	if (ret)
		return ret;

	guard(mutex)(&bt->bus->lock);
	if (bt->plugged)
		return -EBUSY;
	if (value)
		bt->attach.flags |= flag;
	else
		bt->attach.flags &= ~flag;
	return count;
}

#define TARGET_FLAG(name, flag)						\
static ssize_t target_##name##_show(struct config_item *item,		\
				    char *page)				\
{									\
	return flag_show(item, page, flag);				\
}									\
									\
static ssize_t target_##name##_store(struct config_item *item,		\
				     const char *page, size_t count)	\
{									\
	return flag_store(item, page, count, flag);			\
}									\
CONFIGFS_ATTR(target_, name)

TARGET_FLAG(no_hotjoin, I3C_SIM_ATTACH_NO_HOTJOIN);
TARGET_FLAG(hdr_ddr, I3C_SIM_ATTACH_HDR_DDR);

static ssize_t target_behaviour_show(struct config_item *item, char *page)
{
	struct i3c_sim_builtin *bt = item_bt(item);

	guard(mutex)(&bt->bus->lock);
	return sysfs_emit(page, "%s\n", bt->behaviour->name);
}

static ssize_t target_behaviour_store(struct config_item *item,
				      const char *page, size_t count)
{
	const struct i3c_sim_behaviour *behaviour;
	struct i3c_sim_builtin *bt = item_bt(item);

	behaviour = i3c_sim_behaviour_find(page);
	if (!behaviour)
		return -EINVAL;

	guard(mutex)(&bt->bus->lock);
	if (bt->plugged)
		return -EBUSY;
	bt->behaviour = behaviour;
	return count;
}
CONFIGFS_ATTR(target_, behaviour);

static ssize_t target_count_show(struct config_item *item, char *page)
{
	struct i3c_sim_builtin *bt = item_bt(item);

	guard(mutex)(&bt->bus->wire);
	return sysfs_emit(page, "%llu\n", bt->count);
}

static ssize_t target_count_store(struct config_item *item, const char *page,
				  size_t count)
{
	u64 value;
	int ret;

	ret = kstrtou64(page, 0, &value);
	if (ret)
		return ret;

	i3c_sim_source_start(item_bt(item), value);
	return count;
}
CONFIGFS_ATTR(target_, count);

static ssize_t target_plugged_show(struct config_item *item, char *page)
{
	struct i3c_sim_builtin *bt = item_bt(item);

	guard(mutex)(&bt->bus->lock);
	return sysfs_emit(page, "%d\n", bt->plugged);
}

static ssize_t target_plugged_store(struct config_item *item,
				    const char *page, size_t count)
{
	struct i3c_sim_builtin *bt = item_bt(item);
	bool value;
	int ret;

	ret = kstrtobool(page, &value);
	if (ret)
		return ret;

	if (value)
		ret = i3c_sim_builtin_plug(bt);
	else
		i3c_sim_builtin_unplug(bt);
	return ret ?: count;
}
CONFIGFS_ATTR(target_, plugged);

static ssize_t target_address_show(struct config_item *item, char *page)
{
	return sysfs_emit(page, "0x%02x\n", i3c_sim_builtin_addr(item_bt(item)));
}
CONFIGFS_ATTR_RO(target_, address);

static struct configfs_attribute *target_attrs[] = {
	&target_attr_pid,
	&target_attr_bcr,
	&target_attr_dcr,
	&target_attr_mrl,
	&target_attr_mwl,
	&target_attr_static_addr,
	&target_attr_status,
	&target_attr_mdb,
	&target_attr_no_hotjoin,
	&target_attr_hdr_ddr,
	&target_attr_behaviour,
	&target_attr_eid,
	&target_attr_dest_eid,
	&target_attr_type,
	&target_attr_size,
	&target_attr_count,
	&target_attr_plugged,
	&target_attr_address,
	NULL,
};

#define X(name)								\
	static ssize_t stats_##name##_show(struct config_item *item,	\
					   char *page)			\
	{								\
		struct i3c_sim_builtin *bt = stats_bt(item);		\
									\
		guard(mutex)(&bt->bus->wire);				\
		return sysfs_emit(page, "%llu\n", bt->stats.name);	\
	}								\
	CONFIGFS_ATTR_RO(stats_, name);
I3C_SIM_BUILTIN_STATS(X)
#undef X

static struct configfs_attribute *stats_attrs[] = {
#define X(name)	&stats_attr_##name,
	I3C_SIM_BUILTIN_STATS(X)
#undef X
	NULL,
};

static const struct config_item_type stats_type = {
	.ct_owner = THIS_MODULE,
	.ct_attrs = stats_attrs,
};

static void target_release(struct config_item *item)
{
	struct target_item *ti = container_of(to_config_group(item),
					      struct target_item, group);

	i3c_sim_builtin_free(ti->bt);
	kfree(ti);
}

static struct configfs_item_operations target_item_ops = {
	.release = target_release,
};

static const struct config_item_type target_type = {
	.ct_owner = THIS_MODULE,
	.ct_item_ops = &target_item_ops,
	.ct_attrs = target_attrs,
};

/* mkdir: the target exists, it is not plugged in. */
static struct config_group *targets_make_group(struct config_group *targets,
					       const char *name)
{
	struct target_item *ti;

	ti = kzalloc(sizeof(*ti), GFP_KERNEL);
	if (!ti)
		return ERR_PTR(-ENOMEM);

	ti->bt = i3c_sim_builtin_new(group_bus(targets));
	if (!ti->bt) {
		kfree(ti);
		return ERR_PTR(-ENOMEM);
	}

	config_group_init_type_name(&ti->group, name, &target_type);
	config_group_init_type_name(&ti->stats, "stats", &stats_type);
	configfs_add_default_group(&ti->stats, &ti->group);
	return &ti->group;
}

/* rmdir: pull the plug; open attributes keep the memory. */
static void targets_drop_item(struct config_group *targets,
			      struct config_item *item)
{
	i3c_sim_builtin_unplug(item_bt(item));
	config_item_put(item);
}

static struct configfs_group_operations targets_ops = {
	.make_group = targets_make_group,
	.drop_item = targets_drop_item,
};

static const struct config_item_type targets_type = {
	.ct_owner = THIS_MODULE,
	.ct_group_ops = &targets_ops,
};

void i3c_sim_targets_group_init(struct i3c_sim_targets_group *targets,
				struct i3c_sim_bus *bus)
{
	targets->bus = bus;
	config_group_init_type_name(&targets->group, "targets", &targets_type);
}
