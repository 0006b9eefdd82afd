// SPDX-License-Identifier: Apache-2.0
/*
 * An SPDM responder from a key file and a chain file.
 */
#include "spdm-responder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "spdm/crypto.h"

/* A chain of 64 KiB, the protocol's limit, in PEM. */
#define FILE_MAX (128 * 1024)

struct file {
	uint8_t *data;
	size_t len;
};

/* One of them is a private key. */
static void file_done(struct file *f)
{
	if (f->data)
		crypto_wipe(f->data, FILE_MAX);
	free(f->data);
}

static int file_read(struct file *f, const char *path)
{
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return -errno;
	f->data = malloc(FILE_MAX);
	if (!f->data)
		return -ENOMEM;
	do {
		if (f->len == FILE_MAX)
			return -EFBIG;
		n = read(fd, f->data + f->len, FILE_MAX - f->len);
		if (n < 0)
			return -errno;
		f->len += n;
	} while (n > 0);
	return 0;
}

static int file_load(struct file *f, const char *path, char *error,
		     size_t error_size)
{
	int err = file_read(f, path);

	if (err)
		snprintf(error, error_size, "%s: %s", path, strerror(-err));
	return err;
}

int spdm_responder_open(const char *key_path, const char *chain_path,
			const struct misbehave *misbehave,
			struct spdm_responder **ret_responder, char *error,
			size_t error_size)
{
	_cleanup_(file_done) struct file key = { 0 }, chain = { 0 };
	int err;

	err = file_load(&key, key_path, error, error_size);
	if (!err)
		err = file_load(&chain, chain_path, error, error_size);
	if (err)
		return err;
	err = spdm_responder_new(key.data, key.len, chain.data, chain.len,
				 misbehave, ret_responder);
	if (err == -EINVAL)
		snprintf(error, error_size, "%s: no private key in PEM",
			 key_path);
	else if (err)
		snprintf(error, error_size, "%s: no certificate chain in PEM",
			 chain_path);
	return err;
}
