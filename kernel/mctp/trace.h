/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tracepoints: messages sent and received, what is dropped and why, messages
 * put together, and the life of tags (Documentation/mctp.md).
 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM mctp

#if !defined(MCTP_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define MCTP_TRACE_H

#include <linux/skbuff.h>
#include <linux/string.h>
#include <linux/tracepoint.h>

#include "counters.h"
#include "tag.h"
#include "wire.h"

#ifndef MCTP_TRACE_NAMES
#define MCTP_TRACE_NAMES

/* Names of causes as in the statistics of mctpctl, MCTP_DROP_ left out. */
#define MCTP_TRACE_DROPS(first, last)				\
	first(MCTP_DROP_NO_DEVICE, "no_device")			\
	first(MCTP_DROP_SHORT, "short")				\
	first(MCTP_DROP_VERSION, "version")			\
	first(MCTP_DROP_ADDRESS, "address")			\
	first(MCTP_DROP_OTHER_HOST, "other_host")		\
	first(MCTP_DROP_NO_ROUTE, "no_route")			\
	first(MCTP_DROP_FORWARD_MTU, "forward_mtu")		\
	first(MCTP_DROP_FORWARD_ERROR, "forward_error")		\
	first(MCTP_DROP_NO_LISTENER, "no_listener")		\
	first(MCTP_DROP_NO_TAG, "no_tag")			\
	first(MCTP_DROP_TAG_EXPIRED, "tag_expired")		\
	first(MCTP_DROP_RCVBUF, "rcvbuf")			\
	first(MCTP_DROP_FILTER, "filter")			\
	first(MCTP_DROP_REASM_STRAY, "reasm_stray")		\
	first(MCTP_DROP_REASM_SEQUENCE, "reasm_sequence")	\
	first(MCTP_DROP_REASM_SIZE, "reasm_size")		\
	first(MCTP_DROP_REASM_TOO_LONG, "reasm_too_long")	\
	first(MCTP_DROP_REASM_CONTEXTS, "reasm_contexts")	\
	first(MCTP_DROP_REASM_BYTES, "reasm_bytes")		\
	first(MCTP_DROP_REASM_RESTART, "reasm_restart")		\
	first(MCTP_DROP_REASM_TIMEOUT, "reasm_timeout")		\
	first(MCTP_DROP_REASM_CLOSED, "reasm_closed")		\
	first(MCTP_DROP_NO_MEMORY, "no_memory")			\
	last(MCTP_DROP_FORWARD_OFF, "forward_off")

#define MCTP_TRACE_TAG_ENDS(first, last)			\
	first(MCTP_TAG_END_REPLIED, "replied")			\
	first(MCTP_TAG_END_EXPIRED, "expired")			\
	first(MCTP_TAG_END_DROPPED, "dropped")			\
	first(MCTP_TAG_END_CLOSED, "closed")			\
	last(MCTP_TAG_END_RELEASED, "released")

#define MCTP_TRACE_TAG_KINDS(first, last)			\
	first(MCTP_TAG_KIND_ONE, "one")				\
	first(MCTP_TAG_KIND_MANY, "many")			\
	last(MCTP_TAG_KIND_PREALLOC, "prealloc")

/* The header of a packet, from wherever it is; zeros if there is none. */
static inline struct mctp_hdr mctp_trace_hdr(const struct sk_buff *skb)
{
	struct mctp_hdr hdr = {};

	if (skb && skb_network_header(skb) + sizeof(hdr) <=
		   skb_tail_pointer(skb))
		memcpy(&hdr, skb_network_header(skb), sizeof(hdr));
	return hdr;
}

#endif

/* Programs that read the raw events get the values by these. */
#define MCTP_TRACE_ENUM(value, ...) TRACE_DEFINE_ENUM(value);
MCTP_TRACE_DROPS(MCTP_TRACE_ENUM, MCTP_TRACE_ENUM)
MCTP_TRACE_TAG_ENDS(MCTP_TRACE_ENUM, MCTP_TRACE_ENUM)
MCTP_TRACE_TAG_KINDS(MCTP_TRACE_ENUM, MCTP_TRACE_ENUM)

#define MCTP_TRACE_NAME(value, name) { value, name },
#define MCTP_TRACE_LAST(value, name) { value, name }

/* A message of a link; @ifindex is that of the device, also for local ones. */
DECLARE_EVENT_CLASS(mctp_message,
		    TP_PROTO(u32 net, int ifindex, u8 src, u8 dest, u8 type, u8 tag,
			     unsigned int len),
		    TP_ARGS(net, ifindex, src, dest, type, tag, len),
		    TP_STRUCT__entry(__field(u32, net)
				     __field(int, ifindex)
				     __field(u32, len)
				     __field(u8, src)
				     __field(u8, dest)
				     __field(u8, type)
				     __field(u8, tag)),
		    TP_fast_assign(__entry->net = net;
				   __entry->ifindex = ifindex;
				   __entry->len = len;
				   __entry->src = src;
				   __entry->dest = dest;
				   __entry->type = type;
				   __entry->tag = tag),
		    TP_printk("net=%u ifindex=%d src=%u dest=%u type=0x%02x tag=%u owner=%d len=%u",
			      __entry->net, __entry->ifindex, __entry->src, __entry->dest,
			      __entry->type, __entry->tag & 7, !!(__entry->tag & 8),
			      __entry->len)
);

/* Delivered to a socket. */
DEFINE_EVENT(mctp_message, mctp_receive,
	     TP_PROTO(u32 net, int ifindex, u8 src, u8 dest, u8 type, u8 tag,
		      unsigned int len),
	     TP_ARGS(net, ifindex, src, dest, type, tag, len)
);

