// SPDX-License-Identifier: GPL-2.0-only
/*
 * The directory mctp of each I3C device bound to this driver: what is known
 * of the target and its counters, one value per file.
 *
 * The driver core makes the files after probe() and removes them before
 * remove(), waiting for who is reading: the target is there as long as they
 * are.
 */
#include "mctp-i3c.h"

#include <linux/device.h>
#include <linux/init.h>
#include <linux/sysfs.h>

static struct mctp_i3c_target *dev_target(struct device *dev)
{
	return i3cdev_get_drvdata(dev_to_i3cdev(dev));
}

static ssize_t mtu_show(struct device *dev, struct device_attribute *attr,
			char *buf)
{
	const struct mctp_i3c_target *target = dev_target(dev);

	return sysfs_emit(buf, "%u\n",
			  mctp_i3c_target_write_max(target) - MCTP_I3C_PEC_LEN);
}
static DEVICE_ATTR_RO(mtu);

/* As the target tells, 0 if it does not. */
static ssize_t mrl_show(struct device *dev, struct device_attribute *attr,
			char *buf)
{
	struct i3c_device_info info = {};

	i3c_device_get_info(dev_to_i3cdev(dev), &info);
	return sysfs_emit(buf, "%u\n", info.max_read_len);
}
static DEVICE_ATTR_RO(mrl);

static ssize_t mwl_show(struct device *dev, struct device_attribute *attr,
			char *buf)
{
	struct i3c_device_info info = {};

	i3c_device_get_info(dev_to_i3cdev(dev), &info);
	return sysfs_emit(buf, "%u\n", info.max_write_len);
}
static DEVICE_ATTR_RO(mwl);

static const char *mode_name(const struct mctp_i3c_target *target)
{
	/* Until interrupts that were requested are on, it is polled. */
	return READ_ONCE(target->poll.on) ? "poll" : "ibi";
}

static ssize_t mode_show(struct device *dev, struct device_attribute *attr,
			 char *buf)
{
	return sysfs_emit(buf, "%s\n", mode_name(dev_target(dev)));
}
static DEVICE_ATTR_RO(mode);

static ssize_t poll_min_us_show(struct device *dev,
				struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%u\n",
			  READ_ONCE(dev_target(dev)->poll.min_us));
}

static ssize_t poll_min_us_store(struct device *dev,
				 struct device_attribute *attr,
				 const char *buf, size_t len)
{
	unsigned int us;
	int rc;

	rc = kstrtouint(buf, 0, &us);
	if (!rc)
		rc = mctp_i3c_poll_set(dev_target(dev), &us, NULL);
	return rc ?: len;
}
static DEVICE_ATTR_RW(poll_min_us);

static ssize_t poll_max_us_show(struct device *dev,
				struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%u\n",
			  READ_ONCE(dev_target(dev)->poll.max_us));
}

static ssize_t poll_max_us_store(struct device *dev,
				 struct device_attribute *attr,
				 const char *buf, size_t len)
{
	unsigned int us;
	int rc;

	rc = kstrtouint(buf, 0, &us);
	if (!rc)
		rc = mctp_i3c_poll_set(dev_target(dev), NULL, &us);
	return rc ?: len;
}
static DEVICE_ATTR_RW(poll_max_us);

static ssize_t read_on_show(struct device *dev, struct device_attribute *attr,
			    char *buf)
{
	return sysfs_emit(buf, "%d\n", READ_ONCE(dev_target(dev)->read_on));
}

static ssize_t read_on_store(struct device *dev, struct device_attribute *attr,
			     const char *buf, size_t len)
{
	bool on;
	int rc;

	rc = kstrtobool(buf, &on);
	if (rc)
		return rc;
	WRITE_ONCE(dev_target(dev)->read_on, on);
	return len;
}
static DEVICE_ATTR_RW(read_on);

struct stat_attr {
	struct device_attribute dev;
	enum mctp_i3c_stat stat;
};

static ssize_t stat_show(struct device *dev, struct device_attribute *attr,
			 char *buf)
{
	const struct stat_attr *stat = container_of(attr, struct stat_attr,
						    dev);
	const struct mctp_i3c_target *target = dev_target(dev);

	return sysfs_emit(buf, "%lld\n",
			  atomic64_read(&target->stats[stat->stat]));
}

