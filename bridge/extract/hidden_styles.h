/* Hidden styles: the names of styles whose text nobody sees, of one office document. */
#ifndef KIBRIDGE_EXTRACT_HIDDEN_STYLES_H
#define KIBRIDGE_EXTRACT_HIDDEN_STYLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/text.h"

#define HIDDEN_STYLES_MAX 64
#define HIDDEN_STYLE_NAME 128

struct hidden_styles {
	char names[HIDDEN_STYLES_MAX][HIDDEN_STYLE_NAME];
	size_t count;
};

static inline bool hidden_styles_have(const struct hidden_styles *styles,
				      const char *name)
{
	for (size_t i = 0; i < styles->count; i++) {
		if (text_equal(styles->names[i], name))
			return true;
	}
	return false;
}

/** More than HIDDEN_STYLES_MAX are not remembered. */
static inline void hidden_styles_add(struct hidden_styles *styles, const char *name)
{
	if (*name && styles->count < HIDDEN_STYLES_MAX)
		snprintf(styles->names[styles->count++], HIDDEN_STYLE_NAME, "%s", name);
}

#endif
