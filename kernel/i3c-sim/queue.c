// SPDX-License-Identifier: GPL-2.0-only
/*
 * The two queues of a target: events on their way to user space, and packets
 * on their way to the controller. Both are bounded and keep their order. The
 * target's spinlock protects them, so that user space can read and poll while
 * a transfer occupies the wire.
 */
#include "target.h"

#include <kunit/visibility.h>
#include <linux/slab.h>

#include "bus.h"
#include "pec.h"

static void queue_setup(struct i3c_sim_queue *queue, unsigned int max)
{
	INIT_LIST_HEAD(&queue->list);
	queue->len = 0;
	queue->max = max;
}

static bool queue_push(struct i3c_sim_queue *queue, struct list_head *node)
{
	if (queue->len >= queue->max)
		return false;

	list_add_tail(node, &queue->list);
	queue->len++;
	return true;
}

static void queue_remove(struct i3c_sim_queue *queue, struct list_head *node)
{
	list_del(node);
	queue->len--;
}

void i3c_sim_queue_init(struct i3c_sim_target *target)
{
	spin_lock_init(&target->lock);
	init_waitqueue_head(&target->wait);
	queue_setup(&target->events, I3C_SIM_EVENTS_MAX);
	queue_setup(&target->packets, I3C_SIM_PACKETS_MAX);
}
EXPORT_SYMBOL_IF_KUNIT(i3c_sim_queue_init);

/* The target is off the wire and its file closed: nobody else looks. */
void i3c_sim_queue_done(struct i3c_sim_target *target)
{
	struct i3c_sim_packet_buf *packet, *next_packet;
	struct i3c_sim_event_buf *event, *next_event;

	list_for_each_entry_safe(event, next_event, &target->events.list, node)
		kfree(event);
	list_for_each_entry_safe(packet, next_packet, &target->packets.list,
				 node)
		kfree(packet);
}
EXPORT_SYMBOL_IF_KUNIT(i3c_sim_queue_done);

static struct i3c_sim_event_buf *event_new(struct i3c_sim_target *target,
					   u8 type, const u8 *data, u16 len)
{
	struct i3c_sim_event_buf *event;

	event = kzalloc(struct_size(event, data, len), GFP_KERNEL);
	if (!event)
		return NULL;

	event->hdr.type = type;
	event->hdr.dyn_addr = target->dyn_addr;
	event->hdr.len = len;
	if (len)
		memcpy(event->data, data, len);
	return event;
}

static bool event_push(struct i3c_sim_target *target,
		       struct i3c_sim_event_buf *event)
{
	bool pushed = false;

	spin_lock(&target->lock);
	if (event) {
		event->hdr.lost = target->lost;
		pushed = queue_push(&target->events, &event->node);
	}
	if (pushed)
		target->lost = 0;
	spin_unlock(&target->lock);

	if (pushed)
		wake_up_interruptible(&target->wait);
	else
		kfree(event);
	return pushed;
}

/*
 * An event the controller cannot be told to repeat. User space that does not
 * read loses it and finds the number of lost ones in the next.
 */
void i3c_sim_event_add(struct i3c_sim_target *target, u8 type)
{
	lockdep_assert_held(&target->bus->wire);

	if (event_push(target, event_new(target, type, NULL, 0)))
		return;

	spin_lock(&target->lock);
	target->lost++;
	spin_unlock(&target->lock);
	target->bus->stats.events_lost++;
}
EXPORT_SYMBOL_IF_KUNIT(i3c_sim_event_add);

/* Return: 0, or -ENXIO when the target NACKs the write. */
int i3c_sim_event_add_write(struct i3c_sim_target *target, const u8 *data,
			    u16 len)
{
	struct i3c_sim_event_buf *event;

	lockdep_assert_held(&target->bus->wire);

	event = event_new(target, I3C_SIM_EV_WRITE, data, len);
	return event_push(target, event) ? 0 : -ENXIO;
}
EXPORT_SYMBOL_IF_KUNIT(i3c_sim_event_add_write);

/* A target of a file: user space is told of everything. */
const struct i3c_sim_target_ops i3c_sim_event_ops = {
	.write = i3c_sim_event_add_write,
	.notify = i3c_sim_event_add,
};

/* Return: the oldest event, now the caller's, or an error pointer. */
struct i3c_sim_event_buf *i3c_sim_event_take(struct i3c_sim_target *target,
					     size_t room)
{
	struct i3c_sim_event_buf *event;

	spin_lock(&target->lock);
	event = list_first_entry_or_null(&target->events.list,
					 struct i3c_sim_event_buf, node);
	if (!event)
		event = ERR_PTR(target->gone ? -ENODEV : -EAGAIN);
	else if (room < sizeof(event->hdr) + event->hdr.len)
		event = ERR_PTR(-EMSGSIZE);
	else
		queue_remove(&target->events, &event->node);
	spin_unlock(&target->lock);

	return event;
}
EXPORT_SYMBOL_IF_KUNIT(i3c_sim_event_take);

