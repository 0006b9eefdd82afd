// SPDX-License-Identifier: GPL-2.0-only
/*
 * Targets: devices with the DCR of MCTP endpoints, bound to this driver. The
 * target is found by its Provisioned ID, which outlives its dynamic address.
 *
 * States: new -> in the bus's table -> stopped, out of the table. A target is
 * stopped when its driver is unbound or when its bus is, whichever comes
 * first; the other one waits for it on target->life.
 *
 * Timers: ibi_retry, while a target refuses to have its interrupts enabled.
 */
#include "mctp-i3c.h"

#include <linux/module.h>
#include <linux/rculist.h>
#include <linux/slab.h>

/* Interrupts the controller keeps for us while the handler is running. */
#define IBI_SLOTS		8
/*
 * Bytes of interrupt payload to accept: one is ours, but a controller rejects
 * an interrupt that has more than asked for. Some controllers allow no more
 * than 8.
 */
#define IBI_PAYLOAD_MAX		8
/* First and longest interval between tries to enable interrupts. */
#define IBI_RETRY_MIN_MS	50
#define IBI_RETRY_MAX_MS	10000

static void target_free(struct kref *ref)
{
	struct mctp_i3c_target *target =
		container_of(ref, struct mctp_i3c_target, ref);

	mctp_i3c_bus_unref(target->bus);
	kfree_rcu(target, rcu);
}

static void target_unref(struct mctp_i3c_target *target)
{
	kref_put(&target->ref, target_free);
}

/* For the transmit path; the target is valid until the RCU lock is left. */
struct mctp_i3c_target *mctp_i3c_target_find_rcu(struct mctp_i3c_bus *bus,
						 u64 pid)
{
	struct mctp_i3c_target *target;

	hash_for_each_possible_rcu(bus->targets, target, node, pid)
		if (target->pid == pid)
			return target;
	return NULL;
}

/* Longest packet for the target, or 0 when there is none. Needs RCU. */
unsigned int mctp_i3c_target_mtu_rcu(struct mctp_i3c_bus *bus, u64 pid)
{
	const struct mctp_i3c_target *target;

	target = mctp_i3c_target_find_rcu(bus, pid);
	if (!target)
		return 0;
	return mctp_i3c_target_write_max(target) - MCTP_I3C_PEC_LEN;
}

/* The device is there: the bus is open, or waits for this target to stop. */
static void target_add(struct mctp_i3c_target *target)
{
	struct mctp_i3c_bus *bus = target->bus;

	lockdep_assert_held(&bus->targets_lock);

	hash_add_rcu(bus->targets, &target->node, target->pid);
	if (!bus->n_targets++)
		mctp_i3c_netdev_set_targets(bus, true);
}

static int target_publish(struct mctp_i3c_target *target)
{
	struct mctp_i3c_bus *bus = target->bus;
	int rc = 0;

	spin_lock(&bus->targets_lock);
	rcu_read_lock();
	if (!bus->open)
		rc = -ENODEV;
	else if (mctp_i3c_target_find_rcu(bus, target->pid))
		rc = -EEXIST;
	else
		target_add(target);
	rcu_read_unlock();
	spin_unlock(&bus->targets_lock);
	return rc;
}

static void target_unpublish(struct mctp_i3c_target *target)
{
	struct mctp_i3c_bus *bus = target->bus;

	spin_lock(&bus->targets_lock);
	hash_del_rcu(&target->node);
	if (!--bus->n_targets)
		mctp_i3c_netdev_set_targets(bus, false);
	spin_unlock(&bus->targets_lock);
}

