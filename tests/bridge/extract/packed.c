/* Packed: libzip, writing for once. */
#include "packed.h"

#include <check.h>
#include <string.h>
#include <zip.h>

static void entry_add(zip_t *zip, const struct packed_entry *entry)
{
	size_t len = entry->len ? entry->len : strlen(entry->bytes);
	zip_source_t *source = zip_source_buffer(zip, entry->bytes, len, 0);
	zip_int64_t index = zip_file_add(zip, entry->name, source, ZIP_FL_ENC_UTF_8);

	ck_assert_int_ge(index, 0);
	if (entry->password)
		ck_assert_int_eq(zip_file_set_encryption(zip, (zip_uint64_t)index,
							 ZIP_EM_AES_256, entry->password),
				 0);
}

void *packed_make(struct arena *arena, size_t *len, const struct packed_entry *entries)
{
	zip_source_t *target = zip_source_buffer_create(NULL, 0, 0, NULL);
	zip_stat_t stat;
	zip_t *zip;
	void *out;

	zip_source_keep(target);
	zip = zip_open_from_source(target, ZIP_CREATE | ZIP_TRUNCATE, NULL);
	ck_assert_ptr_nonnull(zip);
	for (; entries->name; entries++)
		entry_add(zip, entries);
	ck_assert_int_eq(zip_close(zip), 0);
	ck_assert_int_eq(zip_source_open(target), 0);
	ck_assert_int_eq(zip_source_stat(target, &stat), 0);
	*len = (size_t)stat.size;
	out = arena_alloc(arena, *len + 1);
	ck_assert_int_eq((int)zip_source_read(target, out, *len), (int)*len);
	zip_source_close(target);
	zip_source_free(target);
	return out;
}
