/* Imscc: libzip on memory. */
#include "lms/imscc.h"

#include <stdlib.h>
#include <string.h>
#include <zip.h>

#include "base/buf.h"
#include "base/text.h"

#define MANIFEST "imsmanifest.xml"

static void zip_close_freep(zip_t **zip)
{
	if (*zip)
		zip_discard(*zip);
}
#define AUTO_ZIP __attribute__((cleanup(zip_close_freep))) zip_t

/* --- reading ------------------------------------------------------------------------------------- */

struct unpacking {
	struct arena *arena;
	zip_t *zip;
	size_t left; /* bytes that may still come out */
	struct imscc_link *links;
	size_t count;
};

static enum imscc_status entry_read(struct buf *out, struct unpacking *unpacking,
				    zip_file_t *file)
{
	char piece[16384];
	zip_int64_t len;

	while ((len = zip_fread(file, piece, sizeof(piece))) > 0) {
		if ((size_t)len > unpacking->left || !buf_add(out, piece, (size_t)len))
			return IMSCC_TOO_MUCH;
		unpacking->left -= (size_t)len;
	}
	return len < 0 ? IMSCC_BROKEN : IMSCC_READ;
}

/* @out empty; more than a link or a manifest may be is too much. */
static enum imscc_status entry_unpack(struct buf *out, struct unpacking *unpacking,
				      const char *name)
{
	zip_int64_t index = zip_name_locate(unpacking->zip, name, 0);
	zip_file_t *file =
		index < 0 ? NULL
			  : zip_fopen_index(unpacking->zip, (zip_uint64_t)index, 0);
	enum imscc_status status;

	buf_init(out, LTI_CARTRIDGE_MAX);
	if (!file)
		return IMSCC_BROKEN;
	status = entry_read(out, unpacking, file);
	zip_fclose(file);
	return status;
}

static struct lti_custom *custom_keep(struct arena *arena, const struct lti_link *link)
{
	struct lti_custom *custom =
		arena_alloc(arena, (link->custom_count + 1) * sizeof(*custom));

	for (size_t i = 0; i < link->custom_count; i++)
		custom[i] = (struct lti_custom){
			arena_strdup(arena, link->custom[i].key),
			arena_strdup(arena, link->custom[i].value),
		};
	return custom;
}

/* One link's XML; left out when it is none. */
static void link_add(struct unpacking *unpacking, const char *xml, size_t len,
		     const char *title)
{
	struct arena *arena = unpacking->arena;
	struct lti_links read;
	struct lti_error why;

	if (lti_cartridge_read(&read, xml, len, &why) == LTI_OK)
		unpacking->links[unpacking->count++] = (struct imscc_link){
			.title = arena_strdup(
				arena, text_empty(title) ? read.links[0].title : title),
			.launch_url = arena_strdup(arena, read.links[0].launch_url),
			.custom = custom_keep(arena, &read.links[0]),
			.custom_count = read.links[0].custom_count,
		};
	lti_links_clear(&read);
}

static enum imscc_status links_read(struct unpacking *unpacking,
				    const struct lti_package *package)
{
	for (size_t i = 0; i < package->count && unpacking->count < IMSCC_LINKS_MAX;
	     i++) {
		AUTO_BUF xml;
		enum imscc_status status =
			entry_unpack(&xml, unpacking, package->links[i].path);

		if (status == IMSCC_TOO_MUCH)
			return status;
		if (status == IMSCC_READ)
			link_add(unpacking, xml.bytes, xml.len, package->links[i].title);
	}
	return IMSCC_READ;
}

static enum imscc_status manifest_read(struct unpacking *unpacking)
{
	struct lti_package package;
	struct lti_error why;
	AUTO_BUF xml;
	enum imscc_status status = entry_unpack(&xml, unpacking, MANIFEST);

	if (status != IMSCC_READ)
		return status;
	if (lti_manifest_read(&package, xml.bytes, xml.len, &why) != LTI_OK)
		return IMSCC_BROKEN;
	status = links_read(unpacking, &package);
	lti_package_clear(&package);
	return status;
}

