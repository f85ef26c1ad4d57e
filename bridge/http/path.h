/*
 * Path: what is left to check of a request's target after libwebsockets decoded it. The
 * library decodes %XX, folds "//", "/./" and "/../" and refuses bad escapes and %00 before we
 * see anything; here is the rest, and the query put back into the form that handlers parse.
 */
#ifndef KIBRIDGE_HTTP_PATH_H
#define KIBRIDGE_HTTP_PATH_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

#define PATH_MAX_BYTES 2048
#define QUERY_MAX_BYTES 8192

/** Begins with '/', valid UTF-8, no control characters, no backslash, no "." or "..". */
bool path_valid(const char *path, size_t len);

/**
 * One decoded "name=value" of the query, appended percent-encoded with '&' before it where
 * needed. The first '=' stays one. False: it does not fit.
 */
bool query_add(struct buf *query, const char *pair, size_t len);

#endif
