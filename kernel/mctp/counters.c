// SPDX-License-Identifier: GPL-2.0-only
/*
 * Counters of a link or a network. Counting is allowed anywhere: messages
 * come in by softirq and are sent by processes, on 32-bit machines too.
 */
#include "counters.h"

#include <kunit/visibility.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/netdevice.h>

int mctp_counters_init(struct mctp_counters *counters, u32 id)
{
	counters->id = id;
	counters->cpus = netdev_alloc_pcpu_stats(struct mctp_counters_cpu);
	return counters->cpus ? 0 : -ENOMEM;
}
EXPORT_SYMBOL_IF_KUNIT(mctp_counters_init);

/* Nobody counts any more. */
void mctp_counters_done(struct mctp_counters *counters)
{
	free_percpu(counters->cpus);
	counters->cpus = NULL;
}
EXPORT_SYMBOL_IF_KUNIT(mctp_counters_done);

void mctp_drop_count(struct mctp_counters *counters, enum mctp_drop cause)
{
	struct mctp_counters_cpu *cpu = get_cpu_ptr(counters->cpus);
	unsigned long flags;

	flags = u64_stats_update_begin_irqsave(&cpu->syncp);
	u64_stats_inc(&cpu->drops[cause]);
	u64_stats_update_end_irqrestore(&cpu->syncp, flags);
	put_cpu_ptr(counters->cpus);
}
EXPORT_SYMBOL_IF_KUNIT(mctp_drop_count);

void mctp_stat_count(struct mctp_counters *counters, enum mctp_stat stat)
{
	struct mctp_counters_cpu *cpu = get_cpu_ptr(counters->cpus);
	unsigned long flags;

	flags = u64_stats_update_begin_irqsave(&cpu->syncp);
	u64_stats_inc(&cpu->stats[stat]);
	u64_stats_update_end_irqrestore(&cpu->syncp, flags);
	put_cpu_ptr(counters->cpus);
}
EXPORT_SYMBOL_IF_KUNIT(mctp_stat_count);

static u64 read_one(const struct mctp_counters_cpu *cpu,
		    const u64_stats_t *value)
{
	unsigned int start;
	u64 sum;

	do {
		start = u64_stats_fetch_begin(&cpu->syncp);
		sum = u64_stats_read(value);
	} while (u64_stats_fetch_retry(&cpu->syncp, start));
	return sum;
}

u64 mctp_drop_read(const struct mctp_counters *counters, enum mctp_drop cause)
{
	u64 sum = 0;
	int i;

	for_each_possible_cpu(i) {
		const struct mctp_counters_cpu *cpu =
			per_cpu_ptr(counters->cpus, i);

		sum += read_one(cpu, &cpu->drops[cause]);
	}
	return sum;
}
EXPORT_SYMBOL_IF_KUNIT(mctp_drop_read);

u64 mctp_stat_read(const struct mctp_counters *counters, enum mctp_stat stat)
{
	u64 sum = 0;
	int i;

	for_each_possible_cpu(i) {
		const struct mctp_counters_cpu *cpu =
			per_cpu_ptr(counters->cpus, i);

		sum += read_one(cpu, &cpu->stats[stat]);
	}
	return sum;
}
EXPORT_SYMBOL_IF_KUNIT(mctp_stat_read);
