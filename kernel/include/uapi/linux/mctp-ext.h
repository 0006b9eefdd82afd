/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/*
 * What AF_MCTP of this project has beyond <linux/mctp.h>: socket options, an
 * error queue, a generic netlink family, and the answers of sock_diag. A
 * program that uses none of it sees the in-tree family. On a kernel with that
 * family the options give ENOPROTOOPT and the netlink families ENOENT.
 *
 * All fields are in host byte order.
 */
#ifndef _UAPI_LINUX_MCTP_EXT_H
#define _UAPI_LINUX_MCTP_EXT_H

#include <linux/types.h>

/*
 * Socket options of level SOL_MCTP (285), each an int. They start far above
 * those of <linux/mctp.h> so that both can grow.
 *
 * MCTP_OPT_SOURCE	local EID that messages are sent from, 8 to 254; 0, the
 *			default, leaves the choice to the route or the device.
 *			A send that would leave by a device without this EID
 *			fails with EADDRNOTAVAIL. EINVAL for other values.
 * MCTP_OPT_RECVERR	1: report on the error queue (MSG_ERRQUEUE) messages
 *			that could not be transmitted, and requests whose tag
 *			expired without a reply. 0, the default: do not, and
 *			drop the reports waiting. EINVAL for other values.
 */
#define MCTP_OPT_SOURCE		128
#define MCTP_OPT_RECVERR	129

/*
 * A report on the error queue: recvmsg(MSG_ERRQUEUE) gives no data, the
 * destination of the message as address, and a control message of level
 * SOL_MCTP and type MCTP_OPT_RECVERR that holds this. Time stamps come as on
 * any other socket (SCM_TIMESTAMPING, and ee_origin SO_EE_ORIGIN_TIMESTAMPING
 * in this structure).
 *
 * @ee_errno: ETIMEDOUT for a request without a reply, else why the message
 *	      was not transmitted (EHOSTUNREACH, EMSGSIZE, ENETDOWN, EIO...)
 * @ee_origin: SO_EE_ORIGIN_LOCAL
 * @ee_type: MCTP_EE_*
 * @ee_info: the tag of the message, MCTP_TAG_MASK and MCTP_TAG_OWNER
 *
 * These are the fields of struct sock_extended_err in <linux/errqueue.h>.
 */
#define MCTP_EE_NO_REPLY	1
#define MCTP_EE_TX		2

/*
 * Generic netlink family "mctp". The GET commands answer one object or dump
 * all; SET needs CAP_NET_ADMIN in the user namespace of the network
 * namespace. Errors: ENODEV no such link, or it does not carry MCTP; ENOENT
 * no such network; EINVAL a value out of range, ERANGE a limit above its
 * maximum; EPERM also a limit above the default of a network from who is
 * administrator in a namespace of users only.
 *
 * A link is named by MCTP_A_IFINDEX, a network by MCTP_A_NET. Network 0
 * stands for packets of the namespace that belong to none.
 */
#define MCTP_GENL_NAME		"mctp"
#define MCTP_GENL_VERSION	1

/* Changes of routes: MCTP_CMD_ROUTE_NEW and MCTP_CMD_ROUTE_DEL */
#define MCTP_GENL_GROUP_ROUTE	"route"

enum mctp_cmd {
	MCTP_CMD_UNSPEC,
	MCTP_CMD_LINK_GET,
	MCTP_CMD_LINK_SET,	/* MCTP_A_FORWARDING, MCTP_A_LIMITS */
	MCTP_CMD_NETWORK_GET,
	MCTP_CMD_NETWORK_SET,	/* the same */
	MCTP_CMD_ROUTE_NEW,	/* notification: MCTP_A_NET, MCTP_A_ROUTE */
	MCTP_CMD_ROUTE_DEL,
};

