// SPDX-License-Identifier: GPL-2.0-only
/*
 * Per-device state and the map from network devices to it.
 *
 * The map is changed under RTNL by the notifier and read under RCU. A device
 * leaves in two steps: it is unpublished and marked gone, together with its
 * routes, addresses, neighbours and reassemblies; the memory goes a grace
 * period after the last mctp_dst that names it. No reference on the
 * net_device is ever held: who wants to use it looks at gone under RCU.
 * Unregistering a device waits for a grace period after the notifier.
 */
#include "device.h"

#include <kunit/visibility.h>
#include <linux/export.h>
#include <linux/hashtable.h>
#include <linux/if_arp.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>

#include "internal/mctp-netdev.h"
#include "drop.h"
#include "net.h"
#include "rtnl.h"

#define DEVICE_HASH_BITS	6

static DEFINE_HASHTABLE(devices, DEVICE_HASH_BITS);

/*
 * Devices whose drivers speak MCTP, under RTNL. The entry outlives moves
 * between namespaces, each of which makes a new mctp_dev.
 */
struct driver_dev {
	struct list_head node;
	const struct net_device *dev;
	const struct mctp_netdev_driver *driver;
};

static LIST_HEAD(driver_devs);

static struct driver_dev *driver_dev_find(const struct net_device *dev)
{
	struct driver_dev *ddev;

	list_for_each_entry(ddev, &driver_devs, node) {
		if (ddev->dev == dev)
			return ddev;
	}
	return NULL;
}

/* Needs rcu_read_lock(). NULL when @dev does not carry MCTP. */
struct mctp_dev *mctp_dev_find(const struct net_device *dev)
{
	struct mctp_dev *mdev;

	hash_for_each_possible_rcu(devices, mdev, node, (unsigned long)dev) {
		if (mdev->dev == dev)
			return mdev;
	}
	return NULL;
}

/* The same under RTNL: the result stays until RTNL is released. */
struct mctp_dev *mctp_dev_find_rtnl(const struct net_device *dev)
{
	struct mctp_dev *mdev;

	ASSERT_RTNL();
	hash_for_each_possible(devices, mdev, node, (unsigned long)dev) {
		if (mdev->dev == dev)
			return mdev;
	}
	return NULL;
}
EXPORT_SYMBOL_IF_KUNIT(mctp_dev_find_rtnl);

static void dev_free(struct mctp_dev *mdev)
{
	mctp_counters_done(&mdev->counters);
	kfree(mdev);
}

static void dev_free_rcu(struct rcu_head *rcu)
{
	dev_free(container_of(rcu, struct mctp_dev, rcu));
}

void mctp_dev_put(struct mctp_dev *mdev)
{
	if (refcount_dec_and_test(&mdev->refs))
		call_rcu(&mdev->rcu, dev_free_rcu);
}

/* Needs rcu_read_lock() or RTNL, and a device that is not gone. */
struct mctp_net *mctp_dev_net(const struct mctp_dev *mdev)
{
	return mctp_net_get(dev_net(mdev->dev));
}

/*
 * Needs rcu_read_lock() or RTNL. A device that is gone is in network 0 of
 * the namespace it was in.
 */
struct mctp_network *mctp_dev_network(const struct mctp_dev *mdev)
{
	return rcu_dereference_rtnl(mdev->network);
}
EXPORT_SYMBOL_IF_KUNIT(mctp_dev_network);

/* For the link and its network. */
void mctp_dev_drop_count(struct mctp_dev *mdev, enum mctp_drop cause)
{
	rcu_read_lock();
	mctp_drop(&mctp_dev_network(mdev)->counters, &mdev->counters, NULL,
		  cause);
	rcu_read_unlock();
}

void mctp_dev_stat_count(struct mctp_dev *mdev, enum mctp_stat stat)
{
	rcu_read_lock();
	mctp_stat_count(&mctp_dev_network(mdev)->counters, stat);
	mctp_stat_count(&mdev->counters, stat);
	rcu_read_unlock();
}

/* DSP0239; 0 when it is not known. */
u8 mctp_dev_binding(const struct mctp_dev *mdev)
{
	return mdev->driver ? mdev->driver->binding : 0;
}

/*
 * The longest packet that the neighbour @haddr takes, as its driver has it.
 * Needs rcu_read_lock() and a device that is not gone.
 */
