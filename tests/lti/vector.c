/* Vector: files below TEST_VECTORS. */
#include "vector.h"

#include <check.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

char *vector_bytes(const char *path, size_t *len)
{
	char full[512], *bytes;
	FILE *file;
	long size;

	snprintf(full, sizeof(full), "%s/%s", TEST_VECTORS, path);
	file = fopen(full, "rb");
	ck_assert_msg(file != NULL, "%s cannot be read", full);
	fseek(file, 0, SEEK_END);
	size = ftell(file);
	rewind(file);
	bytes = malloc((size_t)size + 1);
	ck_assert_ptr_nonnull(bytes);
	ck_assert_uint_eq(fread(bytes, 1, (size_t)size, file), (size_t)size);
	fclose(file);
	bytes[size] = '\0';
	*len = (size_t)size;
	return bytes;
}

struct json_object *vector_read(const char *path)
{
	size_t len;
	char *bytes = vector_bytes(path, &len);
	struct json_object *vector = json_tokener_parse(bytes);

	ck_assert_msg(vector != NULL, "%s is not JSON", path);
	free(bytes);
	return vector;
}

struct json_object *vector_at(struct json_object *vector, const char *path)
{
	char name[256];
	size_t len;

	while (vector && *path) {
		len = strcspn(path, ".");
		snprintf(name, sizeof(name), "%.*s", (int)len, path);
		path += len + (path[len] == '.');
		if (!json_object_object_get_ex(vector, name, &vector))
			return NULL;
	}
	return vector;
}

const char *vector_text(struct json_object *vector, const char *path)
{
	struct json_object *member = vector_at(vector, path);

	return member ? json_object_get_string(member) : NULL;
}

bool vector_answer(struct vector_answer *out, struct json_object *file, size_t i)
{
	struct json_object *cases = vector_at(file, "cases"), *headers;
	const char *name;
	size_t h;

	if (i >= (cases ? json_object_array_length(cases) : 1))
		return false;
	*out = (struct vector_answer){.exchange = file, .body = ""};
	if (cases)
		out->exchange = json_object_array_get_idx(cases, i);
	out->what = vector_text(out->exchange, cases ? "case" : "about");
	out->status = json_object_get_int(vector_at(out->exchange, "response.status"));
	if (vector_text(out->exchange, "response.body"))
		out->body = vector_text(out->exchange, "response.body");
	headers = vector_at(out->exchange, "response.headers");
	for (h = 0; h < json_object_array_length(headers); h++) {
		struct json_object *pair = json_object_array_get_idx(headers, h);

		name = json_object_get_string(json_object_array_get_idx(pair, 0));
		if (strcasecmp(name, "Link") == 0)
			out->link = json_object_get_string(
				json_object_array_get_idx(pair, 1));
	}
	return true;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(a, b);
}

size_t vector_list(char names[][128], size_t max, const char *folder, const char *prefix)
{
	char full[512];
	struct dirent *entry;
	size_t count = 0;
	DIR *dir;

	snprintf(full, sizeof(full), "%s/%s", TEST_VECTORS, folder);
	dir = opendir(full);
	if (!dir) { /* outside of a test Check cannot report */
		fprintf(stderr, "no folder %s\n", full);
		exit(EXIT_FAILURE);
	}
	while ((entry = readdir(dir)) && count < max)
		if (strncmp(entry->d_name, prefix, strlen(prefix)) == 0)
			snprintf(names[count++], 128, "%.127s", entry->d_name);
	closedir(dir);
	qsort(names, count, 128, by_name);
	return count;
}

struct lti_jwks *vector_keys(const char *path)
{
	struct json_object *document = vector_read(path);
	struct json_object *set = vector_at(document, "jwks");
	const char *text = json_object_to_json_string(set ? set : document);
	struct lti_jwks *keys;

	ck_assert_int_eq(lti_jwks_parse(&keys, text, strlen(text), NULL), LTI_OK);
	json_object_put(document);
	return keys;
}