static enum imscc_status zip_read(struct unpacking *unpacking, const void *bytes,
				  size_t len)
{
	AUTO_ZIP *zip = NULL;
	zip_error_t error;
	zip_source_t *source;
	zip_int64_t entries;

	zip_error_init(&error);
	source = zip_source_buffer_create(bytes, len, 0, &error);
	zip = source ? zip_open_from_source(source, ZIP_RDONLY, &error) : NULL;
	if (!zip && source)
		zip_source_free(source);
	zip_error_fini(&error);
	if (!zip)
		return IMSCC_BROKEN;
	entries = zip_get_num_entries(zip, 0);
	if (entries < 0 || entries > IMSCC_ENTRIES_MAX)
		return IMSCC_TOO_MUCH;
	if (zip_name_locate(zip, MANIFEST, 0) < 0)
		return IMSCC_TYPE;
	unpacking->zip = zip;
	return manifest_read(unpacking);
}

enum imscc_status imscc_read(struct imscc_link **out, size_t *count, struct arena *arena,
			     const void *bytes, size_t len)
{
	struct unpacking unpacking = {.arena = arena, .left = IMSCC_TOTAL_MAX};
	enum imscc_status status = IMSCC_READ;

	unpacking.links = arena_alloc(arena, IMSCC_LINKS_MAX * sizeof(*unpacking.links));
	if (len > 4 && memcmp(bytes, "PK", 2) == 0) {
		status = zip_read(&unpacking, bytes, len);
	} else {
		link_add(&unpacking, bytes, len, NULL);
		status = unpacking.count ? IMSCC_READ : IMSCC_TYPE;
	}
	*out = unpacking.links;
	*count = status == IMSCC_READ ? unpacking.count : 0;
	return status;
}

/* --- writing --------------------------------------------------------------------------------------- */

/* Takes the text over; libzip frees it. */
static bool entry_add(zip_t *zip, const char *name, char *text)
{
	zip_source_t *source = zip_source_buffer(zip, text, strlen(text), 1);

	if (!source) {
		free(text);
		return false;
	}
	if (zip_file_add(zip, name, source, ZIP_FL_ENC_UTF_8) < 0) {
		zip_source_free(source);
		return false;
	}
	return true;
}

static bool entries_add(zip_t *zip, struct arena *arena, const char *title,
			const struct lti_link *links, size_t count,
			const char *vendor_name)
{
	char *text;

	if (lti_manifest_write(&text, title, links, count) != LTI_OK ||
	    !entry_add(zip, MANIFEST, text))
		return false;
	for (size_t i = 0; i < count; i++)
		if (lti_cartridge_write(&text, &links[i], "kibridge", vendor_name) !=
			    LTI_OK ||
		    !entry_add(zip, arena_printf(arena, "links/%zu.xml", i), text))
			return false;
	return true;
}

/* The bytes of a source that a zip was written into. */
static void *source_read(size_t *len, struct arena *arena, zip_source_t *source)
{
	zip_stat_t stat;
	void *bytes;
	bool whole;

	if (zip_source_stat(source, &stat) < 0 || !(stat.valid & ZIP_STAT_SIZE) ||
	    zip_source_open(source) < 0)
		return NULL;
	*len = (size_t)stat.size;
	bytes = arena_alloc(arena, *len + 1);
	whole = zip_source_read(source, bytes, *len) == (zip_int64_t)*len;
	zip_source_close(source);
	return whole ? bytes : NULL;
}

const void *imscc_write(size_t *len, struct arena *arena, const char *title,
			const struct lti_link *links, size_t count,
			const char *vendor_name)
{
	zip_error_t error;
	zip_source_t *source;
	void *bytes = NULL;
	zip_t *zip;

	zip_error_init(&error);
	source = zip_source_buffer_create(NULL, 0, 0, &error);
	zip = source ? zip_open_from_source(source, ZIP_TRUNCATE, &error) : NULL;
	zip_error_fini(&error);
	if (zip) {
		zip_source_keep(source); /* its bytes are wanted once the zip is closed */
		if (!entries_add(zip, arena, title, links, count, vendor_name) ||
		    zip_close(zip) < 0)
			zip_discard(zip);
		else
			bytes = source_read(len, arena, source);
	}
	if (source)
		zip_source_free(source);
	return bytes;
}
