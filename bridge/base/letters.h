/* Letters: what kind of character a code point is, as far as comparing foreign texts needs it. */
#ifndef KIBRIDGE_BASE_LETTERS_H
#define KIBRIDGE_BASE_LETTERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** The character at *at of valid UTF-8; steps over it. 0 at the end, and at a NUL. */
uint32_t letters_next(const char *text, size_t len, size_t *at);
/** Writes UTF-8. @return its length, 1 to 4 */
size_t letters_write(char out[4], uint32_t code);
/** UTF-16 code units of valid UTF-8: what a browser counts in. */
size_t letters_utf16(const char *text, size_t len);

bool letter_control(uint32_t code); /* C0 and C1, but not tab and line feed */
bool letter_blank(uint32_t code); /* white space of any width, line ends */
/** Takes no room and shows nothing: zero-width, bidi, tags, soft hyphen, fillers. */
bool letter_invisible(uint32_t code);
bool letter_tag(uint32_t code); /* U+E0000 … U+E007F: ASCII that nobody sees */
bool letter_bidi(uint32_t code); /* embeddings, overrides, isolates */
bool letter_in_word(uint32_t code); /* a letter of any script, no digit */
bool letter_upper(uint32_t code); /* ASCII and Latin-1 */
/** The other case of a letter of ASCII or Latin-1, whose length stays the same; else itself. */
uint32_t letter_flip(uint32_t code);
uint32_t letter_lower(uint32_t code);

#endif
