// SPDX-License-Identifier: GPL-2.0-only
/*
 * Receive: an in-band interrupt announces a packet, the worker reads it, checks
 * its PEC and hands it to the stack.
 *
 * The interrupt handler only takes note. The I3C core waits for handlers with
 * the bus locked when it assigns a known device a new address, so a handler
 * that makes a transfer, or asks for the address, locks up the bus.
 */
#include "mctp-i3c.h"

#include <linux/if_ether.h>
#include <linux/log2.h>

#include <internal/mctp-netdev.h>

/* How late an interrupt may be noticed. */
#define AHEAD_MS	100

static bool ibi_is_packet(struct mctp_i3c_target *target,
			  const struct i3c_ibi_payload *payload)
{
	if (!target->has_mdb)
		return true;

	/* Some controllers lose the payload; reading is the safe guess. */
	if (!payload->len) {
		mctp_i3c_target_count(target, MCTP_I3C_STAT_IBI_NO_MDB);
		return true;
	}
	if (*(const u8 *)payload->data == MCTP_I3C_MDB)
		return true;
	mctp_i3c_target_count(target, MCTP_I3C_STAT_IBI_FOREIGN);
	return false;
}

/* Called in order for one target, by a work queue of the I3C core. */
void mctp_i3c_rx_ibi(struct i3c_device *i3c,
		     const struct i3c_ibi_payload *payload)
{
	struct mctp_i3c_target *target = i3cdev_get_drvdata(i3c);
	struct mctp_i3c_bus *bus = target->bus;

	mctp_i3c_target_count(target, MCTP_I3C_STAT_IBI);
	if (!ibi_is_packet(target, payload))
		return;

	switch (mctp_i3c_sched_read(&bus->sched, &target->flow)) {
	case -ENOBUFS:
		mctp_i3c_target_count(target, MCTP_I3C_STAT_IBI_OVERRUN);
		break;
	case -ENODEV:
		mctp_i3c_target_count(target, MCTP_I3C_STAT_IBI_STOPPED);
		break;
	}
}

/*
 * Length of the packet in the frame, or a negative errno. The address may have
 * changed between the look at it and the read.
 */
static int rx_check(struct mctp_i3c_target *target, u8 dyn_addr,
		    const u8 *frame, unsigned int len)
{
	struct i3c_device_info info = {};
	int rc;

	rc = mctp_i3c_frame_check(dyn_addr, frame, len);
	if (rc != -EBADMSG)
		return rc;

	i3c_device_get_info(target->i3c, &info);
	if (info.dyn_addr == dyn_addr)
		return rc;
	return mctp_i3c_frame_check(info.dyn_addr, frame, len);
}

static struct sk_buff *rx_skb(struct mctp_i3c_target *target,
			      const u8 *packet, unsigned int len)
{
	struct mctp_i3c_bus *bus = target->bus;
	struct mctp_i3c_hdr *hdr;
	struct sk_buff *skb;

	skb = __netdev_alloc_skb(bus->ndev, sizeof(*hdr) + len, GFP_KERNEL);
	if (!skb)
		return NULL;

	skb_reset_mac_header(skb);
	hdr = skb_put(skb, sizeof(*hdr));
	mctp_i3c_hdr_set(hdr, bus->pid, target->pid);
	skb_pull(skb, sizeof(*hdr));
	skb_reset_network_header(skb);
	skb_put_data(skb, packet, len);
	skb->protocol = htons(ETH_P_MCTP);
	mctp_netdev_set_source(skb, hdr->source, sizeof(hdr->source));
	return skb;
}

/*
 * Into the stack at once and in this order: no queue of a CPU in between that
 * another one could overtake.
 */
static void rx_deliver(struct mctp_i3c_target *target, struct sk_buff *skb)
{
	struct mctp_i3c_bus *bus = target->bus;
	unsigned int len = skb->len;

	local_bh_disable();
	/* dev_close() waits for this section after clearing the flag. */
	if (netif_running(bus->ndev)) {
		mctp_i3c_target_count(target, MCTP_I3C_STAT_RX_PACKETS);
		mctp_i3c_target_count_n(target, MCTP_I3C_STAT_RX_BYTES, len);
		netif_receive_skb(skb);
	} else {
		mctp_i3c_target_count(target, MCTP_I3C_STAT_RX_DOWN);
		kfree_skb(skb);
	}
	local_bh_enable();
}

