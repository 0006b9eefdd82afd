// SPDX-License-Identifier: GPL-2.0-only
/*
 * The log of a wire. Nothing is done for it while nobody listens. A listener
 * that is slow loses the newest records, and finds their number in the one
 * that follows.
 */
#include "log.h"

#include <kunit/visibility.h>
#include <linux/slab.h>
#include <linux/uio.h>

#include "bus.h"

static_assert(sizeof(struct i3c_sim_log_record) == 32);
static_assert(!(I3C_SIM_LOG_BYTES & (I3C_SIM_LOG_BYTES - 1)));

static int log_add(struct i3c_sim_log *log, struct i3c_sim_bus *bus)
{
	guard(mutex)(&bus->wire);

	if (list_count_nodes(&bus->logs) >= I3C_SIM_LOGS_MAX)
		return -ENOSPC;

	kref_get(&bus->kref);
	log->bus = bus;
	list_add_tail(&log->node, &bus->logs);
	return 0;
}

/* Return: a listener to whatever happens from now on, or an error. */
struct i3c_sim_log *i3c_sim_log_new(struct i3c_sim_bus *bus)
{
	struct i3c_sim_log *log;
	int ret = -ENOMEM;
	void *ring;

	log = kzalloc(sizeof(*log), GFP_KERNEL);
	ring = kvmalloc(I3C_SIM_LOG_BYTES, GFP_KERNEL);
	if (!log || !ring)
		goto err_free;

	kfifo_init(&log->ring, ring, I3C_SIM_LOG_BYTES);
	mutex_init(&log->reader);
	init_waitqueue_head(&log->wait);
	ret = log_add(log, bus);
	if (ret)
		goto err_free;
	return log;

err_free:
	kvfree(ring);
	kfree(log);
	return ERR_PTR(ret);
}
EXPORT_SYMBOL_IF_KUNIT(i3c_sim_log_new);

void i3c_sim_log_free(struct i3c_sim_log *log)
{
	struct i3c_sim_bus *bus = log->bus;

	scoped_guard(mutex, &bus->wire)
		list_del(&log->node);

	mutex_destroy(&log->reader);
	kvfree(log->ring.kfifo.data);
	kfree(log);
	i3c_sim_bus_unref(bus);
}
EXPORT_SYMBOL_IF_KUNIT(i3c_sim_log_free);

/* Something begins; the caller fills in what it is. */
void i3c_sim_log_begin(struct i3c_sim_bus *bus,
		       struct i3c_sim_log_record *record)
{
	lockdep_assert_held(&bus->wire);

	memset(record, 0, sizeof(*record));
	if (!list_empty(&bus->logs))
		record->time_ns = i3c_sim_time_now_ns(&bus->time);
}
EXPORT_SYMBOL_IF_KUNIT(i3c_sim_log_begin);

static void push(struct i3c_sim_log *log,
		 const struct i3c_sim_log_record *record, const void *data)
{
	struct i3c_sim_log_record told = *record;

	if (kfifo_avail(&log->ring) < sizeof(told) + told.len) {
		log->lost++;
		return;
	}
	told.lost = log->lost;
	log->lost = 0;

	/*
	 * The reader must not see a header whose data are missing: it looks for
	 * the length of both.
	 */
	kfifo_in(&log->ring, (u8 *)&told, sizeof(told));
	if (told.len)
		kfifo_in(&log->ring, (const u8 *)data, told.len);
	wake_up_interruptible(&log->wait);
}

/* And it is over; @data are record->len bytes of it. */
void i3c_sim_log_add(struct i3c_sim_bus *bus, struct i3c_sim_log_record *record,
		     const void *data)
{
	struct i3c_sim_log *log;

	lockdep_assert_held(&bus->wire);

	if (list_empty(&bus->logs))
		return;

	record->duration_ns = i3c_sim_time_now_ns(&bus->time) -
			      record->time_ns;
	list_for_each_entry(log, &bus->logs, node)
		push(log, record, data);
}
EXPORT_SYMBOL_IF_KUNIT(i3c_sim_log_add);

/* Something that takes no time and has nothing to tell but its kind. */
void i3c_sim_log_event(struct i3c_sim_bus *bus, u8 kind)
{
	struct i3c_sim_log_record record;

	i3c_sim_log_begin(bus, &record);
	record.kind = kind;
	i3c_sim_log_add(bus, &record, NULL);
}

/* The bus is removed for good. */
void i3c_sim_logs_close(struct i3c_sim_bus *bus)
{
	struct i3c_sim_log *log;

	guard(mutex)(&bus->wire);
	list_for_each_entry(log, &bus->logs, node) {
		WRITE_ONCE(log->gone, true);
		wake_up_interruptible(&log->wait);
	}
}

/* Return: whether a read would not have to wait. */
bool i3c_sim_log_has_news(struct i3c_sim_log *log)
{
	return !kfifo_is_empty(&log->ring) || READ_ONCE(log->gone);
}
EXPORT_SYMBOL_IF_KUNIT(i3c_sim_log_has_news);

static bool peek(struct i3c_sim_log *log, struct i3c_sim_log_record *ret_record)
{
	if (kfifo_out_peek(&log->ring, (u8 *)ret_record, sizeof(*ret_record)) <
	    sizeof(*ret_record))
		return false;
	return kfifo_len(&log->ring) >= sizeof(*ret_record) + ret_record->len;
}

/*
 * The oldest record, whole. Return: its length with its data, -EAGAIN when
 * there is none, -ENODEV when there will not be any, -EMSGSIZE when it does not
 * fit and stays.
 */
ssize_t i3c_sim_log_read(struct i3c_sim_log *log, struct iov_iter *to)
{
	bool gone = READ_ONCE(log->gone);
	struct i3c_sim_log_record record;
	ssize_t len;
	u8 *buf;

	guard(mutex)(&log->reader);

	if (!peek(log, &record))
		return gone ? -ENODEV : -EAGAIN;
	len = sizeof(record) + record.len;
	if (iov_iter_count(to) < len)
		return -EMSGSIZE;

	buf = kmalloc(len, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	if (kfifo_out(&log->ring, buf, len) != len ||
	    copy_to_iter(buf, len, to) != len)
		len = -EFAULT;
	kfree(buf);
	return len;
}
EXPORT_SYMBOL_IF_KUNIT(i3c_sim_log_read);