static void ibi_retry(struct work_struct *work)
{
	struct mctp_i3c_target *target =
		container_of(to_delayed_work(work), struct mctp_i3c_target,
			     ibi_retry);
	int rc;

	rc = i3c_device_enable_ibi(target->i3c);
	if (!rc) {
		target->ibi_state = MCTP_I3C_IBI_ENABLED;
		mctp_i3c_poll_stop(target);
		return;
	}
	mctp_i3c_poll_start(target);

	dev_dbg(i3cdev_to_dev(target->i3c),
		"cannot enable in-band interrupts, trying again in %u ms: %d\n",
		target->ibi_delay_ms, rc);
	schedule_delayed_work(&target->ibi_retry,
			      msecs_to_jiffies(target->ibi_delay_ms));
	target->ibi_delay_ms = min_t(unsigned int, 2 * target->ibi_delay_ms,
				     IBI_RETRY_MAX_MS);
}

static unsigned int ibi_payload_len(const struct i3c_device_info *info)
{
	if (!(info->bcr & I3C_BCR_IBI_PAYLOAD))
		return 1;
	/* 0 stands for any length */
	if (!info->max_ibi_len)
		return IBI_PAYLOAD_MAX;
	return min_t(unsigned int, info->max_ibi_len, IBI_PAYLOAD_MAX);
}

/*
 * A target that refuses to have its interrupts enabled may be slow to start,
 * or be unplugged; it stays bound, because the I3C core does not probe it
 * again when it comes back, and is polled until they are on.
 */
static int ibi_start(struct mctp_i3c_target *target,
		     const struct i3c_device_info *info)
{
	struct device *dev = i3cdev_to_dev(target->i3c);
	const struct i3c_ibi_setup setup = {
		.max_payload_len = ibi_payload_len(info),
		.num_slots = IBI_SLOTS,
		.handler = mctp_i3c_rx_ibi,
	};
	int rc;

	if (!(info->bcr & I3C_BCR_IBI_REQ_CAP)) {
		dev_dbg(dev, "has no in-band interrupts: is polled\n");
		mctp_i3c_poll_start(target);
		return 0;
	}

	rc = i3c_device_request_ibi(target->i3c, &setup);
	/* -ENOTSUPP, which the core returned before 7.0, is no user's errno. */
	if (rc == -EOPNOTSUPP || rc == -ENOTSUPP) {
		dev_info(dev, "the controller has no in-band interrupts: is polled\n");
		mctp_i3c_poll_start(target);
		return 0;
	}
	if (rc) {
		dev_err(dev, "cannot request in-band interrupts: %d\n", rc);
		return rc;
	}

	target->ibi_state = MCTP_I3C_IBI_REQUESTED;
	ibi_retry(&target->ibi_retry.work);
	return 0;
}

static void ibi_stop(struct mctp_i3c_target *target)
{
	/* Waits for a running try. */
	cancel_delayed_work_sync(&target->ibi_retry);
	if (target->ibi_state == MCTP_I3C_IBI_NONE)
		return;

	/*
	 * Both wait for running handlers. The first fails for a target that is
	 * unplugged, the second does not.
	 */
	if (target->ibi_state == MCTP_I3C_IBI_ENABLED)
		i3c_device_disable_ibi(target->i3c);
	i3c_device_free_ibi(target->i3c);
	target->ibi_state = MCTP_I3C_IBI_NONE;
}

static struct mctp_i3c_target *target_new(struct mctp_i3c_bus *bus,
					  struct i3c_device *i3c,
					  const struct i3c_device_info *info)
{
	struct mctp_i3c_target *target;

	target = kzalloc(sizeof(*target), GFP_KERNEL);
	if (!target)
		return NULL;

	kref_init(&target->ref);
	mutex_init(&target->life);
	mctp_i3c_flow_init(&target->flow);
	mctp_i3c_poll_init(target);
	INIT_DELAYED_WORK(&target->ibi_retry, ibi_retry);
	target->ibi_delay_ms = IBI_RETRY_MIN_MS;
	target->bus = bus;
	target->i3c = i3c;
	target->pid = info->pid;
	target->has_mdb = info->bcr & I3C_BCR_IBI_PAYLOAD;
	target->max_write = mctp_i3c_xfer_len(info->max_write_len);
	return target;
}

