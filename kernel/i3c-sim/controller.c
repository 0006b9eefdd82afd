// SPDX-License-Identifier: GPL-2.0-only
/*
 * The simulated controller: a platform driver whose probe registers an I3C
 * master for one bus, its private transfers, and its removal. The platform
 * device is made by bus.c; its platform data is the pointer to the bus.
 */
#include "controller.h"

#include <linux/ktime.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/slab.h>

#include "i3c-sim.h"
#include "inject.h"
#include "target.h"

/*
 * Provisioned ID of a controller: a manufacturer id that is not assigned, the
 * type bit for a random value, and the bus number + 1 as that value.
 */
#define CONTROLLER_MANUF_ID	0x7ff0ULL
#define CONTROLLER_PID(id)	(CONTROLLER_MANUF_ID << 33 | BIT_ULL(32) | \
				 ((id) + 1))

static int controller_bus_init(struct i3c_master_controller *master)
{
	struct i3c_device_info info = {
		.bcr = I3C_BCR_I3C_MASTER,
		.pid = CONTROLLER_PID(master->bus.id),
	};
	int addr;

	addr = i3c_master_get_free_addr(master, 0);
	if (addr < 0)
		return addr;

	info.dyn_addr = addr;
	return i3c_master_set_info(master, &info);
}

static int read_one(struct i3c_sim_bus *bus, struct i3c_sim_target *target,
		    struct i3c_xfer *xfer, const struct i3c_sim_fault *fault)
{
	unsigned int len;
	bool cut;
	int ret;

	ret = i3c_sim_packet_read(target, xfer->data.in, xfer->len, &cut);
	if (ret < 0)
		return ret;

	len = i3c_sim_inject_data(fault, xfer->data.in, ret);
	i3c_sim_time_data(&bus->time, len);
	/* drivers look at either length */
	xfer->len = i3c_sim_inject_len(fault, len);
	xfer->actual_len = xfer->len;
	bus->stats.reads++;
	bus->stats.read_bytes += len;
	bus->stats.read_cut += cut;
	return 0;
}

static int target_write(struct i3c_sim_target *target, const u8 *data, u16 len)
{
	if (target->mwl)
		len = min(len, target->mwl);
	return target->ops->write(target, data, len);
}

/* The driver's data stay as they are. */
static int target_write_altered(struct i3c_sim_target *target, const u8 *data,
				u16 len, const struct i3c_sim_fault *fault)
{
	u8 *copy;
	int ret;

	copy = kmemdup(data, len, GFP_KERNEL);
	if (!copy)
		return -ENXIO;

	ret = target_write(target, copy, i3c_sim_inject_data(fault, copy, len));
	kfree(copy);
	return ret;
}

static int write_one(struct i3c_sim_bus *bus, struct i3c_sim_target *target,
		     struct i3c_xfer *xfer, const struct i3c_sim_fault *fault)
{
	int ret;

	if (fault->action == I3C_SIM_FAULT_NONE)
		ret = target_write(target, xfer->data.out, xfer->len);
	else
		ret = target_write_altered(target, xfer->data.out, xfer->len,
					   fault);
	if (ret)
		return ret;

	i3c_sim_time_data(&bus->time, xfer->len);
	xfer->actual_len = xfer->len;
	bus->stats.writes++;
	bus->stats.write_bytes += xfer->len;
	bus->stats.write_cut += target->mwl && target->mwl < xfer->len;
	return 0;
}

static int xfer_try(struct i3c_sim_bus *bus, u8 addr, struct i3c_xfer *xfer,
		    bool chained)
{
	struct i3c_sim_target *target;
	struct i3c_sim_fault fault;
	int ret;

	i3c_sim_time_start(&bus->time, chained);
	target = i3c_sim_target_by_addr(bus, addr);
	if (!target)
		return -ENXIO;

	ret = i3c_sim_inject(bus, target, xfer->rnw ? I3C_SIM_FAULT_READ :
						      I3C_SIM_FAULT_WRITE,
			     chained, &fault);
	if (ret)
		return ret;
	if (xfer->rnw)
		return read_one(bus, target, xfer, &fault);
	return write_one(bus, target, xfer, &fault);
}

static int xfer_one(struct i3c_sim_bus *bus, u8 addr, struct i3c_xfer *xfer,
		    bool chained)
{
	int ret;

	ret = xfer_try(bus, addr, xfer, chained);
	if (!ret)
		return 0;

	xfer->actual_len = 0;
	if (ret == -EAGAIN)
		return ret;
	bus->stats.nacks++;
	xfer->err = I3C_ERROR_M2;
	return -EIO;
}

static bool xfers_fit(const struct i3c_xfer *xfers, int nxfers)
{
	int i;

	for (i = 0; i < nxfers; i++)
		if (!xfers[i].rnw && xfers[i].len > I3C_SIM_DATA_MAX)
			return false;
	return true;
}

/*
 * One chain of transfers, joined by repeated STARTs; the first NACK ends it.
 * After the STOP the target may interrupt for its next packet.
 */
