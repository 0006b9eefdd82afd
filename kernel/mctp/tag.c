// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tags and their table.
 *
 * A tag is in the table exactly as long as it is valid. Its owner is the
 * socket; closing the socket empties the owner's list and bars new entries,
 * both under the table's lock, so a tag found in the table implies an owner
 * that is not closed yet. Receivers read under RCU: tags are freed after a
 * grace period and so are the sockets, which is why no reference is counted.
 *
 * One timer per table, armed for the oldest tag: all tags live equally long,
 * so the list of aging tags is in the order of expiry by construction.
 */
#include "tag.h"

#include <kunit/visibility.h>
#include <linux/bits.h>
#include <linux/export.h>
#include <linux/jhash.h>
#include <linux/jiffies.h>
#include <linux/lockdep.h>
#include <linux/rculist.h>
#include <linux/slab.h>

#include "flight.h"
#include "trace.h"
#include "wire.h"

/* There may be thousands, and kmalloc() rounds up. */
static struct kmem_cache *tags;

static struct hlist_head *bucket_of(const struct mctp_tag_table *table,
				    u32 net, u8 peer)
{
	u32 hash = jhash_2words(net, peer, 0);

	return (struct hlist_head *)
		&table->buckets[hash & (ARRAY_SIZE(table->buckets) - 1)];
}

static bool eid_matches(u8 pattern, u8 eid)
{
	return pattern == eid || pattern == MCTP_ADDR_ANY;
}

/* Could a reply be meant for either? ANY on either side says yes. */
static bool eid_overlaps(u8 a, u8 b)
{
	return eid_matches(a, b) || b == MCTP_ADDR_ANY;
}

static void tag_unlink(struct mctp_tag_table *table, struct mctp_tag *tag,
		       enum mctp_tag_end end)
{
	lockdep_assert_held(&table->lock);

	trace_mctp_tag_release(tag, end);

	hlist_del_rcu(&tag->node);
	hlist_del(&tag->owner_node);
	list_del(&tag->aging_node);
	mctp_tag_uncharge(tag);
	table->count--;
	mctp_flight_put(tag->flight);
	kfree_rcu(tag, rcu);
}

static void tag_link(struct mctp_tag_table *table, struct mctp_tag *tag)
{
	lockdep_assert_held(&table->lock);

	tag->id = ++table->last_id;
	if (tag->flight)
		refcount_inc(&tag->flight->refs);
	if (tag->kind == MCTP_TAG_KIND_PREALLOC) {
		INIT_LIST_HEAD(&tag->aging_node);
	} else {
		tag->expires = jiffies + table->lifetime;
		list_add_tail(&tag->aging_node, &table->aging);
		timer_reduce(&table->timer, tag->expires);
	}
	hlist_add_head(&tag->owner_node, &tag->owner->tags);
	table->count++;
	hlist_add_head_rcu(&tag->node,
			   bucket_of(table, tag->key.net, tag->key.peer));
	trace_mctp_tag_acquire(tag);
}

/* The values in @bucket that a tag of @key would collide with, as bits. */
static u8 bucket_taken(const struct hlist_head *bucket,
		       const struct mctp_tag_key *key)
{
	const struct mctp_tag *tag;
	u8 taken = 0;

	hlist_for_each_entry(tag, bucket, node) {
		if (tag->key.net == key->net &&
		    eid_overlaps(tag->key.peer, key->peer) &&
		    eid_overlaps(tag->key.local, key->local))
			taken |= BIT(tag->value);
	}
	return taken;
}

/*
 * A tag for one peer collides with tags of this peer and of any peer: two
 * buckets. A tag for any peer collides with all of the network, which may be
 * in every bucket.
 */
static u8 values_taken(const struct mctp_tag_table *table,
		       const struct mctp_tag_key *key)
{
	u8 taken = 0;
	size_t i;

	lockdep_assert_held(&table->lock);

	if (key->peer != MCTP_ADDR_ANY)
		return bucket_taken(bucket_of(table, key->net, key->peer),
				    key) |
		       bucket_taken(bucket_of(table, key->net, MCTP_ADDR_ANY),
				    key);

	for (i = 0; i < ARRAY_SIZE(table->buckets) && taken != 0xff; i++)
		taken |= bucket_taken(&table->buckets[i], key);
	return taken;
}

