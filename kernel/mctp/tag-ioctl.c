// SPDX-License-Identifier: GPL-2.0-only
/*
 * The four ioctls that allocate and drop a tag for longer than one request.
 * The first pair lacks a network and means the default one.
 */
#include "sock.h"

#include <linux/mctp.h>
#include <linux/uaccess.h>
#include <net/net_namespace.h>

#include "net.h"

static int ctl_read(void __user *arg, bool v2, struct mctp_ioc_tag_ctl2 *ret_ctl)
{
	struct mctp_ioc_tag_ctl2 ctl = {};
	struct mctp_ioc_tag_ctl v1;

	if (v2) {
		if (copy_from_user(&ctl, arg, sizeof(ctl)))
			return -EFAULT;
	} else {
		if (copy_from_user(&v1, arg, sizeof(v1)))
			return -EFAULT;
		ctl.net = MCTP_NET_DEFAULT;
		ctl.peer_addr = v1.peer_addr;
		ctl.local_addr = MCTP_ADDR_ANY;
		ctl.tag = v1.tag;
		ctl.flags = v1.flags;
	}
	if (ctl.flags)
		return -EINVAL;
	if (ctl.local_addr != MCTP_ADDR_ANY &&
	    ctl.local_addr != MCTP_ADDR_NULL)
		return -EINVAL;
	*ret_ctl = ctl;
	return 0;
}

static int ctl_write(void __user *arg, bool v2,
		     const struct mctp_ioc_tag_ctl2 *ctl)
{
	struct mctp_ioc_tag_ctl v1 = {
		.peer_addr = ctl->peer_addr,
		.tag = ctl->tag,
		.flags = ctl->flags,
	};

	if (v2)
		return copy_to_user(arg, ctl, sizeof(*ctl)) ? -EFAULT : 0;
	return copy_to_user(arg, &v1, sizeof(v1)) ? -EFAULT : 0;
}

/* The null EID stands for any peer: it is whoever answers. */
static u8 peer_of(const struct mctp_ioc_tag_ctl2 *ctl)
{
	return ctl->peer_addr == MCTP_ADDR_NULL ? MCTP_ADDR_ANY :
						  ctl->peer_addr;
}

static int tag_alloc(struct mctp_sock *msk, void __user *arg, bool v2)
{
	struct mctp_net *mns = mctp_net_get(sock_net(&msk->sk));
	struct mctp_ioc_tag_ctl2 ctl;
	struct mctp_tag_spec spec;
	struct mctp_tag_ref ref;
	int rc;

	rc = ctl_read(arg, v2, &ctl);
	if (rc)
		return rc;
	if (ctl.tag)
		return -EINVAL;

	spec = (struct mctp_tag_spec) {
		.key.net = ctl.net,
		.key.local = MCTP_ADDR_ANY,
		.key.peer = peer_of(&ctl),
		.kind = MCTP_TAG_KIND_PREALLOC,
	};
	rc = mctp_tag_alloc(&mns->tags, &msk->tags, &spec, &ref);
	if (rc)
		return rc;
	ctl.tag = ref.value | MCTP_TAG_OWNER | MCTP_TAG_PREALLOC;
	rc = ctl_write(arg, v2, &ctl);
	if (rc)
		mctp_tag_release(&mns->tags, &msk->tags, ref.id);
	return rc;
}

static int tag_drop(struct mctp_sock *msk, void __user *arg, bool v2)
{
	struct mctp_net *mns = mctp_net_get(sock_net(&msk->sk));
	struct mctp_ioc_tag_ctl2 ctl;
	int rc;

	rc = ctl_read(arg, v2, &ctl);
	if (rc)
		return rc;
	if ((ctl.tag & ~MCTP_TAG_MASK) != (MCTP_TAG_OWNER | MCTP_TAG_PREALLOC))
		return -EINVAL;
	return mctp_tag_drop(&mns->tags, &msk->tags, ctl.net, peer_of(&ctl),
			     ctl.tag & MCTP_TAG_MASK);
}

int mctp_tag_ioctl(struct mctp_sock *msk, unsigned int cmd, void __user *arg)
{
	BUILD_BUG_ON(sizeof(struct mctp_ioc_tag_ctl) != 4);
	BUILD_BUG_ON(sizeof(struct mctp_ioc_tag_ctl2) != 12);

	switch (cmd) {
	case SIOCMCTPALLOCTAG:
		return tag_alloc(msk, arg, false);
	case SIOCMCTPALLOCTAG2:
		return tag_alloc(msk, arg, true);
	case SIOCMCTPDROPTAG:
		return tag_drop(msk, arg, false);
	case SIOCMCTPDROPTAG2:
		return tag_drop(msk, arg, true);
	}
	return -ENOIOCTLCMD;
}
