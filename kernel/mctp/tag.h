/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tags owned by local sockets: which socket waits for the reply from which
 * peer on which of the 8 tag values.
 */
#ifndef MCTP_TAG_H
#define MCTP_TAG_H

#include <linux/list.h>
#include <linux/rcupdate.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/types.h>

#include "counters.h"

struct mctp_flight;

#define MCTP_TAG_HASH_BITS	8
#define MCTP_TAG_NET_HASH_BITS	4

/* A tag without a reply is given up after this; part of the user ABI. */
#define MCTP_TAG_LIFETIME	(6 * HZ)

/*
 * Tags of one network by default, since allocating one needs no privilege, and
 * of the messages sent by one device, so that its silent endpoints leave some
 * to the others: 8 for each EID on it are fewer.
 */
#define MCTP_TAG_NET_LIMIT	8192
#define MCTP_TAG_DEV_LIMIT	2048

struct mctp_tag_table {
	spinlock_t lock;	/* changes of everything below; taken in BH */
	struct hlist_head buckets[1 << MCTP_TAG_HASH_BITS]; /* read by RCU */
	struct list_head aging;	/* tags that expire, oldest first */
	struct timer_list timer; /* expiry of the head of aging */
	u64 last_id;
	unsigned int count;
	unsigned long lifetime;	/* jiffies */
	struct hlist_head nets[1 << MCTP_TAG_NET_HASH_BITS];
	struct mctp_tag_net *none;
};

/*
 * The part of a network that has tags, all under the table's lock. Tags may
 * be taken in a network that does not exist; table->none has these.
 */
struct mctp_tag_net {
	struct hlist_node node;
	u32 id;
	unsigned int used;
	unsigned int limit;
	struct mctp_counters *counters;
};

/* The part of a device that has tags, all under the table's lock. */
struct mctp_tag_dev {
	unsigned int used;
	unsigned int limit;
	bool closed;
	struct mctp_counters *counters;
};

/* The part of a socket that owns tags. */
struct mctp_tag_owner {
	struct hlist_head tags;	/* under the table's lock, as is closed */
	bool closed;
};

/* Between whom a tag is valid. */
struct mctp_tag_key {
	u32 net;
	u8 local;	/* MCTP_ADDR_ANY: any local EID */
	u8 peer;	/* MCTP_ADDR_ANY: any peer */
};

enum mctp_tag_kind {
	MCTP_TAG_KIND_ONE,	/* ends with the first reply, or expires */
	MCTP_TAG_KIND_MANY,	/* broadcast request: expires only */
	MCTP_TAG_KIND_PREALLOC,	/* ends when the owner drops it */
};

/* A tag that is wanted. */
struct mctp_tag_spec {
	struct mctp_tag_key key;
	enum mctp_tag_kind kind;
	struct mctp_tag_dev *dev;	/* the message goes by, or NULL */
	struct mctp_flight *flight;	/* told when it expires, or NULL */
};

enum mctp_tag_end {
	MCTP_TAG_END_REPLIED,
	MCTP_TAG_END_EXPIRED,
	MCTP_TAG_END_DROPPED,	/* preallocated, given back by its owner */
	MCTP_TAG_END_CLOSED,	/* as is its owner */
	MCTP_TAG_END_RELEASED,	/* request was not sent */
};

/* A tag seen under RCU; key, value, kind, id, owner and flight never change. */
struct mctp_tag {
	struct mctp_tag_key key;
	u8 value;
	bool replied;	/* under the table's lock */
	enum mctp_tag_kind kind;
	u64 id;		/* tells apart two tags of equal key and value */
	struct mctp_tag_owner *owner;
	struct mctp_tag_net *net;	/* charged; under the table's lock */
	struct mctp_tag_dev *dev;	/* charged, or NULL; likewise */
	struct mctp_flight *flight; /* told when it expires, or NULL */
	unsigned long expires;
	struct hlist_node node;
	struct list_head aging_node;
	union {
		struct hlist_node owner_node;	/* in the table */
		struct rcu_head rcu;		/* after that */
	};
};

/* What a sender keeps of its tag. */
struct mctp_tag_ref {
	u64 id;
	u8 value;
};

int mctp_tag_init(void);
void mctp_tag_done(void);

void mctp_tag_table_init(struct mctp_tag_table *table,
			 struct mctp_tag_net *none);
void mctp_tag_table_done(struct mctp_tag_table *table);

void mctp_tag_owner_init(struct mctp_tag_owner *owner);
void mctp_tag_owner_close(struct mctp_tag_table *table,
			  struct mctp_tag_owner *owner);

int mctp_tag_alloc(struct mctp_tag_table *table, struct mctp_tag_owner *owner,
		   const struct mctp_tag_spec *spec,
		   struct mctp_tag_ref *ret_ref);
int mctp_tag_use_prealloc(struct mctp_tag_table *table,
			  struct mctp_tag_owner *owner, u32 net, u8 peer,
			  u8 value);
void mctp_tag_release(struct mctp_tag_table *table,
		      struct mctp_tag_owner *owner, u64 id);
int mctp_tag_drop(struct mctp_tag_table *table, struct mctp_tag_owner *owner,
		  u32 net, u8 peer, u8 value);

int mctp_tag_owner_walk(struct mctp_tag_table *table,
			const struct mctp_tag_owner *owner,
			int (*fn)(const struct mctp_tag *tag, void *arg),
			void *arg);
unsigned int mctp_tag_owner_count(struct mctp_tag_table *table,
				  const struct mctp_tag_owner *owner);

const struct mctp_tag *mctp_tag_find(const struct mctp_tag_table *table,
				     u32 net, u8 local, u8 peer, u8 value);
bool mctp_tag_reply(struct mctp_tag_table *table, u32 net, u8 local, u8 peer,
		    u8 value, u64 id);

void mctp_tag_expire(struct mctp_tag_table *table, unsigned long now);

/* tag-charge.c: who has how many */
void mctp_tag_net_init(struct mctp_tag_net *net, u32 id,
		       struct mctp_counters *counters);
void mctp_tag_net_add(struct mctp_tag_table *table, struct mctp_tag_net *net);
void mctp_tag_net_remove(struct mctp_tag_table *table,
			 struct mctp_tag_net *net);
void mctp_tag_dev_init(struct mctp_tag_dev *dev,
		       struct mctp_counters *counters);
void mctp_tag_dev_close(struct mctp_tag_table *table,
			struct mctp_tag_dev *dev);

bool mctp_tag_charge(struct mctp_tag_table *table, struct mctp_tag *tag);
void mctp_tag_uncharge(struct mctp_tag *tag);
void mctp_tag_stat_count(const struct mctp_tag *tag, enum mctp_stat stat);

#endif
