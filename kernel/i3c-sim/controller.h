/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The controller of a live bus, and its operations by file. Callbacks of the
 * I3C core have the locks that struct i3c_master_controller_ops promises.
 */
#ifndef I3C_SIM_CONTROLLER_H
#define I3C_SIM_CONTROLLER_H

#include <linux/completion.h>
#include <linux/i3c/master.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include "bus.h"

struct i3c_sim_target;

struct i3c_sim_controller {
	struct i3c_master_controller master;
	struct i3c_sim_bus *bus;
	void (*core_release)(struct device *dev);
	struct completion released;
	struct compat_i3c_hotjoin hotjoin;

	/* all under bus->wire */
	struct list_head devs;
	struct i3c_sim_dev *dev_at[I3C_SIM_NUM_ADDRS];
	bool hotjoin_enabled;
	bool daa_put_off;		/* repeat it when IBIs have drained */
	unsigned int ibi_busy;		/* sum over the devices */
	wait_queue_head_t ibi_idle;
	struct delayed_work ibi_again;	/* for those put off by a fault */
};

/* What the controller keeps for a device the core knows; under bus->wire. */
struct i3c_sim_dev {
	struct list_head node;		/* in ctrl->devs */
	struct i3c_dev_desc *desc;
	u8 addr;
	bool ibi_enabled;
	unsigned int ibi_max_len;
	unsigned int ibi_busy;		/* slots handed to the core */
	struct i3c_generic_ibi_pool *ibi_pool;
};

static inline struct i3c_sim_controller *
to_i3c_sim_controller(struct i3c_master_controller *master)
{
	return container_of(master, struct i3c_sim_controller, master);
}

/* daa.c: address assignment and hot-join */
int i3c_sim_daa_run(struct i3c_master_controller *master);
void i3c_sim_hotjoin_raise(struct i3c_sim_controller *ctrl);
int i3c_sim_hotjoin_enable(struct i3c_master_controller *master);
int i3c_sim_hotjoin_disable(struct i3c_master_controller *master);

/* ccc.c: common command codes */
#define I3C_SIM_CCC_MAX	6	/* bytes of the longest answer, GETPID */

int i3c_sim_ccc_get(struct i3c_sim_target *target, u8 id, u8 *ret_data);
int i3c_sim_ccc_set(struct i3c_sim_target *target, u8 id, const u8 *data,
		    unsigned int len);
int i3c_sim_ccc_send(struct i3c_master_controller *master,
		     struct i3c_ccc_cmd *cmd);

/* xfer.c: private transfers */
int i3c_sim_xfers(struct i3c_dev_desc *desc, struct i3c_xfer *xfers, int nxfers,
		  enum i3c_xfer_mode mode);

/* ibi.c: in-band interrupts, and the devices they are meant for */
int i3c_sim_dev_attach(struct i3c_dev_desc *desc);
int i3c_sim_dev_reattach(struct i3c_dev_desc *desc, u8 old_addr);
void i3c_sim_dev_detach(struct i3c_dev_desc *desc);
int i3c_sim_ibi_request(struct i3c_dev_desc *desc,
			const struct i3c_ibi_setup *req);
void i3c_sim_ibi_free(struct i3c_dev_desc *desc);
int i3c_sim_ibi_enable(struct i3c_dev_desc *desc);
int i3c_sim_ibi_disable(struct i3c_dev_desc *desc);
void i3c_sim_ibi_recycle(struct i3c_dev_desc *desc, struct i3c_ibi_slot *slot);
void i3c_sim_ibi_init(struct i3c_sim_controller *ctrl);
void i3c_sim_ibi_raise(struct i3c_sim_target *target);
bool i3c_sim_ibi_is_busy(struct i3c_sim_controller *ctrl, u64 pid);
void i3c_sim_ibi_quiesce(struct i3c_sim_controller *ctrl);

#endif
