/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Shared by the files of the mctp-i3c driver: a bus, its targets, counters.
 *
 * Lock order: bus->life -> target->life -> bus->targets_lock. The mutex of the
 * list of buses and the lock of the scheduler nest inside these and take
 * nothing. No lock of this driver is held over a private transfer, and neither the
 * worker nor the interrupt handler takes one of the mutexes, so that whoever
 * holds them may wait for both.
 */
#ifndef MCTP_I3C_H
#define MCTP_I3C_H

#include <linux/atomic.h>
#include <linux/bits.h>
#include <linux/ethtool.h>
#include <linux/hashtable.h>
#include <linux/i3c/device.h>
#include <linux/i3c/master.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/netdevice.h>
#include <linux/workqueue.h>

#include "length.h"
#include "poll.h"
#include "sched.h"
#include "wire.h"

#define MCTP_I3C_TARGET_HASH_BITS	5

/* Counted per bus and per target; names and meaning are in stats.c. */
enum mctp_i3c_stat {
	MCTP_I3C_STAT_TX_PACKETS,
	MCTP_I3C_STAT_TX_BYTES,
	MCTP_I3C_STAT_TX_NO_TARGET,
	MCTP_I3C_STAT_TX_TOO_LONG,
	MCTP_I3C_STAT_TX_MALFORMED,
	MCTP_I3C_STAT_TX_QUEUE_FULL,
	MCTP_I3C_STAT_TX_FLUSHED,
	MCTP_I3C_STAT_TX_NACK,
	MCTP_I3C_STAT_TX_ARBITRATION,
	MCTP_I3C_STAT_TX_RETRIES,
	MCTP_I3C_STAT_TX_FAILED,
	MCTP_I3C_STAT_TX_CALLS,
	MCTP_I3C_STAT_TX_REFUSED,
	MCTP_I3C_STAT_TX_COPIED,
	MCTP_I3C_STAT_RX_PACKETS,
	MCTP_I3C_STAT_RX_BYTES,
	MCTP_I3C_STAT_RX_PEC,
	MCTP_I3C_STAT_RX_SHORT,
	MCTP_I3C_STAT_RX_OVERLONG,
	MCTP_I3C_STAT_RX_NACK,
	MCTP_I3C_STAT_RX_ARBITRATION,
	MCTP_I3C_STAT_RX_RETRIES,
	MCTP_I3C_STAT_RX_FAILED,
	MCTP_I3C_STAT_RX_NO_LENGTH,
	MCTP_I3C_STAT_RX_DOWN,
	MCTP_I3C_STAT_RX_NO_MEMORY,
	MCTP_I3C_STAT_IBI,
	MCTP_I3C_STAT_IBI_FOREIGN,
	MCTP_I3C_STAT_IBI_NO_MDB,
	MCTP_I3C_STAT_IBI_OVERRUN,
	MCTP_I3C_STAT_IBI_STOPPED,
	MCTP_I3C_STAT_POLLS,
	MCTP_I3C_STAT_POLLS_DEFERRED,
	MCTP_I3C_NUM_STATS,
};

/*
 * What a target shows as its last error: what lost a packet or a transfer and
 * is the fault of the target or of the wire. Arbitration and full queues are
 * everyday life.
 */
#define MCTP_I3C_STAT_ERRORS				\
	(BIT_ULL(MCTP_I3C_STAT_TX_TOO_LONG) |		\
	 BIT_ULL(MCTP_I3C_STAT_TX_NACK) |		\
	 BIT_ULL(MCTP_I3C_STAT_TX_FAILED) |		\
	 BIT_ULL(MCTP_I3C_STAT_RX_PEC) |		\
	 BIT_ULL(MCTP_I3C_STAT_RX_SHORT) |		\
	 BIT_ULL(MCTP_I3C_STAT_RX_OVERLONG) |		\
	 BIT_ULL(MCTP_I3C_STAT_RX_NACK) |		\
	 BIT_ULL(MCTP_I3C_STAT_RX_FAILED) |		\
	 BIT_ULL(MCTP_I3C_STAT_RX_NO_LENGTH) |		\
	 BIT_ULL(MCTP_I3C_STAT_RX_NO_MEMORY) |		\
	 BIT_ULL(MCTP_I3C_STAT_IBI_NO_MDB) |		\
	 BIT_ULL(MCTP_I3C_STAT_IBI_OVERRUN))

