// SPDX-License-Identifier: GPL-2.0-only
/*
 * The list of all sockets of a namespace, and its dump through sock_diag
 * (struct mctp_diag_req in <linux/mctp-ext.h>).
 *
 * New sockets go to the end of the list with a number that only grows, so a
 * dump that goes on after a number misses none that was there all the time,
 * whatever comes and goes meanwhile. It reads under RCU and writes to memory
 * that netlink allocated before; only the tags of one socket are read under
 * the lock of their table.
 */
#include "diag.h"

#include <kunit/visibility.h>
#include <linux/export.h>
#include <linux/jiffies.h>
#include <linux/mctp-ext.h>
#include <linux/mctp.h>
#include <linux/module.h>
#include <linux/net.h>
#include <linux/netlink.h>
#include <linux/rculist.h>
#include <linux/sock_diag.h>
#include <linux/socket.h>
#include <net/net_namespace.h>
#include <net/netlink.h>
#include <net/sock.h>

#include "net.h"
#include "sock.h"

void mctp_diag_table_init(struct mctp_diag_table *table)
{
	spin_lock_init(&table->lock);
	INIT_LIST_HEAD(&table->socks);
	table->last_id = 0;
}

/* All sockets are closed. */
void mctp_diag_table_done(struct mctp_diag_table *table)
{
	WARN_ON_ONCE(!list_empty(&table->socks));
}

void mctp_diag_add(struct mctp_diag_table *table,
		   struct mctp_diag_entry *entry)
{
	spin_lock_bh(&table->lock);
	entry->id = ++table->last_id;
	list_add_tail_rcu(&entry->node, &table->socks);
	spin_unlock_bh(&table->lock);
}

/* Readers may hold @entry for a grace period more. */
void mctp_diag_remove(struct mctp_diag_table *table,
		      struct mctp_diag_entry *entry)
{
	spin_lock_bh(&table->lock);
	list_del_rcu(&entry->node);
	spin_unlock_bh(&table->lock);
}

/* Where a dump goes on. */
struct dump_state {
	u64 sock_id;	/* the last one that was told completely */
	u64 part_id;	/* the one that was told in part, */
	u64 tag_id;	/* and the last of its tags */
};

/* Payload, as recv() will give it: the type byte goes into the address. */
static u32 receive_bytes(struct sock *sk)
{
	struct sk_buff_head *queue = &sk->sk_receive_queue;
	const struct sk_buff *skb;
	unsigned long flags;
	u32 bytes = 0;

	spin_lock_irqsave(&queue->lock, flags);
	skb_queue_walk(queue, skb)
		bytes += skb->len - 1;
	spin_unlock_irqrestore(&queue->lock, flags);
	return bytes;
}

/* What bind() and connect() said, each complete once its mark is seen. */
static void fill_names(const struct mctp_sock *msk, struct mctp_diag_msg *msg)
{
	const struct mctp_bind *bind = &msk->bind;

	msg->local = MCTP_ADDR_ANY;
	msg->peer = MCTP_ADDR_ANY;
	/* pairs with connect() */
	if (smp_load_acquire(&msk->bind.has_peer)) {
		msg->flags |= MCTP_DIAG_F_CONNECTED;
		msg->type = READ_ONCE(bind->type);
		msg->peer = bind->peer;
		msg->peer_net = msk->peer_net;
	}
	/* pairs with bind() */
	if (smp_load_acquire(&msk->bound)) {
		msg->flags |= MCTP_DIAG_F_BOUND;
		msg->type = READ_ONCE(bind->type);
		msg->local = bind->local;
		msg->net = bind->net;
	}
}

static void fill_sock(const struct netlink_callback *cb, struct mctp_sock *msk,
		      struct mctp_diag_msg *msg)
{
	struct mctp_net *mns = mctp_net_get(sock_net(&msk->sk));
	struct user_namespace *user_ns = sk_user_ns(NETLINK_CB(cb->skb).sk);
	struct sock *sk = &msk->sk;

