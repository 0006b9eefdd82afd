// SPDX-License-Identifier: GPL-2.0-only
/*
 * Counters: of a bus by cause for ethtool -S and summed up for the link, of a
 * target its last error.
 */
#include "mctp-i3c.h"

#include <kunit/visibility.h>
#include <linux/ethtool.h>
#include <linux/math64.h>
#include <linux/timekeeping.h>

static_assert(MCTP_I3C_NUM_STATS <= 64);	/* MCTP_I3C_STAT_ERRORS */

static const char stat_names[MCTP_I3C_NUM_STATS][ETH_GSTRING_LEN] = {
	/* packets written and acknowledged, and their bytes without PEC */
	[MCTP_I3C_STAT_TX_PACKETS] = "tx_packets",
	[MCTP_I3C_STAT_TX_BYTES] = "tx_bytes",
	/* refused: no target has this address */
	[MCTP_I3C_STAT_TX_NO_TARGET] = "tx_no_target",
	/* refused or dropped: longer than the target's maximum write length */
	[MCTP_I3C_STAT_TX_TOO_LONG] = "tx_too_long",
	/* refused: no packet header, or longer than any transfer */
	[MCTP_I3C_STAT_TX_MALFORMED] = "tx_malformed",
	/* refused: the queue is full */
	[MCTP_I3C_STAT_TX_QUEUE_FULL] = "tx_queue_full",
	/* dropped: target, bus or interface went away or down */
	[MCTP_I3C_STAT_TX_FLUSHED] = "tx_flushed",
	/* tries that were not acknowledged, or lost arbitration */
	[MCTP_I3C_STAT_TX_NACK] = "tx_nack",
	[MCTP_I3C_STAT_TX_ARBITRATION] = "tx_arbitration_lost",
	/* tries after the first one of a packet */
	[MCTP_I3C_STAT_TX_RETRIES] = "tx_retries",
	/* dropped after the last try, or after an error of the controller */
	[MCTP_I3C_STAT_TX_FAILED] = "tx_failed",
	/* calls of the controller to write, each of one packet or several */
	[MCTP_I3C_STAT_TX_CALLS] = "tx_calls",
	/* calls that it refused; what they had to write was tried in parts */
	[MCTP_I3C_STAT_TX_REFUSED] = "tx_refused",
	/* packets copied to make room for the PEC */
	[MCTP_I3C_STAT_TX_COPIED] = "tx_copied",
	/* packets handed to the stack, and their bytes without PEC */
	[MCTP_I3C_STAT_RX_PACKETS] = "rx_packets",
	[MCTP_I3C_STAT_RX_BYTES] = "rx_bytes",
	/* dropped: wrong PEC */
	[MCTP_I3C_STAT_RX_PEC] = "rx_pec_errors",
	/* dropped: too short for a packet header and PEC */
	[MCTP_I3C_STAT_RX_SHORT] = "rx_short",
	/* dropped: the controller reports more than it was asked for */
	[MCTP_I3C_STAT_RX_OVERLONG] = "rx_overlong",
	/* tries that were not acknowledged, or lost arbitration */
	[MCTP_I3C_STAT_RX_NACK] = "rx_nack",
	[MCTP_I3C_STAT_RX_ARBITRATION] = "rx_arbitration_lost",
	/* tries after the first one of a read */
	[MCTP_I3C_STAT_RX_RETRIES] = "rx_retries",
	/* reads given up after the last try, or an error of the controller */
	[MCTP_I3C_STAT_RX_FAILED] = "rx_failed",
	/* not read: the controller does not tell how much was read */
	[MCTP_I3C_STAT_RX_NO_LENGTH] = "rx_no_length",
	/* dropped: the interface is down */
	[MCTP_I3C_STAT_RX_DOWN] = "rx_down",
	/* dropped: out of memory */
	[MCTP_I3C_STAT_RX_NO_MEMORY] = "rx_no_memory",
	/* in-band interrupts of all targets */
	[MCTP_I3C_STAT_IBI] = "ibi",
	/* ignored: the mandatory data byte is not that of MCTP */
	[MCTP_I3C_STAT_IBI_FOREIGN] = "ibi_foreign",
	/* taken for a packet although the mandatory data byte is missing */
	[MCTP_I3C_STAT_IBI_NO_MDB] = "ibi_no_mdb",
	/* ignored: too many without a read in between */
	[MCTP_I3C_STAT_IBI_OVERRUN] = "ibi_overrun",
	/* ignored: the target is being removed */
	[MCTP_I3C_STAT_IBI_STOPPED] = "ibi_stopped",
	/* reads of targets without interrupts, whether there was a packet or not */
	[MCTP_I3C_STAT_POLLS] = "polls",
	/* put off, because others have used up what polls may use of the bus */
	[MCTP_I3C_STAT_POLLS_DEFERRED] = "polls_deferred",
};

static u64 stat_get(const struct mctp_i3c_bus *bus, enum mctp_i3c_stat stat)
{
	return atomic64_read(&bus->stats[stat]);
}

