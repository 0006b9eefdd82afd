// SPDX-License-Identifier: Apache-2.0
/*
 * The state file, and what it holds in memory: a list ordered by use, the
 * oldest first.
 *
 * Timer: state-save, armed by the first change, writes all that came within
 * SAVE_DELAY_US.
 */
#include "state.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/cleanup.h"
#include "lib/file.h"
#include "lib/hex.h"
#include "lib/list.h"
#include "lib/log.h"
#include "proto/mctp.h"
#include "timer.h"

#define HEADER "mctpd-state 1"
#define SAVE_DELAY_US (100 * 1000)

struct entry {
	struct list node;
	uint32_t network;
	uint8_t eid;
	uint8_t hwaddr_len;
	uint8_t hwaddr[TRANSPORT_HWADDR_MAX];
	char link[IFNAMSIZ];
};

struct state {
	char *path;
	struct list entries;
	size_t n_entries;
	struct timer *save_timer; /* runs while something is to be saved */
};

static struct entry *find_entry(const struct state *state, uint32_t network,
				const char *link, const uint8_t *hwaddr,
				size_t hwaddr_len)
{
	struct entry *entry;

	list_for_each(entry, &state->entries, node) {
		if (entry->network == network &&
		    entry->hwaddr_len == hwaddr_len &&
		    !memcmp(entry->hwaddr, hwaddr, hwaddr_len) &&
		    (!link || !strcmp(entry->link, link)))
			return entry;
	}
	return NULL;
}

static void drop_entry(struct state *state, struct entry *entry)
{
	list_remove(&entry->node);
	state->n_entries--;
	free(entry);
}

static int add_entry(struct state *state, const struct entry *value)
{
	struct entry *entry = malloc(sizeof(*entry));

	if (!entry)
		return -ENOMEM;
	*entry = *value;
	list_add_tail(&entry->node, &state->entries);
	state->n_entries++;
	if (state->n_entries > STATE_ENTRIES_MAX)
		drop_entry(state,
			   list_first(&state->entries, struct entry, node));
	return 0;
}

static const char *parse_entry(const char *line, struct entry *ret_entry)
{
	struct entry entry = { 0 };
	char hwaddr[2 * TRANSPORT_HWADDR_MAX + 1];
	unsigned int eid;
	int end = 0;
	long len;

	_Static_assert(IFNAMSIZ == 16 && TRANSPORT_HWADDR_MAX == 32,
		       "the widths in the format below");
	if (sscanf(line, "endpoint %" SCNu32 " %u %15s %64s%n", &entry.network,
		   &eid, entry.link, hwaddr, &end) != 4 ||
	    line[end])
		return "not an endpoint line";
	if (eid < MCTP_EID_FIRST || eid > MCTP_EID_LAST)
		return "not an EID an endpoint can have";
	len = hex_parse(hwaddr, entry.hwaddr, sizeof(entry.hwaddr));
	if (len <= 0)
		return "not a physical address";
	entry.eid = eid;
	entry.hwaddr_len = len;
	*ret_entry = entry;
	return NULL;
}

/* NULL, or what is wrong with line @ret_line; @text is cut into lines. */
static const char *parse_text(struct state *state, char *text,
			      unsigned int *ret_line)
{
	char expected_end[32];
	char *line, *rest = text;

	for (*ret_line = 1; (line = strsep(&rest, "\n")); ++*ret_line) {
		const char *problem;
		struct entry entry;

		if (*ret_line == 1) {
			if (strcmp(line, HEADER))
				return "not a file of this version";
			continue;
		}
		/* a file that was cut short has no such last line */
		snprintf(expected_end, sizeof(expected_end), "end %zu",
			 state->n_entries);
		if (!strcmp(line, expected_end))
			return rest && *rest ? "more after the end" : NULL;
		problem = parse_entry(line, &entry);
		if (problem)
			return problem;
		if (find_entry(state, entry.network, entry.link, entry.hwaddr,
			       entry.hwaddr_len))
			return "twice the same address";
		if (state->n_entries == STATE_ENTRIES_MAX)
			return "too many entries";
		if (add_entry(state, &entry) < 0)
			return "out of memory";
	}
	return "no end";
}

static void drop_all(struct state *state)
{
	struct entry *entry;

	while ((entry = list_first(&state->entries, struct entry, node)))
		drop_entry(state, entry);
}

static void load(struct state *state)
{
	_cleanup_free_ char *text = NULL;
	const char *problem;
	unsigned int line;
	int r;

	r = file_read_text(state->path, STATE_FILE_MAX, &text);
	if (r == -ENOENT)
		return;
	if (r < 0) {
		log_warning("%s: %s: remembering no EIDs", state->path,
			    strerror(-r));
		return;
	}
	problem = parse_text(state, text, &line);
	if (!problem)
		return;
	drop_all(state);
	log_warning("%s:%u: %s: remembering no EIDs", state->path, line,
		    problem);
}