enum mctp_attr {
	MCTP_A_UNSPEC,
	MCTP_A_IFINDEX,		/* u32 */
	MCTP_A_NET,		/* u32 */
	MCTP_A_FORWARDING,	/* u8: packets that arrive by the link, or in
				 * the network, are forwarded; needs both
				 */
	MCTP_A_LIMITS,		/* nest of enum mctp_limit, u32 each */
	MCTP_A_USED,		/* the same: what counts towards the limits */
	MCTP_A_STATS,		/* nest of enum mctp_stat, u64 each */
	MCTP_A_DROPS,		/* nest of enum mctp_drop, u64 each */
	MCTP_A_ROUTE,		/* struct rtmsg and attributes as RTM_GETROUTE
				 * gives them
				 */
	MCTP_A_PAD,
	__MCTP_A_MAX
};

#define MCTP_A_MAX		(__MCTP_A_MAX - 1)

enum mctp_limit {
	MCTP_LIMIT_UNSPEC,
	MCTP_LIMIT_REASM_CONTEXTS, /* messages being put together, 1..65536 */
	MCTP_LIMIT_REASM_BYTES,	/* memory they take, 64 KiB .. 1 GiB */
	MCTP_LIMIT_TAGS,	/* tags in flight, 1..65536; of a link: of
				 * messages sent by it, without those that
				 * an ioctl took beforehand
				 */
	__MCTP_LIMIT_MAX
};

#define MCTP_LIMIT_MAX		(__MCTP_LIMIT_MAX - 1)

enum mctp_stat {
	MCTP_STAT_UNSPEC,
	MCTP_STAT_RX_MESSAGES,	/* delivered to a socket */
	MCTP_STAT_TX_MESSAGES,	/* handed to the device, all packets of them */
	MCTP_STAT_TX_ERRORS,	/* messages that were not, or not wholly */
	MCTP_STAT_FORWARDED,	/* packets */
	MCTP_STAT_REASM_DONE,	/* messages of more than one packet */
	MCTP_STAT_TAGS_EXPIRED,	/* requests without a reply */
	MCTP_STAT_TAGS_EXHAUSTED, /* sends refused for want of a tag */
	__MCTP_STAT_MAX
};

#define MCTP_STAT_MAX		(__MCTP_STAT_MAX - 1)

/* Why a received packet, or a message on its way, was dropped. */
enum mctp_drop {
	MCTP_DROP_NONE,
	/* received packets */
	MCTP_DROP_NO_DEVICE,	/* device does not carry MCTP (any more) */
	MCTP_DROP_SHORT,	/* no complete header and payload byte */
	MCTP_DROP_VERSION,
	MCTP_DROP_ADDRESS,	/* reserved EID, or broadcast as source */
	MCTP_DROP_OTHER_HOST,	/* null EID, physical address not ours */
	MCTP_DROP_NO_ROUTE,
	MCTP_DROP_FORWARD_MTU,
	MCTP_DROP_FORWARD_ERROR,
	/* finding the receiver */
	MCTP_DROP_NO_LISTENER,
	MCTP_DROP_NO_TAG,
	MCTP_DROP_TAG_EXPIRED,	/* gone while the reply came in */
	MCTP_DROP_RCVBUF,
	MCTP_DROP_FILTER,
	/* reassembly */
	MCTP_DROP_REASM_STRAY,	/* fragment of a message not begun */
	MCTP_DROP_REASM_SEQUENCE,
	MCTP_DROP_REASM_SIZE,	/* fragments of unequal size */
	MCTP_DROP_REASM_TOO_LONG,
	MCTP_DROP_REASM_CONTEXTS, /* limit of messages at once */
	MCTP_DROP_REASM_BYTES,	/* limit of memory */
	MCTP_DROP_REASM_RESTART, /* sender began another message */
	MCTP_DROP_REASM_TIMEOUT,
	MCTP_DROP_REASM_CLOSED,	/* receiver or device went away */
	MCTP_DROP_NO_MEMORY,
	MCTP_DROP_FORWARD_OFF,	/* not for us, and forwarding is off */
	__MCTP_DROP_MAX
};

