// SPDX-License-Identifier: GPL-2.0-only
/*
 * The simulated controller: a platform driver whose probe registers an I3C
 * master for one bus, and its removal. The platform device is made by bus.c; its
 * platform data is the pointer to the bus.
 */
#include "controller.h"

#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/slab.h>

#include "i3c-sim.h"
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
	struct i3c_sim_bus *bus = to_i3c_sim_controller(master)->bus;
	struct i3c_device_info info = {
		.bcr = I3C_BCR_I3C_MASTER,
		.pid = CONTROLLER_PID(master->bus.id),
	};
	int addr;

	if (bus->limits.hdr_ddr) {
		info.bcr |= I3C_BCR_HDR_CAP;
		info.hdr_cap = BIT(I3C_HDR_DDR);
	}

	addr = i3c_master_get_free_addr(master, 0);
	if (addr < 0)
		return addr;

	info.dyn_addr = addr;
	return i3c_master_set_info(master, &info);
}

COMPAT_I3C_DEFINE_XFERS(i3c_sim_xfers)

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
	COMPAT_I3C_XFERS_OP(i3c_sim_xfers),
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