	*msg = (struct mctp_diag_msg) {
		.family = AF_MCTP,
		.source = READ_ONCE(msk->source),
		.uid = from_kuid_munged(user_ns, READ_ONCE(sk->sk_uid)),
		.inode = sock_i_ino(sk),
		.tags = mctp_tag_owner_count(&mns->tags, &msk->tags),
		.reassemblies = mctp_reasm_owner_count(&mns->reasm,
						       &msk->reasm),
		.rqueue = receive_bytes(sk),
		.wqueue = sk_wmem_alloc_get(sk),
	};
	fill_names(msk, msg);
	if (READ_ONCE(msk->addr_ext))
		msg->flags |= MCTP_DIAG_F_ADDR_EXT;
	if (READ_ONCE(msk->recverr))
		msg->flags |= MCTP_DIAG_F_RECVERR;
	sock_diag_save_cookie(sk, msg->cookie);
}

/* The tags that a message gets, until it is full. */
struct tag_writer {
	struct sk_buff *skb;
	u64 before;	/* those older than this one; 0: all */
	u64 last;	/* the oldest one written */
};

static u8 tag_kind(enum mctp_tag_kind kind)
{
	switch (kind) {
	case MCTP_TAG_KIND_ONE:
		return MCTP_DIAG_TAG_REQUEST;
	case MCTP_TAG_KIND_MANY:
		return MCTP_DIAG_TAG_BROADCAST;
	case MCTP_TAG_KIND_PREALLOC:
		break;
	}
	return MCTP_DIAG_TAG_PREALLOC;
}

/* At least 1, also when the timer is late: 0 stands for a tag that stays. */
static u32 tag_expires_ms(const struct mctp_tag *tag)
{
	long left = tag->expires - jiffies;

	if (tag->kind == MCTP_TAG_KIND_PREALLOC)
		return 0;
	return left > 0 ? max(1U, jiffies_to_msecs(left)) : 1;
}

/* Under the lock of the tags; newest first. -EMSGSIZE when there is no room. */
static int write_tag(const struct mctp_tag *tag, void *arg)
{
	struct tag_writer *writer = arg;
	struct mctp_diag_tag told = {
		.net = tag->key.net,
		.expires_ms = tag_expires_ms(tag),
		.local = tag->key.local,
		.peer = tag->key.peer,
		.tag = tag->value | MCTP_TAG_OWNER,
		.kind = tag_kind(tag->kind),
	};
	int rc;

	if (writer->before && tag->id >= writer->before)
		return 0;
	if (tag->kind == MCTP_TAG_KIND_PREALLOC)
		told.tag |= MCTP_TAG_PREALLOC;
	rc = nla_append(writer->skb, sizeof(told), &told);
	if (!rc)
		writer->last = tag->id;
	return rc;
}

/*
 * The tags older than @before. 0: all are written; 1: some are, the last was
 * @ret_last; -EMSGSIZE: none fits.
 */
static int fill_tags(struct sk_buff *skb, struct mctp_sock *msk, u64 before,
		     u64 *ret_last)
{
	struct mctp_net *mns = mctp_net_get(sock_net(&msk->sk));
	struct tag_writer writer = { .skb = skb, .before = before };
	struct nlattr *attr;
	int rc;

	attr = nla_reserve(skb, MCTP_DIAG_TAGS, 0);
	if (!attr)
		return -EMSGSIZE;
	rc = mctp_tag_owner_walk(&mns->tags, &msk->tags, write_tag, &writer);
	attr->nla_len = skb_tail_pointer(skb) - (unsigned char *)attr;
	if (!rc || !writer.last)
		return rc;
	*ret_last = writer.last;
	return 1;
}

/*
 * 0: told. 1: told in part, go on with the same one. -EMSGSIZE: there is no
 * room, and nothing is told. A socket is told in parts only if it does not
 * fit into a message of its own.
 */