static int controller_xfers(struct i3c_dev_desc *desc, struct i3c_xfer *xfers,
			    int nxfers, enum i3c_xfer_mode mode)
{
	struct i3c_sim_bus *bus =
		to_i3c_sim_controller(i3c_dev_get_master(desc))->bus;
	struct i3c_sim_target *target;
	u64 arrived = ktime_get_ns();
	int i, ret = 0;

	if (mode != I3C_SDR || !xfers_fit(xfers, nxfers))
		return -EOPNOTSUPP;

	guard(mutex)(&bus->wire);

	i3c_sim_time_begin(&bus->time, arrived);
	for (i = 0; i < nxfers && !ret; i++)
		ret = xfer_one(bus, desc->info.dyn_addr, &xfers[i], i);
	i3c_sim_time_stop(&bus->time);
	i3c_sim_time_wait(&bus->time);

	target = i3c_sim_target_by_addr(bus, desc->info.dyn_addr);
	if (target)
		i3c_sim_ibi_raise(target);
	return ret;
}

COMPAT_I3C_DEFINE_XFERS(controller_xfers)

/* No I2C device is simulated. */
static int controller_i2c_xfers(struct i2c_dev_desc *desc,
				COMPAT_I2C_OP_CONST struct i2c_msg *xfers,
				int nxfers)
{
	return -EOPNOTSUPP;
}

static const struct i3c_master_controller_ops controller_ops = {
	.bus_init = controller_bus_init,
	.attach_i3c_dev = i3c_sim_dev_attach,
	.reattach_i3c_dev = i3c_sim_dev_reattach,
	.detach_i3c_dev = i3c_sim_dev_detach,
	.do_daa = i3c_sim_daa_run,
	.send_ccc_cmd = i3c_sim_ccc_send,
	COMPAT_I3C_XFERS_OP(controller_xfers),
	.i2c_xfers = controller_i2c_xfers,
	.request_ibi = i3c_sim_ibi_request,
	.free_ibi = i3c_sim_ibi_free,
	.enable_ibi = i3c_sim_ibi_enable,
	.disable_ibi = i3c_sim_ibi_disable,
	.recycle_ibi_slot = i3c_sim_ibi_recycle,
	.enable_hotjoin = i3c_sim_hotjoin_enable,
	.disable_hotjoin = i3c_sim_hotjoin_disable,
};

/*
 * The master is part of the controller's memory, and whoever holds a reference
 * to its device may keep it beyond i3c_master_unregister().
 */
static void controller_release(struct device *dev)
{
	struct i3c_sim_controller *ctrl =
		container_of(dev, struct i3c_sim_controller, master.dev);

	ctrl->core_release(dev);
	complete(&ctrl->released);
}

static void controller_publish(struct i3c_sim_controller *ctrl)
{
	struct i3c_sim_bus *bus = ctrl->bus;

	guard(mutex)(&bus->wire);
	bus->ctrl = ctrl;
}

/*
 * Hot-join comes last: until the register returns, a 6.12 core probes drivers
 * under its bus lock and must not meet the writer that an assignment is.
 */
static int controller_register(struct i3c_sim_controller *ctrl,
			       struct device *parent)
{
	int ret;

	ret = i3c_master_register(&ctrl->master, parent, &controller_ops,
				  false);
	if (ret)
		return ret;

	ctrl->core_release = ctrl->master.dev.release;
	ctrl->master.dev.release = controller_release;
	controller_publish(ctrl);
	i3c_master_enable_hotjoin(&ctrl->master);
	return 0;
}

static int controller_probe(struct platform_device *pdev)
{
	struct i3c_sim_bus **bus = dev_get_platdata(&pdev->dev);
	struct i3c_sim_controller *ctrl;
	int ret;

	if (!bus)
		return -ENODEV;

	ctrl = kzalloc(sizeof(*ctrl), GFP_KERNEL);
	if (!ctrl)
		return -ENOMEM;

	ctrl->bus = *bus;
	INIT_LIST_HEAD(&ctrl->devs);
	init_completion(&ctrl->released);
	i3c_sim_ibi_init(ctrl);
	compat_i3c_hotjoin_init(&ctrl->hotjoin, &ctrl->master);
	platform_set_drvdata(pdev, ctrl);

	ret = controller_register(ctrl, &pdev->dev);
	if (ret) {
		ctrl->bus->probe_err = ret;
		kfree(ctrl);
	}
	return ret;
}

/*
 * First nothing new can start: no target is on the wire, none can attach, no
 * interrupt or hot-join is taken. Then wait for what runs: the assignment in
 * the core's workqueue, the interrupt handlers, and whoever holds a reference
 * to the master's device. Only then is the memory free.
 */
static void controller_remove(struct platform_device *pdev)
{
	struct i3c_sim_controller *ctrl = platform_get_drvdata(pdev);

	scoped_guard(mutex, &ctrl->bus->wire) {
		ctrl->bus->ctrl = NULL;
		i3c_sim_target_unplug_all(ctrl->bus);
	}

	compat_i3c_hotjoin_cancel(&ctrl->hotjoin);
	i3c_sim_ibi_quiesce(ctrl);
	i3c_master_unregister(&ctrl->master);
	wait_for_completion(&ctrl->released);
	kfree(ctrl);
}

/* The bus is switched by its owner, not by unbinding the driver. */
static struct platform_driver controller_driver = {
	.probe = controller_probe,
	.remove = controller_remove,
	.driver = {
		.name = "i3c-sim",
		.probe_type = PROBE_FORCE_SYNCHRONOUS,
		.suppress_bind_attrs = true,
	},
};

int i3c_sim_controller_init(void)
{
	return platform_driver_register(&controller_driver);
}

void i3c_sim_controller_exit(void)
{
	platform_driver_unregister(&controller_driver);
}
