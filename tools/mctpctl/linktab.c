// SPDX-License-Identifier: Apache-2.0
/*
 * The kernel's MCTP links.
 */
#include "linktab.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include <linux/if_arp.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>

/* Type codes of DSP0239, physical transport bindings. */
static const struct {
	uint8_t code;
	const char *name;
} bindings[] = {
	{ 0x01, "smbus" },  { 0x02, "pcie-vdm" }, { 0x03, "usb" },
	{ 0x04, "kcs" },    { 0x05, "serial" },	  { 0x06, "i3c" },
	{ 0x07, "mmbi" },   { 0x08, "pcc" },	  { 0x09, "ucie" },
	{ 0xff, "vendor" },
};

const char *linktab_binding_name(uint8_t binding)
{
	for (size_t i = 0; i < sizeof(bindings) / sizeof(bindings[0]); i++)
		if (bindings[i].code == binding)
			return bindings[i].name;
	return NULL;
}

/* The name of the device that the link hangs off, from sysfs. */
static void read_bus(struct linktab_link *link)
{
	char path[64 + IFNAMSIZ], target[PATH_MAX];
	const char *base;
	ssize_t n;

	snprintf(path, sizeof(path), "/sys/class/net/%s/device", link->name);
	n = readlink(path, target, sizeof(target) - 1);
	if (n <= 0)
		return;
	target[n] = '\0';
	base = strrchr(target, '/');
	base = base ? base + 1 : target;
	snprintf(link->bus, sizeof(link->bus), "%.*s",
		 (int)sizeof(link->bus) - 1, base);
	if (!link->binding && !strncmp(link->bus, "i3c-", 4))
		link->binding = 0x06;
}

static void decode_stats(struct linktab_link *link, struct nlattr *a)
{
	struct rtnl_link_stats64 s = { 0 };

	nla_memcpy(&s, a, sizeof(s));
	link->rx_packets = s.rx_packets;
	link->rx_bytes = s.rx_bytes;
	link->rx_errors = s.rx_errors;
	link->rx_dropped = s.rx_dropped;
	link->tx_packets = s.tx_packets;
	link->tx_bytes = s.tx_bytes;
	link->tx_errors = s.tx_errors;
	link->tx_dropped = s.tx_dropped;
}

/* Finds the AF_MCTP nest in IFLA_AF_SPEC. */
static bool decode_family(struct linktab_link *link, struct nlattr *af_spec)
{
	struct nlattr *family, *net, *binding;

	family = af_spec ? nla_find(nla_data(af_spec), nla_len(af_spec),
				    AF_MCTP) :
			   NULL;
	if (!family)
		return false;
	net = nla_find(nla_data(family), nla_len(family), IFLA_MCTP_NET);
	if (!net || nla_len(net) < (int)sizeof(uint32_t))
		return false;
	link->network = nla_get_u32(net);
	binding = nla_find(nla_data(family), nla_len(family),
			   LINKTAB_ATTR_PHYS_BINDING);
	if (binding && nla_len(binding) >= 1)
		link->binding = nla_get_u8(binding);
	return true;
}

int linktab_decode(struct nlmsghdr *h, struct linktab_link *ret_link)
{
	struct nlattr *tb[IFLA_MAX + 1];
	struct linktab_link link = { 0 };
	struct ifinfomsg *info = nlmsg_data(h);

	if (nlmsg_parse(h, sizeof(*info), tb, IFLA_MAX, NULL) < 0)
		return -EBADMSG;
	if (!tb[IFLA_IFNAME] || !decode_family(&link, tb[IFLA_AF_SPEC]))
		return -ENOENT;
	link.ifindex = info->ifi_index;
	link.up = info->ifi_flags & IFF_UP;
	link.loopback = info->ifi_flags & IFF_LOOPBACK;
	nla_strlcpy(link.name, tb[IFLA_IFNAME], sizeof(link.name));
	if (tb[IFLA_MTU] && nla_len(tb[IFLA_MTU]) >= 4)
		link.mtu = nla_get_u32(tb[IFLA_MTU]);
	if (tb[IFLA_ADDRESS] && info->ifi_type == ARPHRD_MCTP)
		link.hwaddr_len = nla_memcpy(link.hwaddr, tb[IFLA_ADDRESS],
					     sizeof(link.hwaddr));
	if (tb[IFLA_STATS64])
		decode_stats(&link, tb[IFLA_STATS64]);
	read_bus(&link);
	*ret_link = link;
	return 0;
}

static size_t position(const struct linktab *tab, int ifindex)
{
	size_t i = 0;

	while (i < tab->n && tab->links[i].ifindex != ifindex)
		i++;
	return i;
}

int linktab_put(struct linktab *tab, const struct linktab_link *link)
{
	size_t i = position(tab, link->ifindex);
	struct linktab_link *links = tab->links;

	if (i == tab->n) {
		links = reallocarray(links, tab->n + 1, sizeof(*links));
		if (!links)
			return -ENOMEM;
		tab->links = links;
		tab->n++;
	}
	links[i] = *link;
	return 0;
}

void linktab_drop(struct linktab *tab, int ifindex)
{
	size_t i = position(tab, ifindex);

	if (i == tab->n)
		return;
	tab->n--;
	memmove(tab->links + i, tab->links + i + 1,
		(tab->n - i) * sizeof(*tab->links));
}

static int add_link(struct nlmsghdr *h, void *arg)
{
	struct linktab_link link;
	int r;

	if (h->nlmsg_type != RTM_NEWLINK)
		return 0;
	r = linktab_decode(h, &link);
	if (r < 0)
		return r == -ENOENT ? 0 : r;
	return linktab_put(arg, &link);
}

int linktab_read(struct netlink *nl, struct linktab *ret_tab)
{
	struct ifinfomsg info = { .ifi_family = AF_UNSPEC };
	struct linktab tab = { .n = 0 };
	int r;

	r = netlink_dump(nl,
			 netlink_request(RTM_GETLINK, 0, &info, sizeof(info)),
			 add_link, &tab);
	if (r < 0) {
		linktab_done(&tab);
		return r;
	}
	*ret_tab = tab;
	return 0;
}

int linktab_open(struct netlink **ret_nl, struct linktab *ret_tab)
{
	int r = netlink_open(ret_nl);

	return r < 0 ? r : linktab_read(*ret_nl, ret_tab);
}

void linktab_done(struct linktab *tab)
{
	free(tab->links);
	tab->links = NULL;
	tab->n = 0;
}

const struct linktab_link *linktab_by_index(const struct linktab *tab,
					    int ifindex)
{
	size_t i = position(tab, ifindex);

	return i < tab->n ? &tab->links[i] : NULL;
}

const struct linktab_link *linktab_by_name(const struct linktab *tab,
					   const char *name)
{
	for (size_t i = 0; i < tab->n; i++)
		if (!strcmp(tab->links[i].name, name))
			return &tab->links[i];
	return NULL;
}

const struct linktab_link *linktab_require(const struct linktab *tab,
					   const char *name)
{
	const struct linktab_link *link = linktab_by_name(tab, name);

	if (link)
		return link;
	if (if_nametoindex(name))
		cli_fail(NULL, "link %s: not an MCTP link", name);
	else
		cli_fail("mctpctl link lists them", "link %s: no such link",
			 name);
	return NULL;
}

const char *linktab_name(const struct linktab *tab, int ifindex)
{
	static char unknown[16];
	const struct linktab_link *link = linktab_by_index(tab, ifindex);

	if (link)
		return link->name;
	snprintf(unknown, sizeof(unknown), "if%d", ifindex);
	return unknown;
}
