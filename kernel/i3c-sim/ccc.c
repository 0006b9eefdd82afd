// SPDX-License-Identifier: GPL-2.0-only
/*
 * Common command codes (MIPI I3C 1.1.1, 5.1.9): what a target answers to a
 * direct GET, what a SET or a broadcast changes in it, and the frame that
 * carries them. A code a target does not support is NACKed (error M2).
 */
#include "controller.h"

#include <kunit/visibility.h>
#include <linux/ktime.h>
#include <linux/unaligned.h>

#include "inject.h"
#include "log.h"
#include "target.h"

/* SETMWL, SETMRL: smaller limits are not allowed, a target ignores them */
#define MWL_MIN		8
#define MRL_MIN		16

/* GETCAPS: I3C 1.1 and later; MDB announces a pending read */
#define CAP2_VERSION_1_1	0x01
#define CAP3_PENDING_READ	BIT(6)

/* not known to the headers of all kernels */
#define CCC_SETAASA	0x29

/* GETSTATUS: number of the pending interrupt, 0 none */
#define STATUS_PENDING_PACKET	1

static int get_mrl(const struct i3c_sim_target *target, u8 *ret_data)
{
	if (!target->mrl)
		return -ENXIO;

	put_unaligned_be16(target->mrl, ret_data);
	if (!(target->bcr & I3C_BCR_IBI_PAYLOAD))
		return 2;

	ret_data[2] = target->max_ibi;
	return 3;
}

static int get_caps(const struct i3c_sim_target *target, u8 *ret_data)
{
	if (!(target->bcr & I3C_BCR_HDR_CAP))
		return -ENXIO;

	ret_data[0] = target->hdr_ddr ? BIT(I3C_HDR_DDR) : 0;
	ret_data[1] = CAP2_VERSION_1_1;
	ret_data[2] = target->bcr & I3C_BCR_IBI_PAYLOAD ? CAP3_PENDING_READ : 0;
	ret_data[3] = 0;
	return 4;
}

static int get_status(struct i3c_sim_target *target, u8 *ret_data)
{
	u16 pending = i3c_sim_packet_waiting(target) ?
			      STATUS_PENDING_PACKET : 0;

	put_unaligned_be16(target->status | pending, ret_data);
	return 2;
}

/**
 * i3c_sim_ccc_get() - what the target answers to a direct GET
 * @target: the target
 * @id: I3C_CCC_*
 * @ret_data: I3C_SIM_CCC_MAX bytes
 *
 * Return: bytes of the answer, or -ENXIO when the target NACKs.
 */
int i3c_sim_ccc_get(struct i3c_sim_target *target, u8 id, u8 *ret_data)
{
	switch (id) {
	case I3C_CCC_GETPID:
		put_unaligned_be48(target->pid, ret_data);
		return 6;
	case I3C_CCC_GETBCR:
		ret_data[0] = target->bcr;
		return 1;
	case I3C_CCC_GETDCR:
		ret_data[0] = target->dcr;
		return 1;
	case I3C_CCC_GETMRL:
		return get_mrl(target, ret_data);
	case I3C_CCC_GETMWL:
		if (!target->mwl)
			return -ENXIO;
		put_unaligned_be16(target->mwl, ret_data);
		return 2;
	case I3C_CCC_GETSTATUS:
		return get_status(target, ret_data);
	case I3C_CCC_GETMXDS:
		if (!(target->bcr & I3C_BCR_MAX_DATA_SPEED_LIM))
			return -ENXIO;
		/* full speed; short format, without read turnaround */
		put_unaligned_be16(0, ret_data);
		return 2;
	case I3C_CCC_GETHDRCAP:		/* GETCAPS since I3C 1.1 */
		return get_caps(target, ret_data);
	default:
		return -ENXIO;
	}
}
EXPORT_SYMBOL_IF_KUNIT(i3c_sim_ccc_get);

static int set_mrl(struct i3c_sim_target *target, const u8 *data,
		   unsigned int len)
{
	u16 mrl;

	if (!target->mrl || len < 2)
		return -ENXIO;

	mrl = get_unaligned_be16(data);
	if (mrl >= MRL_MIN)
		target->mrl = mrl;
	if (len > 2 && target->bcr & I3C_BCR_IBI_PAYLOAD)
		target->max_ibi = data[2];
	return 0;
}

static int set_mwl(struct i3c_sim_target *target, const u8 *data,
		   unsigned int len)
{
	u16 mwl;

	if (!target->mwl || len < 2)
		return -ENXIO;

	mwl = get_unaligned_be16(data);
	if (mwl >= MWL_MIN)
		target->mwl = mwl;
	return 0;
}

