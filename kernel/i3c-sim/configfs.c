// SPDX-License-Identifier: GPL-2.0-only
/*
 * The directories of /sys/kernel/config/i3c-sim: one per bus, with its
 * attributes, a directory of read-only counters, and those in which the user
 * makes directories.
 */
#include "i3c-sim.h"

#include <linux/configfs.h>
#include <linux/ktime.h>
#include <linux/module.h>
#include <linux/slab.h>

#include "bus.h"
#include "configfs-fault.h"
#include "configfs-target.h"

struct bus_item {
	struct config_group group;
	struct config_group stats;
	struct i3c_sim_faults_group faults;
	struct i3c_sim_targets_group targets;
	struct i3c_sim_bus *bus;
};

static struct i3c_sim_bus *item_bus(struct config_item *item)
{
	return container_of(to_config_group(item), struct bus_item, group)->bus;
}

static struct i3c_sim_bus *stats_bus(struct config_item *item)
{
	return container_of(to_config_group(item), struct bus_item, stats)->bus;
}

static ssize_t bus_bus_show(struct config_item *item, char *page)
{
	return sysfs_emit(page, "%d\n", i3c_sim_bus_id(item_bus(item)));
}
CONFIGFS_ATTR_RO(bus_, bus);

static ssize_t bus_live_show(struct config_item *item, char *page)
{
	return sysfs_emit(page, "%d\n", i3c_sim_bus_id(item_bus(item)) >= 0);
}

static ssize_t bus_live_store(struct config_item *item, const char *page,
			      size_t count)
{
	struct i3c_sim_bus *bus = item_bus(item);
	bool live;
	int ret;

	ret = kstrtobool(page, &live);
	if (ret)
		return ret;

	if (live)
		ret = i3c_sim_bus_start(bus);
	else
		i3c_sim_bus_stop(bus);
	return ret ?: count;
}
CONFIGFS_ATTR(bus_, live);

static ssize_t bus_mctp_controller_show(struct config_item *item, char *page)
{
	struct i3c_sim_bus *bus = item_bus(item);

	guard(mutex)(&bus->lock);
	return sysfs_emit(page, "%d\n", bus->mctp_controller);
}

static ssize_t bus_mctp_controller_store(struct config_item *item,
					 const char *page, size_t count)
{
	struct i3c_sim_bus *bus = item_bus(item);
	bool value;
	int ret;

	ret = kstrtobool(page, &value);
	if (ret)
		return ret;

	guard(mutex)(&bus->lock);
	if (bus->pdev)
		return -EBUSY;
	bus->mctp_controller = value;
	return count;
}
CONFIGFS_ATTR(bus_, mctp_controller);

/* A number that is fixed while the bus is live. */
#define BUS_ATTR(name, field, min, max)					\
static ssize_t bus_##name##_show(struct config_item *item, char *page)	\
{									\
	struct i3c_sim_bus *bus = item_bus(item);			\
									\
	guard(mutex)(&bus->lock);					\
	return sysfs_emit(page, "%u\n", field);				\
}									\
									\
static ssize_t bus_##name##_store(struct config_item *item,		\
				  const char *page, size_t count)	\
{									\
	struct i3c_sim_bus *bus = item_bus(item);			\
	u32 value;							\
	int ret;							\
									\
	ret = kstrtou32(page, 0, &value);				\
	if (ret)							\
		return ret;						\
	if (value < (min) || value > (max))				\
		return -EINVAL;						\
									\
	guard(mutex)(&bus->lock);					\
	if (bus->pdev)							\
		return -EBUSY;						\
	(field) = value;						\
	return count;							\
}									\
CONFIGFS_ATTR(bus_, name)

BUS_ATTR(clock_hz, bus->limits.clock_hz, I3C_SIM_CLOCK_MIN_HZ,
	 I3C_SIM_CLOCK_MAX_HZ);
BUS_ATTR(max_transfer, bus->limits.max_transfer, I3C_SIM_TRANSFER_MIN,
	 I3C_SIM_DATA_MAX);
BUS_ATTR(max_batch, bus->limits.max_batch, 0, I3C_SIM_BATCH_MAX);
BUS_ATTR(max_batch_bytes, bus->limits.max_batch_bytes, 0,
	 I3C_SIM_BATCH_BYTES_MAX);
