/* SPDX-License-Identifier: Apache-2.0 */
/* Network namespaces know nothing of each other. */
#include <fcntl.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "abi.h"
#include "netlink.h"
#include "probe.h"
#include "tun.h"

static int own_namespace(void)
{
	int fd = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		bail("/proc/self/ns/net");
	return fd;
}

/* A socket made in each; what one has or listens for is not the other's */
static void apart(void)
{
	struct tag_ctl ctl = { .peer = 20 };
	int first = mctp_listener(), second, old = own_namespace();

	nl_addr(RTM_NEWADDR, 1, 8);
	ioctl(first, SIOCMCTPALLOCTAG, &ctl);
	if (unshare(CLONE_NEWNET))
		bail("network namespace");
	second = mctp_socket();
	report_rc("same-bind", mctp_bind(second, NET_ANY, EID_ANY));
	ctl.tag = 0;
	report_rc("tag", result(ioctl(second, SIOCMCTPALLOCTAG, &ctl)));
	report("tag/value", "%02x", ctl.tag);
	report_rc("send", mctp_send(second, 8, TAG_OWNER, "a", 1));
	report_rc("send-by-old-socket", mctp_send(first, 8, TAG_OWNER, "b", 1));
	report("received", "%s", mctp_received(second));
	report("received-by-old-socket", "%s", mctp_received(first));
	if (setns(old, CLONE_NEWNET))
		bail("setns");
	report("link-of-old", "%s", nl_link(1));
}

/* A device that moves leaves everything behind but itself */
static void moved(void)
{
	int tun = tun_open("tun0", 68, 9), old = own_namespace(), new;
	struct nl_request req;

	nl_route(RTM_NEWROUTE, 2, 20, 0, 0);
	nl_neigh(RTM_NEWNEIGH, 2, 20, 0);
	nl_link_net(2, 5);
	if (unshare(CLONE_NEWNET))
		bail("network namespace");
	new = own_namespace();
	if (setns(old, CLONE_NEWNET))
		bail("setns");
	nl_init(&req, RTM_SETLINK, 0, sizeof(req.ifi));
	req.ifi.ifi_family = AF_UNSPEC;
	req.ifi.ifi_index = 2;
	nl_attr_u32(&req, IFLA_NET_NS_FD, new);
	report_rc("move", nl_do(&req));
	nl_report_all("routes", RTM_GETROUTE);
	nl_report_all("addrs", RTM_GETADDR);
	nl_report_all("neighs", RTM_GETNEIGH);
	if (setns(new, CLONE_NEWNET))
		bail("setns");
	/* its answers come from where the request's socket was made */
	report("tun", "%s", tun_sent(tun));
	if_configure("tun0", 0);
	{
		int fd = mctp_listener();

		tun_write(tun, 0, 20, HDR_ONE | HDR_TO, "\x7e" "a", 2);
		report("received", "%s", mctp_received(fd));
	}
}

const struct probe_area namespace_area = {
	.name = "namespace",
	.cases = (const struct probe_case[]){
		CASE("apart", apart),
		CASE("moved", moved),
		{ 0 },
	},
};
