/*
 * Unseen: words of a PDF that leave no trace where they stand on the drawn page: in invisible
 * ink, white on white, behind something, with empty letters; or too small to be read. It holds the
 * words and their places, as `pdftotext -tsv` writes them, against the pages as `pdftoppm -gray`
 * draws them at one pixel per point. Both come from a child that has read a foreign file: they are
 * believed to be nothing but bytes.
 */
#ifndef KIBRIDGE_EXTRACT_UNSEEN_H
#define KIBRIDGE_EXTRACT_UNSEEN_H

#include <stddef.h>

#include "base/buf.h"

#define UNSEEN_PAGES_MAX 40 /* of one file; what comes behind is not looked at */
#define UNSEEN_WORDS_MIN 3 /* in the whole file: fewer are a slip of the drawing */
#define UNSEEN_CONTRAST                                                                  \
	24 /* of 255, between the darkest and the brightest point of a word */
#define UNSEEN_SMALL 3.0 /* points: a word that is not as high is not read */

/**
 * The unseen words in their order, a blank between them, as far as they fit; nothing if there are
 * fewer than UNSEEN_WORDS_MIN.
 * @words tab-separated values; any bytes
 * @pages portable graymaps, one behind the other; any bytes
 */
void unseen_find(struct buf *out, const struct buf *words, const struct buf *pages);

#endif