/**
 * struct mctp_i3c_bus - an I3C bus that carries MCTP
 * @ref: one for the list while on it, one per target, one per user
 * @node: in the list of buses; protected by the list's mutex
 * @i3c: the bus; valid until its removal was notified
 * @life: serialises start and stop; protects @started
 * @started: between start and stop
 * @ndev: the network device; valid while started
 * @worker: makes all private transfers of the bus
 * @rx_frame: DMA-able, of the worker
 * @tx_frame: likewise, for packets that cannot be sent from where they are
 * @tx_xfers: of the worker
 * @tx_limit: longest write that the controller is taken to be able to send; 0
 *	      until it has refused one; of the worker, and set back to 0 when
 *	      the interface comes up
 * @tx_taken: length of the longest write that it has made; of the worker
 * @moved: bytes of the job in progress; of the worker
 * @length: where the controller tells how long a read was; of the worker
 * @read_max: length of the longest read that the controller makes, as far as
 *	      is known; of the worker
 * @pid: Provisioned ID of the controller
 * @sched: what the worker does next
 * @poll_lock: protects @poll_budget and the polling of every target; the lock
 *	       of @sched nests inside
 * @poll_budget: what polls may use
 * @targets_lock: protects changes of @targets, @n_targets and @open
 * @open: targets may be added
 * @targets: by PID; read under RCU
 * @n_targets: how many; protected by @targets_lock
 * @stats: see &enum mctp_i3c_stat
 */
struct mctp_i3c_bus {
	struct kref ref;
	struct list_head node;
	struct i3c_bus *i3c;

	struct mutex life;	/* start and stop, @started */
	bool started;
	struct net_device *ndev;
	struct task_struct *worker;
	u8 *rx_frame;
	u8 *tx_frame;
	struct i3c_xfer tx_xfers[MCTP_I3C_BATCH_MAX];
	unsigned int tx_limit;
	unsigned int tx_taken;
	unsigned int moved;
	struct mctp_i3c_length length;
	unsigned int read_max;
	u64 pid;

	struct mctp_i3c_sched sched;

	spinlock_t poll_lock;		/* @poll_budget, polling of targets */
	struct mctp_i3c_poll_budget poll_budget;

	spinlock_t targets_lock;	/* changes of @targets, @open, @n_targets */
	bool open;
	DECLARE_HASHTABLE(targets, MCTP_I3C_TARGET_HASH_BITS);
	unsigned int n_targets;

	atomic64_t stats[MCTP_I3C_NUM_STATS];
};

/**
 * enum mctp_i3c_ibi_state - in-band interrupts of a target
 * @MCTP_I3C_IBI_NONE: not requested
 * @MCTP_I3C_IBI_REQUESTED: to be enabled; tried again by a delayed work
 * @MCTP_I3C_IBI_ENABLED: on
 */
enum mctp_i3c_ibi_state {
	MCTP_I3C_IBI_NONE,
	MCTP_I3C_IBI_REQUESTED,
	MCTP_I3C_IBI_ENABLED,
};

