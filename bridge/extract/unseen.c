/* Unseen: one pass over the words, with the page that each is on beside it. */
#include "extract/unseen.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/letters.h"
#include "base/text.h"
#include "base/utf8.h"

#define SIDE_MAX 20000 /* pixels */
#define LEVEL_WORD 5

/* ---- pages ---- */

struct page {
	const unsigned char *pixels;
	size_t width, height;
};

struct pages {
	const char *at, *end; /* what is not yet read */
	struct page page; /* the current one */
	long number; /* of it; 0 before the first */
};

/* A number of a header and the one byte behind it. */
static bool header_number(struct pages *pages, size_t *out)
{
	size_t value = 0;
	const char *start = pages->at;

	for (; pages->at < pages->end && *pages->at >= '0' && *pages->at <= '9';
	     pages->at++) {
		value = value * 10 + (size_t)(*pages->at - '0');
		if (value > SIDE_MAX)
			return false;
	}
	if (pages->at == start || pages->at == pages->end)
		return false;
	pages->at++;
	*out = value;
	return value > 0;
}

static bool page_next(struct pages *pages)
{
	struct page page;
	size_t most;

	if (pages->end - pages->at < 3 || memcmp(pages->at, "P5\n", 3) != 0)
		return false;
	pages->at += 3;
	if (!header_number(pages, &page.width) || !header_number(pages, &page.height) ||
	    !header_number(pages, &most) || most != 255 ||
	    page.width * page.height > (size_t)(pages->end - pages->at))
		return false;
	page.pixels = (const unsigned char *)pages->at;
	pages->at += page.width * page.height;
	pages->page = page;
	pages->number++;
	return true;
}

/* Words come in the order of their pages. */
static bool page_find(struct pages *pages, long number)
{
	while (pages->number < number) {
		if (!page_next(pages))
			return false;
	}
	return pages->number == number;
}

/* ---- words ---- */

struct word {
	const char *text;
	size_t len;
	long page;
	double left, top, width, height; /* points */
};

enum { LEVEL, PAGE, LEFT = 6, TOP, WIDTH, HEIGHT, TEXT = 11 };

static bool number_of(double *out, const char *text)
{
	char *end;

	*out = strtod(text, &end);
	return end != text && *end == '\t' && isfinite(*out) && fabs(*out) <= SIDE_MAX;
}

/* @line up to its end, which is no part of it. False: it is no word. */
static bool word_read(struct word *word, const char *line, const char *end)
{
	const char *fields[TEXT + 1] = {line};
	double level, page;

	for (size_t i = 1; i <= TEXT; i++) {
		const char *tab =
			memchr(fields[i - 1], '\t', (size_t)(end - fields[i - 1]));

		if (!tab)
			return false;
		fields[i] = tab + 1;
	}
	word->text = fields[TEXT];
	word->len = (size_t)(end - word->text);
	if (!number_of(&level, fields[LEVEL]) || level != LEVEL_WORD ||
	    !number_of(&page, fields[PAGE]) || !number_of(&word->left, fields[LEFT]) ||
	    !number_of(&word->top, fields[TOP]) ||
	    !number_of(&word->width, fields[WIDTH]) ||
	    !number_of(&word->height, fields[HEIGHT]))
		return false;
	word->page = (long)page;
	return word->width >= 0 && word->height >= 0 && utf8_valid(word->text, word->len);
}

/* Dots and dashes have no ink in the middle; nothing is said by them anyway. */
static size_t letters_of(const struct word *word)
{
	size_t at = 0, count = 0;

	while (at < word->len) {
		uint32_t code = letters_next(word->text, word->len, &at);

		if (!code)
			break;
		count += letter_in_word(code) || (code >= '0' && code <= '9');
	}
	return count;
}

/* ---- one word on its page ---- */

static size_t within(double value, size_t most)
{
	if (value <= 0)
		return 0;
	return value >= (double)most ? most : (size_t)value;
}

/* Its lower and upper quarter belong to the neighbours' letters as well. */
static bool leaves_a_trace(const struct word *word, const struct page *page)
{
	size_t left = within(floor(word->left), page->width);
	size_t right = within(ceil(word->left + word->width), page->width);
	size_t top = within(floor(word->top + word->height / 4), page->height);
	size_t bottom = within(ceil(word->top + word->height * 3 / 4), page->height);
	unsigned char dark = 255, bright = 0;

	for (size_t y = top; y < bottom; y++) {
		const unsigned char *row = page->pixels + y * page->width;

		for (size_t x = left; x < right; x++) {
			dark = row[x] < dark ? row[x] : dark;
			bright = row[x] > bright ? row[x] : bright;
		}
	}
	return bright > dark && bright - dark >= UNSEEN_CONTRAST;
}

/* Of a word that is turned the shorter side is its height. */
static bool is_too_small(const struct word *word, size_t letters)
{
	double height = word->height;

	if (letters >= 3 && word->width < height)
		height = word->width;
	return height < UNSEEN_SMALL;
}

/* ---- all ---- */

/* On a page that was not drawn nobody looked. */
static bool is_unseen(const struct word *word, struct pages *pages)
{
	size_t letters = letters_of(word);

	return letters &&
	       (is_too_small(word, letters) ||
		(page_find(pages, word->page) && !leaves_a_trace(word, &pages->page)));
}

static void word_add(struct buf *out, const struct word *word)
{
	if (out->len + 1 + word->len > out->cap)
		return;
	(void)!(buf_add(out, " ", out->len > 0) && buf_add(out, word->text, word->len));
}

void unseen_find(struct buf *out, const struct buf *words, const struct buf *pages)
{
	struct pages drawn = {.at = pages->bytes, .end = pages->bytes + pages->len};
	const char *at = words->bytes, *end = at + words->len;
	struct word word;
	size_t count = 0;

	while (at < end) {
		const char *line_end = memchr(at, '\n', (size_t)(end - at));

		if (!line_end) /* cut off in the middle */
			break;
		if (word_read(&word, at, line_end) && is_unseen(&word, &drawn)) {
			word_add(out, &word);
			count++;
		}
		at = line_end + 1;
	}
	if (count < UNSEEN_WORDS_MIN)
		buf_reset(out);
}
