// SPDX-License-Identifier: GPL-2.0-only
/*
 * Lifetime of the state of a network namespace. By the time a namespace
 * ends, its sockets and devices are gone, so tags, binds, reassemblies and
 * routes through devices are too; what is left are routes through gateways.
 */
#include "net.h"

#include <kunit/visibility.h>
#include <linux/export.h>
#include <linux/user_namespace.h>
#include <net/net_namespace.h>
#include <net/netns/generic.h>

#include "genl.h"

static unsigned int mctp_net_ops_id;

struct mctp_net *mctp_net_get(const struct net *net)
{
	return net_generic(net, mctp_net_ops_id);
}
EXPORT_SYMBOL_IF_KUNIT(mctp_net_get);

static void route_changed(struct mctp_route_table *table,
			  const struct mctp_route_spec *spec, bool added)
{
	struct mctp_net *mns = container_of(table, struct mctp_net, routes);

	mctp_genl_route_changed(mns->net, spec, added);
}

static int __net_init net_start(struct net *net)
{
	struct mctp_net *mns = mctp_net_get(net);
	int rc;

	mns->net = net;
	mns->default_net = MCTP_NET_DEFAULT;
	rc = mctp_network_table_init(&mns->networks, &mns->tags);
	if (rc)
		return rc;
	mctp_route_table_init(&mns->routes);
	mns->routes.changed = route_changed;
	mctp_bind_table_init(&mns->binds);
	mctp_tag_table_init(&mns->tags, &mns->networks.none.tags);
	mctp_reasm_table_init(&mns->reasm);
	/* users may have namespaces, and any number of networks in them */
	if (net->user_ns != &init_user_ns)
		mns->reasm.limit = mns->networks.none.reasm.limit;
	mctp_diag_table_init(&mns->diag);
	return 0;
}

static void __net_exit net_stop(struct net *net)
{
	struct mctp_net *mns = mctp_net_get(net);

	mctp_diag_table_done(&mns->diag);
	mctp_reasm_table_done(&mns->reasm);
	mctp_tag_table_done(&mns->tags);
	mctp_bind_table_done(&mns->binds);
	/* nobody is left in the namespace to be told */
	mns->routes.changed = NULL;
	mctp_route_table_done(&mns->routes);
	mctp_network_table_done(&mns->networks);
}

static struct pernet_operations mctp_net_ops = {
	.init = net_start,
	.exit = net_stop,
	.id = &mctp_net_ops_id,
	.size = sizeof(struct mctp_net),
};

int __init mctp_net_init(void)
{
	return register_pernet_subsys(&mctp_net_ops);
}

void mctp_net_done(void)
{
	unregister_pernet_subsys(&mctp_net_ops);
}