/**
 * struct mctp_i3c_target - a device on a bus
 * @ref: one for its driver binding, one per user
 * @rcu: for freeing it after the last reader of the table
 * @node: in the bus's table
 * @bus: holds a reference
 * @i3c: valid until stopped
 * @pid: Provisioned ID
 * @has_mdb: its interrupts carry a mandatory data byte
 * @max_write: longest write it takes; updated by the worker, read by anyone
 * @silent: has not acknowledged for long; of the worker
 * @flow: its queue
 * @poll: when it is read without an interrupt, if it has none
 * @read_on: after a packet it is asked for one more; changed by anyone
 * @unannounced: reads in @flow that no interrupt has asked for
 * @ahead: packets read whose interrupts may come yet; of the worker
 * @ahead_until: when they will not come any more; of the worker
 * @row: packets read in a row that were not announced; of the worker
 * @stats: see &enum mctp_i3c_stat
 * @last_error: what was counted last of what is an error, and when; packed by
 *		stats.c, 0 for never
 * @life: serialises start and stop; protects @stopped
 * @stopped: nothing uses @i3c and @flow any more
 * @ibi_state: written at start, then by @ibi_retry, then at stop, which never
 *	       overlap
 * @ibi_delay_ms: until the next try
 * @ibi_retry: enables interrupts of a target that refused at first
 */
struct mctp_i3c_target {
	struct kref ref;
	struct rcu_head rcu;
	struct hlist_node node;
	struct mctp_i3c_bus *bus;
	struct i3c_device *i3c;
	u64 pid;
	bool has_mdb;
	unsigned int max_write;
	bool silent;

	struct mctp_i3c_flow flow;

	struct mctp_i3c_poll poll;
	bool read_on;
	atomic_t unannounced;
	unsigned int ahead;
	ktime_t ahead_until;
	unsigned int row;

	atomic64_t stats[MCTP_I3C_NUM_STATS];
	atomic64_t last_error;

	struct mutex life;	/* start and stop, @stopped */
	bool stopped;
	enum mctp_i3c_ibi_state ibi_state;
	unsigned int ibi_delay_ms;
	struct delayed_work ibi_retry;
};

/* Longest write: what the target takes and its controller can send. */
static inline unsigned int
mctp_i3c_target_write_max(const struct mctp_i3c_target *target)
{
	unsigned int max = READ_ONCE(target->max_write);
	unsigned int limit = READ_ONCE(target->bus->tx_limit);

	return limit ? min(max, limit) : max;
}

/* bus.c */
int mctp_i3c_buses_init(void);
void mctp_i3c_buses_exit(void);
struct mctp_i3c_bus *mctp_i3c_bus_find(const struct i3c_bus *i3c);
void mctp_i3c_bus_unref(struct mctp_i3c_bus *bus);

/* select.c */
int mctp_i3c_select_init(void);
bool mctp_i3c_select_bus(const struct i3c_bus *i3c);

/* netdev.c */
int mctp_i3c_netdev_add(struct mctp_i3c_bus *bus);
void mctp_i3c_netdev_remove(struct mctp_i3c_bus *bus);
void mctp_i3c_netdev_set_live(struct mctp_i3c_bus *bus, bool live);
void mctp_i3c_netdev_set_targets(struct mctp_i3c_bus *bus, bool any);
struct mctp_i3c_bus *mctp_i3c_netdev_bus(struct net_device *ndev);

/* stats.c */
extern const struct ethtool_ops mctp_i3c_ethtool_ops;
void mctp_i3c_stats64(const struct mctp_i3c_bus *bus,
		      struct rtnl_link_stats64 *stats);
void mctp_i3c_target_error(struct mctp_i3c_target *target,
			   enum mctp_i3c_stat stat);
bool mctp_i3c_target_last_error(const struct mctp_i3c_target *target,
				enum mctp_i3c_stat *ret_stat,
				struct timespec64 *ret_time);

/* Of the bus alone: only for what belongs to no target. */
static inline void mctp_i3c_count_n(struct mctp_i3c_bus *bus,
				    enum mctp_i3c_stat stat, unsigned int n)
{
	atomic64_add(n, &bus->stats[stat]);
}

static inline void mctp_i3c_count(struct mctp_i3c_bus *bus,
				  enum mctp_i3c_stat stat)
{
	mctp_i3c_count_n(bus, stat, 1);
}

