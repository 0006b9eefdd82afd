// SPDX-License-Identifier: GPL-2.0-only
/*
 * /dev/i3c-sim, the user's side of a target: the ioctl that plugs it in, reads
 * that return events, writes that queue packets, poll, and the close that
 * pulls the plug. Another ioctl makes the file a listener instead.
 */
#include "i3c-sim.h"

#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/poll.h>
#include <linux/slab.h>
#include <linux/uio.h>

#include "bus.h"
#include "log.h"
#include "target.h"

static_assert(sizeof(struct i3c_sim_attach) == 64);
static_assert(sizeof(struct i3c_sim_listen) == 48);
static_assert(sizeof(struct i3c_sim_event) == 8);
static_assert(sizeof(struct i3c_sim_packet) == 24);

struct sim_file {
	struct mutex lock;		/* one attach at a time */
	/* either is set once, and stays until the close */
	struct i3c_sim_target *target;
	struct i3c_sim_log *log;
};

static struct i3c_sim_target *file_target(struct file *file)
{
	struct sim_file *sf = file->private_data;

	/* pairs with the release in file_attach() */
	return smp_load_acquire(&sf->target);
}

static struct i3c_sim_log *file_log(struct file *file)
{
	struct sim_file *sf = file->private_data;

	/* pairs with the release in file_listen() */
	return smp_load_acquire(&sf->log);
}

static int sim_open(struct inode *inode, struct file *file)
{
	struct sim_file *sf;

	sf = kzalloc(sizeof(*sf), GFP_KERNEL);
	if (!sf)
		return -ENOMEM;

	mutex_init(&sf->lock);
	file->private_data = sf;
	return stream_open(inode, file);
}

static int sim_release(struct inode *inode, struct file *file)
{
	struct sim_file *sf = file->private_data;

	if (sf->target) {
		i3c_sim_target_detach(sf->target);
		i3c_sim_target_free(sf->target);
	}
	if (sf->log)
		i3c_sim_log_free(sf->log);
	mutex_destroy(&sf->lock);
	kfree(sf);
	return 0;
}

static int attach_to_bus(struct i3c_sim_target *target, const char *name)
{
	struct i3c_sim_bus *bus;
	int ret;

	bus = i3c_sim_bus_find(name);
	if (!bus)
		return -ENOENT;

	ret = i3c_sim_target_attach(target, bus);
	i3c_sim_bus_unref(bus);
	return ret;
}

static int file_attach(struct sim_file *sf, const struct i3c_sim_attach *req)
{
	struct i3c_sim_target *target;
	int ret;

	guard(mutex)(&sf->lock);

	if (sf->target || sf->log)
		return -EBUSY;

	target = i3c_sim_target_new(req);
	if (IS_ERR(target))
		return PTR_ERR(target);

	ret = attach_to_bus(target, req->bus);
	if (ret) {
		i3c_sim_target_free(target);
		return ret;
	}
	/* complete for those who find it without the lock */
	smp_store_release(&sf->target, target);
	return 0;
}

static bool listen_is_valid(const struct i3c_sim_listen *req)
{
	return strnlen(req->bus, sizeof(req->bus)) < sizeof(req->bus) &&
	       !memchr_inv(req->reserved, 0, sizeof(req->reserved));
}

static int file_listen(struct sim_file *sf, const struct i3c_sim_listen *req)
{
	struct i3c_sim_bus *bus;
	struct i3c_sim_log *log;

	guard(mutex)(&sf->lock);

	if (sf->target || sf->log)
		return -EBUSY;
	if (!listen_is_valid(req))
		return -EINVAL;

	bus = i3c_sim_bus_find(req->bus);
	if (!bus)
		return -ENOENT;
	log = i3c_sim_log_new(bus);
	i3c_sim_bus_unref(bus);
	if (IS_ERR(log))
		return PTR_ERR(log);
	/* complete for those who find it without the lock */
	smp_store_release(&sf->log, log);
	return 0;
}

static long sim_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	void __user *from = (void __user *)arg;
	struct i3c_sim_attach attach;
	struct i3c_sim_listen listen;

	switch (cmd) {
	case I3C_SIM_IOC_ATTACH:
		if (copy_from_user(&attach, from, sizeof(attach)))
			return -EFAULT;
		return file_attach(file->private_data, &attach);
	case I3C_SIM_IOC_LOG:
		if (copy_from_user(&listen, from, sizeof(listen)))
			return -EFAULT;
		return file_listen(file->private_data, &listen);
	default:
		return -ENOTTY;
	}
}

/* Wait for the oldest event. One that does not fit stays in place. */
static struct i3c_sim_event_buf *wait_event_buf(struct i3c_sim_target *target,
						size_t room, bool nonblock)
{
	struct i3c_sim_event_buf *event;
	int ret;

	event = i3c_sim_event_take(target, room);
	while (event == ERR_PTR(-EAGAIN) && !nonblock) {
		ret = wait_event_interruptible(target->wait,
					       READ_ONCE(target->events.len) ||
					       READ_ONCE(target->gone));
		if (ret)
			return ERR_PTR(ret);
		event = i3c_sim_event_take(target, room);
	}
	return event;
}

static bool is_nonblock(struct kiocb *iocb)
{
	return iocb->ki_filp->f_flags & O_NONBLOCK ||
	       iocb->ki_flags & IOCB_NOWAIT;
}

static ssize_t log_read(struct i3c_sim_log *log, struct iov_iter *to,
			bool nonblock)
{
	ssize_t ret;
	int err;

	ret = i3c_sim_log_read(log, to);
	while (ret == -EAGAIN && !nonblock) {
		err = wait_event_interruptible(log->wait,
					       i3c_sim_log_has_news(log));
		if (err)
			return err;
		ret = i3c_sim_log_read(log, to);
	}
	return ret;
}

