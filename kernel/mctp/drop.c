// SPDX-License-Identifier: GPL-2.0-only
/*
 * The one end of every packet that is not delivered: counts the cause for
 * the network and the device, and frees the packet. What a cause means to a
 * local sender, and to tools that watch drops of all protocols.
 */
#include "drop.h"

#include <kunit/visibility.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/skbuff.h>
#include <net/dropreason-core.h>

#include "trace.h"

/* What a sender on this machine sees when its own message is dropped. */
static const int drop_errno[MCTP_DROP_MAX + 1] = {
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

/* The nearest of the kernel's reasons; a module cannot have its own. */
static const enum skb_drop_reason drop_reason[MCTP_DROP_MAX + 1] = {
	[MCTP_DROP_NONE]		= SKB_DROP_REASON_NOT_SPECIFIED,
	[MCTP_DROP_NO_DEVICE]		= SKB_DROP_REASON_DEV_READY,
	[MCTP_DROP_SHORT]		= SKB_DROP_REASON_PKT_TOO_SMALL,
	[MCTP_DROP_VERSION]		= SKB_DROP_REASON_UNHANDLED_PROTO,
	[MCTP_DROP_ADDRESS]		= SKB_DROP_REASON_IP_INADDRERRORS,
	[MCTP_DROP_OTHER_HOST]		= SKB_DROP_REASON_OTHERHOST,
	[MCTP_DROP_NO_ROUTE]		= SKB_DROP_REASON_IP_INNOROUTES,
	[MCTP_DROP_FORWARD_MTU]		= SKB_DROP_REASON_PKT_TOO_BIG,
	[MCTP_DROP_FORWARD_ERROR]	= SKB_DROP_REASON_IP_OUTNOROUTES,
	[MCTP_DROP_NO_LISTENER]		= SKB_DROP_REASON_NO_SOCKET,
	[MCTP_DROP_NO_TAG]		= SKB_DROP_REASON_NO_SOCKET,
	[MCTP_DROP_TAG_EXPIRED]		= SKB_DROP_REASON_NO_SOCKET,
	[MCTP_DROP_RCVBUF]		= SKB_DROP_REASON_SOCKET_RCVBUFF,
	[MCTP_DROP_FILTER]		= SKB_DROP_REASON_SOCKET_FILTER,
	[MCTP_DROP_REASM_STRAY]		= SKB_DROP_REASON_DUP_FRAG,
	[MCTP_DROP_REASM_SEQUENCE]	= SKB_DROP_REASON_DUP_FRAG,
	[MCTP_DROP_REASM_SIZE]		= SKB_DROP_REASON_HDR_TRUNC,
	[MCTP_DROP_REASM_TOO_LONG]	= SKB_DROP_REASON_PKT_TOO_BIG,
	[MCTP_DROP_REASM_CONTEXTS]	= SKB_DROP_REASON_FULL_RING,
	[MCTP_DROP_REASM_BYTES]		= SKB_DROP_REASON_FULL_RING,
	[MCTP_DROP_REASM_RESTART]	= SKB_DROP_REASON_DUP_FRAG,
	[MCTP_DROP_REASM_TIMEOUT]	= SKB_DROP_REASON_FRAG_REASM_TIMEOUT,
	[MCTP_DROP_REASM_CLOSED]	= SKB_DROP_REASON_NO_SOCKET,
	[MCTP_DROP_NO_MEMORY]		= SKB_DROP_REASON_NOMEM,
	[MCTP_DROP_FORWARD_OFF]		= SKB_DROP_REASON_IP_INNOROUTES,
};

int mctp_drop_errno(enum mctp_drop cause)
{
	return drop_errno[cause];
}
EXPORT_SYMBOL_IF_KUNIT(mctp_drop_errno);

/*
 * Owns @skb, which is NULL when a driver has freed it. @dev may be NULL.
 * Returns the cause as a negative errno.
 */
int mctp_drop(struct mctp_counters *net, struct mctp_counters *dev,
	      struct sk_buff *skb, enum mctp_drop cause)
{
	trace_mctp_drop(net, dev, skb, cause);
	mctp_drop_count(net, cause);
	if (dev)
		mctp_drop_count(dev, cause);
	kfree_skb_reason(skb, drop_reason[cause]);
	return drop_errno[cause];
}
