// SPDX-License-Identifier: GPL-2.0-only
/*
 * Transmit: from the network device into the queue of a target, and from
 * there, in the worker, as one private write with its PEC.
 */
#include "mctp-i3c.h"

#include <internal/mctp-netdev.h>

/**
 * mctp_i3c_tx_queue() - queue a packet for the target it is addressed to
 * @bus: that carries it
 * @skb: with the synthetic header in front; taken over on success only
 *
 * Context: the transmit path, under RCU.
 *
 * Return: 0, or an errno for the sender.
 */
int mctp_i3c_tx_queue(struct mctp_i3c_bus *bus, struct sk_buff *skb)
{
	struct mctp_i3c_target *target;
	u64 dest;
	int rc;

	if (!pskb_may_pull(skb, sizeof(struct mctp_i3c_hdr)))
		goto err_malformed;
	dest = mctp_i3c_hdr_dest((const struct mctp_i3c_hdr *)skb->data);
	skb_pull(skb, sizeof(struct mctp_i3c_hdr));
	if (skb->len < MCTP_I3C_HDR_LEN || skb->len > MCTP_I3C_PKT_MAX)
		goto err_malformed;

	target = mctp_i3c_target_find_rcu(bus, dest);
	if (!target) {
		mctp_i3c_count(bus, MCTP_I3C_STAT_TX_NO_TARGET);
		return -EHOSTUNREACH;
	}
	if (skb->len + MCTP_I3C_PEC_LEN > READ_ONCE(target->max_write)) {
		mctp_i3c_target_count(target, MCTP_I3C_STAT_TX_TOO_LONG);
		return -EMSGSIZE;
	}

	rc = mctp_i3c_sched_write(&bus->sched, &target->flow, skb);
	if (rc == -ENODEV) {
		mctp_i3c_count(bus, MCTP_I3C_STAT_TX_NO_TARGET);
		return -EHOSTUNREACH;
	}
	if (rc)
		mctp_i3c_target_count(target, MCTP_I3C_STAT_TX_QUEUE_FULL);
	return rc;

err_malformed:
	mctp_i3c_count(bus, MCTP_I3C_STAT_TX_MALFORMED);
	return -EINVAL;
}

/*
 * The frame with its PEC. The byte behind the packet is used where it is ours
 * to write; a packet that is shared with a tap, say, is copied.
 */
static u8 *tx_frame(struct mctp_i3c_bus *bus, struct sk_buff *skb, u8 dyn_addr)
{
	u8 *frame = skb->data;

	if (skb_is_nonlinear(skb) || skb_cloned(skb) || skb_shared(skb) ||
	    skb_tailroom(skb) < MCTP_I3C_PEC_LEN) {
		frame = bus->tx_frame;
		skb_copy_bits(skb, 0, frame, skb->len);
	}
	frame[skb->len] = mctp_i3c_pec(dyn_addr, false, frame, skb->len);
	return frame;
}

static void tx_count(struct mctp_i3c_target *target,
		     enum mctp_i3c_outcome outcome, unsigned int len)
{
	switch (outcome) {
	case MCTP_I3C_DONE:
		mctp_i3c_target_count(target, MCTP_I3C_STAT_TX_PACKETS);
		mctp_i3c_target_count_n(target, MCTP_I3C_STAT_TX_BYTES, len);
		break;
	case MCTP_I3C_ARBITRATION:
		mctp_i3c_target_count(target, MCTP_I3C_STAT_TX_ARBITRATION);
		break;
	case MCTP_I3C_NACK:
		mctp_i3c_target_count(target, MCTP_I3C_STAT_TX_NACK);
		break;
	case MCTP_I3C_FAILED:
		break;
	}
}

/**
 * mctp_i3c_tx() - write a packet to its target
 * @target: that the worker serves
 * @skb: the packet; unchanged, so that it can be written again
 *
 * Return: how it went.
 */
enum mctp_i3c_outcome mctp_i3c_tx(struct mctp_i3c_target *target,
				  struct sk_buff *skb)
{
	struct mctp_i3c_bus *bus = target->bus;
	struct i3c_device_info info = {};
	enum mctp_i3c_outcome outcome;

	if (!netif_running(bus->ndev)) {
		mctp_i3c_target_count(target, MCTP_I3C_STAT_TX_FLUSHED);
		mctp_netdev_tx_failed(skb, -ENETDOWN);
		return MCTP_I3C_DONE;
	}

	/* Address and limits change when the target is assigned anew. */
	i3c_device_get_info(target->i3c, &info);
	WRITE_ONCE(target->max_write, mctp_i3c_xfer_len(info.max_write_len));
	if (skb->len + MCTP_I3C_PEC_LEN > target->max_write) {
		mctp_i3c_target_count(target, MCTP_I3C_STAT_TX_TOO_LONG);
		mctp_netdev_tx_failed(skb, -EMSGSIZE);
		return MCTP_I3C_DONE;
	}

	outcome = mctp_i3c_xfer(target, false,
				tx_frame(bus, skb, info.dyn_addr),
				skb->len + MCTP_I3C_PEC_LEN, NULL);
	tx_count(target, outcome, skb->len);
	/* after the write: a packet that is never written has no time */
	if (outcome == MCTP_I3C_DONE)
		skb_tx_timestamp(skb);
	return outcome;
}