/* Of a target, and of its bus with it. */
static inline void mctp_i3c_target_count_n(struct mctp_i3c_target *target,
					   enum mctp_i3c_stat stat,
					   unsigned int n)
{
	atomic64_add(n, &target->stats[stat]);
	mctp_i3c_count_n(target->bus, stat, n);
	if (n && MCTP_I3C_STAT_ERRORS & BIT_ULL(stat))
		mctp_i3c_target_error(target, stat);
}

static inline void mctp_i3c_target_count(struct mctp_i3c_target *target,
					 enum mctp_i3c_stat stat)
{
	mctp_i3c_target_count_n(target, stat, 1);
}

/* sysfs.c */
extern const struct attribute_group *mctp_i3c_target_groups[];
void mctp_i3c_sysfs_init(void);

/* target.c */
int mctp_i3c_targets_init(void);
void mctp_i3c_targets_exit(void);
void mctp_i3c_targets_stop(struct mctp_i3c_bus *bus);
struct mctp_i3c_target *mctp_i3c_target_find_rcu(struct mctp_i3c_bus *bus,
						 u64 pid);
unsigned int mctp_i3c_target_mtu_rcu(struct mctp_i3c_bus *bus, u64 pid);

/* worker.c */
int mctp_i3c_worker_start(struct mctp_i3c_bus *bus);
void mctp_i3c_worker_stop(struct mctp_i3c_bus *bus);

/* xfer.c */

/**
 * enum mctp_i3c_outcome - of one try of a transfer
 * @MCTP_I3C_DONE: over; what failed, if anything, is counted
 * @MCTP_I3C_ARBITRATION: lost arbitration; nothing was transferred
 * @MCTP_I3C_NACK: the target did not acknowledge its address
 * @MCTP_I3C_REFUSED: the controller does not do this; nothing was transferred
 * @MCTP_I3C_EMPTY: nor had it promised to: it has no packet
 * @MCTP_I3C_FAILED: anything else; how much was transferred is unknown
 */
enum mctp_i3c_outcome {
	MCTP_I3C_DONE,
	MCTP_I3C_ARBITRATION,
	MCTP_I3C_NACK,
	MCTP_I3C_REFUSED,
	MCTP_I3C_EMPTY,
	MCTP_I3C_FAILED,
};

/**
 * struct mctp_i3c_progress - how far the writes of one call got
 * @outcome: of the one that ended it; MCTP_I3C_DONE if none did
 * @written: so many of the first ones were written
 * @unknown: so many after these may have been; the rest was not
 * @overrun: a queue of the controller was too short
 */
struct mctp_i3c_progress {
	enum mctp_i3c_outcome outcome;
	bool overrun;
	unsigned int written;
	unsigned int unknown;
};

enum mctp_i3c_outcome mctp_i3c_xfer_read(struct mctp_i3c_target *target,
					 void *frame, unsigned int len,
					 struct i3c_xfer *ret_xfer);
struct mctp_i3c_progress mctp_i3c_xfer_writes(struct mctp_i3c_target *target,
					      struct i3c_xfer *xfers,
					      unsigned int n);
struct mctp_i3c_progress mctp_i3c_xfer_progress(const struct i3c_xfer *xfers,
						unsigned int n, int rc);
bool mctp_i3c_xfer_again(struct mctp_i3c_target *target,
			 enum mctp_i3c_outcome outcome, unsigned int tries,
			 ktime_t *ret_delay);

/* tx.c */
int mctp_i3c_tx_queue(struct mctp_i3c_bus *bus, struct sk_buff *skb);
enum mctp_i3c_outcome mctp_i3c_tx(struct mctp_i3c_target *target,
				  struct mctp_i3c_job *job);
void mctp_i3c_tx_drop(struct mctp_i3c_target *target, struct mctp_i3c_job *job,
		      int error);

/* rx.c */
void mctp_i3c_rx_ibi(struct i3c_device *i3c,
		     const struct i3c_ibi_payload *payload);
bool mctp_i3c_rx_unannounced(struct mctp_i3c_target *target);
enum mctp_i3c_outcome mctp_i3c_rx(struct mctp_i3c_target *target);

#endif
