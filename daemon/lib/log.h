/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One line per event on standard error, with the syslog priority prefix when
 * that is the journal ($JOURNAL_STREAM) and the plain text otherwise.
 */
#pragma once

#include <stdarg.h>
#include <syslog.h>

/* Messages of a priority above @max (LOG_ERR ... LOG_DEBUG) are dropped. */
void log_set_level(int max);
/* Text before each line when not under the journal; borrowed. */
void log_set_name(const char *name);

void log_message(int priority, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#define log_error(...) log_message(LOG_ERR, __VA_ARGS__)
#define log_warning(...) log_message(LOG_WARNING, __VA_ARGS__)
#define log_notice(...) log_message(LOG_NOTICE, __VA_ARGS__)
#define log_info(...) log_message(LOG_INFO, __VA_ARGS__)
#define log_debug(...) log_message(LOG_DEBUG, __VA_ARGS__)
