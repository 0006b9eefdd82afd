// SPDX-License-Identifier: Apache-2.0
/*
 * The command table: dispatch, help and completion read it, and a test
 * compares it with the man page.
 */
#include "verbs.h"

#define NET CLI_OPT_NET

const struct command commands[] = {
	{ "link", "list", "", 0, 0, 0, "", link_list, "list the MCTP links" },
	{ "link", "show", "LINK", 1, 1, 0, "LINK", link_show,
	  "one link with its counters" },
	{ "link", "set",
	  "LINK up|down|net N|mtu N|forwarding on|off|reasm-contexts N|reasm-bytes N|tags N",
	  2, 3, 0,
	  "LINK up|down|net|mtu|forwarding|reasm-contexts|reasm-bytes|tags on|off|N",
	  link_set,
	  "switch a link, move it to a network, set its MTU and limits" },
	{ "link", "stats", "[LINK]", 0, 1, CLI_OPT_ALL, "LINK", link_stats,
	  "messages, drops by cause and limits, per link and network" },
	{ "link", "capture", "[LINK...]", 0, 14,
	  CLI_OPT_ALL | CLI_OPT_OUTPUT | CLI_OPT_SNAPLEN | CLI_OPT_COOKED |
		  CLI_OPT_COUNT,
	  "LINK LINK LINK LINK", link_capture,
	  "write packets as pcapng, of links or of --all" },

	{ "network", "list", "", 0, 0, 0, "", network_list,
	  "list the networks of links" },
	{ "network", "show", "NET", 1, 1, 0, "NET", network_show,
	  "one network with its forwarding and limits" },
	{ "network", "set",
	  "NET forwarding on|off|reasm-contexts N|reasm-bytes N|tags N", 3, 3,
	  0, "NET forwarding|reasm-contexts|reasm-bytes|tags on|off|N",
	  network_set, "let a network forward, set its limits" },
	{ "network", "stats", "[NET]", 0, 1, CLI_OPT_ALL, "NET", network_stats,
	  "messages, drops by cause and limits" },

	{ "address", "list", "", 0, 0, 0, "", address_list,
	  "list the local EIDs" },
	{ "address", "add", "EID dev LINK", 3, 3, 0, "N dev LINK", address_add,
	  "give a link a local EID" },
	{ "address", "del", "EID dev LINK", 3, 3, 0, "N dev LINK", address_del,
	  "take a local EID from a link" },

	{ "route", "list", "", 0, 0, 0, "", route_list, "list the routes" },
	{ "route", "add", "EID[-EID] dev LINK|via NET,EID [mtu N] [source EID]",
	  3, 7, 0, "EID dev|via LINK mtu|source N mtu|source N", route_add,
	  "send an EID or a range to a link or through a bridge" },
	{ "route", "del", "EID[-EID] dev LINK|via NET,EID", 3, 3, 0,
	  "EID dev|via LINK", route_del, "delete a route" },
	{ "route", "get", "EID", 1, 1, NET, "EID", route_get,
	  "how a message gets to an EID" },

	{ "neigh", "list", "", 0, 0, 0, "", neigh_list,
	  "list the physical addresses of EIDs" },
	{ "neigh", "add", "EID dev LINK lladdr ADDRESS", 5, 5, 0,
	  "EID dev LINK lladdr PID", neigh_add,
	  "tell the physical address of an EID" },
	{ "neigh", "del", "EID dev LINK", 3, 3, 0, "EID dev LINK", neigh_del,
	  "forget the physical address of an EID" },

	{ "endpoint", "list", "", 0, 0, NET, "", endpoint_list,
	  "list the endpoints that mctpd knows" },
	{ "endpoint", "show", "EID", 1, 1, NET, "EID", endpoint_show,
	  "everything about one endpoint" },
	{ "endpoint", "echo", "EID", 1, 1, NET | CLI_OPT_SIZE | CLI_OPT_COUNT,
	  "EID", echo_run,
	  "send messages to the endpoint and time the replies" },
	{ "endpoint", "setup", "LINK ADDRESS", 2, 2, 0, "LINK PID",
	  endpoint_setup,
	  "make a device an endpoint, keeping its EID if it can" },
	{ "endpoint", "assign", "LINK ADDRESS [EID [pool SIZE]]", 2, 5, 0,
	  "LINK PID N pool N", endpoint_assign,
	  "give a device an EID, and a bridge its pool" },
	{ "endpoint", "learn", "LINK ADDRESS", 2, 2, 0, "LINK PID",
	  endpoint_learn, "publish a device that has an EID already" },
	{ "endpoint", "remove", "EID", 1, 1, NET, "EID", endpoint_remove,
	  "make mctpd forget an endpoint" },
	{ "endpoint", "recover", "EID", 1, 1, NET, "EID", endpoint_recover,
	  "find out whether an endpoint answers again" },
	{ "endpoint", "mtu", "EID N", 2, 2, NET, "EID N", endpoint_mtu,
	  "set the MTU of the route to an endpoint" },

	{ "spdm", "list", "", 0, 0, NET, "", spdm_list,
	  "list identities and sessions" },
	{ "spdm", "show", "EID", 1, 1, NET, "EID", spdm_show,
	  "identity, algorithms and measurements of an endpoint" },
	{ "spdm", "attest", "EID", 1, 1, NET, "EID", spdm_attest,
	  "verify an endpoint and set up a session with it" },
	{ "spdm", "end", "EID", 1, 1, NET, "EID", spdm_end,
	  "end the session with an endpoint" },

	{ "socket", "list", "", 0, 0, 0, "", socket_list,
	  "list the AF_MCTP sockets and whose they are" },
	{ "socket", "show", "INODE", 1, 1, 0, "INODE", socket_show,
	  "one socket with its options, memory and tags" },

	{ "monitor", "", "", 0, 0, CLI_OPT_COUNT, "", monitor_run,
	  "print what changes, as it changes" },
	{ .object = NULL },
};
