/* Package: libzip on memory, with a count on everything. */
#include "extract/package.h"

#include <string.h>

#include "base/text.h"

enum extract_status package_open(struct package *out, const void *bytes, size_t len)
{
	zip_error_t error;
	zip_source_t *source;
	zip_int64_t entries;

	*out = (struct package){.left = PACKAGE_TOTAL_MAX};
	zip_error_init(&error);
	source = zip_source_buffer_create(bytes, len, 0, &error);
	out->zip = source ? zip_open_from_source(source, ZIP_RDONLY, &error) : NULL;
	if (!out->zip && source)
		zip_source_free(source);
	zip_error_fini(&error);
	if (!out->zip)
		return EXTRACT_BROKEN;
	entries = zip_get_num_entries(out->zip, 0);
	if (entries < 0)
		return EXTRACT_BROKEN;
	if (entries > PACKAGE_ENTRIES_MAX)
		return EXTRACT_TOO_MUCH;
	out->entries = (size_t)entries;
	return EXTRACT_DONE;
}

void package_close(struct package *package)
{
	if (package->zip)
		zip_discard(package->zip);
	package->zip = NULL;
}

int64_t package_find(const struct package *package, const char *name)
{
	return zip_name_locate(package->zip, name, ZIP_FL_NOCASE);
}

static enum extract_status unpack_all(struct buf *out, struct package *package,
				      zip_file_t *file, size_t packed)
{
	char piece[16384];
	zip_int64_t len;

	while ((len = zip_fread(file, piece, sizeof(piece))) > 0) {
		if ((size_t)len > package->left || !buf_add(out, piece, (size_t)len))
			return EXTRACT_TOO_MUCH;
		package->left -= (size_t)len;
		if (out->len > PACKAGE_RATIO_FROM &&
		    out->len / PACKAGE_RATIO_MAX > packed)
			return EXTRACT_TOO_MUCH;
	}
	return len < 0 ? EXTRACT_BROKEN : EXTRACT_DONE;
}

enum extract_status package_unpack(struct buf *out, struct package *package,
				   int64_t index)
{
	enum extract_status status;
	zip_stat_t stat;
	zip_file_t *file;

	if (index < 0 || zip_stat_index(package->zip, (zip_uint64_t)index, 0, &stat) < 0)
		return EXTRACT_BROKEN;
	if (stat.valid & ZIP_STAT_ENCRYPTION_METHOD &&
	    stat.encryption_method != ZIP_EM_NONE)
		return EXTRACT_ENCRYPTED;
	if (stat.valid & ZIP_STAT_SIZE && stat.size > PACKAGE_ENTRY_MAX)
		return EXTRACT_TOO_MUCH;
	file = zip_fopen_index(package->zip, (zip_uint64_t)index, 0);
	if (!file)
		return EXTRACT_BROKEN;
	status = unpack_all(out, package, file,
			    stat.valid & ZIP_STAT_COMP_SIZE ? (size_t)stat.comp_size : 0);
	zip_fclose(file);
	return status;
}

/* ---- what is in it ---- */

static bool has_odt_mark(struct package *package)
{
	static const char mark[] = "application/vnd.oasis.opendocument.text";
	AUTO_BUF text;

	buf_init(&text, PACKAGE_ENTRY_MAX);
	return package_unpack(&text, package, package_find(package, "mimetype")) ==
		       EXTRACT_DONE &&
	       text_starts_with(text.bytes, mark) &&
	       !text_starts_with(text.bytes + sizeof(mark) - 1, "-master");
}

/* Other office documents and programs are zip files too; reading them as texts helps nobody. */
enum extract_status extract_package(struct extract_out *out, const void *bytes,
				    size_t len)
{
	AUTO_PACKAGE package = {0};
	enum extract_status status = package_open(&package, bytes, len);

	if (status != EXTRACT_DONE)
		return status;
	if (package_find(&package, "[Content_Types].xml") >= 0)
		return extract_docx(out, &package);
	if (package_find(&package, "mimetype") >= 0)
		return has_odt_mark(&package) ? extract_odt(out, &package) : EXTRACT_TYPE;
	if (package_find(&package, "META-INF/MANIFEST.MF") >= 0)
		return EXTRACT_TYPE;
	return extract_texts(out, &package);
}