static int tag_insert(struct mctp_tag_table *table, struct mctp_tag *tag)
{
	u8 taken;

	lockdep_assert_held(&table->lock);

	if (tag->owner->closed)
		return -EINVAL;
	taken = values_taken(table, &tag->key);
	if (!mctp_tag_charge(table, tag))
		goto err_exhausted;
	if (taken == 0xff)
		goto err_uncharge;

	tag->value = ffz(taken);
	tag_link(table, tag);
	return 0;

err_uncharge:
	mctp_tag_uncharge(tag);
err_exhausted:
	mctp_tag_stat_count(tag, MCTP_STAT_TAGS_EXHAUSTED);
	return -EBUSY;
}

/*
 * May sleep. -EBUSY when the 8 values between the two are taken, or the
 * network or the device holds as many tags as it may.
 */
int mctp_tag_alloc(struct mctp_tag_table *table, struct mctp_tag_owner *owner,
		   const struct mctp_tag_spec *spec,
		   struct mctp_tag_ref *ret_ref)
{
	struct mctp_tag_ref ref;
	struct mctp_tag *tag;
	int rc;

	tag = kmem_cache_zalloc(tags, GFP_KERNEL);
	if (!tag)
		return -ENOMEM;
	tag->key = spec->key;
	tag->kind = spec->kind;
	tag->owner = owner;
	tag->dev = spec->dev;
	tag->flight = spec->flight;

	spin_lock_bh(&table->lock);
	rc = tag_insert(table, tag);
	ref = (struct mctp_tag_ref) { .id = tag->id, .value = tag->value };
	spin_unlock_bh(&table->lock);

	if (rc) {
		kmem_cache_free(tags, tag);
		return rc;
	}
	*ret_ref = ref;
	return 0;
}
EXPORT_SYMBOL_IF_KUNIT(mctp_tag_alloc);

/*
 * May @owner send a request to @peer with the tag it preallocated? Only its
 * own tags count. -ENOENT when it has none such.
 */
int mctp_tag_use_prealloc(struct mctp_tag_table *table,
			  struct mctp_tag_owner *owner, u32 net, u8 peer,
			  u8 value)
{
	const struct mctp_tag *tag;
	int rc = -ENOENT;

	spin_lock_bh(&table->lock);
	hlist_for_each_entry(tag, &owner->tags, owner_node) {
		if (tag->kind == MCTP_TAG_KIND_PREALLOC &&
		    tag->key.net == net && tag->value == value &&
		    eid_matches(tag->key.peer, peer)) {
			rc = 0;
			break;
		}
	}
	spin_unlock_bh(&table->lock);
	return rc;
}
EXPORT_SYMBOL_IF_KUNIT(mctp_tag_use_prealloc);

/* Give back the tag of a request that was never sent. */
void mctp_tag_release(struct mctp_tag_table *table,
		      struct mctp_tag_owner *owner, u64 id)
{
	struct mctp_tag *tag;

	spin_lock_bh(&table->lock);
	hlist_for_each_entry(tag, &owner->tags, owner_node) {
		if (tag->id == id) {
			tag_unlink(table, tag, MCTP_TAG_END_RELEASED);
			break;
		}
	}
	spin_unlock_bh(&table->lock);
}
EXPORT_SYMBOL_IF_KUNIT(mctp_tag_release);

/* Drop a preallocated tag. -EINVAL when @owner has none such. */
int mctp_tag_drop(struct mctp_tag_table *table, struct mctp_tag_owner *owner,
		  u32 net, u8 peer, u8 value)
{
	struct mctp_tag *tag;
	int rc = -EINVAL;

	spin_lock_bh(&table->lock);
	hlist_for_each_entry(tag, &owner->tags, owner_node) {
		if (tag->kind == MCTP_TAG_KIND_PREALLOC &&
		    tag->key.net == net && tag->key.peer == peer &&
		    tag->value == value) {
			tag_unlink(table, tag, MCTP_TAG_END_DROPPED);
			rc = 0;
			break;
		}
	}
	spin_unlock_bh(&table->lock);
	return rc;
}
EXPORT_SYMBOL_IF_KUNIT(mctp_tag_drop);