bool i3c_sim_packet_has_room(struct i3c_sim_target *target)
{
	return READ_ONCE(target->packets.len) < target->packets.max;
}

/* On success the packet belongs to the queue. */
int i3c_sim_packet_add(struct i3c_sim_target *target,
		       struct i3c_sim_packet_buf *packet)
{
	int ret = 0;

	spin_lock(&target->lock);
	if (target->gone)
		ret = -ENODEV;
	else if (!queue_push(&target->packets, &packet->node))
		ret = -EAGAIN;
	spin_unlock(&target->lock);

	return ret;
}
EXPORT_SYMBOL_IF_KUNIT(i3c_sim_packet_add);

/* The oldest packet that has data; an IBI without any is not readable. */
static struct i3c_sim_packet_buf *packet_take(struct i3c_sim_target *target)
{
	struct i3c_sim_packet_buf *packet, *found = NULL;

	spin_lock(&target->lock);
	list_for_each_entry(packet, &target->packets.list, node) {
		if (packet->hdr.len) {
			queue_remove(&target->packets, &packet->node);
			found = packet;
			break;
		}
	}
	spin_unlock(&target->lock);

	return found;
}

/*
 * One private read. The controller ends it after @room bytes; what the target
 * had left to send is lost.
 *
 * Return: bytes read, or -ENXIO when the target NACKs the read.
 */
int i3c_sim_packet_read(struct i3c_sim_target *target, u8 *data, u16 room,
			bool *ret_cut)
{
	struct i3c_sim_packet_buf *packet;
	u16 len, total;

	lockdep_assert_held(&target->bus->wire);

	packet = packet_take(target);
	if (!packet)
		return -ENXIO;

	total = packet->hdr.len;
	len = min(room, total);
	memcpy(data, packet->data, len);
	if (packet->hdr.flags & I3C_SIM_PKT_PEC) {
		if (room > total)
			data[len++] = i3c_sim_pec(target->dyn_addr << 1 | 1,
						  packet->data, total);
		total++;
	}
	*ret_cut = len < total;
	kfree(packet);

	target->ops->notify(target, I3C_SIM_EV_READ_DONE);
	/* room for one more packet, even if the event was lost */
	wake_up_interruptible(&target->wait);
	return len;
}
EXPORT_SYMBOL_IF_KUNIT(i3c_sim_packet_read);

/*
 * The packet whose IBI is due: the oldest one, unless the controller has
 * taken its IBI already. A packet behind it waits for its turn, because
 * controllers expect IBI, read, IBI, read. It does not wait for one whose IBI
 * was lost, which nobody but a tester knows of: the target goes on, one packet
 * late. With the wire held nobody but the caller can remove it.
 */
struct i3c_sim_packet_buf *i3c_sim_packet_ibi(struct i3c_sim_target *target)
{
	struct i3c_sim_packet_buf *packet, *first = NULL;

	lockdep_assert_held(&target->bus->wire);

	spin_lock(&target->lock);
	list_for_each_entry(packet, &target->packets.list, node) {
		if (packet->ibi_lost)
			continue;
		first = packet;
		break;
	}
	spin_unlock(&target->lock);

	if (!first || first->ibi_done ||
	    !(first->hdr.flags & I3C_SIM_PKT_IBI))
		return NULL;
	return first;
}
EXPORT_SYMBOL_IF_KUNIT(i3c_sim_packet_ibi);

/* The controller took the IBI; one that came alone has nothing to wait for. */
void i3c_sim_packet_ibi_done(struct i3c_sim_target *target,
			     struct i3c_sim_packet_buf *packet)
{
	lockdep_assert_held(&target->bus->wire);

	packet->ibi_done = true;
	if (packet->hdr.len)
		return;

	spin_lock(&target->lock);
	queue_remove(&target->packets, &packet->node);
	spin_unlock(&target->lock);
	kfree(packet);
	wake_up_interruptible(&target->wait);
}
EXPORT_SYMBOL_IF_KUNIT(i3c_sim_packet_ibi_done);

/* The target is without power. */
void i3c_sim_packet_flush(struct i3c_sim_target *target)
{
	struct i3c_sim_packet_buf *packet, *next;
	LIST_HEAD(packets);

	lockdep_assert_held(&target->bus->wire);

	spin_lock(&target->lock);
	list_splice_init(&target->packets.list, &packets);
	target->packets.len = 0;
	spin_unlock(&target->lock);

	list_for_each_entry_safe(packet, next, &packets, node)
		kfree(packet);
	wake_up_interruptible(&target->wait);
}
EXPORT_SYMBOL_IF_KUNIT(i3c_sim_packet_flush);

bool i3c_sim_packet_waiting(struct i3c_sim_target *target)
{
	return READ_ONCE(target->packets.len);
}