static void target_stop(struct mctp_i3c_target *target)
{
	unsigned int dropped;

	lockdep_assert_held(&target->life);

	if (target->stopped)
		return;
	ibi_stop(target);
	mctp_i3c_poll_stop(target);
	/* Waits for a transfer in progress, and for reads that are noted. */
	dropped = mctp_i3c_sched_close(&target->bus->sched, &target->flow);
	mctp_i3c_target_count_n(target, MCTP_I3C_STAT_TX_FLUSHED, dropped);
	/* Last: what stops the bus waits for the targets in its table. */
	target_unpublish(target);
	target->stopped = true;
}

static int target_start(struct mctp_i3c_target *target,
			const struct i3c_device_info *info)
{
	int rc;

	mutex_lock(&target->life);
	rc = target_publish(target);
	if (rc) {
		target->stopped = true;
		goto unlock;
	}
	/* The interrupt handler wants it. */
	i3cdev_set_drvdata(target->i3c, target);
	rc = ibi_start(target, info);
	if (rc)
		target_stop(target);
unlock:
	mutex_unlock(&target->life);
	return rc;
}

static int target_probe(struct i3c_device *i3c)
{
	struct i3c_device_info info = {};
	struct mctp_i3c_target *target;
	struct mctp_i3c_bus *bus;
	int rc;

	bus = mctp_i3c_bus_find(i3c->bus);
	if (!bus)
		return -ENODEV;

	i3c_device_get_info(i3c, &info);
	if (!info.pid) {
		dev_err(i3cdev_to_dev(i3c), "has no Provisioned ID, cannot be addressed\n");
		rc = -ENODEV;
		goto err_bus_unref;
	}

	target = target_new(bus, i3c, &info);
	if (!target) {
		rc = -ENOMEM;
		goto err_bus_unref;
	}

	rc = target_start(target, &info);
	if (rc) {
		i3cdev_set_drvdata(i3c, NULL);
		/* The target has the reference to the bus. */
		target_unref(target);
	}
	return rc;

err_bus_unref:
	mctp_i3c_bus_unref(bus);
	return rc;
}

static void target_remove(struct i3c_device *i3c)
{
	struct mctp_i3c_target *target = i3cdev_get_drvdata(i3c);

	mutex_lock(&target->life);
	target_stop(target);
	mutex_unlock(&target->life);

	i3cdev_set_drvdata(i3c, NULL);
	target_unref(target);
}

static struct mctp_i3c_target *targets_first(struct mctp_i3c_bus *bus)
{
	struct mctp_i3c_target *target;
	int bucket;

	spin_lock(&bus->targets_lock);
	hash_for_each(bus->targets, bucket, target, node) {
		kref_get(&target->ref);
		goto unlock;
	}
	target = NULL;
unlock:
	spin_unlock(&bus->targets_lock);
	return target;
}

/* Stop every target of a bus that is not open any more. */
void mctp_i3c_targets_stop(struct mctp_i3c_bus *bus)
{
	struct mctp_i3c_target *target;

	while ((target = targets_first(bus))) {
		mutex_lock(&target->life);
		target_stop(target);
		mutex_unlock(&target->life);
		target_unref(target);
	}
}

static const struct i3c_device_id target_ids[] = {
	I3C_CLASS(MCTP_I3C_DCR, NULL),
	{ }
};
MODULE_DEVICE_TABLE(i3c, target_ids);

static struct i3c_driver target_driver = {
	.driver = {
		.name = "mctp-i3c",
		/*
		 * The core may register a device with its bus locked; probing
		 * sends commands, which lock the bus again.
		 */
		.probe_type = PROBE_PREFER_ASYNCHRONOUS,
		.dev_groups = mctp_i3c_target_groups,
	},
	.probe = target_probe,
	.remove = target_remove,
	.id_table = target_ids,
};

int mctp_i3c_targets_init(void)
{
	return i3c_driver_register(&target_driver);
}

void mctp_i3c_targets_exit(void)
{
	i3c_driver_unregister(&target_driver);
}