#define STAT_ATTR(id, name)						\
	{ __ATTR(name, 0444, stat_show, NULL), MCTP_I3C_STAT_##id }

/* Every counter that can belong to a target, and its file. */
static struct stat_attr stat_attrs[] = {
	STAT_ATTR(TX_PACKETS, tx_packets),
	STAT_ATTR(TX_BYTES, tx_bytes),
	STAT_ATTR(TX_TOO_LONG, tx_too_long),
	STAT_ATTR(TX_QUEUE_FULL, tx_queue_full),
	STAT_ATTR(TX_FLUSHED, tx_flushed),
	STAT_ATTR(TX_NACK, tx_nack),
	STAT_ATTR(TX_ARBITRATION, tx_arbitration),
	STAT_ATTR(TX_RETRIES, tx_retries),
	STAT_ATTR(TX_FAILED, tx_failed),
	STAT_ATTR(TX_CALLS, tx_calls),
	STAT_ATTR(TX_REFUSED, tx_refused),
	STAT_ATTR(TX_COPIED, tx_copied),
	STAT_ATTR(RX_PACKETS, rx_packets),
	STAT_ATTR(RX_BYTES, rx_bytes),
	STAT_ATTR(RX_PEC, rx_pec),
	STAT_ATTR(RX_SHORT, rx_short),
	STAT_ATTR(RX_OVERLONG, rx_overlong),
	STAT_ATTR(RX_NACK, rx_nack),
	STAT_ATTR(RX_ARBITRATION, rx_arbitration),
	STAT_ATTR(RX_RETRIES, rx_retries),
	STAT_ATTR(RX_FAILED, rx_failed),
	STAT_ATTR(RX_NO_LENGTH, rx_no_length),
	STAT_ATTR(RX_DOWN, rx_down),
	STAT_ATTR(RX_NO_MEMORY, rx_no_memory),
	STAT_ATTR(IBI, ibi),
	STAT_ATTR(IBI_FOREIGN, ibi_foreign),
	STAT_ATTR(IBI_NO_MDB, ibi_no_mdb),
	STAT_ATTR(IBI_OVERRUN, ibi_overrun),
	STAT_ATTR(IBI_STOPPED, ibi_stopped),
	STAT_ATTR(POLLS, polls),
	STAT_ATTR(POLLS_DEFERRED, polls_deferred),
};

static const char *stat_name(enum mctp_i3c_stat stat)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(stat_attrs); i++)
		if (stat_attrs[i].stat == stat)
			return stat_attrs[i].dev.attr.name;
	return "unknown";
}

/* What never got as far as a transfer. */
static ssize_t tx_dropped_show(struct device *dev,
			       struct device_attribute *attr, char *buf)
{
	const struct mctp_i3c_target *target = dev_target(dev);
	s64 n = atomic64_read(&target->stats[MCTP_I3C_STAT_TX_TOO_LONG]) +
		atomic64_read(&target->stats[MCTP_I3C_STAT_TX_QUEUE_FULL]) +
		atomic64_read(&target->stats[MCTP_I3C_STAT_TX_FLUSHED]);

	return sysfs_emit(buf, "%lld\n", n);
}
static DEVICE_ATTR_RO(tx_dropped);

/* The file of the counter, and seconds since the epoch. */
static ssize_t last_error_show(struct device *dev,
			       struct device_attribute *attr, char *buf)
{
	struct timespec64 time;
	enum mctp_i3c_stat stat;

	if (!mctp_i3c_target_last_error(dev_target(dev), &stat, &time))
		return sysfs_emit(buf, "none\n");
	return sysfs_emit(buf, "%s %lld.%03ld\n", stat_name(stat), time.tv_sec,
			  time.tv_nsec / NSEC_PER_MSEC);
}
static DEVICE_ATTR_RO(last_error);

#define OTHER_ATTRS	9

/* The counters follow at init. */
static struct attribute *mctp_attrs[OTHER_ATTRS + ARRAY_SIZE(stat_attrs) + 1] = {
	&dev_attr_mtu.attr,
	&dev_attr_mrl.attr,
	&dev_attr_mwl.attr,
	&dev_attr_mode.attr,
	&dev_attr_poll_min_us.attr,
	&dev_attr_poll_max_us.attr,
	&dev_attr_read_on.attr,
	&dev_attr_last_error.attr,
	&dev_attr_tx_dropped.attr,
};

static const struct attribute_group mctp_group = {
	.name = "mctp",
	.attrs = mctp_attrs,
};

const struct attribute_group *mctp_i3c_target_groups[] = {
	&mctp_group,
	NULL,
};

/* Before the driver is registered. */
void __init mctp_i3c_sysfs_init(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(stat_attrs); i++)
		mctp_attrs[OTHER_ATTRS + i] = &stat_attrs[i].dev.attr;
}