static void rx_frame(struct mctp_i3c_target *target, u8 dyn_addr,
		     unsigned int len)
{
	struct mctp_i3c_bus *bus = target->bus;
	struct sk_buff *skb;
	int rc;

	rc = rx_check(target, dyn_addr, bus->rx_frame, len);
	if (rc < 0) {
		mctp_i3c_target_count(target, rc == -EBADMSG ?
						      MCTP_I3C_STAT_RX_PEC :
						      MCTP_I3C_STAT_RX_SHORT);
		return;
	}

	skb = rx_skb(target, bus->rx_frame, rc);
	if (skb)
		rx_deliver(target, skb);
	else
		mctp_i3c_target_count(target, MCTP_I3C_STAT_RX_NO_MEMORY);
}

/* Once: whoever asks why nothing comes finds it in the log and the counter. */
static void rx_refuse(struct mctp_i3c_bus *bus)
{
	netdev_err(bus->ndev,
		   "the driver of the controller does not tell how much was read: nothing can be received\n");
}

static void rx_read(struct mctp_i3c_target *target, const struct i3c_xfer *xfer,
		    unsigned int want, u8 dyn_addr)
{
	struct mctp_i3c_bus *bus = target->bus;
	int len;

	len = mctp_i3c_length_take(&bus->length, xfer, want, dyn_addr);
	if (len == -EPROTO) {
		rx_refuse(bus);
		mctp_i3c_target_count(target, MCTP_I3C_STAT_RX_NO_LENGTH);
	} else if (len < 0) {
		mctp_i3c_target_count(target, MCTP_I3C_STAT_RX_PEC);
	} else if (len > want) {	/* the controller's driver is wrong */
		mctp_i3c_target_count(target, MCTP_I3C_STAT_RX_OVERLONG);
	} else {
		rx_frame(target, dyn_addr, len);
	}
}

/*
 * A controller refuses a read that is longer than its queue, which is known to
 * nobody else, and is then asked for less: the next power of two, since that
 * is what queues are made of, down to what every frame fits in. That it takes
 * the shorter one shows that the length was the reason.
 */
static enum mctp_i3c_outcome rx_transfer(struct mctp_i3c_target *target,
					 unsigned int *want,
					 struct i3c_xfer *ret_xfer)
{
	struct mctp_i3c_bus *bus = target->bus;
	enum mctp_i3c_outcome outcome;
	unsigned int len = *want;

	for (;;) {
		mctp_i3c_length_prepare(&bus->length, bus->rx_frame, len);
		outcome = mctp_i3c_xfer_read(target, bus->rx_frame, len,
					     ret_xfer);
		if (outcome != MCTP_I3C_REFUSED ||
		    len <= MCTP_I3C_XFER_BASELINE)
			break;
		len = max_t(unsigned int, rounddown_pow_of_two(len - 1),
			    MCTP_I3C_XFER_BASELINE);
	}
	if (outcome != MCTP_I3C_REFUSED && len < *want) {
		bus->read_max = len;
		*want = len;
	}
	return outcome;
}

static enum mctp_i3c_outcome rx_try(struct mctp_i3c_target *target)
{
	struct mctp_i3c_bus *bus = target->bus;
	struct i3c_device_info info = {};
	enum mctp_i3c_outcome outcome;
	struct i3c_xfer xfer;
	unsigned int want;

	/* What would be read is lost; unread it is at least with the target. */
	if (bus->length.state == MCTP_I3C_LENGTH_NEVER) {
		mctp_i3c_target_count(target, MCTP_I3C_STAT_RX_NO_LENGTH);
		return MCTP_I3C_EMPTY;
	}

	/* Address and limits change when the target is assigned anew. */
	i3c_device_get_info(target->i3c, &info);
	WRITE_ONCE(target->max_write, mctp_i3c_xfer_len(info.max_write_len));
	want = min(mctp_i3c_xfer_len(info.max_read_len), bus->read_max);