/* The first of several fragments came in; @len is what it holds. */
DEFINE_EVENT(mctp_message, mctp_reasm_start,
	     TP_PROTO(u32 net, int ifindex, u8 src, u8 dest, u8 type, u8 tag,
		      unsigned int len),
	     TP_ARGS(net, ifindex, src, dest, type, tag, len)
);

/* The last fragment came in. Messages that end otherwise are dropped. */
DEFINE_EVENT(mctp_message, mctp_reasm_done,
	     TP_PROTO(u32 net, int ifindex, u8 src, u8 dest, u8 type, u8 tag,
		      unsigned int len),
	     TP_ARGS(net, ifindex, src, dest, type, tag, len)
);

/* Handed to the device, or with an error in @rc not, or not wholly. */
TRACE_EVENT(mctp_send,
	    TP_PROTO(u32 net, int ifindex, u8 src, u8 dest, u8 type, u8 tag,
		     unsigned int len, int rc),
	    TP_ARGS(net, ifindex, src, dest, type, tag, len, rc),
	    TP_STRUCT__entry(__field(u32, net)
			     __field(int, ifindex)
			     __field(u32, len)
			     __field(int, rc)
			     __field(u8, src)
			     __field(u8, dest)
			     __field(u8, type)
			     __field(u8, tag)),
	    TP_fast_assign(__entry->net = net;
			   __entry->ifindex = ifindex;
			   __entry->len = len;
			   __entry->rc = rc;
			   __entry->src = src;
			   __entry->dest = dest;
			   __entry->type = type;
			   __entry->tag = tag),
	    TP_printk("net=%u ifindex=%d src=%u dest=%u type=0x%02x tag=%u owner=%d len=%u rc=%d",
		      __entry->net, __entry->ifindex, __entry->src, __entry->dest,
		      __entry->type, __entry->tag & 7, !!(__entry->tag & 8),
		      __entry->len, __entry->rc)
);

/* A packet, or the message made of packets so far; @dev and @skb may be NULL. */
TRACE_EVENT(mctp_drop,
	    TP_PROTO(const struct mctp_counters *net,
		     const struct mctp_counters *dev, const struct sk_buff *skb,
		     enum mctp_drop cause),
	    TP_ARGS(net, dev, skb, cause),
	    TP_STRUCT__entry(__field(const void *, skb)
			     __field(u32, net)
			     __field(int, ifindex)
			     __field(u32, len)
			     __field(u32, cause)
			     __field(u8, src)
			     __field(u8, dest)
			     __field(u8, flags)),
	    TP_fast_assign(struct mctp_hdr hdr = mctp_trace_hdr(skb);

			   __entry->skb = skb;
			   __entry->net = net->id;
			   __entry->ifindex = dev ? dev->id : 0;
			   __entry->len = skb ? skb->len : 0;
			   __entry->cause = cause;
			   __entry->src = hdr.src;
			   __entry->dest = hdr.dest;
			   __entry->flags = hdr.flags_seq_tag),
	    TP_printk("skb=%p net=%u ifindex=%d src=%u dest=%u flags=0x%02x len=%u cause=%s",
		      __entry->skb, __entry->net, __entry->ifindex, __entry->src,
		      __entry->dest, __entry->flags, __entry->len,
		      __print_symbolic(__entry->cause,
				       MCTP_TRACE_DROPS(MCTP_TRACE_NAME,
							MCTP_TRACE_LAST)))
);

TRACE_EVENT(mctp_tag_acquire,
	    TP_PROTO(const struct mctp_tag *tag),
	    TP_ARGS(tag),
	    TP_STRUCT__entry(__field(u64, id)
			     __field(u32, net)
			     __field(u32, kind)
			     __field(u8, local)
			     __field(u8, peer)
			     __field(u8, value)),
	    TP_fast_assign(__entry->id = tag->id;
			   __entry->net = tag->key.net;
			   __entry->kind = tag->kind;
			   __entry->local = tag->key.local;
			   __entry->peer = tag->key.peer;
			   __entry->value = tag->value),
	    TP_printk("id=%llu net=%u local=%u peer=%u tag=%u kind=%s",
		      __entry->id, __entry->net, __entry->local, __entry->peer,
		      __entry->value,
		      __print_symbolic(__entry->kind,
				       MCTP_TRACE_TAG_KINDS(MCTP_TRACE_NAME,
							    MCTP_TRACE_LAST)))
);

TRACE_EVENT(mctp_tag_release,
	    TP_PROTO(const struct mctp_tag *tag, enum mctp_tag_end end),
	    TP_ARGS(tag, end),
	    TP_STRUCT__entry(__field(u64, id)
			     __field(u32, net)
			     __field(u32, end)
			     __field(u8, local)
			     __field(u8, peer)
			     __field(u8, value)),
	    TP_fast_assign(__entry->id = tag->id;
			   __entry->net = tag->key.net;
			   __entry->end = end;
			   __entry->local = tag->key.local;
			   __entry->peer = tag->key.peer;
			   __entry->value = tag->value),
	    TP_printk("id=%llu net=%u local=%u peer=%u tag=%u reason=%s",
		      __entry->id, __entry->net, __entry->local, __entry->peer,
		      __entry->value,
		      __print_symbolic(__entry->end,
				       MCTP_TRACE_TAG_ENDS(MCTP_TRACE_NAME,
							   MCTP_TRACE_LAST)))
);

#endif

/* The header is beside the files that use it, not with the kernel's. */
#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace
#include <trace/define_trace.h>