BUS_ATTR(max_ibi_len, bus->limits.max_ibi_len, 0, I3C_SIM_IBI_MAX);

static ssize_t bus_report_length_show(struct config_item *item, char *page)
{
	struct i3c_sim_bus *bus = item_bus(item);

	guard(mutex)(&bus->lock);
	return sysfs_emit(page, "%s\n",
			  i3c_sim_report_format(bus->limits.report));
}

static ssize_t bus_report_length_store(struct config_item *item,
				       const char *page, size_t count)
{
	struct i3c_sim_bus *bus = item_bus(item);
	int report = i3c_sim_report_parse(page);

	if (report < 0)
		return report;

	guard(mutex)(&bus->lock);
	if (bus->pdev)
		return -EBUSY;
	bus->limits.report = report;
	return count;
}
CONFIGFS_ATTR(bus_, report_length);

static ssize_t bus_hdr_ddr_show(struct config_item *item, char *page)
{
	struct i3c_sim_bus *bus = item_bus(item);

	guard(mutex)(&bus->lock);
	return sysfs_emit(page, "%d\n", bus->limits.hdr_ddr);
}

static ssize_t bus_hdr_ddr_store(struct config_item *item, const char *page,
				 size_t count)
{
	struct i3c_sim_bus *bus = item_bus(item);
	bool value;
	int ret;

	ret = kstrtobool(page, &value);
	if (ret)
		return ret;
	if (value && !COMPAT_I3C_HAS_HDR)
		return -EOPNOTSUPP;

	guard(mutex)(&bus->lock);
	if (bus->pdev)
		return -EBUSY;
	bus->limits.hdr_ddr = value;
	return count;
}
CONFIGFS_ATTR(bus_, hdr_ddr);

static ssize_t bus_paced_show(struct config_item *item, char *page)
{
	struct i3c_sim_bus *bus = item_bus(item);

	guard(mutex)(&bus->wire);
	return sysfs_emit(page, "%d\n", bus->time.paced);
}

static ssize_t bus_paced_store(struct config_item *item, const char *page,
			       size_t count)
{
	struct i3c_sim_bus *bus = item_bus(item);
	bool paced;
	int ret;

	ret = kstrtobool(page, &paced);
	if (ret)
		return ret;

	guard(mutex)(&bus->wire);
	i3c_sim_time_pace(&bus->time, paced, ktime_get_ns());
	return count;
}
CONFIGFS_ATTR(bus_, paced);

static ssize_t bus_daa_store(struct config_item *item, const char *page,
			     size_t count)
{
	bool run;
	int ret;

	ret = kstrtobool(page, &run);
	if (ret)
		return ret;
	if (!run)
		return -EINVAL;

	return i3c_sim_bus_daa(item_bus(item)) ?: count;
}
CONFIGFS_ATTR_WO(bus_, daa);

static ssize_t bus_seed_show(struct config_item *item, char *page)
{
	struct i3c_sim_faults *faults = &item_bus(item)->faults;
	u64 seed;

	spin_lock(&faults->lock);
	seed = faults->seed;
	spin_unlock(&faults->lock);
	return sysfs_emit(page, "%llu\n", seed);
}

static ssize_t bus_seed_store(struct config_item *item, const char *page,
			      size_t count)
{
	u64 seed;
	int ret;

	ret = kstrtou64(page, 0, &seed);
	if (ret)
		return ret;

	i3c_sim_faults_seed(&item_bus(item)->faults, seed);
	return count;
}
CONFIGFS_ATTR(bus_, seed);

static struct configfs_attribute *bus_attrs[] = {
	&bus_attr_bus,
	&bus_attr_live,
	&bus_attr_mctp_controller,
	&bus_attr_daa,
	&bus_attr_clock_hz,
	&bus_attr_max_transfer,
	&bus_attr_max_batch,
	&bus_attr_max_batch_bytes,
	&bus_attr_max_ibi_len,
	&bus_attr_report_length,
	&bus_attr_hdr_ddr,
	&bus_attr_paced,
	&bus_attr_seed,
	NULL,
};

