/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The shortest way to a socket, an address, a message.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "../mctp-uapi.h"

int mctp_socket(void);
struct sockaddr_mctp mctp_addr(uint32_t net, uint8_t eid, uint8_t tag);
long mctp_bind(int fd, uint32_t net, uint8_t eid);
long mctp_connect(int fd, uint32_t net, uint8_t eid);
/* a socket that listens for TYPE of any peer */
int mctp_listener(void);
long mctp_send(int fd, uint8_t eid, uint8_t tag, const void *data, size_t len);
long mctp_send_to(int fd, const struct sockaddr_mctp *addr, const void *data,
		  size_t len);
void set_addr_ext(int fd);
/* never waits: whatever arrives, arrives before the call that caused it ends */
long mctp_recv(int fd, void *data, size_t len, struct sockaddr_mctp *addr);
/* "net 1 from 9 type 7e tag 0b: 616263", or the errno */
const char *mctp_received(int fd);
