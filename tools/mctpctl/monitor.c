// SPDX-License-Identifier: Apache-2.0
/*
 * mctpctl monitor: a line per change, from rtnetlink (links, local EIDs and
 * neighbours), from the family "mctp" (routes), and from mctpd's D-Bus signals.
 *
 * An event is an object with the keys event and object, and then what is
 * known about it. It ends by --timeout, --count, a signal, or the end of the
 * reader.
 */
#include <errno.h>
#include <string.h>
#include <time.h>

#include <linux/mctp-ext.h>
#include <linux/rtnetlink.h>
#include <systemd/sd-event.h>

#include "address.h"
#include "endpoints.h"
#include "family.h"
#include "neigh.h"
#include "routeinfo.h"
#include "verbs.h"

struct monitor {
	struct cli *cli;
	sd_event *event;
	sd_bus *bus;
	struct netlink *nl;
	struct family family;
	struct linktab links; /* as last seen, for the names */
	uint32_t seen;
};

static struct value *event_new(const char *name, const char *object)
{
	struct value *v = value_new(VALUE_OBJECT);

	value_add_string(v, "event", name);
	value_set_role(value_add_string(v, "object", object), VALUE_ROLE_NAME);
	return v;
}

static void emit(struct monitor *m, struct value *v)
{
	struct timespec ts;

	clock_gettime(CLOCK_REALTIME, &ts);
	value_add_uint(v, "time_us",
		       (uint64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000);
	output_line(&m->cli->out, v);
	value_free(v);
	if (++m->seen == m->cli->count || ferror(m->cli->out.file))
		sd_event_exit(m->event, 0);
}

static void on_link(struct monitor *m, struct nlmsghdr *h)
{
	struct ifinfomsg *info = nlmsg_data(h);
	const struct linktab_link *before;
	bool gone = h->nlmsg_type == RTM_DELLINK;
	struct linktab_link link;
	struct value *v;

	if (linktab_decode(h, &link) < 0) {
		if (nlmsg_datalen(h) >= (int)sizeof(*info))
			linktab_drop(&m->links, info->ifi_index);
		return;
	}
	before = linktab_by_index(&m->links, link.ifindex);
	v = event_new(gone   ? "link-removed" :
		      before ? "link-changed" :
			       "link-added",
		      link.name);
	value_add_uint(v, "network", link.network);
	if (before && before->network != link.network)
		value_add_uint(v, "previous_network", before->network);
	else
		value_set_hidden(value_add(v, "previous_network", VALUE_NULL),
				 true);
	value_set_text(value_add_bool(v, "up", link.up),
		       link.up ? "up" : "down");
	value_add_uint(v, "mtu", link.mtu);
	if (gone)
		linktab_drop(&m->links, link.ifindex);
	else
		linktab_put(&m->links, &link);
	emit(m, v);
}

static void on_address(struct monitor *m, struct nlmsghdr *h)
{
	struct value *v;
	uint8_t eid;
	int ifindex;

	if (address_decode(h, &eid, &ifindex) < 0)
		return;
	v = event_new(h->nlmsg_type == RTM_NEWADDR ? "address-added" :
						     "address-removed",
		      linktab_name(&m->links, ifindex));
	value_add_uint(v, "eid", eid);
	emit(m, v);
}

/* From people; the object of the event says it. */
static void hide(struct value *event, const char *key)
{
	for (struct value *v = event->first; v; v = v->next)
		if (!strcmp(v->key, key))
			value_set_hidden(v, true);
}

static void on_neigh(struct monitor *m, struct nlmsghdr *h)
{
	_cleanup_value_ struct value *row = value_new(VALUE_OBJECT);
	struct value *v;

	if (neigh_decode(h, &m->links, row) < 0)
		return;
	v = event_new(h->nlmsg_type == RTM_NEWNEIGH ? "neigh-added" :
						      "neigh-removed",
		      value_get(row, "link")->string);
	value_move(v, row);
	hide(v, "link");
	emit(m, v);
}

/* The object says which EIDs; the network is that of the moment. */
static void polish_route(struct value *row, struct nlattr *net)
{
	for (struct value *v = row->first; v; v = v->next) {
		value_set_hidden(v, v->kind == VALUE_NULL ||
					    !strcmp(v->key, "first") ||
					    !strcmp(v->key, "last"));
		if (net && !strcmp(v->key, "network"))
			v->number = nla_get_u32(net);
	}
}

static void on_route(struct monitor *m, bool new, struct nlattr **tb)
{
	struct nlattr *route = tb[MCTP_A_ROUTE], *net = tb[MCTP_A_NET];
	_cleanup_value_ struct value *row = value_new(VALUE_OBJECT);
	_cleanup_free_ char *range = NULL;
	struct value *v;

	if (routeinfo_decode(nla_data(route), nla_len(route), &m->links, row) <
	    0)
		return;
	range = value_to_text(value_get(row, "first"));
	polish_route(row, net && nla_len(net) >= 4 ? net : NULL);
	v = event_new(new ? "route-added" : "route-removed", range);
	value_move(v, row);
	emit(m, v);
}

static int on_message(struct nlmsghdr *h, void *arg)
{
	struct monitor *m = arg;

	switch (h->nlmsg_type) {
	case RTM_NEWLINK:
	case RTM_DELLINK:
		on_link(m, h);
		break;
	case RTM_NEWADDR:
	case RTM_DELADDR:
		on_address(m, h);
		break;
	case RTM_NEWNEIGH:
	case RTM_DELNEIGH:
		on_neigh(m, h);
		break;
	}
	return 0;
}

/* The names of links, by a connection that receives no notifications. */
static int read_links(struct monitor *m)
{
	_cleanup_netlink_ struct netlink *nl = NULL;
	struct linktab links = { .n = 0 };
	int r = netlink_open_any(&nl);

	if (!r)
		r = linktab_read(nl, &links);
	if (!r) {
		linktab_done(&m->links);
		m->links = links;
	}
	return r;
}

static int on_netlink(sd_event_source *source, int fd, uint32_t revents,
		      void *arg)
{
	struct monitor *m = arg;
	int r;

	(void)source, (void)fd, (void)revents;
	r = netlink_receive(m->nl, on_message, m);
	if (r == -ENOBUFS) {
		linktab_done(&m->links);
		emit(m, event_new("lost", "netlink"));
	} else if (r < 0 && r != -EAGAIN && r != -EINTR) {
		return r;
	}
	return m->links.n ? 0 : read_links(m);
}

static int on_family_message(struct nlmsghdr *h, void *arg)
{
	struct nlattr *tb[MCTP_A_MAX + 1];
	struct monitor *m = arg;
	int command, before = m->family.id;

	if (h->nlmsg_type == GENL_ID_CTRL) {
		family_follow(&m->family, h);
		/* with its module, links have come or gone */
		return m->family.id == before ? 0 : read_links(m);
	}
	if (family_decode(&m->family, h, &command, tb) < 0 || !tb[MCTP_A_ROUTE])
		return 0;
	if (command == MCTP_CMD_ROUTE_NEW || command == MCTP_CMD_ROUTE_DEL)
		on_route(m, command == MCTP_CMD_ROUTE_NEW, tb);
	return 0;
}

static int on_family(sd_event_source *source, int fd, uint32_t revents,
		     void *arg)
{
	struct monitor *m = arg;
	int r;

	(void)source, (void)fd, (void)revents;
	r = netlink_receive(m->family.nl, on_family_message, m);
	if (r == -ENOBUFS)
		emit(m, event_new("lost", "netlink"));
	else if (r < 0 && r != -EAGAIN && r != -EINTR)
		return r;
	return 0;
}

static struct value *object_event(const char *name, const char *path)
{
	size_t prefix = strlen(BUS_ROOT);

	if (!strncmp(path, BUS_ROOT "/", prefix + 1))
		path += prefix + 1;
	return event_new(name, path);
}

/* Every object has the interfaces of D-Bus itself; they say nothing. */
static void add_interface(struct value *list, const char *name)
{
	if (strncmp(name, "org.freedesktop.DBus.", 21))
		value_add_string(list, NULL, name);
}

/* a{sa{sv}}, of which only the keys are kept. */
static int read_interfaces(sd_bus_message *message, struct value *list)
{
	const char *name;
	int r;

	r = sd_bus_message_enter_container(message, 'a', "{sa{sv}}");
	while (r >= 0 && (r = sd_bus_message_enter_container(message, 'e',
							     "sa{sv}")) > 0) {
		r = sd_bus_message_read(message, "s", &name);
		if (r < 0)
			break;
		add_interface(list, name);
		r = sd_bus_message_skip(message, "a{sv}");
		if (r >= 0)
			r = sd_bus_message_exit_container(message);
	}
	return r;
}

/* as */
static int read_names(sd_bus_message *message, struct value *list)
{
	const char *name;
	int r;

	r = sd_bus_message_enter_container(message, 'a', "s");
	while (r >= 0 && (r = sd_bus_message_read(message, "s", &name)) > 0)
		add_interface(list, name);
	return r;
}

static int
on_interfaces(struct monitor *m, sd_bus_message *message, const char *event,
	      int (*read)(sd_bus_message *message, struct value *list))
{
	const char *path;
	struct value *v;

	if (sd_bus_message_read(message, "o", &path) < 0)
		return 0;
	v = object_event(event, path);
	if (read(message, value_add(v, "interfaces", VALUE_ARRAY)) < 0)
		value_free(v);
	else
		emit(m, v);
	return 0;
}

static int on_added(sd_bus_message *message, void *arg, sd_bus_error *error)
{
	(void)error;
	return on_interfaces(arg, message, "object-added", read_interfaces);
}

static int on_removed(sd_bus_message *message, void *arg, sd_bus_error *error)
{
	(void)error;
	return on_interfaces(arg, message, "object-removed", read_names);
}

static int on_changed(sd_bus_message *message, void *arg, sd_bus_error *error)
{
	struct monitor *m = arg;
	const char *interface;
	struct value *v;

	(void)error;
	if (sd_bus_message_read(message, "s", &interface) < 0)
		return 0;
	v = object_event("property-changed", sd_bus_message_get_path(message));
	value_add_string(v, "interface", interface);
	if (bus_read_properties(message, v) < 0) {
		value_free(v);
		return 0;
	}
	emit(m, v);
	return 0;
}

static int on_owner(sd_bus_message *message, void *arg, sd_bus_error *error)
{
	struct monitor *m = arg;
	const char *name, *old, *new;

	(void)error;
	if (sd_bus_message_read(message, "sss", &name, &old, &new) >= 0)
		emit(m, event_new(*new ? "started" : "stopped", "mctpd"));
	return 0;
}

static int watch_bus(struct monitor *m)
{
	static const struct {
		const char *match;
		sd_bus_message_handler_t handler;
	} matches[] = {
		{ "sender='" BUS_NAME
		  "',interface='org.freedesktop.DBus.ObjectManager',member='InterfacesAdded'",
		  on_added },
		{ "sender='" BUS_NAME
		  "',interface='org.freedesktop.DBus.ObjectManager',member='InterfacesRemoved'",
		  on_removed },
		{ "sender='" BUS_NAME
		  "',interface='org.freedesktop.DBus.Properties',member='PropertiesChanged'",
		  on_changed },
		{ "sender='org.freedesktop.DBus',"
		  "interface='org.freedesktop.DBus',"
		  "member='NameOwnerChanged',arg0='" BUS_NAME "'",
		  on_owner },
	};
	char rule[256];
	int r = sd_bus_open_system(&m->bus);

	for (size_t i = 0; r >= 0 && i < sizeof(matches) / sizeof(matches[0]);
	     i++) {
		snprintf(rule, sizeof(rule), "type='signal',%s",
			 matches[i].match);
		r = sd_bus_add_match(m->bus, NULL, rule, matches[i].handler, m);
	}
	return r < 0 ? r : sd_bus_attach_event(m->bus, m->event, 0);
}

/* Links come last: who waits for us in /proc/net/netlink looks for them. */
static int watch_rtnetlink(struct monitor *m)
{
	static const int groups[] = {
		RTNLGRP_NEIGH,
		RTNLGRP_MCTP_IFADDR,
		RTNLGRP_LINK,
	};
	int r = netlink_open_any(&m->nl);

	for (size_t i = 0; !r && i < sizeof(groups) / sizeof(groups[0]); i++)
		r = netlink_join(m->nl, groups[i]);
	if (!r)
		r = sd_event_add_io(m->event, NULL, netlink_fd(m->nl), EPOLLIN,
				    on_netlink, m);
	return r < 0 ? r : 0;
}

static int watch_family(struct monitor *m)
{
	int r = family_watch(&m->family);

	if (!r)
		r = sd_event_add_io(m->event, NULL, netlink_fd(m->family.nl),
				    EPOLLIN, on_family, m);
	return r < 0 ? r : 0;
}

static int watch_kernel(struct monitor *m)
{
	int r = read_links(m);

	if (!r)
		r = watch_family(m);
	if (!r)
		r = watch_rtnetlink(m);
	return r;
}

static int on_time(sd_event_source *source, uint64_t usec, void *arg)
{
	struct monitor *m = arg;

	(void)source, (void)usec;
	return sd_event_exit(m->event, 0);
}

static int run(struct monitor *m)
{
	int r = sd_event_new(&m->event);

	if (r < 0)
		return cli_fail(NULL, "event loop: %s", strerror(-r));
	r = watch_bus(m);
	if (r < 0)
		cli_note("system bus: %s, kernel events only", strerror(-r));
	r = watch_kernel(m);
	if (r < 0)
		return cli_fail(NULL, "kernel: %s", strerror(-r));
	if (m->cli->timeout_us)
		sd_event_add_time_relative(m->event, NULL, CLOCK_MONOTONIC,
					   m->cli->timeout_us, 0, on_time, m);
	r = sd_event_loop(m->event);
	return r < 0 ? cli_fail(NULL, "monitor: %s", strerror(-r)) : CLI_OK;
}

int monitor_run(struct cli *cli, int argc, char **argv)
{
	struct monitor m = { .cli = cli };
	int r;

	(void)argc, (void)argv;
	r = run(&m);
	sd_bus_flush_close_unref(m.bus);
	sd_event_unref(m.event);
	netlink_free(m.nl);
	family_done(&m.family);
	linktab_done(&m.links);
	return r;
}