static int set_events(struct i3c_sim_target *target, const u8 *data,
		      unsigned int len, bool enable)
{
	if (!len)
		return -ENXIO;

	if (!enable) {
		target->events_enabled &= ~data[0];
		return 0;
	}
	target->events_enabled |= data[0];
	return 0;
}

static int set_addr(struct i3c_sim_target *target, const u8 *data,
		    unsigned int len)
{
	u8 addr;

	if (!len)
		return -ENXIO;

	/* the address is in the upper seven bits */
	addr = data[0] >> 1;
	if (!addr || i3c_sim_target_by_addr(target->bus, addr))
		return -ENXIO;
	if (target->keep_addr) {
		target->keep_addr = false;
		return -ENXIO;
	}

	i3c_sim_target_set_addr(target, addr);
	return 0;
}

/* Only a target without a dynamic address takes one by its static one. */
static int set_first_addr(struct i3c_sim_target *target, const u8 *data,
			  unsigned int len)
{
	int ret;

	if (!target->static_addr || target->dyn_addr)
		return -ENXIO;

	ret = set_addr(target, data, len);
	if (!ret)
		target->hotjoin_pending = false;
	return ret;
}

static int take_static_addr(struct i3c_sim_target *target)
{
	u8 data = target->static_addr << 1;

	return set_first_addr(target, &data, 1);
}

/**
 * i3c_sim_ccc_set() - what a SET or a broadcast does to one target
 * @target: the target
 * @id: I3C_CCC_*, direct or broadcast
 * @data: bytes after the command (and the address, if direct)
 * @len: number of them
 *
 * ENTDAA is the business of daa.c.
 *
 * Return: 0, or -ENXIO when the target does not support the command.
 */
int i3c_sim_ccc_set(struct i3c_sim_target *target, u8 id, const u8 *data,
		    unsigned int len)
{
	lockdep_assert_held(&target->bus->wire);

	switch (id) {
	case I3C_CCC_ENEC(true):
	case I3C_CCC_ENEC(false):
		return set_events(target, data, len, true);
	case I3C_CCC_DISEC(true):
	case I3C_CCC_DISEC(false):
		return set_events(target, data, len, false);
	case I3C_CCC_RSTDAA(true):
	case I3C_CCC_RSTDAA(false):
		i3c_sim_target_set_addr(target, 0);
		return 0;
	case I3C_CCC_SETMWL(true):
	case I3C_CCC_SETMWL(false):
		return set_mwl(target, data, len);
	case I3C_CCC_SETMRL(true):
	case I3C_CCC_SETMRL(false):
		return set_mrl(target, data, len);
	case I3C_CCC_SETNEWDA:
		return set_addr(target, data, len);
	case I3C_CCC_SETDASA:
		return set_first_addr(target, data, len);
	case CCC_SETAASA:
		return take_static_addr(target);
	default:
		return -ENXIO;
	}
}
EXPORT_SYMBOL_IF_KUNIT(i3c_sim_ccc_set);

/* One header of a command with what follows, in the making. */
struct op {
	struct i3c_sim_log_record record;
	struct i3c_sim_fault fault;
};

static void op_begin(struct op *op, struct i3c_sim_bus *bus)
{
	memset(op, 0, sizeof(*op));
	i3c_sim_log_begin(bus, &op->record);
}

static void op_end(struct op *op, struct i3c_sim_bus *bus,
		   const struct i3c_ccc_cmd *cmd, const void *data, int ret,
		   bool last)
{
	struct i3c_sim_log_record *record = &op->record;

	if (last)
		i3c_sim_time_stop(&bus->time);

	record->kind = I3C_SIM_LOG_CCC;
	record->code = cmd->id;
	if (cmd->rnw)
		record->flags |= I3C_SIM_LOG_F_READ;
	if (!ret)
		record->flags |= I3C_SIM_LOG_F_ACK;
	if (last)
		record->flags |= I3C_SIM_LOG_F_STOP;
	if (op->fault.action != I3C_SIM_FAULT_NONE)
		record->flags |= I3C_SIM_LOG_F_FAULT;
	if (ret == -EAGAIN)
		record->flags |= I3C_SIM_LOG_F_LOST;
	i3c_sim_log_add(bus, record, data);
}

/* Every target acknowledges the broadcast address; what it ignores, it ACKs. */
static int send_broadcast(struct i3c_sim_bus *bus, struct i3c_ccc_cmd *cmd,
			  struct op *op)
{
	const struct i3c_ccc_cmd_payload *payload = &cmd->dests[0].payload;
	struct i3c_sim_target *target;
	int ret;

	ret = i3c_sim_inject(bus, NULL, I3C_SIM_FAULT_CCC, false, &op->fault);
	if (ret)
		return ret;

