/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs a harness over the files of its corpus: any input must neither crash,
 * leak nor hang. Each file is also tried truncated and with bytes changed, by a
 * generator with a fixed seed, so that the ordinary run does more than replay.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/xalloc.h"

#define MUTATIONS 200
#define FILE_MAX (1 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static uint64_t rng = 88172645463325252u;

static uint64_t
next_random(void)
{
	rng ^= rng << 13;
	rng ^= rng >> 7;
	rng ^= rng << 17;
	return rng;
}

/* An exact-size copy, so that the sanitizer sees a read past the end. */
static void
try_once(const uint8_t *data, size_t len)
{
	uint8_t *copy = xmalloc(len);

	if (len != 0)
		memcpy(copy, data, len);
	LLVMFuzzerTestOneInput(copy, len);
	free(copy);
}

static void
try_mutated(const uint8_t *data, size_t len)
{
	uint8_t *copy = xmalloc(len);

	for (int i = 0; i < MUTATIONS && len != 0; i++) {
		size_t n = next_random() % 4 == 0 ? next_random() % len : len;

		memcpy(copy, data, len);
		for (uint64_t k = next_random() % 4; k > 0 && n > 0; k--)
			copy[next_random() % n] = (uint8_t)next_random();
		try_once(copy, n);
	}
	free(copy);
}

static int
replay_file(const char *path)
{
	FILE *f = fopen(path, "rb");
	uint8_t *data;
	size_t len;

	if (f == NULL) {
		perror(path);
		return 1;
	}
	data = xmalloc(FILE_MAX);
	len = fread(data, 1, FILE_MAX, f);
	fclose(f);
	try_once(data, len);
	try_mutated(data, len);
	free(data);
	return 0;
}

int
main(int argc, char *argv[])
{
	struct dirent *e;
	unsigned n = 0;
	DIR *dir;

	if (argc != 2 || (dir = opendir(argv[1])) == NULL) {
		fprintf(stderr, "usage: %s corpus-directory\n", argv[0]);
		return 2;
	}
	while ((e = readdir(dir)) != NULL) {
		char *path;

		if (e->d_name[0] == '.')
			continue;
		path = xasprintf("%s/%s", argv[1], e->d_name);
		if (replay_file(path) != 0)
			return 1;
		free(path);
		n++;
	}
	closedir(dir);
	printf("%u files, each with %d mutations\n", n, MUTATIONS);
	return n == 0; /* an empty corpus tests nothing */
}
