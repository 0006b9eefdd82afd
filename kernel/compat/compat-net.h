/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Differences between kernels in sockets, timers, rtnetlink and KUnit. Each
 * shim names the kernel that made it unnecessary.
 */
#ifndef COMPAT_NET_H
#define COMPAT_NET_H

#include <linux/module.h>
#include <linux/slab.h>
#include <linux/socket.h>
#include <linux/timer.h>
#include <linux/version.h>

/* 6.16 renamed from_timer() */
#ifndef timer_container_of
#define timer_container_of from_timer
#endif

/* 6.13 sets a timer and its function up together; 6.15 only so */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 13, 0)
#define compat_hrtimer_setup(timer, fn, clock, mode)	\
	do {						\
		hrtimer_init(timer, clock, mode);	\
		(timer)->function = (fn);		\
	} while (0)
#else
#define compat_hrtimer_setup(timer, fn, clock, mode) \
	hrtimer_setup(timer, fn, clock, mode)
#endif

/* 6.19 gave the address of bind() and connect() a type of unknown size */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 19, 0)
#define sockaddr_unsized sockaddr
#endif

/* 7.0 allocates by object, and late stable kernels as well */
#ifndef kzalloc_obj
#define kzalloc_obj(obj, gfp) ((typeof(obj) *)kzalloc(sizeof(obj), gfp))
#endif

/* 6.13 can fail to register the link attributes of a family */
#define compat_rtnl_af_register(ops)					\
	__builtin_choose_expr(						\
		__builtin_types_compatible_p(typeof(rtnl_af_register(ops)), \
					     void),			\
		(rtnl_af_register(ops), 0), rtnl_af_register(ops))

/* 6.13 lets a control message choose the id of a transmit time stamp */
#ifdef SCM_TS_OPT_ID
#define compat_cmsg_is_timestamping(type) \
	((type) == SO_TIMESTAMPING_OLD || (type) == SO_TIMESTAMPING_NEW || \
	 (type) == SCM_TS_OPT_ID)
#define compat_skb_setup_tx_timestamp(skb, cookie) \
	skb_setup_tx_timestamp(skb, cookie)
#else
#define compat_cmsg_is_timestamping(type) \
	((type) == SO_TIMESTAMPING_OLD || (type) == SO_TIMESTAMPING_NEW)
#define compat_skb_setup_tx_timestamp(skb, cookie) \
	skb_setup_tx_timestamp(skb, (cookie)->tsflags)
#endif

/* 6.13 wants the name of a symbol namespace as a string */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 13, 0)
#define COMPAT_IMPORT_KUNIT_NS() MODULE_IMPORT_NS(EXPORTED_FOR_KUNIT_TESTING)
#else
#define COMPAT_IMPORT_KUNIT_NS() MODULE_IMPORT_NS("EXPORTED_FOR_KUNIT_TESTING")
#endif

/* 6.14 tells the in-tree MCTP core the physical binding of a device */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 14, 0)
#define compat_mctp_register_netdev(dev, binding) \
	((void)(binding), mctp_register_netdev(dev, NULL))
#else
#define compat_mctp_register_netdev(dev, binding) \
	mctp_register_netdev(dev, NULL, (enum mctp_phys_binding)(binding))
#endif

#endif
