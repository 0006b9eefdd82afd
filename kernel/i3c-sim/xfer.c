// SPDX-License-Identifier: GPL-2.0-only
/*
 * Private transfers: one chain at a time, joined by repeated STARTs.
 */
#include "controller.h"

#include <linux/ktime.h>
#include <linux/slab.h>

#include "inject.h"
#include "log.h"
#include "target.h"

/* One transfer of a chain, in the making. */
struct op {
	struct i3c_sim_bus *bus;
	struct i3c_xfer *xfer;
	enum i3c_xfer_mode mode;
	u8 addr;
	bool chained;			/* after a repeated START */
	bool read;
	struct i3c_sim_fault fault;
	unsigned int len;		/* on the wire */
};

static bool op_is_ddr(const struct op *op)
{
	return op->mode == I3C_HDR_DDR;
}

static void op_start(struct op *op)
{
	if (op_is_ddr(op))
		i3c_sim_time_ddr_start(&op->bus->time, op->chained);
	else
		i3c_sim_time_start(&op->bus->time, op->chained);
}

static void op_data(struct op *op, unsigned int len)
{
	op->len = len;
	if (op_is_ddr(op))
		i3c_sim_time_ddr_data(&op->bus->time, len);
	else
		i3c_sim_time_data(&op->bus->time, len);
}

static void op_stop(struct op *op)
{
	if (op_is_ddr(op))
		i3c_sim_time_ddr_exit(&op->bus->time);
	i3c_sim_time_stop(&op->bus->time);
}

static int op_read(struct op *op, struct i3c_sim_target *target)
{
	struct i3c_sim_bus *bus = op->bus;
	struct i3c_xfer *xfer = op->xfer;
	bool cut;
	int ret;

	ret = i3c_sim_packet_read(target, xfer->data.in, xfer->len, &cut);
	if (ret < 0)
		return ret;

	op_data(op, i3c_sim_inject_data(&op->fault, xfer->data.in, ret));
	i3c_sim_limits_report(&bus->limits, xfer,
			      i3c_sim_inject_len(&op->fault, op->len));
	bus->stats.reads++;
	bus->stats.read_bytes += op->len;
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

static int op_write(struct op *op, struct i3c_sim_target *target)
{
	struct i3c_sim_bus *bus = op->bus;
	struct i3c_xfer *xfer = op->xfer;
	int ret;

	if (op->fault.action == I3C_SIM_FAULT_NONE)
		ret = target_write(target, xfer->data.out, xfer->len);
	else
		ret = target_write_altered(target, xfer->data.out, xfer->len,
					   &op->fault);
	if (ret)
		return ret;

	op_data(op, xfer->len);
	bus->stats.writes++;
	bus->stats.write_bytes += xfer->len;
	bus->stats.write_cut += target->mwl && target->mwl < xfer->len;
	i3c_sim_limits_report(&bus->limits, xfer, xfer->len);
	return 0;
}

static int op_try(struct op *op)
{
	struct i3c_sim_target *target;
	int ret;

	op_start(op);
	target = i3c_sim_target_by_addr(op->bus, op->addr);
	if (!target || (op_is_ddr(op) && !target->hdr_ddr))
		return -ENXIO;

	ret = i3c_sim_inject(op->bus, target, op->read ? I3C_SIM_FAULT_READ :
							 I3C_SIM_FAULT_WRITE,
			     op->chained, &op->fault);
	if (ret)
		return ret;
	return op->read ? op_read(op, target) : op_write(op, target);
}

static u16 op_log_flags(const struct op *op, int ret, bool last)
{
	u16 flags = 0;

	if (op->read)
		flags |= I3C_SIM_LOG_F_READ;
	if (!ret)
		flags |= I3C_SIM_LOG_F_ACK;
	if (op->chained)
		flags |= I3C_SIM_LOG_F_REPEATED;
	if (last)
		flags |= I3C_SIM_LOG_F_STOP;
	if (op->fault.action != I3C_SIM_FAULT_NONE)
		flags |= I3C_SIM_LOG_F_FAULT;
	if (op_is_ddr(op))
		flags |= I3C_SIM_LOG_F_HDR_DDR;
	if (ret == -EAGAIN)
		flags |= I3C_SIM_LOG_F_LOST;
	return flags;
}

/* Return: 0, -EAGAIN or -EIO; the last two end the chain. */
static int op_run(struct op *op, bool last)
{
	struct i3c_sim_log_record record;
	int ret;

	i3c_sim_log_begin(op->bus, &record);
	ret = op_try(op);
	if (ret || last)
		op_stop(op);

	record.kind = I3C_SIM_LOG_TRANSFER;
	record.addr = op->addr;
	record.flags = op_log_flags(op, ret, ret || last);
	record.len = op->len;
	i3c_sim_log_add(op->bus, &record, op->xfer->data.in);
	if (!ret)
		return 0;

	op->xfer->actual_len = 0;
	if (ret == -EAGAIN)
		return ret;
	op->bus->stats.nacks++;
	op->xfer->err = I3C_ERROR_M2;
	return -EIO;
}

static int chain_run(struct i3c_sim_bus *bus, u8 addr, struct i3c_xfer *xfers,
		     int nxfers, enum i3c_xfer_mode mode)
{
	int i, ret = 0;

	for (i = 0; i < nxfers && !ret; i++) {
		struct op op = {
			.bus = bus,
			.xfer = &xfers[i],
			.mode = mode,
			.addr = addr,
			.chained = i,
			.read = i3c_sim_xfer_is_read(&xfers[i], mode),
		};

		ret = op_run(&op, i + 1 == nxfers);
	}
	return ret;
}

/*
 * One chain of transfers, joined by repeated STARTs; the first NACK ends it.
 * After the STOP the target may interrupt for its next packet. A target of a
 * paced bus sees a write up to the rest of the chain too early.
 */
int i3c_sim_xfers(struct i3c_dev_desc *desc, struct i3c_xfer *xfers, int nxfers,
		  enum i3c_xfer_mode mode)
{
	struct i3c_sim_bus *bus =
		to_i3c_sim_controller(i3c_dev_get_master(desc))->bus;
	struct i3c_sim_target *target;
	u64 arrived = ktime_get_ns();
	u8 addr;
	int ret;

	if (!i3c_sim_limits_allow(&bus->limits, xfers, nxfers, mode))
		return -EOPNOTSUPP;

	guard(mutex)(&bus->wire);

	addr = desc->info.dyn_addr;
	i3c_sim_time_begin(&bus->time, arrived);
	ret = chain_run(bus, addr, xfers, nxfers, mode);
	i3c_sim_time_wait(&bus->time);

	target = i3c_sim_target_by_addr(bus, addr);
	if (target)
		i3c_sim_ibi_raise(target);
	return ret;
}
