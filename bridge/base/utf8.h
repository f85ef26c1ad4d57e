/* Utf8: whether bytes are UTF-8 [RFC 3629]: no overlong forms, no surrogates, none past U+10FFFF. */
#ifndef KIBRIDGE_BASE_UTF8_H
#define KIBRIDGE_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>

bool utf8_valid(const char *bytes, size_t len);
/** Length of the character at the start of a NUL-terminated text, 1 to 4; 0 if it is none. */
size_t utf8_char(const char *text);

#endif
