/*
 * Text: the small helpers that live once. NULL is a text that is not there: it equals only
 * itself and begins with nothing.
 */
#ifndef KIBRIDGE_BASE_TEXT_H
#define KIBRIDGE_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ARRAY_LEN(array) (sizeof(array) / sizeof((array)[0]))
#define KIB ((size_t)1024)
#define MIB ((size_t)1024 * 1024)

bool text_equal(const char *a, const char *b);
bool text_equal_nocase(const char *a, const char *b); /* ASCII letters only */
bool text_empty(const char *text); /* NULL or "" */
bool text_starts_with(const char *text, const char *prefix);
bool text_ends_with(const char *text, const char *suffix);
/** The place of text in a list of count names, or -1. */
int text_index(const char *text, const char *const *names, size_t count);
/** A whole decimal number and nothing else: no spaces, no '+', no overflow. */
bool text_int(int64_t *out, const char *text);

#endif
