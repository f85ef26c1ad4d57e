/* Extract texts: a zip of source code or texts, each under its path; nothing in nothing. */
#include <string.h>

#include "base/text.h"
#include "base/letters.h"
#include "extract/package.h"

#define FILES_MAX 100 /* that are read; there may be more that are not */
#define PATH_SHOWN 120 /* bytes */

/* What tools leave behind, and what is not the student's own. */
static bool is_foreign(const char *path)
{
	static const char *const parts[] = {"__MACOSX/", ".git/",	 "node_modules/",
					    ".venv/",	 "__pycache__/", ".idea/"};

	for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
		if (strstr(path, parts[i]))
			return true;
	}
	return false;
}

/* Nothing is ever written under that name; still, it is shown and sent. */
static bool is_wanted(const char *path)
{
	const char *base = path ? strrchr(path, '/') : NULL;

	base = base ? base + 1 : path;
	return path && *base && *base != '.' && !is_foreign(path) &&
	       extract_name_is_text(path);
}

static void add_path(struct extract_out *out, const char *path)
{
	char shown[PATH_SHOWN + 1];
	size_t len = 0;

	for (size_t at = 0, all = strlen(path); at < all;) {
		size_t start = at;
		uint32_t code = letters_next(path, all, &at);

		if (len + 4 > PATH_SHOWN)
			break;
		if (letter_control(code) || letter_invisible(code) || code == '\n')
			continue;
		memcpy(shown + len, path + start, at - start);
		len += at - start;
	}
	shown[len] = '\0';
	extract_out_add(out, false, "===== ");
	extract_out_add(out, false, shown);
	extract_out_add(out, false, " =====\n");
}

/* Files that are no text whatever their name says are left out. */
static enum extract_status file_take(struct extract_out *out, struct package *package,
				     int64_t index, const char *path, size_t *taken)
{
	struct extract_out one;
	enum extract_status status;
	AUTO_BUF bytes;

	buf_init(&bytes, PACKAGE_ENTRY_MAX);
	status = package_unpack(&bytes, package, index);
	if (status != EXTRACT_DONE)
		return status;
	extract_out_init(&one);
	if (extract_decode(&one, bytes.bytes, bytes.len) == EXTRACT_DONE &&
	    one.text.len) {
		if (*taken)
			extract_out_add(out, false, "\n");
		add_path(out, path);
		extract_out_add(out, false, one.text.bytes);
		extract_out_add(out, false, "\n");
		out->notes |= one.notes;
		(*taken)++;
	}
	extract_out_clear(&one);
	return EXTRACT_DONE;
}

enum extract_status extract_texts(struct extract_out *out, struct package *package)
{
	size_t taken = 0;

	for (size_t i = 0; i < package->entries; i++) {
		const char *path = zip_get_name(package->zip, i, ZIP_FL_ENC_GUESS);
		enum extract_status status;

		if (!is_wanted(path))
			continue;
		if (taken == FILES_MAX) {
			out->notes |= EXTRACT_SHORTENED;
			break;
		}
		status = file_take(out, package, (int64_t)i, path, &taken);
		if (status != EXTRACT_DONE)
			return status;
	}
	return EXTRACT_DONE;
}
