// SPDX-License-Identifier: Apache-2.0
/*
 * Trust anchors, found by the hash a certificate chain begins with.
 */
#include "spdm/trust.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "spdm/algorithm.h"
#include "spdm/crypto-x509.h"
#include "spdm/crypto.h"

#define N(array) (sizeof(array) / sizeof(*(array)))

static const uint32_t root_hashes[] = {
	SPDM_HASH_SHA_256,
	SPDM_HASH_SHA_384,
	SPDM_HASH_SHA_512,
};

struct anchor {
	struct crypto_cert *cert;
	uint8_t hash[N(root_hashes)][SPDM_HASH_MAX];
};

struct spdm_trust {
	struct anchor *anchors;
	size_t count;
};

struct spdm_trust *spdm_trust_new(void)
{
	return calloc(1, sizeof(struct spdm_trust));
}

struct spdm_trust *spdm_trust_free(struct spdm_trust *t)
{
	if (!t)
		return NULL;
	for (size_t i = 0; i < t->count; i++)
		crypto_cert_free(t->anchors[i].cert);
	free(t->anchors);
	free(t);
	return NULL;
}

/* Takes @cert over, also on failure. */
static int add_cert(void *userdata, struct crypto_cert *cert)
{
	struct spdm_bytes der = crypto_cert_der(cert);
	struct anchor anchor = { .cert = cert };
	struct spdm_trust *t = userdata;
	struct anchor *anchors = NULL;
	int r = 0;

	if (t->count >= SPDM_TRUST_ANCHORS_MAX)
		r = -E2BIG;
	for (size_t i = 0; r == 0 && i < N(root_hashes); i++)
		r = crypto_hash_once(root_hashes[i], der.data, der.len,
				     anchor.hash[i]);
	if (r == 0) {
		anchors = reallocarray(t->anchors, t->count + 1,
				       sizeof(*anchors));
		if (!anchors)
			r = -ENOMEM;
	}
	if (r < 0) {
		crypto_cert_free(cert);
		return r;
	}
	t->anchors = anchors;
	t->anchors[t->count++] = anchor;
	return 0;
}

int spdm_trust_add_pem(struct spdm_trust *t, const void *pem, size_t len)
{
	size_t before = t->count;
	int r;

	r = crypto_cert_each_pem(pem, len, add_cert, t);
	if (r < 0)
		return r;
	return t->count > before ? 0 : -ENODATA;
}

static int add_content(struct spdm_trust *t, int fd)
{
	_cleanup_free_ char *data = NULL;
	struct stat st;
	ssize_t n;

	if (fstat(fd, &st) < 0)
		return -errno;
	if (!S_ISREG(st.st_mode) || st.st_size > SPDM_TRUST_FILE_MAX)
		return -EFBIG;
	data = malloc(st.st_size + 1);
	if (!data)
		return -ENOMEM;
	n = read(fd, data, st.st_size);
	if (n < 0)
		return -errno;
	return spdm_trust_add_pem(t, data, n);
}

static int add_file(struct spdm_trust *t, int dir_fd, const char *name)
{
	_cleanup_close_ int fd = -1;

	fd = openat(dir_fd, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	return fd < 0 ? -errno : add_content(t, fd);
}

static int is_certificate_file(const struct dirent *d)
{
	const char *dot = strrchr(d->d_name, '.');

	return dot && (strcmp(dot, ".pem") == 0 || strcmp(dot, ".crt") == 0);
}

int spdm_trust_add_directory(struct spdm_trust *t, const char *path,
			     char **ret_file)
{
	_cleanup_close_ int fd = -1;
	struct dirent **names;
	int n, r = 0;

	*ret_file = NULL;
	fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	n = scandir(path, &names, is_certificate_file, alphasort);
	if (n < 0)
		return -errno;
	for (int i = 0; i < n; i++) {
		if (r == 0) {
			r = add_file(t, fd, names[i]->d_name);
			if (r < 0)
				*ret_file = strdup(names[i]->d_name);
		}
		free(names[i]);
	}
	free(names);
	return r;
}

size_t spdm_trust_count(const struct spdm_trust *t)
{
	return t->count;
}

struct crypto_cert *spdm_trust_find(const struct spdm_trust *t,
				    uint32_t base_hash, const uint8_t *hash)
{
	size_t size = spdm_hash_size(base_hash);
	size_t h = 0;

	while (h < N(root_hashes) && root_hashes[h] != base_hash)
		h++;
	if (h == N(root_hashes))
		return NULL;
	for (size_t i = 0; i < t->count; i++)
		if (memcmp(t->anchors[i].hash[h], hash, size) == 0)
			return t->anchors[i].cert;
	return NULL;
}
