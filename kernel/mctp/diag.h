/* SPDX-License-Identifier: GPL-2.0-only */
/* Every socket of a namespace, for who wants to list them (sock_diag). */
#ifndef MCTP_DIAG_H
#define MCTP_DIAG_H

#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/types.h>

struct netlink_callback;
struct sk_buff;

struct mctp_diag_table {
	spinlock_t lock;	/* changes of what is below */
	struct list_head socks;	/* read by RCU; by id, lowest first */
	u64 last_id;
};

/* The part of a socket that is listed. */
struct mctp_diag_entry {
	struct list_head node;
	u64 id;			/* where a dump goes on */
};

void mctp_diag_table_init(struct mctp_diag_table *table);
void mctp_diag_table_done(struct mctp_diag_table *table);

void mctp_diag_add(struct mctp_diag_table *table,
		   struct mctp_diag_entry *entry);
void mctp_diag_remove(struct mctp_diag_table *table,
		      struct mctp_diag_entry *entry);

int mctp_diag_dump(struct sk_buff *skb, struct netlink_callback *cb);

int mctp_diag_init(void);
void mctp_diag_done(void);

#endif
