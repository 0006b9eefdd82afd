/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The I3C subsystem API of 7.3, offered on the kernels that have an older
 * one. Code above this header is written against the new names. Controller
 * drivers differ in the type of two callbacks and in how the length of a GET
 * CCC is reported; those have macros here, because a shim cannot hide them.
 */
#ifndef COMPAT_I3C_H
#define COMPAT_I3C_H

#include <linux/i3c/ccc.h>
#include <linux/i3c/device.h>
#include <linux/i3c/master.h>
#include <linux/lockdep.h>
#include <linux/slab.h>
#include <linux/version.h>
#include <linux/workqueue.h>

#ifdef I3C_CCC_RETRIES		/* the API of 7.3 */

#define COMPAT_I3C_HAS_HDR		1
#define COMPAT_I3C_XFERS_OP(fn)		.i3c_xfers = fn
#define COMPAT_I3C_DEFINE_XFERS(fn)
#define COMPAT_I2C_OP_CONST

static inline void compat_i3c_ccc_set_len(struct i3c_ccc_cmd_payload *payload,
					  u16 len)
{
	payload->actual_len = len;
}

/* The core owns the work item that answers a hot-join. */
struct compat_i3c_hotjoin {
	struct i3c_master_controller *master;
};

static inline void compat_i3c_hotjoin_init(struct compat_i3c_hotjoin *hj,
					   struct i3c_master_controller *master)
{
	hj->master = master;
}

static inline void compat_i3c_hotjoin_queue(struct compat_i3c_hotjoin *hj)
{
	i3c_master_queue_hotjoin(hj->master);
}

static inline void compat_i3c_hotjoin_cancel(struct compat_i3c_hotjoin *hj)
{
}

static inline void compat_i3c_ibi_reap(struct i3c_dev_desc *desc)
{
}

#elif LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0) && \
	LINUX_VERSION_CODE < KERNEL_VERSION(6, 19, 0)

/* 6.19 renamed the transfer and gave it a mode. */
#define i3c_xfer	i3c_priv_xfer
#define i3c_xfer_mode	i3c_hdr_mode
#define I3C_SDR		((enum i3c_hdr_mode)31)

static inline int i3c_device_do_xfers(struct i3c_device *dev,
				      struct i3c_xfer *xfers, int nxfers,
				      enum i3c_xfer_mode mode)
{
	if (mode != I3C_SDR)
		return -EOPNOTSUPP;
	return i3c_device_do_priv_xfers(dev, xfers, nxfers);
}

/* 6.19 brought the modes, too. */
#define COMPAT_I3C_HAS_HDR		0
#define COMPAT_I3C_XFERS_OP(fn)		.priv_xfers = fn##_sdr
#define COMPAT_I3C_DEFINE_XFERS(fn)					\
	static int fn##_sdr(struct i3c_dev_desc *dev,			\
			    struct i3c_xfer *xfers, int nxfers)		\
	{								\
		return fn(dev, xfers, nxfers, I3C_SDR);			\
	}

/* 7.x dropped the const from the messages of i2c_xfers. */
#define COMPAT_I2C_OP_CONST		const

/* 7.x has payload.actual_len; before it the driver lowers payload.len. */
static inline void compat_i3c_ccc_set_len(struct i3c_ccc_cmd_payload *payload,
					  u16 len)
{
	payload->len = len;
}

/* 7.x has i3c_master_queue_hotjoin(); before it each driver has a work. */
struct compat_i3c_hotjoin {
	struct i3c_master_controller *master;
	struct work_struct work;
};

static inline void compat_i3c_hotjoin_work(struct work_struct *work)
{
	struct compat_i3c_hotjoin *hj =
		container_of(work, struct compat_i3c_hotjoin, work);

	/*
	 * 6.12 matches drivers to a new device with its bus lock held for
	 * reading and takes the lock again for it. Lockdep would report that
	 * once and watch nothing else from then on. 7.x registers devices
	 * without the lock.
	 */
	lockdep_off();
	i3c_master_do_daa(hj->master);
	lockdep_on();
}

static inline void compat_i3c_hotjoin_init(struct compat_i3c_hotjoin *hj,
					   struct i3c_master_controller *master)
{
	hj->master = master;
	INIT_WORK(&hj->work, compat_i3c_hotjoin_work);
}

static inline void compat_i3c_hotjoin_queue(struct compat_i3c_hotjoin *hj)
{
	queue_work(hj->master->wq, &hj->work);
}

static inline void compat_i3c_hotjoin_cancel(struct compat_i3c_hotjoin *hj)
{
	cancel_work_sync(&hj->work);
}

/*
 * 6.12 forgets a device's descriptor before its driver is removed when the
 * bus goes away, so that the driver can no longer free its IBIs and the core
 * leaks them. The controller frees what is left when the descriptor is
 * detached. 7.x removes the driver first.
 */
static inline void compat_i3c_ibi_reap(struct i3c_dev_desc *desc)
{
	if (!desc->ibi)
		return;

	if (desc->ibi->wq)
		destroy_workqueue(desc->ibi->wq);
	kfree(desc->ibi);
	desc->ibi = NULL;
}

#else
#error "the I3C API of this kernel is not supported: need 6.12 to 6.18, or 7.3"
#endif

#endif
