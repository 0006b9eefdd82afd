// SPDX-License-Identifier: Apache-2.0
/*
 * check-vectors DIR: replays every recorded SPDM session of a directory with
 * the secrets recorded beside it. Each message is decoded and encoded again,
 * each transcript hash, signature, MAC, key and record computed again; any
 * difference fails the file. Sessions of a kind that is not implemented are
 * skipped, with the reason.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "replay.h"

#define N(array) (sizeof(array) / sizeof(*(array)))

/* Why a session cannot be replayed; NULL if it can. */
static const char *unsupported(json_t *root)
{
	static const struct {
		const char *name;
		const char *reason;
	} messages[] = {
		{ "PSK_EXCHANGE", "pre-shared keys are not implemented" },
		{ "CHUNK_SEND", "large messages are not implemented" },
		{ "CHUNK_GET", "large messages are not implemented" },
		{ "GET_ENCAPSULATED_REQUEST",
		  "mutual authentication is not implemented" },
	};
	json_t *algorithms = json_object_get(root, "algorithms"), *m;
	size_t i;

	if (text(algorithms, "pqc_asym") || text(algorithms, "kem"))
		return "post-quantum algorithms are not implemented";
	json_array_foreach(json_object_get(root, "messages"), i, m)
		for (size_t k = 0; k < N(messages); k++)
			if (text(m, "name") &&
			    strcmp(text(m, "name"), messages[k].name) == 0)
				return messages[k].reason;
	return NULL;
}

enum outcome {
	PASSED,
	FAILED,
	SKIPPED,
};

static enum outcome run_file(const char *dir, const char *name)
{
	enum outcome outcome = FAILED;
	const char *reason;
	json_error_t error;
	char path[4096];
	json_t *root;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	root = json_load_file(path, 0, &error);
	if (!root) {
		printf("FAIL %s:%d: %s\n", name, error.line, error.text);
		return FAILED;
	}
	reason = unsupported(root);
	if (reason) {
		printf("SKIP %s: %s\n", name, reason);
		outcome = SKIPPED;
	} else if (replay(root, name)) {
		outcome = PASSED;
	}
	json_decref(root);
	return outcome;
}

static int is_json(const struct dirent *d)
{
	const char *dot = strrchr(d->d_name, '.');

	return dot && strcmp(dot, ".json") == 0;
}

int main(int argc, char **argv)
{
	unsigned int count[3] = { 0 };
	struct dirent **names;
	int n;

	if (argc != 2) {
		fprintf(stderr, "usage: check-vectors DIR\n");
		return 2;
	}
	n = scandir(argv[1], &names, is_json, alphasort);
	if (n < 0) {
		fprintf(stderr, "check-vectors: %s: %s\n", argv[1],
			strerror(errno));
		return 1;
	}
	for (int i = 0; i < n; i++) {
		count[run_file(argv[1], names[i]->d_name)]++;
		free(names[i]);
	}
	free(names);
	printf("%u passed, %u failed, %u skipped\n", count[PASSED],
	       count[FAILED], count[SKIPPED]);
	if (!n)
		fprintf(stderr, "check-vectors: %s: no vectors\n", argv[1]);
	return count[FAILED] || !n ? 1 : 0;
}