static struct mctp_tag *bucket_find(const struct hlist_head *bucket, u32 net,
				    u8 local, u8 peer, u8 value)
{
	struct mctp_tag *tag;

	hlist_for_each_entry_rcu(tag, bucket, node) {
		if (tag->key.net == net && tag->value == value &&
		    eid_matches(tag->key.peer, peer) &&
		    eid_matches(tag->key.local, local))
			return tag;
	}
	return NULL;
}

static struct mctp_tag *tag_find(const struct mctp_tag_table *table, u32 net,
				 u8 local, u8 peer, u8 value)
{
	struct mctp_tag *tag;

	tag = bucket_find(bucket_of(table, net, peer), net, local, peer,
			  value);
	if (!tag)
		tag = bucket_find(bucket_of(table, net, MCTP_ADDR_ANY), net,
				  local, peer, value);
	return tag;
}

/*
 * The tag a reply from @peer to @local belongs to, or NULL. Needs
 * rcu_read_lock(), under which the result and its owner stay valid.
 */
const struct mctp_tag *mctp_tag_find(const struct mctp_tag_table *table,
				     u32 net, u8 local, u8 peer, u8 value)
{
	return tag_find(table, net, local, peer, value);
}
EXPORT_SYMBOL_IF_KUNIT(mctp_tag_find);

/*
 * A complete reply to tag @id is about to be delivered. Returns false if the
 * tag is gone meanwhile: the reply has no receiver then. Ends the tag if it
 * waits for one reply only, so that of two replies racing one is delivered.
 * Needs rcu_read_lock().
 */
bool mctp_tag_reply(struct mctp_tag_table *table, u32 net, u8 local, u8 peer,
		    u8 value, u64 id)
{
	struct mctp_tag *tag;
	bool valid = false;

	spin_lock_bh(&table->lock);
	tag = tag_find(table, net, local, peer, value);
	if (tag && tag->id == id) {
		valid = true;
		tag->replied = true;
		if (tag->kind == MCTP_TAG_KIND_ONE)
			tag_unlink(table, tag, MCTP_TAG_END_REPLIED);
	}
	spin_unlock_bh(&table->lock);
	return valid;
}
EXPORT_SYMBOL_IF_KUNIT(mctp_tag_reply);

/* Ends @tag; one that had no reply and should report it goes to the list. */
static void tag_expire(struct mctp_tag_table *table, struct mctp_tag *tag,
		       struct list_head *unanswered)
{
	bool tell = !tag->replied && tag->flight;

	if (!tag->replied)
		mctp_tag_stat_count(tag, MCTP_STAT_TAGS_EXPIRED);
	if (tell)
		refcount_inc(&tag->flight->refs);
	tag_unlink(table, tag, MCTP_TAG_END_EXPIRED);
	if (tell)
		list_add_tail(&tag->aging_node, unanswered);
}

/* RCU keeps the tags and the sockets that their flights name. */
static void tell_unanswered(const struct list_head *unanswered)
{
	struct mctp_tag *tag;

	list_for_each_entry(tag, unanswered, aging_node) {
		mctp_flight_expired(tag->flight);
		mctp_flight_put(tag->flight);
	}
}

/*
 * End the tags that are due at @now; arm the timer for the next. Reports are
 * made without the lock, since they wake up who waits for them.
 */