	outcome = rx_transfer(target, &want, &xfer);
	if (outcome == MCTP_I3C_DONE)
		rx_read(target, &xfer, want, info.dyn_addr);
	else if (outcome == MCTP_I3C_ARBITRATION)
		mctp_i3c_target_count(target, MCTP_I3C_STAT_RX_ARBITRATION);
	return outcome;
}

/**
 * mctp_i3c_rx_unannounced() - read a packet that no interrupt has announced
 * @target: which may have none
 *
 * Return: whether the read is queued.
 */
bool mctp_i3c_rx_unannounced(struct mctp_i3c_target *target)
{
	/* Before the worker sees the read. */
	atomic_inc(&target->unannounced);
	if (!mctp_i3c_sched_read(&target->bus->sched, &target->flow))
		return true;
	atomic_dec(&target->unannounced);
	return false;
}

/* Packets of the target that are to be read, with the one in progress. */
static unsigned int rx_announced_reads(struct mctp_i3c_target *target)
{
	unsigned int reads = READ_ONCE(target->flow.reads);
	unsigned int unannounced = atomic_read(&target->unannounced);

	return reads > unannounced ? reads - unannounced : 0;
}

/*
 * After a packet, unless the next one is announced already. A target that
 * always has one must leave room for others.
 */
static bool rx_read_on(struct mctp_i3c_target *target, unsigned int announced)
{
	if (announced || atomic_read(&target->unannounced) ||
	    target->row >= MCTP_I3C_READ_ON_MAX)
		return false;
	if (!READ_ONCE(target->read_on) && !READ_ONCE(target->poll.on))
		return false;
	return mctp_i3c_rx_unannounced(target);
}

/* The interrupt of a packet that was read unannounced may be on its way. */
static void ahead_add(struct mctp_i3c_target *target)
{
	target->ahead = min(target->ahead + 1, MCTP_I3C_READ_ON_MAX);
	target->ahead_until = ktime_add_ms(ktime_get(), AHEAD_MS);
}

/* Whether this was such an interrupt: the target has nothing to read. */
static bool ahead_take(struct mctp_i3c_target *target)
{
	if (!target->ahead)
		return false;
	if (ktime_after(ktime_get(), target->ahead_until)) {
		target->ahead = 0;
		return false;
	}
	target->ahead--;
	return true;
}

/* The target has said that it has a packet. */
static enum mctp_i3c_outcome rx_announced(struct mctp_i3c_target *target)
{
	enum mctp_i3c_outcome outcome = rx_try(target);

	if (outcome == MCTP_I3C_NACK) {
		if (ahead_take(target))
			return MCTP_I3C_EMPTY;
		mctp_i3c_target_count(target, MCTP_I3C_STAT_RX_NACK);
	}
	target->row = 0;
	if (outcome == MCTP_I3C_DONE)
		rx_read_on(target, rx_announced_reads(target) - 1);
	return outcome;
}

/* It need not have one, so that whatever goes wrong is not tried again. */
static enum mctp_i3c_outcome rx_unannounced(struct mctp_i3c_target *target)
{
	enum mctp_i3c_outcome outcome;
	ktime_t start = ktime_get();
	bool found, again = false;
	u64 used_ns;

	mctp_i3c_target_count(target, MCTP_I3C_STAT_POLLS);
	outcome = rx_try(target);
	used_ns = ktime_to_ns(ktime_sub(ktime_get(), start));
	atomic_dec(&target->unannounced);

	found = outcome == MCTP_I3C_DONE;
	if (found) {
		target->row++;
		ahead_add(target);
		again = rx_read_on(target, rx_announced_reads(target) - 1);
	}
	if (!again)
		target->row = 0;
	mctp_i3c_poll_done(target, used_ns, found, again);
	if (outcome == MCTP_I3C_NACK || outcome == MCTP_I3C_ARBITRATION)
		return MCTP_I3C_EMPTY;
	return outcome;
}

/**
 * mctp_i3c_rx() - read one packet of a target
 * @target: that the worker serves
 *
 * Return: how it went.
 */
enum mctp_i3c_outcome mctp_i3c_rx(struct mctp_i3c_target *target)
{
	/* Those that were announced go first. */
	if (rx_announced_reads(target))
		return rx_announced(target);
	return rx_unannounced(target);
}
