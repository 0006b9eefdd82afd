// SPDX-License-Identifier: GPL-2.0-only
/*
 * The one end of every packet that is not delivered: counts the cause for
 * the namespace and the device, and frees the packet.
 */
#include "drop.h"

#include <kunit/visibility.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/skbuff.h>

/* What a sender on this machine sees when its own message is dropped. */
static const int drop_errno[MCTP_DROP_COUNT] = {
	[MCTP_DROP_NONE]		= 0,
	[MCTP_DROP_NO_DEVICE]		= -ENODEV,
	[MCTP_DROP_SHORT]		= -EINVAL,
	[MCTP_DROP_VERSION]		= -EINVAL,
	[MCTP_DROP_ADDRESS]		= -EINVAL,
	[MCTP_DROP_OTHER_HOST]		= -EHOSTUNREACH,
	[MCTP_DROP_NO_ROUTE]		= -EHOSTUNREACH,
	[MCTP_DROP_FORWARD_MTU]		= -EMSGSIZE,
	[MCTP_DROP_FORWARD_ERROR]	= -EHOSTUNREACH,
	[MCTP_DROP_NO_LISTENER]		= -ENOENT,
	[MCTP_DROP_NO_TAG]		= -ENOENT,
	[MCTP_DROP_TAG_EXPIRED]		= -ENOENT,
	[MCTP_DROP_RCVBUF]		= -ENOMEM,
	[MCTP_DROP_FILTER]		= -EPERM,
	[MCTP_DROP_REASM_STRAY]		= -ENOENT,
	[MCTP_DROP_REASM_SEQUENCE]	= -EINVAL,
	[MCTP_DROP_REASM_SIZE]		= -EINVAL,
	[MCTP_DROP_REASM_TOO_LONG]	= -EINVAL,
	[MCTP_DROP_REASM_CONTEXTS]	= -ENOBUFS,
	[MCTP_DROP_REASM_BYTES]		= -ENOBUFS,
	[MCTP_DROP_REASM_RESTART]	= -EINVAL,
	[MCTP_DROP_REASM_TIMEOUT]	= -ETIMEDOUT,
	[MCTP_DROP_REASM_CLOSED]	= -ENOENT,
	[MCTP_DROP_NO_MEMORY]		= -ENOMEM,
	[MCTP_DROP_FORWARD_OFF]		= -EHOSTUNREACH,
};

int mctp_drop_errno(enum mctp_drop cause)
{
	return drop_errno[cause];
}
EXPORT_SYMBOL_IF_KUNIT(mctp_drop_errno);

/* Owns @skb. @dev may be NULL. Returns the cause as a negative errno. */
int mctp_drop(struct mctp_counters *net, struct mctp_counters *dev,
	      struct sk_buff *skb, enum mctp_drop cause)
{
	mctp_drop_count(net, cause);
	if (dev)
		mctp_drop_count(dev, cause);
	kfree_skb(skb);
	return drop_errno[cause];
}
