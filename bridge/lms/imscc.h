/*
 * Imscc: a Common Cartridge that holds nothing but LTI links ("thin"): what teachers carry from
 * one LMS to the next. Reading unpacks the manifest and the links it names, and never more than
 * IMSCC_TOTAL_MAX bytes, whatever the directory of the zip file says. [Core App. C]
 */
#ifndef KIBRIDGE_LMS_IMSCC_H
#define KIBRIDGE_LMS_IMSCC_H

#include <lti/cartridge.h>
#include <stddef.h>

#include "base/arena.h"

#define IMSCC_FILE_MAX ((size_t)4 << 20) /* bytes of the zip file */
#define IMSCC_ENTRIES_MAX 5000
#define IMSCC_TOTAL_MAX ((size_t)16 << 20) /* bytes of what is unpacked */
#define IMSCC_LINKS_MAX 200 /* links that are looked at */

enum imscc_status {
	IMSCC_READ,
	IMSCC_TYPE, /* neither a cartridge nor a link */
	IMSCC_BROKEN, /* begins as it should and then does not hold; encrypted ones, too */
	IMSCC_TOO_MUCH, /* a bomb, or nearly one */
};

struct imscc_link {
	const char *title; /* the manifest's, else the link's own */
	const char *launch_url;
	const struct lti_custom *custom;
	size_t custom_count;
};

/**
 * A cartridge, or a single link's XML. Links that cannot be read are left out.
 * @out in the arena, which must be roomy (2 * IMSCC_TOTAL_MAX)
 */
enum imscc_status imscc_read(struct imscc_link **out, size_t *count, struct arena *arena,
			     const void *bytes, size_t len);

/** The zip file in the arena; NULL: it could not be made. */
const void *imscc_write(size_t *len, struct arena *arena, const char *title,
			const struct lti_link *links, size_t count,
			const char *vendor_name);

#endif
