// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reassembly contexts and their table.
 *
 * A context is one message on its way: who sends it (network, device,
 * physical address, EIDs, tag), which socket will get it, and the bytes so
 * far. Bytes are copied, the first few hundred into the buffer that comes
 * with an skb and more into pages, so a context costs about what it holds,
 * however small the fragments are, and no fragment is modified or kept.
 *
 * A context is in the table as long as it exists. It names a socket and a
 * device without holding either: closing one removes its contexts and bars
 * new ones under the table's lock. It is charged to the device and to the
 * network the device is in; a device changes its network under the same lock
 * and leaves no context behind, so what was charged is what is released.
 *
 * The one timer of a table fires when the context that waits longest is due;
 * fragments move their context to the end of the list and leave the timer
 * alone, which then finds nothing due and rearms itself.
 */
#include "reasm.h"

#include <kunit/visibility.h>
#include <linux/export.h>
#include <linux/jhash.h>
#include <linux/jiffies.h>
#include <linux/lockdep.h>
#include <linux/mm.h>
#include <linux/skbuff.h>
#include <linux/slab.h>

#include "cb.h"
#include "drop.h"
#include "trace.h"
#include "wire.h"

struct mctp_reasm {
	struct hlist_node node;
	struct list_head aging_node;
	struct list_head owner_node;
	struct mctp_reasm_dev *dev;
	struct mctp_reasm_owner *owner;
	u64 tag_id;
	struct sk_buff *skb;	/* the message so far; its cb names the sender */
	u8 dest;
	u8 next_seq;
	unsigned int unit;	/* payload of every fragment but the last */
	unsigned long expires;
	size_t charged;
};

static struct hlist_head *bucket_of(struct mctp_reasm_table *table,
				    const struct mctp_cb *cb, u8 dest)
{
	u32 eids = cb->src | dest << 8 | cb->tag << 16;

	return &table->buckets[jhash_3words(cb->net, cb->ifindex, eids, 0) &
			       (ARRAY_SIZE(table->buckets) - 1)];
}

/*
 * EIDs alone do not tell senders apart: devices without an EID all send
 * from 0, and one device may claim the EID of another.
 */
static bool is_from(const struct mctp_reasm *ctx, const struct mctp_cb *cb,
		    u8 dest)
{
	const struct mctp_cb *own = mctp_cb(ctx->skb);

	return own->net == cb->net && own->ifindex == cb->ifindex &&
	       own->src == cb->src && own->tag == cb->tag &&
	       ctx->dest == dest && own->halen == cb->halen &&
	       !memcmp(own->haddr, cb->haddr, cb->halen);
}

static struct mctp_reasm *find(struct mctp_reasm_table *table,
			       const struct mctp_cb *cb, u8 dest)
{
	struct mctp_reasm *ctx = table->recent;

	lockdep_assert_held(&table->lock);

	/* the packets of a message mostly come one after the other */
	if (ctx && is_from(ctx, cb, dest))
		return ctx;
	hlist_for_each_entry(ctx, bucket_of(table, cb, dest), node) {
		if (is_from(ctx, cb, dest)) {
			table->recent = ctx;
			return ctx;
		}
	}
	return NULL;
}

static bool fits(const struct mctp_reasm_share *used,
		 const struct mctp_reasm_share *limit, size_t bytes)
{
	return used->bytes <= limit->bytes &&
	       bytes <= limit->bytes - used->bytes;
}

static bool charge(struct mctp_reasm_table *table, struct mctp_reasm *ctx,
		   size_t bytes)
{
	struct mctp_reasm_dev *dev = ctx->dev;

	if (!fits(&table->used, &table->limit, bytes) ||
	    !fits(&dev->net->used, &dev->net->limit, bytes) ||
	    !fits(&dev->used, &dev->limit, bytes))
		return false;

	table->used.bytes += bytes;
	dev->net->used.bytes += bytes;
	dev->used.bytes += bytes;
	ctx->charged += bytes;
	return true;
}

/* Takes @ctx out of the table; its message goes to the caller. */
static struct sk_buff *context_take(struct mctp_reasm_table *table,
				    struct mctp_reasm *ctx)
{
	struct mctp_reasm_dev *dev = ctx->dev;
	struct sk_buff *skb = ctx->skb;

	lockdep_assert_held(&table->lock);