#define X(name)								\
	static ssize_t stats_##name##_show(struct config_item *item,	\
					   char *page)			\
	{								\
		struct i3c_sim_bus *bus = stats_bus(item);		\
									\
		guard(mutex)(&bus->wire);				\
		return sysfs_emit(page, "%llu\n", bus->stats.name);	\
	}								\
	CONFIGFS_ATTR_RO(stats_, name);
I3C_SIM_STATS(X)
#undef X

#define STATS_TIME(name, ns)						\
	static ssize_t stats_##name##_show(struct config_item *item,	\
					   char *page)			\
	{								\
		struct i3c_sim_bus *bus = stats_bus(item);		\
									\
		guard(mutex)(&bus->wire);				\
		return sysfs_emit(page, "%llu\n", ns);			\
	}								\
	CONFIGFS_ATTR_RO(stats_, name)

STATS_TIME(busy_ns, i3c_sim_time_busy_ns(&bus->time));
STATS_TIME(payload_ns, i3c_sim_time_data_ns(&bus->time));
STATS_TIME(idle_ns, bus->ctrl ?
	   i3c_sim_time_idle_ns(&bus->time, ktime_get_ns()) :
	   bus->time.idle_ns);

static struct configfs_attribute *stats_attrs[] = {
	&stats_attr_busy_ns,
	&stats_attr_payload_ns,
	&stats_attr_idle_ns,
#define X(name)	&stats_attr_##name,
	I3C_SIM_STATS(X)
#undef X
	NULL,
};

static const struct config_item_type stats_type = {
	.ct_owner = THIS_MODULE,
	.ct_attrs = stats_attrs,
};

static void bus_item_release(struct config_item *item)
{
	struct bus_item *bi = container_of(to_config_group(item),
					   struct bus_item, group);

	i3c_sim_bus_unref(bi->bus);
	kfree(bi);
}

static struct configfs_item_operations bus_item_ops = {
	.release = bus_item_release,
};

static const struct config_item_type bus_type = {
	.ct_owner = THIS_MODULE,
	.ct_item_ops = &bus_item_ops,
	.ct_attrs = bus_attrs,
};

/* mkdir: the bus exists, it is not live. */
static struct config_group *root_make_group(struct config_group *root,
					    const char *name)
{
	struct i3c_sim_bus *bus;
	struct bus_item *bi;

	bi = kzalloc(sizeof(*bi), GFP_KERNEL);
	if (!bi)
		return ERR_PTR(-ENOMEM);

	bus = i3c_sim_bus_new(name);
	if (IS_ERR(bus)) {
		kfree(bi);
		return ERR_CAST(bus);
	}

	bi->bus = bus;
	config_group_init_type_name(&bi->group, name, &bus_type);
	config_group_init_type_name(&bi->stats, "stats", &stats_type);
	configfs_add_default_group(&bi->stats, &bi->group);
	i3c_sim_faults_group_init(&bi->faults, bus);
	configfs_add_default_group(&bi->faults.group, &bi->group);
	i3c_sim_targets_group_init(&bi->targets, bus);
	configfs_add_default_group(&bi->targets.group, &bi->group);
	return &bi->group;
}

/* rmdir: stop the bus, whoever uses it. */
static void root_drop_item(struct config_group *root, struct config_item *item)
{
	i3c_sim_bus_remove(item_bus(item));
	config_item_put(item);
}

static struct configfs_group_operations root_ops = {
	.make_group = root_make_group,
	.drop_item = root_drop_item,
};

static const struct config_item_type root_type = {
	.ct_owner = THIS_MODULE,
	.ct_group_ops = &root_ops,
};

static struct configfs_subsystem subsystem = {
	.su_group = {
		.cg_item = {
			.ci_namebuf = "i3c-sim",
			.ci_type = &root_type,
		},
	},
};

int i3c_sim_configfs_init(void)
{
	config_group_init(&subsystem.su_group);
	mutex_init(&subsystem.su_mutex);
	return configfs_register_subsystem(&subsystem);
}

void i3c_sim_configfs_exit(void)
{
	configfs_unregister_subsystem(&subsystem);
}
