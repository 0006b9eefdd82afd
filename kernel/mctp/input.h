/* SPDX-License-Identifier: GPL-2.0-only */
/* The way in: packets from devices, and from this machine to itself. */
#ifndef MCTP_INPUT_H
#define MCTP_INPUT_H

struct mctp_dev;
struct mctp_net;
struct sk_buff;

int mctp_input_local(struct mctp_net *mns, struct mctp_dev *mdev,
		     struct sk_buff *skb);

void mctp_input_init(void);
void mctp_input_done(void);

#endif