	if (table->recent == ctx)
		table->recent = NULL;
	hlist_del(&ctx->node);
	list_del(&ctx->aging_node);
	list_del(&ctx->owner_node);
	table->used.contexts--;
	table->used.bytes -= ctx->charged;
	dev->net->used.contexts--;
	dev->net->used.bytes -= ctx->charged;
	dev->used.contexts--;
	dev->used.bytes -= ctx->charged;
	kfree(ctx);
	return skb;
}

/* For messages that end without a fragment to blame. */
static void context_drop(struct mctp_reasm_table *table,
			 struct mctp_reasm *ctx, enum mctp_drop cause)
{
	struct mctp_reasm_dev *dev = ctx->dev;

	mctp_drop(dev->net->counters, dev->counters, context_take(table, ctx),
		  cause);
}

static enum mctp_drop page_add(struct mctp_reasm_table *table,
			       struct mctp_reasm *ctx)
{
	struct sk_buff *skb = ctx->skb;
	struct page *page;

	BUILD_BUG_ON(DIV_ROUND_UP(MCTP_MESSAGE_MAX, PAGE_SIZE) >
		     MAX_SKB_FRAGS);

	if (!charge(table, ctx, PAGE_SIZE))
		return MCTP_DROP_REASM_BYTES;
	page = alloc_page(GFP_ATOMIC | __GFP_NOWARN);
	if (!page)
		return MCTP_DROP_NO_MEMORY;
	skb_add_rx_frag(skb, skb_shinfo(skb)->nr_frags, page, 0, 0, PAGE_SIZE);
	return MCTP_DROP_NONE;
}

/* The page being filled, or NULL when the next byte needs a new one. */
static skb_frag_t *page_open(const struct sk_buff *skb)
{
	if (skb->data_len % PAGE_SIZE == 0)
		return NULL;
	return &skb_shinfo(skb)->frags[skb_shinfo(skb)->nr_frags - 1];
}

/* What is long goes to pages, after what fits in the buffer there is. */
static enum mctp_drop append_pages(struct mctp_reasm_table *table,
				   struct mctp_reasm *ctx,
				   const struct sk_buff *fragment,
				   unsigned int pos)
{
	struct sk_buff *skb = ctx->skb;

	while (pos < fragment->len) {
		skb_frag_t *frag = page_open(skb);
		unsigned int n;

		if (!frag) {
			enum mctp_drop cause = page_add(table, ctx);

			if (cause)
				return cause;
			frag = &skb_shinfo(skb)->
				frags[skb_shinfo(skb)->nr_frags - 1];
		}
		n = min_t(unsigned int, fragment->len - pos,
			  PAGE_SIZE - skb_frag_size(frag));
		if (skb_copy_bits(fragment, pos,
				  skb_frag_address(frag) + skb_frag_size(frag),
				  n))
			return MCTP_DROP_SHORT;
		skb_frag_size_add(frag, n);
		skb->len += n;
		skb->data_len += n;
		pos += n;
	}
	return MCTP_DROP_NONE;
}

static enum mctp_drop append(struct mctp_reasm_table *table,
			     struct mctp_reasm *ctx,
			     const struct sk_buff *fragment)
{
	struct sk_buff *skb = ctx->skb;
	enum mctp_drop cause;
	unsigned int n;

	if (fragment->len > MCTP_MESSAGE_MAX - skb->len)
		return MCTP_DROP_REASM_TOO_LONG;

	n = min_t(unsigned int, fragment->len, skb_tailroom(skb));
	if (n && skb_copy_bits(fragment, 0, skb_put(skb, n), n))
		return MCTP_DROP_SHORT;
	cause = append_pages(table, ctx, fragment, n);
	if (cause)
		return cause;

	ctx->expires = jiffies + table->gap;
	if (!list_is_last(&ctx->aging_node, &table->aging))
		list_move_tail(&ctx->aging_node, &table->aging);
	return MCTP_DROP_NONE;
}