	op->record.len = payload->len;
	i3c_sim_time_bytes(&bus->time, 1 + payload->len);
	list_for_each_entry(target, &bus->targets, node)
		i3c_sim_ccc_set(target, cmd->id, payload->data, payload->len);
	return 0;
}

static int send_direct(struct i3c_sim_bus *bus, struct i3c_ccc_cmd *cmd,
		       struct i3c_ccc_cmd_dest *dest, struct op *op)
{
	struct i3c_sim_target *target;
	u8 data[I3C_SIM_CCC_MAX];
	int len, ret;

	op->record.addr = dest->addr;
	i3c_sim_time_start(&bus->time, true);
	if (cmd->id == I3C_CCC_SETDASA)
		target = i3c_sim_target_by_static(bus, dest->addr);
	else
		target = i3c_sim_target_by_addr(bus, dest->addr);
	if (!target)
		return -ENXIO;
	ret = i3c_sim_inject(bus, target, I3C_SIM_FAULT_CCC, false,
			     &op->fault);
	if (ret)
		return ret;
	if (!cmd->rnw) {
		op->record.len = dest->payload.len;
		i3c_sim_time_bytes(&bus->time, dest->payload.len);
		return i3c_sim_ccc_set(target, cmd->id, dest->payload.data,
				       dest->payload.len);
	}

	len = i3c_sim_ccc_get(target, cmd->id, data);
	if (len < 0)
		return len;

	/* the controller ends a longer answer, the target a shorter one */
	len = i3c_sim_inject_data(&op->fault, data, len);
	len = min_t(int, len, dest->payload.len);
	memcpy(dest->payload.data, data, len);
	op->record.len = len;
	i3c_sim_time_bytes(&bus->time, len);
	/* no more than asked for, which drivers take for granted */
	len = min_t(int, i3c_sim_inject_len(&op->fault, len),
		    dest->payload.len);
	compat_i3c_ccc_set_len(&dest->payload, len);
	return 0;
}

/* Each target has its header; @op has the one for all. */
static int send_directs(struct i3c_sim_bus *bus, struct i3c_ccc_cmd *cmd,
			struct op *op)
{
	unsigned int i;
	bool last;
	int ret;

	i3c_sim_time_bytes(&bus->time, 1);
	for (i = 0, last = false; !last; i++) {
		if (i)
			op_begin(op, bus);
		ret = send_direct(bus, cmd, &cmd->dests[i], op);
		last = ret || i + 1 >= cmd->ndests;
		op_end(op, bus, cmd, cmd->dests[i].payload.data, ret, last);
	}
	return ret;
}

static int ccc_run(struct i3c_sim_bus *bus, struct i3c_ccc_cmd *cmd)
{
	int ret = -ENXIO;
	struct op op;

	op_begin(&op, bus);
	i3c_sim_time_start(&bus->time, false);
	/* the header is acknowledged by any */
	if (!list_empty(&bus->targets) && cmd->id & I3C_CCC_DIRECT)
		return send_directs(bus, cmd, &op);

	op.record.addr = I3C_BROADCAST_ADDR;
	if (!list_empty(&bus->targets))
		ret = send_broadcast(bus, cmd, &op);
	op_end(&op, bus, cmd, cmd->dests[0].payload.data, ret, true);
	return ret;
}

/* After the STOP: targets repeat what they were not allowed to tell. */
static void raise_enabled(struct i3c_sim_bus *bus,
			  const struct i3c_ccc_cmd *cmd)
{
	struct i3c_sim_target *target, *next;

	if (cmd->id != I3C_CCC_ENEC(true) && cmd->id != I3C_CCC_ENEC(false))
		return;

	/* one that interrupts may be pulled by a fault */
	list_for_each_entry_safe(target, next, &bus->targets, node)
		if (cmd->id == I3C_CCC_ENEC(true) ||
		    target->dyn_addr == cmd->dests[0].addr)
			i3c_sim_ibi_raise(target);
}

/* send_ccc_cmd of the controller */
int i3c_sim_ccc_send(struct i3c_master_controller *master,
		     struct i3c_ccc_cmd *cmd)
{
	struct i3c_sim_bus *bus = to_i3c_sim_controller(master)->bus;
	u64 arrived = ktime_get_ns();
	int ret;

	guard(mutex)(&bus->wire);

	bus->stats.ccc++;
	i3c_sim_time_begin(&bus->time, arrived);
	ret = ccc_run(bus, cmd);
	i3c_sim_time_wait(&bus->time);
	raise_enabled(bus, cmd);
	if (!ret || ret == -EAGAIN)
		return ret;

	bus->stats.nacks++;
	cmd->err = I3C_ERROR_M2;
	return -EIO;
}