static ssize_t sim_read_iter(struct kiocb *iocb, struct iov_iter *to)
{
	struct i3c_sim_target *target = file_target(iocb->ki_filp);
	struct i3c_sim_log *log = file_log(iocb->ki_filp);
	struct i3c_sim_event_buf *event;
	ssize_t len;

	if (log)
		return log_read(log, to, is_nonblock(iocb));
	if (!target)
		return -ENOTCONN;

	event = wait_event_buf(target, iov_iter_count(to), is_nonblock(iocb));
	if (IS_ERR(event))
		return PTR_ERR(event);

	len = sizeof(event->hdr) + event->hdr.len;
	if (copy_to_iter(&event->hdr, sizeof(event->hdr), to) !=
	    sizeof(event->hdr) ||
	    copy_to_iter(event->data, event->hdr.len, to) != event->hdr.len)
		len = -EFAULT;
	kfree(event);
	return len;
}

static bool packet_is_valid(const struct i3c_sim_target *target,
			    const struct i3c_sim_packet *hdr)
{
	bool ibi = hdr->flags & I3C_SIM_PKT_IBI;
	bool pec = hdr->flags & I3C_SIM_PKT_PEC;

	if (hdr->flags & ~(I3C_SIM_PKT_IBI | I3C_SIM_PKT_PEC))
		return false;
	if (hdr->reserved || hdr->reserved2)
		return false;
	if (hdr->len + pec > I3C_SIM_DATA_MAX || (!hdr->len && (pec || !ibi)))
		return false;
	if (ibi && !(target->bcr & I3C_BCR_IBI_REQ_CAP))
		return false;
	if (hdr->ibi_len > I3C_SIM_IBI_MAX)
		return false;
	return !hdr->ibi_len || (ibi && target->bcr & I3C_BCR_IBI_PAYLOAD);
}

static struct i3c_sim_packet_buf *
packet_from_user(const struct i3c_sim_target *target, struct iov_iter *from)
{
	struct i3c_sim_packet_buf *packet;
	struct i3c_sim_packet hdr;

	if (iov_iter_count(from) < sizeof(hdr))
		return ERR_PTR(-EINVAL);
	if (!copy_from_iter_full(&hdr, sizeof(hdr), from))
		return ERR_PTR(-EFAULT);
	if (!packet_is_valid(target, &hdr) || iov_iter_count(from) != hdr.len)
		return ERR_PTR(-EINVAL);

	packet = kzalloc(struct_size(packet, data, hdr.len), GFP_KERNEL);
	if (!packet)
		return ERR_PTR(-ENOMEM);

	packet->hdr = hdr;
	if (!copy_from_iter_full(packet->data, hdr.len, from)) {
		kfree(packet);
		return ERR_PTR(-EFAULT);
	}
	return packet;
}

static int wait_send(struct i3c_sim_target *target,
		     struct i3c_sim_packet_buf *packet, bool nonblock)
{
	int ret;

	ret = i3c_sim_target_send(target, packet);
	while (ret == -EAGAIN && !nonblock) {
		ret = wait_event_interruptible(target->wait,
					       i3c_sim_packet_has_room(target) ||
					       READ_ONCE(target->gone));
		if (ret)
			return ret;
		ret = i3c_sim_target_send(target, packet);
	}
	return ret;
}

static ssize_t sim_write_iter(struct kiocb *iocb, struct iov_iter *from)
{
	struct i3c_sim_target *target = file_target(iocb->ki_filp);
	size_t len = iov_iter_count(from);
	struct i3c_sim_packet_buf *packet;
	int ret;

	if (!target)
		return -ENOTCONN;

	packet = packet_from_user(target, from);
	if (IS_ERR(packet))
		return PTR_ERR(packet);

	ret = wait_send(target, packet, is_nonblock(iocb));
	if (ret) {
		kfree(packet);
		return ret;
	}
	return len;
}

static __poll_t log_poll(struct file *file, struct i3c_sim_log *log,
			 poll_table *wait)
{
	__poll_t mask = 0;

	poll_wait(file, &log->wait, wait);
	if (i3c_sim_log_has_news(log))
		mask |= EPOLLIN | EPOLLRDNORM;
	if (READ_ONCE(log->gone))
		mask |= EPOLLHUP;
	return mask;
}

static __poll_t sim_poll(struct file *file, poll_table *wait)
{
	struct i3c_sim_target *target = file_target(file);
	struct i3c_sim_log *log = file_log(file);
	__poll_t mask = 0;

	if (log)
		return log_poll(file, log, wait);
	if (!target)
		return EPOLLERR;

	poll_wait(file, &target->wait, wait);

	spin_lock(&target->lock);
	if (target->events.len)
		mask |= EPOLLIN | EPOLLRDNORM;
	if (target->gone)
		mask |= EPOLLHUP;
	else if (i3c_sim_packet_has_room(target))
		mask |= EPOLLOUT | EPOLLWRNORM;
	spin_unlock(&target->lock);
	return mask;
}

static const struct file_operations sim_fops = {
	.owner = THIS_MODULE,
	.open = sim_open,
	.release = sim_release,
	.read_iter = sim_read_iter,
	.write_iter = sim_write_iter,
	.poll = sim_poll,
	.unlocked_ioctl = sim_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
};

static struct miscdevice sim_misc = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "i3c-sim",
	.fops = &sim_fops,
};

int i3c_sim_chardev_init(void)
{
	return misc_register(&sim_misc);
}

void i3c_sim_chardev_exit(void)
{
	misc_deregister(&sim_misc);
}
