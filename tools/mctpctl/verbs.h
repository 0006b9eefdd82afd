/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The function behind each row of the command table, by object.
 */
#pragma once

#include "cli.h"

int overview_run(struct cli *cli, int argc, char **argv);
int link_list(struct cli *cli, int argc, char **argv);
int link_show(struct cli *cli, int argc, char **argv);
int link_set(struct cli *cli, int argc, char **argv);
int link_stats(struct cli *cli, int argc, char **argv);
int network_list(struct cli *cli, int argc, char **argv);
int network_show(struct cli *cli, int argc, char **argv);
int network_set(struct cli *cli, int argc, char **argv);
int network_stats(struct cli *cli, int argc, char **argv);
int link_capture(struct cli *cli, int argc, char **argv);
int address_list(struct cli *cli, int argc, char **argv);
int address_add(struct cli *cli, int argc, char **argv);
int address_del(struct cli *cli, int argc, char **argv);
int route_list(struct cli *cli, int argc, char **argv);
int route_add(struct cli *cli, int argc, char **argv);
int route_del(struct cli *cli, int argc, char **argv);
int route_get(struct cli *cli, int argc, char **argv);
int neigh_list(struct cli *cli, int argc, char **argv);
int neigh_add(struct cli *cli, int argc, char **argv);
int neigh_del(struct cli *cli, int argc, char **argv);
int endpoint_list(struct cli *cli, int argc, char **argv);
int endpoint_show(struct cli *cli, int argc, char **argv);
int endpoint_setup(struct cli *cli, int argc, char **argv);
int endpoint_assign(struct cli *cli, int argc, char **argv);
int endpoint_learn(struct cli *cli, int argc, char **argv);
int endpoint_remove(struct cli *cli, int argc, char **argv);
int endpoint_recover(struct cli *cli, int argc, char **argv);
int endpoint_mtu(struct cli *cli, int argc, char **argv);
int echo_run(struct cli *cli, int argc, char **argv);
int spdm_list(struct cli *cli, int argc, char **argv);
int spdm_show(struct cli *cli, int argc, char **argv);
int spdm_attest(struct cli *cli, int argc, char **argv);
int spdm_end(struct cli *cli, int argc, char **argv);
int bus_list(struct cli *cli, int argc, char **argv);
int bus_show(struct cli *cli, int argc, char **argv);
int bus_set(struct cli *cli, int argc, char **argv);
int socket_list(struct cli *cli, int argc, char **argv);
int socket_show(struct cli *cli, int argc, char **argv);
int sim_list(struct cli *cli, int argc, char **argv);
int sim_show(struct cli *cli, int argc, char **argv);
int sim_add(struct cli *cli, int argc, char **argv);
int sim_remove(struct cli *cli, int argc, char **argv);
int sim_set(struct cli *cli, int argc, char **argv);
int sim_target(struct cli *cli, int argc, char **argv);
int sim_fault(struct cli *cli, int argc, char **argv);
int sim_log(struct cli *cli, int argc, char **argv);
int monitor_run(struct cli *cli, int argc, char **argv);
