/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The routing table of one namespace: per network id, which EID is local,
 * behind which device, or behind which gateway.
 */
#ifndef MCTP_ROUTE_H
#define MCTP_ROUTE_H

#include <linux/list.h>
#include <linux/rcupdate.h>
#include <linux/types.h>

struct mctp_dev;
struct mctp_route_spec;

#define MCTP_ROUTE_HASH_BITS	4

/* Routes of one namespace, whoever adds them. */
#define MCTP_ROUTE_LIMIT	1024

/* A gateway may be behind a gateway, this often. */
#define MCTP_ROUTE_DEPTH	32

/* Changed under RTNL, or by whoever owns a table of its own. */
struct mctp_route_table {
	struct list_head routes;	/* newest first */
	struct hlist_head nets[1 << MCTP_ROUTE_HASH_BITS]; /* RCU */
	unsigned int count;
	unsigned int limit;
	u64 last_id;
	/* told of each route that came or went, under RTNL; may be NULL */
	void (*changed)(struct mctp_route_table *table,
			const struct mctp_route_spec *spec, bool added);
};

/* What a route says. */
struct mctp_route_spec {
	u8 type;		/* RTN_LOCAL or RTN_UNICAST */
	u8 min, max;		/* EIDs, both included */
	u8 gateway;		/* next EID if there is no device */
	u8 prefsrc;		/* our EID to send from; 0: as the device */
	u32 net;
	u32 mtu;		/* 0: no limit of its own */
	struct mctp_dev *mdev;	/* outlives the route; NULL: gateway */
};

struct mctp_route {
	struct mctp_route_spec spec;
	u64 id;			/* grows with every route added */
	struct list_head node;
	struct rcu_head rcu;
};

/* Where the last route on the way to an EID leads. */
struct mctp_hop {
	struct mctp_dev *mdev;
	u32 mtu;		/* smallest on the way, 0: none given */
	u8 nexthop;		/* EID whose physical address to use */
	u8 saddr;		/* our EID to send from, 0: device's first */
	bool local;
	bool gateway;		/* nexthop is not the EID looked up */
};

void mctp_route_table_init(struct mctp_route_table *table);
void mctp_route_table_done(struct mctp_route_table *table);

int mctp_route_add(struct mctp_route_table *table,
		   const struct mctp_route_spec *spec);
int mctp_route_remove(struct mctp_route_table *table,
		      const struct mctp_route_spec *spec);
void mctp_route_remove_dev(struct mctp_route_table *table,
			   const struct mctp_dev *mdev);
int mctp_route_move_dev(struct mctp_route_table *table,
			const struct mctp_dev *mdev, u32 net);

const struct mctp_route *
mctp_route_find(const struct mctp_route_table *table, u32 net, u8 eid);
int mctp_route_lookup(const struct mctp_route_table *table, u32 net, u8 eid,
		      struct mctp_hop *ret_hop);

#endif