/*
 * One word, so that a reader never sees the time of another error: wall-clock
 * time in ms above, the counter below, which is never the first one.
 */
#define LAST_ERROR_STAT_BITS	8
#define LAST_ERROR_STAT_MASK	GENMASK(LAST_ERROR_STAT_BITS - 1, 0)

static_assert(MCTP_I3C_STAT_TX_PACKETS == 0);

void mctp_i3c_target_error(struct mctp_i3c_target *target,
			   enum mctp_i3c_stat stat)
{
	u64 now_ms = div_u64(ktime_get_real_ns(), NSEC_PER_MSEC);

	atomic64_set(&target->last_error,
		     now_ms << LAST_ERROR_STAT_BITS | stat);
}
EXPORT_SYMBOL_IF_KUNIT(mctp_i3c_target_error);

/* False when there was none. */
bool mctp_i3c_target_last_error(const struct mctp_i3c_target *target,
				enum mctp_i3c_stat *ret_stat,
				struct timespec64 *ret_time)
{
	u64 word = atomic64_read(&target->last_error);
	u64 ms = word >> LAST_ERROR_STAT_BITS;
	u32 rest_ms;

	if (!word)
		return false;
	*ret_stat = word & LAST_ERROR_STAT_MASK;
	ret_time->tv_sec = div_u64_rem(ms, MSEC_PER_SEC, &rest_ms);
	ret_time->tv_nsec = rest_ms * NSEC_PER_MSEC;
	return true;
}
EXPORT_SYMBOL_IF_KUNIT(mctp_i3c_target_last_error);

void mctp_i3c_stats64(const struct mctp_i3c_bus *bus,
		      struct rtnl_link_stats64 *stats)
{
	stats->tx_packets = stat_get(bus, MCTP_I3C_STAT_TX_PACKETS);
	stats->tx_bytes = stat_get(bus, MCTP_I3C_STAT_TX_BYTES);
	stats->tx_errors = stat_get(bus, MCTP_I3C_STAT_TX_FAILED) +
			   stat_get(bus, MCTP_I3C_STAT_TX_TOO_LONG) +
			   stat_get(bus, MCTP_I3C_STAT_TX_MALFORMED);
	stats->tx_dropped = stat_get(bus, MCTP_I3C_STAT_TX_NO_TARGET) +
			    stat_get(bus, MCTP_I3C_STAT_TX_QUEUE_FULL) +
			    stat_get(bus, MCTP_I3C_STAT_TX_FLUSHED);

	stats->rx_packets = stat_get(bus, MCTP_I3C_STAT_RX_PACKETS);
	stats->rx_bytes = stat_get(bus, MCTP_I3C_STAT_RX_BYTES);
	stats->rx_crc_errors = stat_get(bus, MCTP_I3C_STAT_RX_PEC);
	stats->rx_length_errors = stat_get(bus, MCTP_I3C_STAT_RX_SHORT) +
				  stat_get(bus, MCTP_I3C_STAT_RX_OVERLONG);
	stats->rx_missed_errors = stat_get(bus, MCTP_I3C_STAT_IBI_OVERRUN);
	stats->rx_errors = stats->rx_crc_errors + stats->rx_length_errors +
			   stat_get(bus, MCTP_I3C_STAT_RX_FAILED) +
			   stat_get(bus, MCTP_I3C_STAT_RX_NO_LENGTH);
	stats->rx_dropped = stat_get(bus, MCTP_I3C_STAT_RX_DOWN) +
			    stat_get(bus, MCTP_I3C_STAT_RX_NO_MEMORY);
}

static int get_sset_count(struct net_device *ndev, int sset)
{
	return sset == ETH_SS_STATS ? MCTP_I3C_NUM_STATS : -EOPNOTSUPP;
}

static void get_strings(struct net_device *ndev, u32 sset, u8 *data)
{
	if (sset == ETH_SS_STATS)
		memcpy(data, stat_names, sizeof(stat_names));
}

static void get_ethtool_stats(struct net_device *ndev,
			      struct ethtool_stats *stats, u64 *data)
{
	const struct mctp_i3c_bus *bus = mctp_i3c_netdev_bus(ndev);
	unsigned int i;

	for (i = 0; i < MCTP_I3C_NUM_STATS; i++)
		data[i] = stat_get(bus, i);
}

static void get_drvinfo(struct net_device *ndev, struct ethtool_drvinfo *info)
{
	strscpy(info->driver, "mctp-i3c", sizeof(info->driver));
	strscpy(info->version, PROJECT_VERSION, sizeof(info->version));
	strscpy(info->bus_info, dev_name(ndev->dev.parent),
		sizeof(info->bus_info));
}

const struct ethtool_ops mctp_i3c_ethtool_ops = {
	.get_drvinfo = get_drvinfo,
	.get_link = ethtool_op_get_link,
	.get_sset_count = get_sset_count,
	.get_strings = get_strings,
	.get_ethtool_stats = get_ethtool_stats,
	.get_ts_info = ethtool_op_get_ts_info,
};
