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

#include <internal/mctp-netdev.h>

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

/**
 * mctp_i3c_rx() - read one packet of a target
 * @target: that the worker serves
 *
 * Return: how it went.
 */
enum mctp_i3c_outcome mctp_i3c_rx(struct mctp_i3c_target *target)
{
	struct mctp_i3c_bus *bus = target->bus;
	struct i3c_device_info info = {};
	enum mctp_i3c_outcome outcome;
	unsigned int want, len;

	i3c_device_get_info(target->i3c, &info);
	want = mctp_i3c_xfer_len(info.max_read_len);
	outcome = mctp_i3c_xfer(target, true, bus->rx_frame, want, &len);

	switch (outcome) {
	case MCTP_I3C_DONE:
		if (len > want)	/* the controller's driver is wrong */
			mctp_i3c_target_count(target, MCTP_I3C_STAT_RX_OVERLONG);
		else
			rx_frame(target, info.dyn_addr, len);
		break;
	case MCTP_I3C_ARBITRATION:
		mctp_i3c_target_count(target, MCTP_I3C_STAT_RX_ARBITRATION);
		break;
	case MCTP_I3C_NACK:
		mctp_i3c_target_count(target, MCTP_I3C_STAT_RX_NACK);
		break;
	case MCTP_I3C_REFUSED:
	case MCTP_I3C_FAILED:
		break;
	}
	return outcome;
}
