/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The MCTP side of a network device: network id, local EIDs, neighbours.
 * Exists from the device's registration in a namespace until it leaves.
 */
#ifndef MCTP_DEVICE_H
#define MCTP_DEVICE_H

#include <linux/bitmap.h>
#include <linux/list.h>
#include <linux/rcupdate.h>
#include <linux/refcount.h>
#include <linux/types.h>

#include "counters.h"
#include "neigh.h"
#include "reasm.h"
#include "tag.h"
#include "wire.h"

struct mctp_net;
struct mctp_netdev_driver;
struct mctp_network;
struct net_device;

struct mctp_dev {
	struct hlist_node node;		/* map of all devices */
	struct net_device *dev;		/* valid under RCU while !gone */
	bool gone;			/* written under RTNL */
	refcount_t refs;		/* the map, and each mctp_dst */
	struct rcu_head rcu;

	/*
	 * Of a device that came by mctp_netdev_register(): it names senders in
	 * skb->cb. Else NULL. Its functions can be called while !gone.
	 */
	const struct mctp_netdev_driver *driver;
	bool forwarding;		/* written under RTNL */
	u32 net;			/* id of network; written under RTNL */
	struct mctp_network __rcu *network;

	/* Under RTNL; the first is the default source. */
	u8 addrs[MCTP_EID_COUNT];
	u8 num_addrs;
	u8 saddr;			/* addrs[0], or 0; read locklessly */
	DECLARE_BITMAP(has_addr, MCTP_EID_SPACE); /* likewise */

	struct hlist_head neighs[1 << MCTP_NEIGH_HASH_BITS];
	struct mctp_reasm_dev reasm;
	struct mctp_tag_dev tags;
	struct mctp_counters counters;
};

struct mctp_dev *mctp_dev_find(const struct net_device *dev);
struct mctp_dev *mctp_dev_find_rtnl(const struct net_device *dev);
void mctp_dev_put(struct mctp_dev *mdev);

struct mctp_net *mctp_dev_net(const struct mctp_dev *mdev);
struct mctp_network *mctp_dev_network(const struct mctp_dev *mdev);

void mctp_dev_drop_count(struct mctp_dev *mdev, enum mctp_drop cause);
void mctp_dev_stat_count(struct mctp_dev *mdev, enum mctp_stat stat);

u8 mctp_dev_binding(const struct mctp_dev *mdev);
unsigned int mctp_dev_neigh_mtu(const struct mctp_dev *mdev, const u8 *haddr);

bool mctp_dev_has_addr(const struct mctp_dev *mdev, u8 eid);
int mctp_dev_add_addr(struct mctp_dev *mdev, u8 eid);
int mctp_dev_remove_addr(struct mctp_dev *mdev, u8 eid);
int mctp_dev_set_net(struct mctp_dev *mdev, u32 net);

int mctp_device_init(void);
void mctp_device_done(void);

#endif
