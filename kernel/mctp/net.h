/* SPDX-License-Identifier: GPL-2.0-only */
/* State of one network namespace: one table per noun. */
#ifndef MCTP_NET_H
#define MCTP_NET_H

#include <linux/mctp.h>

#include "bind.h"
#include "diag.h"
#include "network.h"
#include "reasm.h"
#include "route.h"
#include "tag.h"

struct net;

/* Network of devices that were not told otherwise, and of net id 0. */
#define MCTP_NET_DEFAULT	1

struct mctp_net {
	struct net *net;
	u32 default_net;
	struct mctp_route_table routes;
	struct mctp_bind_table binds;
	struct mctp_tag_table tags;
	struct mctp_reasm_table reasm;
	struct mctp_diag_table diag;
	struct mctp_network_table networks;
};

struct mctp_net *mctp_net_get(const struct net *net);

static inline u32 mctp_net_id(const struct mctp_net *mns, u32 net)
{
	return net == MCTP_NET_ANY ? mns->default_net : net;
}

int mctp_net_init(void);
void mctp_net_done(void);

#endif