static int write_entries(const struct state *state, FILE *file)
{
	char hwaddr[2 * TRANSPORT_HWADDR_MAX + 1];
	const struct entry *entry;

	fputs(HEADER "\n", file);
	list_for_each(entry, &state->entries, node)
		fprintf(file, "endpoint %" PRIu32 " %u %s %s\n", entry->network,
			entry->eid, entry->link,
			hex_format(entry->hwaddr, entry->hwaddr_len, hwaddr,
				   sizeof(hwaddr)));
	fprintf(file, "end %zu\n", state->n_entries);
	return ferror(file) ? -EIO : 0;
}

/* Makes the directory, too, if it alone is missing. */
static int open_new(const char *path)
{
	const int flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW;
	char dir[PATH_MAX];
	char *slash;
	int fd;

	fd = open(path, flags, 0644);
	if (fd >= 0 || errno != ENOENT)
		return fd < 0 ? -errno : fd;
	snprintf(dir, sizeof(dir), "%s", path);
	slash = strrchr(dir, '/');
	if (!slash)
		return -ENOENT;
	*slash = '\0';
	if (mkdir(dir, 0755) < 0)
		return -errno;
	fd = open(path, flags, 0644);
	return fd < 0 ? -errno : fd;
}

/*
 * Not flushed to the medium: that would block the loop, and a file that a
 * power cut has damaged is noticed and costs one round of questions.
 */
static int save(const struct state *state)
{
	char temporary[PATH_MAX];
	FILE *file;
	int fd, r;

	if (snprintf(temporary, sizeof(temporary), "%s.new", state->path) >=
	    (int)sizeof(temporary))
		return -ENAMETOOLONG;
	fd = open_new(temporary);
	if (fd < 0)
		return fd;
	file = fdopen(fd, "w");
	if (!file) {
		r = -errno;
		close(fd);
		return r;
	}
	r = write_entries(state, file);
	if (fclose(file) < 0 && !r)
		r = -errno;
	if (!r && rename(temporary, state->path) < 0)
		r = -errno;
	if (r < 0)
		unlink(temporary);
	return r;
}

static void save_now(void *user)
{
	const struct state *state = user;
	int r = save(state);

	if (r < 0)
		log_warning("%s: cannot be written: %s", state->path,
			    strerror(-r));
}

static void mark_changed(struct state *state)
{
	if (*state->path && !timer_is_running(state->save_timer))
		timer_start(state->save_timer, SAVE_DELAY_US);
}

int state_new(const struct timers *timers, const char *path,
	      struct state **ret_state)
{
	struct state *state = calloc(1, sizeof(*state));
	int r = -ENOMEM;

	if (!state)
		return -ENOMEM;
	list_init(&state->entries);
	state->path = strdup(path);
	if (state->path)
		r = timer_new(timers, "state-save", save_now, state,
			      &state->save_timer);
	if (r < 0) {
		state_free(state);
		return r;
	}
	if (*path)
		load(state);
	*ret_state = state;
	return 0;
}

struct state *state_free(struct state *state)
{
	if (!state)
		return NULL;
	if (state->save_timer && timer_is_running(state->save_timer))
		save_now(state);
	timer_free(state->save_timer);
	drop_all(state);
	free(state->path);
	free(state);
	return NULL;
}

uint8_t state_get_eid(const struct state *state, uint32_t network,
		      const char *link, const uint8_t *hwaddr,
		      size_t hwaddr_len)
{
	const struct entry *entry;

	entry = find_entry(state, network, link, hwaddr, hwaddr_len);
	if (!entry)
		entry = find_entry(state, network, NULL, hwaddr, hwaddr_len);
	return entry ? entry->eid : 0;
}

void state_set_eid(struct state *state, uint32_t network, const char *link,
		   const uint8_t *hwaddr, size_t hwaddr_len, uint8_t eid)
{
	struct entry *entry;
	struct entry value = { .network = network,
			       .eid = eid,
			       .hwaddr_len = hwaddr_len };

	if (!hwaddr_len || hwaddr_len > sizeof(value.hwaddr))
		return;
	entry = find_entry(state, network, link, hwaddr, hwaddr_len);
	if (entry) {
		list_remove(&entry->node);
		list_add_tail(&entry->node, &state->entries);
		if (entry->eid == eid)
			return;
		entry->eid = eid;
	} else {
		memcpy(value.hwaddr, hwaddr, hwaddr_len);
		snprintf(value.link, sizeof(value.link), "%s", link);
		if (add_entry(state, &value) < 0)
			return;
	}
	mark_changed(state);
}

void state_forget(struct state *state, uint32_t network, const char *link,
		  const uint8_t *hwaddr, size_t hwaddr_len)
{
	struct entry *entry;

	entry = find_entry(state, network, link, hwaddr, hwaddr_len);
	if (!entry)
		return;
	drop_entry(state, entry);
	mark_changed(state);
}

void state_for_each_eid(const struct state *state, uint32_t network,
			void (*each)(void *user, uint8_t eid), void *user)
{
	const struct entry *entry;

	list_for_each(entry, &state->entries, node) {
		if (entry->network == network)
			each(user, entry->eid);
	}
}

size_t state_count(const struct state *state)
{
	return state->n_entries;
}
