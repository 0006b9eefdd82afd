/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The errors that methods answer with: one table of names, and a sentence
 * that names the object and the reason.
 */
#pragma once

#include <systemd/sd-bus.h>

struct outcome;

/*
 * Each sets @error to "@what: reason" and returns its negative errno, which
 * is what an sd-bus handler has to return.
 */
int error_set(sd_bus_error *error, int r, const char *what, const char *reason);
int error_invalid(sd_bus_error *error, const char *what, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
int error_set_outcome(sd_bus_error *error, const struct outcome *outcome,
		      const char *what);
/* For SPDM: what is no error of transport is one of SPDM. */
int error_set_spdm_outcome(sd_bus_error *error, const struct outcome *outcome,
			   const char *what);
