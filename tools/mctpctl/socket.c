// SPDX-License-Identifier: Apache-2.0
/*
 * mctpctl socket: every AF_MCTP socket of the network namespace, as sock_diag
 * tells it, and whose it is, as /proc tells it.
 */
#include "socket.h"

#include <errno.h>
#include <pwd.h>
#include <string.h>
#include <sys/socket.h>

#include <linux/mctp-ext.h>
#include <linux/mctp.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>

#include "args.h"
#include "endpoints.h"
#include "procs.h"
#include "verbs.h"

#define EID_ANY 255

struct reading {
	const struct procs *procs;
	struct value *rows;
	struct value *tags; /* of the last row */
	uint32_t cookie[2]; /* of the last row */
};

/* A number of which one value stands for any. */
static void add_or_any(struct value *parent, const char *key, uint32_t n,
		       uint32_t any)
{
	if (n == any)
		value_set_text(value_add(parent, key, VALUE_NULL), "any");
	else
		value_add_uint(parent, key, n);
}

/* Network and EID of one side; null when @given is false. */
static void add_side(struct value *row, const char *key, bool given,
		     uint32_t net, uint8_t eid)
{
	struct value *side;

	side = value_add(row, key, given ? VALUE_OBJECT : VALUE_NULL);
	if (!given)
		return;
	add_or_any(side, "network", net, MCTP_NET_ANY);
	add_or_any(side, "eid", eid, EID_ANY);
}

static void add_type(struct value *row, const struct mctp_diag_msg *msg)
{
	const char *name = endpoints_type_name(msg->type);
	struct value *type;

	if (!(msg->flags & (MCTP_DIAG_F_BOUND | MCTP_DIAG_F_CONNECTED))) {
		value_add(row, "type", VALUE_NULL);
		return;
	}
	type = value_add_uint(row, "type", msg->type);
	if (name)
		value_set_text(type, "%s", name);
}

static void add_options(struct value *row, const struct mctp_diag_msg *msg)
{
	struct value *options = value_add(row, "options", VALUE_ARRAY);

	if (msg->flags & MCTP_DIAG_F_ADDR_EXT)
		value_add_string(options, NULL, "addr-ext");
	if (msg->flags & MCTP_DIAG_F_RECVERR)
		value_add_string(options, NULL, "recverr");
	if (msg->source)
		value_add_uint(row, "source", msg->source);
	else
		value_add(row, "source", VALUE_NULL);
}

static void add_owner(struct value *row, const struct procs *procs,
		      const struct mctp_diag_msg *msg)
{
	const struct passwd *user = getpwuid(msg->uid);
	struct value *processes, *process, *v;

	value_add_uint(row, "uid", msg->uid);
	v = value_add_string(row, "user", user ? user->pw_name : NULL);
	if (!user)
		value_set_text(v, "%u", msg->uid);
	processes = value_add(row, "processes", VALUE_ARRAY);
	for (size_t i = 0; i < procs->n; i++) {
		const struct procs_entry *e = &procs->entries[i];

		/* 0: of the kernel, or not accepted yet */
		if (!msg->inode || e->inode != msg->inode)
			continue;
		process = value_add(processes, NULL, VALUE_OBJECT);
		value_add_uint(process, "pid", e->pid);
		value_add_string(process, "program", e->program);
		value_set_text(process, "%s[%d]", e->program, (int)e->pid);
	}
}

static void add_memory(struct value *row, struct nlattr *meminfo)
{
	static const struct {
		int index; /* SK_MEMINFO_* */
		const char *key;
	} keys[] = {
		{ SK_MEMINFO_RMEM_ALLOC, "receive" },
		{ SK_MEMINFO_RCVBUF, "receive_limit" },
		{ SK_MEMINFO_WMEM_ALLOC, "send" },
		{ SK_MEMINFO_SNDBUF, "send_limit" },
		{ SK_MEMINFO_OPTMEM, "options" },
		{ SK_MEMINFO_BACKLOG, "backlog" },
		{ SK_MEMINFO_DROPS, "drops" },
	};
	uint32_t numbers[SK_MEMINFO_VARS] = { 0 };
	struct value *memory = value_add(row, "memory", VALUE_OBJECT);

	nla_memcpy(numbers, meminfo, sizeof(numbers));
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		value_add_uint(memory, keys[i].key, numbers[keys[i].index]);
}

static void add_row(struct reading *reading, const struct mctp_diag_msg *msg,
		    struct nlattr *meminfo)
{
	struct value *row = value_add(reading->rows, NULL, VALUE_OBJECT);

	value_add_uint(row, "inode", msg->inode);
	value_add_uint(row, "cookie",
		       msg->cookie[0] | (uint64_t)msg->cookie[1] << 32);
	add_side(row, "local", msg->flags & MCTP_DIAG_F_BOUND, msg->net,
		 msg->local);
	add_side(row, "peer", msg->flags & MCTP_DIAG_F_CONNECTED, msg->peer_net,
		 msg->peer);
	add_type(row, msg);
	add_options(row, msg);
	value_add_uint(row, "rx_queue", msg->rqueue);
	value_add_uint(row, "tx_queue", msg->wqueue);
	value_add_uint(row, "reassemblies", msg->reassemblies);
	add_owner(row, reading->procs, msg);
	add_memory(row, meminfo);
	value_add_uint(row, "tags_in_flight", msg->tags);
	reading->tags = value_add(row, "tags", VALUE_ARRAY);
	memcpy(reading->cookie, msg->cookie, sizeof(reading->cookie));
}