static struct mctp_reasm *context_new(const struct mctp_pkt *pkt,
				      const struct sk_buff *first)
{
	struct mctp_hdr *hdr;
	struct mctp_reasm *ctx;

	ctx = kzalloc_obj(*ctx, GFP_ATOMIC | __GFP_NOWARN);
	if (!ctx)
		return NULL;
	ctx->skb = alloc_skb(sizeof(struct mctp_hdr),
			     GFP_ATOMIC | __GFP_NOWARN);
	if (!ctx->skb) {
		kfree(ctx);
		return NULL;
	}
	/* before the message, as in any packet: who traces it looks there */
	hdr = skb_put(ctx->skb, sizeof(*hdr));
	mctp_wire_encode(hdr, pkt->dest, pkt->src, pkt->seq, true, false);
	hdr->flags_seq_tag |= pkt->tag;
	skb_reset_network_header(ctx->skb);
	__skb_pull(ctx->skb, sizeof(*hdr));
	ctx->skb->protocol = first->protocol;
	ctx->skb->pkt_type = first->pkt_type;
	ctx->skb->mark = first->mark;
	ctx->skb->tstamp = first->tstamp;
	*mctp_cb(ctx->skb) = *mctp_cb(first);
	ctx->dest = pkt->dest;
	ctx->next_seq = (pkt->seq + 1) % MCTP_SEQ_MOD;
	ctx->unit = first->len;
	return ctx;
}

static void context_free(struct mctp_reasm *ctx)
{
	if (ctx)
		kfree_skb(ctx->skb);
	kfree(ctx);
}

/* The device may have changed its network since the fragment came in. */
static enum mctp_drop may_insert(const struct mctp_reasm_table *table,
				 const struct mctp_reasm_dev *dev,
				 const struct mctp_reasm_owner *owner,
				 const struct mctp_cb *cb)
{
	if (dev->closed || owner->closed || cb->net != dev->net->id)
		return MCTP_DROP_REASM_CLOSED;
	if (table->used.contexts >= table->limit.contexts ||
	    dev->used.contexts >= dev->limit.contexts ||
	    dev->net->used.contexts >= dev->net->limit.contexts)
		return MCTP_DROP_REASM_CONTEXTS;
	return MCTP_DROP_NONE;
}

static enum mctp_drop insert(struct mctp_reasm_table *table,
			     struct mctp_reasm_dev *dev,
			     struct mctp_reasm_owner *owner,
			     struct mctp_reasm *ctx)
{
	enum mctp_drop cause = may_insert(table, dev, owner,
					  mctp_cb(ctx->skb));

	if (cause)
		return cause;
	ctx->dev = dev;
	ctx->owner = owner;
	if (!charge(table, ctx, sizeof(*ctx) + ctx->skb->truesize))
		return MCTP_DROP_REASM_BYTES;

	hlist_add_head(&ctx->node,
		       bucket_of(table, mctp_cb(ctx->skb), ctx->dest));
	list_add_tail(&ctx->aging_node, &table->aging);
	list_add(&ctx->owner_node, &owner->contexts);
	table->used.contexts++;
	dev->net->used.contexts++;
	dev->used.contexts++;
	return MCTP_DROP_NONE;
}

static void trace_start(const struct mctp_reasm *ctx)
{
	const struct mctp_cb *cb = mctp_cb(ctx->skb);

	trace_mctp_reasm_start(cb->net, ctx->dev->counters->id, cb->src,
			       ctx->dest, cb->type, cb->tag, ctx->skb->len);
}

static void trace_done(const struct mctp_reasm *ctx)
{
	const struct mctp_cb *cb = mctp_cb(ctx->skb);

	trace_mctp_reasm_done(cb->net, ctx->dev->counters->id, cb->src,
			      ctx->dest, cb->type, cb->tag, ctx->skb->len);
}

/*
 * The first of several fragments. Ends the message that the same sender left
 * unfinished (DSP0236 "Terminating message assembly"), then starts anew.
 * Only reads @skb, whose data is the payload and whose cb is filled in.
 */
enum mctp_drop mctp_reasm_start(struct mctp_reasm_table *table,
				struct mctp_reasm_dev *dev,
				struct mctp_reasm_owner *owner, u64 tag_id,
				const struct mctp_pkt *pkt,
				const struct sk_buff *skb)
{
	struct mctp_reasm *ctx, *old;
	enum mctp_drop cause;

	ctx = context_new(pkt, skb);

	spin_lock_bh(&table->lock);
	old = find(table, mctp_cb(skb), pkt->dest);
	if (old)
		context_drop(table, old, MCTP_DROP_REASM_RESTART);
	if (!ctx) {
		cause = MCTP_DROP_NO_MEMORY;
		goto out_unlock;
	}
	ctx->tag_id = tag_id;
	cause = insert(table, dev, owner, ctx);
	if (cause)
		goto out_unlock;
	cause = append(table, ctx, skb);
	if (cause) {
		kfree_skb(context_take(table, ctx));
		ctx = NULL;
		goto out_unlock;
	}
	timer_reduce(&table->timer, ctx->expires);
	trace_start(ctx);
	ctx = NULL;
out_unlock:
	spin_unlock_bh(&table->lock);
	context_free(ctx);
	return cause;
}
EXPORT_SYMBOL_IF_KUNIT(mctp_reasm_start);