static int fill(struct sk_buff *skb, const struct netlink_callback *cb,
		struct mctp_sock *msk, struct dump_state *state)
{
	u64 before = msk->diag.id == state->part_id ? state->tag_id : 0;
	const struct mctp_diag_req *req = nlmsg_data(cb->nlh);
	bool alone = !skb->len;
	struct nlmsghdr *nlh;
	u64 last = 0;
	int rc = 0;

	nlh = nlmsg_put(skb, NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq,
			SOCK_DIAG_BY_FAMILY, sizeof(struct mctp_diag_msg),
			NLM_F_MULTI);
	if (!nlh)
		return -EMSGSIZE;
	fill_sock(cb, msk, nlmsg_data(nlh));
	if (sock_diag_put_meminfo(&msk->sk, skb, MCTP_DIAG_MEMINFO))
		rc = -EMSGSIZE;
	else if (req->show & MCTP_DIAG_SHOW_TAGS)
		rc = fill_tags(skb, msk, before, &last);
	if (rc < 0 || (rc && !alone)) {
		nlmsg_cancel(skb, nlh);
		return -EMSGSIZE;
	}
	nlmsg_end(skb, nlh);
	if (rc) {
		state->part_id = msk->diag.id;
		state->tag_id = last;
	} else {
		state->sock_id = msk->diag.id;
	}
	return rc;
}

/* Called for each message of a dump until it adds nothing to @skb. */
int mctp_diag_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct dump_state *state = (struct dump_state *)cb->ctx;
	struct mctp_net *mns = mctp_net_get(sock_net(skb->sk));
	struct mctp_sock *msk;
	int rc = 0;

	BUILD_BUG_ON(sizeof(*state) > sizeof(cb->ctx));

	rcu_read_lock();
	list_for_each_entry_rcu(msk, &mns->diag.socks, diag.node) {
		if (msk->diag.id <= state->sock_id)
			continue;
		/* one that is being freed has nothing to tell */
		if (!refcount_inc_not_zero(&msk->sk.sk_refcnt))
			continue;
		rc = fill(skb, cb, msk, state);
		sock_put(&msk->sk);
		if (rc)
			break;
	}
	rcu_read_unlock();
	/* not even one into an empty buffer: an error, not the end */
	return skb->len ?: min(rc, 0);
}
EXPORT_SYMBOL_IF_KUNIT(mctp_diag_dump);

static int check_request(const struct nlmsghdr *nlh)
{
	const struct mctp_diag_req *req = nlmsg_data(nlh);

	if (nlmsg_len(nlh) < sizeof(*req))
		return -EINVAL;
	if (req->sdiag_protocol || req->pad || req->pad2[0] || req->pad2[1] ||
	    req->show & ~MCTP_DIAG_SHOW_TAGS)
		return -EINVAL;
	return nlh->nlmsg_flags & NLM_F_DUMP ? 0 : -EOPNOTSUPP;
}

static int handle(struct sk_buff *skb, struct nlmsghdr *nlh)
{
	struct netlink_dump_control control = {
		.dump = mctp_diag_dump,
	};
	int rc;

	rc = check_request(nlh);
	if (rc)
		return rc;
	return netlink_dump_start(sock_net(skb->sk)->diag_nlsk, skb, nlh,
				  &control);
}

static const struct sock_diag_handler handler = {
	.owner = THIS_MODULE,
	.family = AF_MCTP,
	.dump = handle,
};

int __init mctp_diag_init(void)
{
	BUILD_BUG_ON(sizeof(struct mctp_diag_req) != 16);
	BUILD_BUG_ON(sizeof(struct mctp_diag_msg) != 48);
	BUILD_BUG_ON(sizeof(struct mctp_diag_tag) != 12);

	return sock_diag_register(&handler);
}

void mctp_diag_done(void)
{
	sock_diag_unregister(&handler);
}