static const char *kind_name(uint8_t kind)
{
	switch (kind) {
	case MCTP_DIAG_TAG_REQUEST:
		return "request";
	case MCTP_DIAG_TAG_BROADCAST:
		return "broadcast";
	case MCTP_DIAG_TAG_PREALLOC:
		return "preallocated";
	}
	return NULL;
}

static void add_tag(struct value *tags, const struct mctp_diag_tag *tag)
{
	struct value *v = value_add(tags, NULL, VALUE_OBJECT);

	value_add_uint(v, "tag", tag->tag & MCTP_TAG_MASK);
	value_add_string(v, "kind", kind_name(tag->kind));
	value_add_uint(v, "network", tag->net);
	add_or_any(v, "local", tag->local, EID_ANY);
	add_or_any(v, "peer", tag->peer, EID_ANY);
	if (tag->expires_ms)
		value_add_uint(v, "expires_ms", tag->expires_ms);
	else
		value_set_text(value_add(v, "expires_ms", VALUE_NULL), "never");
}

static void add_tags(struct value *tags, struct nlattr *array)
{
	struct mctp_diag_tag tag;

	for (int at = 0; at + (int)sizeof(tag) <= nla_len(array);
	     at += sizeof(tag)) {
		memcpy(&tag, (char *)nla_data(array) + at, sizeof(tag));
		add_tag(tags, &tag);
	}
}

static int add_message(struct nlmsghdr *h, void *arg)
{
	struct nlattr *tb[MCTP_DIAG_MAX + 1];
	struct reading *reading = arg;
	struct mctp_diag_msg msg;

	if (nlmsg_parse(h, sizeof(msg), tb, MCTP_DIAG_MAX, NULL) < 0 ||
	    !tb[MCTP_DIAG_MEMINFO])
		return -EBADMSG;
	memcpy(&msg, nlmsg_data(h), sizeof(msg));
	/* a socket with very many tags is told in parts */
	if (!reading->tags ||
	    memcmp(reading->cookie, msg.cookie, sizeof(msg.cookie)))
		add_row(reading, &msg, tb[MCTP_DIAG_MEMINFO]);
	if (tb[MCTP_DIAG_TAGS])
		add_tags(reading->tags, tb[MCTP_DIAG_TAGS]);
	return 0;
}

/* Opening the first connection makes the kernel load the family. */
static int dump(struct netlink **ret_family, struct reading *reading)
{
	struct mctp_diag_req req = {
		.sdiag_family = AF_MCTP,
		.show = MCTP_DIAG_SHOW_TAGS,
	};
	_cleanup_netlink_ struct netlink *nl = NULL;
	int r;

	r = netlink_open(ret_family);
	if (!r)
		r = netlink_open_protocol(NETLINK_SOCK_DIAG, &nl);
	if (r < 0)
		return r;
	return netlink_dump(
		nl, netlink_request(SOCK_DIAG_BY_FAMILY, 0, &req, sizeof(req)),
		add_message, reading);
}

int socket_read(struct netlink **ret_family, struct value *rows)
{
	_cleanup_procs_ struct procs procs = { .n = 0 };
	struct reading reading = { .procs = &procs, .rows = rows };

	/* without them the sockets have no programs, that is all */
	procs_read("/proc", &procs);
	return dump(ret_family, &reading);
}

/* CLI_OK, or CLI_FAILED after saying what is wrong. */
static int read_rows(struct value *rows)
{
	_cleanup_netlink_ struct netlink *family = NULL;
	int r = socket_read(&family, rows);

	if (r == -ENOENT)
		return cli_fail(NULL, "sockets: the MCTP core of this kernel "
				      "has no socket diagnostics");
	if (r < 0)
		return netlink_fail(family, r, "sockets");
	return CLI_OK;
}

int socket_list(struct cli *cli, int argc, char **argv)
{
	static const struct output_column columns[] = {
		{ "inode", "INODE" },	      { "local", "LOCAL" },
		{ "peer", "PEER" },	      { "type", "TYPE" },
		{ "tags_in_flight", "TAGS" }, { "rx_queue", "RX" },
		{ "tx_queue", "TX" },	      { "user", "USER" },
		{ "processes", "PROGRAM" },
	};
	_cleanup_value_ struct value *rows = value_new(VALUE_ARRAY);
	int r;

	(void)argc, (void)argv;
	r = read_rows(rows);
	if (r)
		return r;
	output_table(&cli->out, rows, columns, OUTPUT_COLUMNS(columns),
		     "socket");
	return CLI_OK;
}

int socket_show(struct cli *cli, int argc, char **argv)
{
	_cleanup_value_ struct value *rows = value_new(VALUE_ARRAY);
	uint64_t inode;
	int r;

	(void)argc;
	r = args_number(argv[0], "inode", 1, UINT32_MAX, &inode);
	if (!r)
		r = read_rows(rows);
	if (r)
		return r;
	for (const struct value *row = rows->first; row; row = row->next) {
		if (value_get(row, "inode")->number != inode)
			continue;
		output_details(&cli->out, row);
		return CLI_OK;
	}
	return cli_fail("mctpctl socket lists them",
			"socket %s: no such AF_MCTP socket", argv[0]);
}