/* DSP0236: sequence without a gap; all but the last of equal size. */
static enum mctp_drop check_fragment(const struct mctp_reasm *ctx,
				     const struct mctp_pkt *pkt,
				     const struct sk_buff *skb)
{
	if (pkt->seq != ctx->next_seq)
		return MCTP_DROP_REASM_SEQUENCE;
	if (pkt->eom ? skb->len > ctx->unit : skb->len != ctx->unit)
		return MCTP_DROP_REASM_SIZE;
	return MCTP_DROP_NONE;
}

/*
 * A fragment that is not the first. Any error ends the message: what is
 * missing will not come again. Only reads @skb.
 */
enum mctp_drop mctp_reasm_continue(struct mctp_reasm_table *table,
				   const struct mctp_pkt *pkt,
				   const struct sk_buff *skb,
				   struct mctp_reasm_message *ret_message)
{
	struct mctp_reasm_message message = {};
	struct sk_buff *broken = NULL;
	struct mctp_reasm *ctx;
	enum mctp_drop cause;

	spin_lock_bh(&table->lock);
	ctx = find(table, mctp_cb(skb), pkt->dest);
	if (!ctx) {
		cause = MCTP_DROP_REASM_STRAY;
		goto out_unlock;
	}
	cause = check_fragment(ctx, pkt, skb);
	if (!cause)
		cause = append(table, ctx, skb);
	if (cause) {
		broken = context_take(table, ctx);
		goto out_unlock;
	}
	ctx->next_seq = (ctx->next_seq + 1) % MCTP_SEQ_MOD;
	if (pkt->eom) {
		message.owner = ctx->owner;
		message.tag_id = ctx->tag_id;
		trace_done(ctx);
		mctp_stat_count(ctx->dev->net->counters,
				MCTP_STAT_REASM_DONE);
		mctp_stat_count(ctx->dev->counters, MCTP_STAT_REASM_DONE);
		message.skb = context_take(table, ctx);
	}
out_unlock:
	spin_unlock_bh(&table->lock);
	kfree_skb(broken);
	if (!cause)
		*ret_message = message;
	return cause;
}
EXPORT_SYMBOL_IF_KUNIT(mctp_reasm_continue);

/* The sender of @skb went on to a message of one packet. */
void mctp_reasm_cancel(struct mctp_reasm_table *table,
		       const struct mctp_pkt *pkt, const struct sk_buff *skb)
{
	struct mctp_reasm *ctx;

	/* A context started meanwhile on another CPU may as well survive. */
	if (!READ_ONCE(table->used.contexts))
		return;

	spin_lock_bh(&table->lock);
	ctx = find(table, mctp_cb(skb), pkt->dest);
	if (ctx)
		context_drop(table, ctx, MCTP_DROP_REASM_RESTART);
	spin_unlock_bh(&table->lock);
}
EXPORT_SYMBOL_IF_KUNIT(mctp_reasm_cancel);

/* End the messages that are due at @now; arm the timer for the next. */
void mctp_reasm_expire(struct mctp_reasm_table *table, unsigned long now)
{
	struct mctp_reasm *ctx, *next;

	spin_lock_bh(&table->lock);
	list_for_each_entry_safe(ctx, next, &table->aging, aging_node) {
		if (time_before(now, ctx->expires)) {
			timer_reduce(&table->timer, ctx->expires);
			break;
		}
		context_drop(table, ctx, MCTP_DROP_REASM_TIMEOUT);
	}
	spin_unlock_bh(&table->lock);
}
EXPORT_SYMBOL_IF_KUNIT(mctp_reasm_expire);

static void timer_fired(struct timer_list *timer)
{
	struct mctp_reasm_table *table =
		timer_container_of(table, timer, timer);

	mctp_reasm_expire(table, jiffies);
}

void mctp_reasm_owner_init(struct mctp_reasm_owner *owner)
{
	INIT_LIST_HEAD(&owner->contexts);
	owner->closed = false;
}
EXPORT_SYMBOL_IF_KUNIT(mctp_reasm_owner_init);