unsigned int mctp_dev_neigh_mtu(const struct mctp_dev *mdev, const u8 *haddr)
{
	const struct mctp_netdev_driver *driver = mdev->driver;
	unsigned int mtu = 0;

	if (driver && driver->neigh_mtu)
		mtu = driver->neigh_mtu(mdev->dev, haddr);
	return mtu ?: UINT_MAX;
}

static void update_saddr(struct mctp_dev *mdev)
{
	WRITE_ONCE(mdev->saddr,
		   mdev->num_addrs ? mdev->addrs[0] : MCTP_ADDR_NULL);
}

/* May change at any moment unless under RTNL. */
bool mctp_dev_has_addr(const struct mctp_dev *mdev, u8 eid)
{
	return test_bit(eid, mdev->has_addr);
}

/* Under RTNL. The EID and the route to it come together or not at all. */
int mctp_dev_add_addr(struct mctp_dev *mdev, u8 eid)
{
	struct mctp_route_spec spec = {
		.type = RTN_LOCAL, .min = eid, .max = eid,
		.net = mdev->net, .mdev = mdev,
	};
	int rc;

	ASSERT_RTNL();
	if (memchr(mdev->addrs, eid, mdev->num_addrs))
		return -EEXIST;
	rc = mctp_route_add(&mctp_dev_net(mdev)->routes, &spec);
	if (rc)
		return rc;
	mdev->addrs[mdev->num_addrs++] = eid;
	set_bit(eid, mdev->has_addr);
	update_saddr(mdev);
	return 0;
}
EXPORT_SYMBOL_IF_KUNIT(mctp_dev_add_addr);

int mctp_dev_remove_addr(struct mctp_dev *mdev, u8 eid)
{
	struct mctp_route_spec spec = {
		.type = RTN_LOCAL, .min = eid, .max = eid,
		.net = mdev->net, .mdev = mdev,
	};
	u8 *pos;

	ASSERT_RTNL();
	pos = memchr(mdev->addrs, eid, mdev->num_addrs);
	if (!pos)
		return -ENOENT;
	mctp_route_remove(&mctp_dev_net(mdev)->routes, &spec);
	clear_bit(eid, mdev->has_addr);
	mdev->num_addrs--;
	memmove(pos, pos + 1, mdev->addrs + mdev->num_addrs - pos);
	update_saddr(mdev);
	return 0;
}

/* Changes the network of @mdev, which must have left the old one's routes. */
static void dev_join(struct mctp_net *mns, struct mctp_dev *mdev,
		     struct mctp_network *network)
{
	struct mctp_network *old = mctp_dev_network(mdev);

	WRITE_ONCE(mdev->net, network->id);
	rcu_assign_pointer(mdev->network, network);
	mctp_reasm_dev_move(&mns->reasm, &mdev->reasm, &network->reasm);
	mctp_network_unref(&mns->networks, old);
}

/*
 * Under RTNL. Routes through the device come along. Messages half received
 * do not: the rest would arrive in another network.
 */
int mctp_dev_set_net(struct mctp_dev *mdev, u32 net)
{
	struct mctp_net *mns = mctp_dev_net(mdev);
	struct mctp_network *network;
	int rc;

	ASSERT_RTNL();
	if (net == MCTP_NET_ANY)
		return -EINVAL;
	if (net == mdev->net)
		return 0;
	network = mctp_network_ref(&mns->networks, net);
	if (!network)
		return -ENOMEM;
	rc = mctp_route_move_dev(&mns->routes, mdev, net);
	if (rc) {
		mctp_network_unref(&mns->networks, network);
		return rc;
	}
	dev_join(mns, mdev, network);
	return 0;
}
EXPORT_SYMBOL_IF_KUNIT(mctp_dev_set_net);

/* TUN devices and the like are ARPHRD_NONE. */
static bool carries_mctp(const struct net_device *dev)
{
	return dev->type == ARPHRD_MCTP || dev->type == ARPHRD_LOOPBACK ||
	       dev->type == ARPHRD_NONE;
}

static struct mctp_dev *dev_new(struct net_device *dev,
				struct mctp_network *network)
{
	struct driver_dev *ddev = driver_dev_find(dev);
	struct mctp_dev *mdev;

