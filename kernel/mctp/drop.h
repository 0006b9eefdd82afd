/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The end of packets and messages that are not delivered. A packet that goes
 * no further ends in mctp_drop(), nowhere else.
 */
#ifndef MCTP_DROP_H
#define MCTP_DROP_H

#include "counters.h"

struct sk_buff;

int mctp_drop_errno(enum mctp_drop cause);

int mctp_drop(struct mctp_counters *net, struct mctp_counters *dev,
	      struct sk_buff *skb, enum mctp_drop cause);

#endif