#define MCTP_DROP_MAX		(__MCTP_DROP_MAX - 1)

/*
 * Routes by rtnetlink. RTA_PREFSRC, a u8 beside RTA_DST, is the local EID that
 * messages by the route are sent from.
 *
 * RTM_GETROUTE without NLM_F_DUMP asks how a message gets to an EID: RTA_DST,
 * and RTA_OIF of any device in the network meant, else of the default one. The
 * answer is a RTM_NEWROUTE with RTA_DST and type of the route taken, RTA_OIF
 * the device, RTA_GATEWAY if another EID on it is the next hop, RTA_METRICS
 * with the MTU that holds all the way, and RTA_PREFSRC the source EID if there
 * is one. Errors: ENODEV, EHOSTUNREACH without a route.
 */

/*
 * NETLINK_SOCK_DIAG for family AF_MCTP (SOCK_DIAG_BY_FAMILY, a dump): every
 * AF_MCTP socket of the namespace, oldest first. Needs no privilege. Errors:
 * EINVAL for a short request, a protocol, padding that is not 0 or an unknown
 * bit in show; EOPNOTSUPP for what is not a dump.
 *
 * A socket with more tags than a message holds is told by several messages
 * with the same cookie, each with other tags.
 */
struct mctp_diag_req {
	__u8 sdiag_family;	/* AF_MCTP */
	__u8 sdiag_protocol;	/* 0 */
	__u16 pad;		/* 0, as is pad2 */
	__u32 show;		/* MCTP_DIAG_SHOW_* */
	__u32 pad2[2];
};

#define MCTP_DIAG_SHOW_TAGS	0x01	/* with MCTP_DIAG_TAGS */

struct mctp_diag_msg {
	__u8 family;		/* AF_MCTP */
	__u8 flags;		/* MCTP_DIAG_F_* */
	__u8 type;		/* message type listened for or sent */
	__u8 local;		/* EID listened on, 255: any */
	__u8 peer;		/* peer given by connect(), 255: any */
	__u8 source;		/* MCTP_OPT_SOURCE, 0: not set */
	__u16 pad;
	__u32 net;		/* listened on, 0: any */
	__u32 peer_net;
	__u32 uid;		/* of who made the socket */
	__u32 inode;		/* of the socket in /proc/PID/fd */
	__u32 tags;		/* tags in flight */
	__u32 reassemblies;	/* messages coming in */
	__u32 rqueue;		/* bytes waiting to be received */
	__u32 wqueue;		/* memory of what is not transmitted yet */
	__u32 cookie[2];
};

#define MCTP_DIAG_F_BOUND	0x01
#define MCTP_DIAG_F_CONNECTED	0x02
#define MCTP_DIAG_F_ADDR_EXT	0x04
#define MCTP_DIAG_F_RECVERR	0x08

enum mctp_diag_attr {
	MCTP_DIAG_UNSPEC,
	MCTP_DIAG_MEMINFO,	/* u32 array as in <linux/sock_diag.h> */
	MCTP_DIAG_TAGS,		/* array of struct mctp_diag_tag */
	__MCTP_DIAG_MAX
};

#define MCTP_DIAG_MAX		(__MCTP_DIAG_MAX - 1)

struct mctp_diag_tag {
	__u32 net;
	__u32 expires_ms;	/* from now; 0: preallocated, does not expire */
	__u8 local;		/* 255: any */
	__u8 peer;		/* 255: any */
	__u8 tag;		/* value, MCTP_TAG_OWNER, MCTP_TAG_PREALLOC */
	__u8 kind;		/* MCTP_DIAG_TAG_* */
};

#define MCTP_DIAG_TAG_REQUEST	1	/* ends with the first reply */
#define MCTP_DIAG_TAG_BROADCAST	2	/* several replies, ends by time */
#define MCTP_DIAG_TAG_PREALLOC	3	/* ends when the socket drops it */

#endif