	mdev = kzalloc_obj(*mdev, GFP_KERNEL);
	if (!mdev)
		return NULL;
	if (mctp_counters_init(&mdev->counters, dev->ifindex)) {
		kfree(mdev);
		return NULL;
	}
	mdev->dev = dev;
	refcount_set(&mdev->refs, 1);
	mdev->net = network->id;
	RCU_INIT_POINTER(mdev->network, network);
	mctp_reasm_dev_init(&mdev->reasm, &network->reasm, &mdev->counters);
	mctp_tag_dev_init(&mdev->tags, &mdev->counters);
	mctp_neigh_table_init(mdev->neighs);
	/* what drivers bring faces devices, who need not reach each other */
	mdev->forwarding = !ddev;
	if (ddev)
		mdev->driver = ddev->driver;
	return mdev;
}

static int dev_enter(struct net_device *dev)
{
	struct mctp_net *mns = mctp_net_get(dev_net(dev));
	struct mctp_network *network;
	struct mctp_dev *mdev;

	if (!carries_mctp(dev) || mctp_dev_find_rtnl(dev))
		return 0;

	network = mctp_network_ref(&mns->networks, mns->default_net);
	if (!network)
		return -ENOMEM;
	mdev = dev_new(dev, network);
	if (!mdev) {
		mctp_network_unref(&mns->networks, network);
		return -ENOMEM;
	}
	hash_add_rcu(devices, &mdev->node, (unsigned long)dev);
	return 0;
}

static void dev_leave(struct net_device *dev)
{
	struct mctp_dev *mdev = mctp_dev_find_rtnl(dev);
	struct mctp_network *network;
	struct mctp_net *mns;

	if (!mdev)
		return;

	mns = mctp_dev_net(mdev);
	network = mctp_dev_network(mdev);
	hash_del_rcu(&mdev->node);
	WRITE_ONCE(mdev->gone, true);
	mctp_route_remove_dev(&mns->routes, mdev);
	mctp_rtnl_addrs_gone(mdev);
	mctp_rtnl_neighs_gone(mdev);
	mctp_neigh_table_done(mdev->neighs);
	mctp_reasm_dev_close(&mns->reasm, &mdev->reasm);
	mctp_tag_dev_close(&mns->tags, &mdev->tags);
	/* a sender that still holds @mdev may count in its network */
	rcu_assign_pointer(mdev->network, &mns->networks.none);
	mctp_network_unref(&mns->networks, network);
	mctp_dev_put(mdev);
}

/* A move between namespaces is UNREGISTER in one and REGISTER in the other. */
static int dev_event(struct notifier_block *nb, unsigned long event,
		     void *info)
{
	struct net_device *dev = netdev_notifier_info_to_dev(info);

	switch (event) {
	case NETDEV_REGISTER:
		return notifier_from_errno(dev_enter(dev));
	case NETDEV_UNREGISTER:
		dev_leave(dev);
		break;
	}
	return NOTIFY_DONE;
}

static struct notifier_block device_nb = {
	.notifier_call = dev_event,
};

int mctp_netdev_register(struct net_device *dev,
			 const struct mctp_netdev_driver *driver)
{
	struct driver_dev *ddev;
	int rc;

	ddev = kzalloc_obj(*ddev, GFP_KERNEL);
	if (!ddev)
		return -ENOMEM;
	ddev->dev = dev;
	ddev->driver = driver;

	rtnl_lock();
	list_add(&ddev->node, &driver_devs);
	/* Our notifier adds the MCTP side, and removes it if this fails. */
	rc = register_netdevice(dev);
	if (rc)
		list_del(&ddev->node);
	rtnl_unlock();

	if (rc)
		kfree(ddev);
	return rc;
}
EXPORT_SYMBOL_GPL(mctp_netdev_register);

void mctp_netdev_unregister(struct net_device *dev)
{
	struct driver_dev *ddev;

	rtnl_lock();
	ddev = driver_dev_find(dev);
	if (ddev)
		list_del(&ddev->node);
	unregister_netdevice(dev);
	rtnl_unlock();
	kfree(ddev);
}
EXPORT_SYMBOL_GPL(mctp_netdev_unregister);

/* Adds the devices there are, and on the way out removes all. */
int __init mctp_device_init(void)
{
	return register_netdevice_notifier(&device_nb);
}

void mctp_device_done(void)
{
	unregister_netdevice_notifier(&device_nb);
}