/* Ends all messages for @owner and allows no more. */
void mctp_reasm_owner_close(struct mctp_reasm_table *table,
			    struct mctp_reasm_owner *owner)
{
	struct mctp_reasm *ctx, *next;

	spin_lock_bh(&table->lock);
	owner->closed = true;
	list_for_each_entry_safe(ctx, next, &owner->contexts, owner_node)
		context_drop(table, ctx, MCTP_DROP_REASM_CLOSED);
	spin_unlock_bh(&table->lock);
}
EXPORT_SYMBOL_IF_KUNIT(mctp_reasm_owner_close);

/* Messages that come in for @owner. */
unsigned int mctp_reasm_owner_count(struct mctp_reasm_table *table,
				    const struct mctp_reasm_owner *owner)
{
	unsigned int count;

	spin_lock_bh(&table->lock);
	count = list_count_nodes((struct list_head *)&owner->contexts);
	spin_unlock_bh(&table->lock);
	return count;
}

static void dev_flush(struct mctp_reasm_table *table,
		      struct mctp_reasm_dev *dev)
{
	struct mctp_reasm *ctx, *next;

	list_for_each_entry_safe(ctx, next, &table->aging, aging_node) {
		if (ctx->dev == dev)
			context_drop(table, ctx, MCTP_DROP_REASM_CLOSED);
	}
}

/*
 * @dev goes to another network. Messages half received do not: the rest would
 * arrive in the other.
 */
void mctp_reasm_dev_move(struct mctp_reasm_table *table,
			 struct mctp_reasm_dev *dev,
			 struct mctp_reasm_net *net)
{
	spin_lock_bh(&table->lock);
	dev_flush(table, dev);
	dev->net = net;
	spin_unlock_bh(&table->lock);
}
EXPORT_SYMBOL_IF_KUNIT(mctp_reasm_dev_move);

/* Ends all messages coming in by @dev, and allows no more. */
void mctp_reasm_dev_close(struct mctp_reasm_table *table,
			  struct mctp_reasm_dev *dev)
{
	spin_lock_bh(&table->lock);
	dev->closed = true;
	dev_flush(table, dev);
	spin_unlock_bh(&table->lock);
}
EXPORT_SYMBOL_IF_KUNIT(mctp_reasm_dev_close);

void mctp_reasm_net_init(struct mctp_reasm_net *net, u32 id,
			 struct mctp_counters *counters)
{
	*net = (struct mctp_reasm_net) {
		.limit = {
			.contexts = MCTP_REASM_NET_CONTEXTS,
			.bytes = MCTP_REASM_NET_BYTES,
		},
		.id = id,
		.counters = counters,
	};
}
EXPORT_SYMBOL_IF_KUNIT(mctp_reasm_net_init);

void mctp_reasm_dev_init(struct mctp_reasm_dev *dev,
			 struct mctp_reasm_net *net,
			 struct mctp_counters *counters)
{
	*dev = (struct mctp_reasm_dev) {
		.net = net,
		.limit = {
			.contexts = MCTP_REASM_DEV_CONTEXTS,
			.bytes = MCTP_REASM_DEV_BYTES,
		},
		.counters = counters,
	};
}
EXPORT_SYMBOL_IF_KUNIT(mctp_reasm_dev_init);

void mctp_reasm_table_init(struct mctp_reasm_table *table)
{
	size_t i;

	spin_lock_init(&table->lock);
	for (i = 0; i < ARRAY_SIZE(table->buckets); i++)
		INIT_HLIST_HEAD(&table->buckets[i]);
	INIT_LIST_HEAD(&table->aging);
	timer_setup(&table->timer, timer_fired, 0);
	table->used = (struct mctp_reasm_share) {};
	table->limit = (struct mctp_reasm_share) {
		.contexts = UINT_MAX,
		.bytes = SIZE_MAX,
	};
	table->gap = MCTP_REASM_GAP;
}
EXPORT_SYMBOL_IF_KUNIT(mctp_reasm_table_init);

/* All sockets and devices are closed: only the timer is left. */
void mctp_reasm_table_done(struct mctp_reasm_table *table)
{
	timer_shutdown_sync(&table->timer);
	WARN_ON_ONCE(table->used.contexts);
}
EXPORT_SYMBOL_IF_KUNIT(mctp_reasm_table_done);
