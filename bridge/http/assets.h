/*
 * Assets: the files of the browser side, inside the program. assets.c is made at build time by
 * assets.cmake from the manifest of bridge/web/dist.
 */
#ifndef KIBRIDGE_HTTP_ASSETS_H
#define KIBRIDGE_HTTP_ASSETS_H

#include <stdbool.h>
#include <stddef.h>

struct asset_bytes {
	const unsigned char *bytes; /* NULL: there is no such variant */
	size_t len;
};

struct asset {
	const char *name; /* below /app/ */
	const char *type;
	const char *digest; /* of the plain bytes */
	bool immutable; /* the name changes with the content */
	struct asset_bytes plain, brotli, gzip;
};

extern const struct asset assets[]; /* by name */
extern const size_t asset_count;
extern const char *const asset_index; /* the name of the page */

const struct asset *asset_find(const char *name); /* or NULL */

#endif