void mctp_tag_expire(struct mctp_tag_table *table, unsigned long now)
{
	struct mctp_tag *tag, *next;
	LIST_HEAD(unanswered);

	rcu_read_lock();
	spin_lock_bh(&table->lock);
	list_for_each_entry_safe(tag, next, &table->aging, aging_node) {
		if (time_before(now, tag->expires)) {
			timer_reduce(&table->timer, tag->expires);
			break;
		}
		tag_expire(table, tag, &unanswered);
	}
	spin_unlock_bh(&table->lock);
	tell_unanswered(&unanswered);
	rcu_read_unlock();
}
EXPORT_SYMBOL_IF_KUNIT(mctp_tag_expire);

static void timer_fired(struct timer_list *timer)
{
	struct mctp_tag_table *table =
		timer_container_of(table, timer, timer);

	mctp_tag_expire(table, jiffies);
}

void mctp_tag_owner_init(struct mctp_tag_owner *owner)
{
	INIT_HLIST_HEAD(&owner->tags);
	owner->closed = false;
}
EXPORT_SYMBOL_IF_KUNIT(mctp_tag_owner_init);

/* Ends all tags of @owner and allows no more. */
void mctp_tag_owner_close(struct mctp_tag_table *table,
			  struct mctp_tag_owner *owner)
{
	struct hlist_node *next;
	struct mctp_tag *tag;

	spin_lock_bh(&table->lock);
	owner->closed = true;
	hlist_for_each_entry_safe(tag, next, &owner->tags, owner_node)
		tag_unlink(table, tag, MCTP_TAG_END_CLOSED);
	spin_unlock_bh(&table->lock);
}
EXPORT_SYMBOL_IF_KUNIT(mctp_tag_owner_close);

/*
 * Calls @fn for the tags of @owner, under the lock, newest first, until it
 * returns something else than 0, which is what this returns.
 */
int mctp_tag_owner_walk(struct mctp_tag_table *table,
			const struct mctp_tag_owner *owner,
			int (*fn)(const struct mctp_tag *tag, void *arg),
			void *arg)
{
	const struct mctp_tag *tag;
	int rc = 0;

	spin_lock_bh(&table->lock);
	hlist_for_each_entry(tag, &owner->tags, owner_node) {
		rc = fn(tag, arg);
		if (rc)
			break;
	}
	spin_unlock_bh(&table->lock);
	return rc;
}
EXPORT_SYMBOL_IF_KUNIT(mctp_tag_owner_walk);

static int count_tag(const struct mctp_tag *tag, void *arg)
{
	unsigned int *count = arg;

	(*count)++;
	return 0;
}

unsigned int mctp_tag_owner_count(struct mctp_tag_table *table,
				  const struct mctp_tag_owner *owner)
{
	unsigned int count = 0;

	mctp_tag_owner_walk(table, owner, count_tag, &count);
	return count;
}
EXPORT_SYMBOL_IF_KUNIT(mctp_tag_owner_count);

void mctp_tag_table_init(struct mctp_tag_table *table,
			 struct mctp_tag_net *none)
{
	size_t i;

	spin_lock_init(&table->lock);
	for (i = 0; i < ARRAY_SIZE(table->buckets); i++)
		INIT_HLIST_HEAD(&table->buckets[i]);
	INIT_LIST_HEAD(&table->aging);
	timer_setup(&table->timer, timer_fired, 0);
	table->last_id = 0;
	table->count = 0;
	table->lifetime = MCTP_TAG_LIFETIME;
	for (i = 0; i < ARRAY_SIZE(table->nets); i++)
		INIT_HLIST_HEAD(&table->nets[i]);
	table->none = none;
}
EXPORT_SYMBOL_IF_KUNIT(mctp_tag_table_init);

/* All owners are closed: only the timer is left. */
void mctp_tag_table_done(struct mctp_tag_table *table)
{
	timer_shutdown_sync(&table->timer);
	WARN_ON_ONCE(table->count);
}
EXPORT_SYMBOL_IF_KUNIT(mctp_tag_table_done);

int __init mctp_tag_init(void)
{
	tags = KMEM_CACHE(mctp_tag, SLAB_ACCOUNT);
	return tags ? 0 : -ENOMEM;
}

/* All tables are gone. Waits for what RCU still has to free. */
void mctp_tag_done(void)
{
	kmem_cache_destroy(tags);
}
