/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a link and a network count: drops by cause, and messages. Per CPU,
 * because each message counts several times; 64 bits on every machine.
 */
#ifndef MCTP_COUNTERS_H
#define MCTP_COUNTERS_H

#include <linux/percpu.h>
#include <linux/types.h>
#include <linux/u64_stats_sync.h>

#include <linux/mctp-ext.h>

struct mctp_counters_cpu {
	u64_stats_t drops[MCTP_DROP_MAX + 1];
	u64_stats_t stats[MCTP_STAT_MAX + 1];
	struct u64_stats_sync syncp;
};

struct mctp_counters {
	struct mctp_counters_cpu __percpu *cpus;
	u32 id;		/* of the network, or index of the link */
};

int mctp_counters_init(struct mctp_counters *counters, u32 id);
void mctp_counters_done(struct mctp_counters *counters);

void mctp_drop_count(struct mctp_counters *counters, enum mctp_drop cause);
void mctp_stat_count(struct mctp_counters *counters, enum mctp_stat stat);

u64 mctp_drop_read(const struct mctp_counters *counters,
		   enum mctp_drop cause);
u64 mctp_stat_read(const struct mctp_counters *counters, enum mctp_stat stat);

#endif
