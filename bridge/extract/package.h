/*
 * Package: a zip file in memory that does not get to unpack more than it may: entries, bytes of
 * one and of all, and how much larger than it was. Counts what really comes out, not what the
 * directory says.
 */
#ifndef KIBRIDGE_EXTRACT_PACKAGE_H
#define KIBRIDGE_EXTRACT_PACKAGE_H

#include <zip.h>

#include "base/buf.h"
#include "extract/parts.h"

#define PACKAGE_ENTRIES_MAX 3000
#define PACKAGE_ENTRY_MAX ((size_t)32 << 20) /* bytes of one entry, unpacked */
#define PACKAGE_TOTAL_MAX ((size_t)64 << 20) /* of all that are unpacked */
#define PACKAGE_RATIO_MAX 200 /* unpacked to packed, from PACKAGE_RATIO_FROM on */
#define PACKAGE_RATIO_FROM ((size_t)2 << 20)

struct package {
	zip_t *zip;
	size_t entries;
	size_t left; /* bytes that may still be unpacked */
};

/** @bytes borrowed. EXTRACT_DONE, _BROKEN or _TOO_MUCH; close it in any case. */
enum extract_status package_open(struct package *out, const void *bytes, size_t len);
void package_close(struct package *package);
#define AUTO_PACKAGE __attribute__((cleanup(package_close))) struct package

/** Its index, or -1. */
int64_t package_find(const struct package *package, const char *name);
/** @out empty, with a cap of PACKAGE_ENTRY_MAX. _DONE, _BROKEN, _ENCRYPTED, _TOO_MUCH */
enum extract_status package_unpack(struct buf *out, struct package *package,
				   int64_t index);

/* What is in it. */
enum extract_status extract_docx(struct extract_out *out, struct package *package);
enum extract_status extract_odt(struct extract_out *out, struct package *package);
enum extract_status extract_texts(struct extract_out *out, struct package *package);

#endif
