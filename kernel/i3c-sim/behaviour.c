// SPDX-License-Identifier: GPL-2.0-only
/*
 * What targets inside the kernel do with the MCTP packets of DSP0233 (header,
 * payload, PEC) that are written to them, and which they offer to be read:
 *
 *   echo    answers each: EIDs swapped, tag owner bit inverted
 *   sink    takes each
 *   source  takes each, and sends as many as it is told to
 *
 * All have a packet checked for its PEC and counted, and everything happens
 * with the wire held.
 */
#include "builtin.h"

#include <kunit/visibility.h>
#include <linux/i3c/device.h>
#include <linux/lockdep.h>
#include <linux/minmax.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/unaligned.h>

#include "bus.h"
#include "controller.h"
#include "pec.h"

/* DSP0236, 8.1: bytes of the packet header, bits of the last */
#define HDR_VERSION	0
#define HDR_DEST	1
#define HDR_SOURCE	2
#define HDR_FLAGS	3
#define MCTP_VERSION	1
#define FLAG_SOM	BIT(7)
#define FLAG_EOM	BIT(6)
#define FLAG_TO		BIT(3)
#define SEQ_SHIFT	4
#define SEQ_MASK	0x03
#define TAG_MASK	0x07

/* Packets a source has queued, so that a driver may read several at once */
#define SOURCE_AHEAD	16

#define SEQUENCE_LEN	4

static struct i3c_sim_builtin *target_builtin(struct i3c_sim_target *target)
{
	return target->priv;
}

/* A packet of @len bytes without its PEC, to be filled by the caller. */
static struct i3c_sim_packet_buf *packet_new(struct i3c_sim_target *target,
					     u16 len)
{
	struct i3c_sim_builtin *bt = target_builtin(target);
	struct i3c_sim_packet_buf *packet;

	packet = kmalloc(struct_size(packet, data, len), GFP_KERNEL);
	if (!packet)
		return NULL;

	memset(packet, 0, sizeof(*packet));
	packet->hdr.len = len;
	packet->hdr.flags = I3C_SIM_PKT_PEC;
	if (target->bcr & I3C_BCR_IBI_REQ_CAP)
		packet->hdr.flags |= I3C_SIM_PKT_IBI;
	if (target->bcr & I3C_BCR_IBI_PAYLOAD && bt->mdb != I3C_SIM_MDB_NONE) {
		packet->hdr.ibi_len = 1;
		packet->hdr.ibi[0] = bt->mdb;
	}
	return packet;
}

static void packet_queue(struct i3c_sim_target *target,
			 struct i3c_sim_packet_buf *packet)
{
	if (i3c_sim_packet_add(target, packet))
		kfree(packet);	/* the bus goes away */
	else
		target_builtin(target)->stats.queued++;
}

/* Count what was written. Return: whether it is a packet and undamaged. */
static bool write_check(struct i3c_sim_target *target, const u8 *data, u16 len)
{
	struct i3c_sim_builtin_stats *stats = &target_builtin(target)->stats;
	u8 pec;

	lockdep_assert_held(&target->bus->wire);

	if (len <= I3C_SIM_MCTP_HDR_LEN) {
		stats->malformed++;
		return false;
	}
	len -= I3C_SIM_MCTP_PEC_LEN;
	pec = i3c_sim_pec(target->dyn_addr << 1, data, len);
	if (pec != data[len]) {
		stats->bad_pec++;
		return false;
	}
	stats->packets_in++;
	stats->bytes_in += len;
	return true;
}

static int sink_write(struct i3c_sim_target *target, const u8 *data, u16 len)
{
	write_check(target, data, len);
	return 0;
}

static void count_fetched(struct i3c_sim_target *target, u8 type)
{
	if (type == I3C_SIM_EV_READ_DONE)
		target_builtin(target)->stats.packets_out++;
}

/* Room comes first: a target without any NACKs before it sees the packet. */
static int echo_write(struct i3c_sim_target *target, const u8 *data, u16 len)
{
	struct i3c_sim_builtin *bt = target_builtin(target);
	struct i3c_sim_packet_buf *packet = NULL;

	if (i3c_sim_packet_has_room(target))
		packet = packet_new(target, len);
	if (!packet) {
		bt->stats.refused++;
		return -ENXIO;
	}
	if (!write_check(target, data, len)) {
		kfree(packet);
		return 0;
	}

	packet->hdr.len = len - I3C_SIM_MCTP_PEC_LEN;
	memcpy(packet->data, data, packet->hdr.len);
	swap(packet->data[HDR_DEST], packet->data[HDR_SOURCE]);
	packet->data[HDR_FLAGS] ^= FLAG_TO;
	packet_queue(target, packet);
	return 0;
}

/* A request in one packet: its type, a sequence number, counting bytes. */
static void source_fill(const struct i3c_sim_builtin *bt, u8 *data)
{
	u8 *body = data + I3C_SIM_MCTP_HDR_LEN;
	u8 sequence[SEQUENCE_LEN];
	unsigned int i;

	data[HDR_VERSION] = MCTP_VERSION;
	data[HDR_DEST] = bt->dest_eid;
	data[HDR_SOURCE] = bt->eid;
	data[HDR_FLAGS] = FLAG_SOM | FLAG_EOM | FLAG_TO |
			  (bt->sequence & SEQ_MASK) << SEQ_SHIFT |
			  (bt->sequence & TAG_MASK);

	for (i = 1; i < bt->size; i++)
		body[i] = i;
	body[0] = bt->type;
	put_unaligned_be32(bt->sequence, sequence);
	memcpy(body + 1, sequence, min_t(u16, SEQUENCE_LEN, bt->size - 1));
}

static void source_refill(struct i3c_sim_target *target)
{
	struct i3c_sim_builtin *bt = target_builtin(target);
	struct i3c_sim_packet_buf *packet;

	lockdep_assert_held(&bt->bus->wire);

	while (bt->count && READ_ONCE(target->packets.len) < SOURCE_AHEAD) {
		packet = packet_new(target, I3C_SIM_MCTP_HDR_LEN + bt->size);
		if (!packet)
			return;	/* again when one of those queued is read */
		source_fill(bt, packet->data);
		packet_queue(target, packet);
		bt->sequence++;
		bt->count--;
	}
}

static void source_notify(struct i3c_sim_target *target, u8 type)
{
	count_fetched(target, type);
	source_refill(target);
}

/* Have the source send @count packets from now on; 0 stops it. */
void i3c_sim_source_start(struct i3c_sim_builtin *bt, u64 count)
{
	guard(mutex)(&bt->bus->lock);
	guard(mutex)(&bt->bus->wire);

	bt->count = count;
	bt->sequence = 0;
	if (!bt->target || bt->target->ops->notify != source_notify)
		return;
	source_refill(bt->target);
	i3c_sim_ibi_raise(bt->target);
}
EXPORT_SYMBOL_IF_KUNIT(i3c_sim_source_start);

static const struct i3c_sim_behaviour behaviours[] = {
	{ "echo", { .write = echo_write, .notify = count_fetched } },
	{ "sink", { .write = sink_write, .notify = count_fetched } },
	{ "source", { .write = sink_write, .notify = source_notify } },
};

const struct i3c_sim_behaviour *i3c_sim_behaviour_find(const char *name)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(behaviours); i++)
		if (sysfs_streq(name, behaviours[i].name))
			return &behaviours[i];
	return NULL;
}
EXPORT_SYMBOL_IF_KUNIT(i3c_sim_behaviour_find);
