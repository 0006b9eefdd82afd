/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the parts of the probe share. The probe asks an AF_MCTP family
 * everything a program can ask, and prints one line per answer,
 *
 *	area/case/key: answer
 *
 * in an order and with contents that depend on the family alone. Whether an
 * answer is right is not its business: tests/abi/check compares two kernels.
 *
 * Each case runs in a process and a network namespace of its own, with lo up
 * and nothing configured. Slow cases, which wait for time-outs, run beside
 * the others.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* where no program has memory */
#define NOWHERE ((void *)8)

struct probe_case {
	const char *name;
	void (*run)(void);
	bool slow;
};

#define CASE(case_name, fn)	{ .name = (case_name), .run = (fn) }
#define SLOW_CASE(case_name, fn) \
	{ .name = (case_name), .run = (fn), .slow = true }

struct probe_area {
	const char *name;
	const struct probe_case *cases; /* ends with one without a name */
};

extern const struct probe_area socket_area, bind_area, connect_area;
extern const struct probe_area precedence_area, send_area, extended_area;
extern const struct probe_area receive_area, control_area, option_area;
extern const struct probe_area ioctl_area, privilege_area, tag_area;
extern const struct probe_area tagctl_area, expiry_area, addr_area;
extern const struct probe_area route_area, neigh_area, link_area;
extern const struct probe_area notify_area, device_area, packet_area;
extern const struct probe_area fragment_area, reassembly_area;
extern const struct probe_area forward_area, namespace_area;

/* answers */

void report_start(const char *area, const char *name);
__attribute__((format(printf, 2, 3))) void report(const char *key,
						  const char *fmt, ...);
/* the errno's name of a negative result, else its value */
void report_rc(const char *key, long rc);
/* the call's result: its value, or its errno negated */
long result(long rc);
/* valid until as many more calls as a report may have */
const char *rc_name(long rc);
const char *hex(const void *data, size_t len);
/* formats a key; valid as long */
__attribute__((format(printf, 1, 2))) const char *key(const char *fmt, ...);
/* the machine lacks what the probe stands on: ends the case with a line */
__attribute__((noreturn)) void bail(const char *what);

/*
 * A string that grows, for answers made of many parts. A letter for each of
 * many results: '.' success, else the first that fits.
 */
struct text {
	char data[16384];
	size_t len;
};

__attribute__((format(printf, 2, 3))) void text_add(struct text *text,
						    const char *fmt, ...);
void text_hex(struct text *text, const void *data, size_t len);
char rc_letter(long rc);
/* "8-254" for flags that are set in these places */
void text_ranges(struct text *text, const bool *flags, size_t n);
