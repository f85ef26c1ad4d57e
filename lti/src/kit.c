/* Kit: failures, text building and small text questions. */
#include "kit.h"

#include <openssl/crypto.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum lti_status lti_fail(struct lti_error *why, enum lti_status status,
			 const char *detail, ...)
{
	va_list args;

	if (!why)
		return status;
	why->status = status;
	va_start(args, detail);
	vsnprintf(why->detail, sizeof(why->detail), detail, args);
	va_end(args);
	return status;
}

enum lti_status lti_fail_plain(struct lti_error *why, enum lti_status status)
{
	return lti_fail(why, status, "%s", "");
}

/* Room for more bytes and a NUL; sticks at the first failure. */
static bool text_reserve(struct lti_text *text, size_t more)
{
	size_t room = text->room ? text->room : 256;
	char *bytes;

	if (text->failed)
		return false;
	if (more < SIZE_MAX / 4 && text->len + more < text->room)
		return true;
	while (more < SIZE_MAX / 4 && room <= text->len + more)
		room *= 2;
	bytes = more < SIZE_MAX / 4 ? realloc(text->bytes, room) : NULL;
	if (!bytes) {
		text->failed = true;
		return false;
	}
	text->bytes = bytes;
	text->room = room;
	return true;
}

void lti_text_add_bytes(struct lti_text *text, const char *more, size_t len)
{
	if (!text_reserve(text, len))
		return;
	if (len)
		memcpy(text->bytes + text->len, more, len);
	text->len += len;
	text->bytes[text->len] = '\0';
}

void lti_text_add(struct lti_text *text, const char *more)
{
	lti_text_add_bytes(text, more, strlen(more));
}

void lti_text_printf(struct lti_text *text, const char *format, ...)
{
	va_list args, again;
	int len;

	va_start(args, format);
	va_copy(again, args);
	len = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (len < 0)
		text->failed = true;
	else if (text_reserve(text, (size_t)len))
		text->len += (size_t)vsnprintf(text->bytes + text->len, (size_t)len + 1,
					       format, again);
	va_end(again);
}

void lti_text_add_encoded(struct lti_text *text, const char *more)
{
	static const char hex[] = "0123456789ABCDEF";
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				    "0123456789-._~";
	size_t run;

	while (*more) {
		run = strspn(more, plain);
		lti_text_add_bytes(text, more, run);
		more += run;
		if (*more) {
			unsigned char byte = (unsigned char)*more++;

			lti_text_add_bytes(
				text, (char[]){'%', hex[byte >> 4], hex[byte & 15]}, 3);
		}
	}
}

char *lti_text_take(struct lti_text *text)
{
	char *bytes;

	lti_text_add_bytes(text, NULL, 0); /* an empty text is a text too */
	bytes = text->failed ? NULL : text->bytes;
	if (!bytes)
		free(text->bytes);
	*text = (struct lti_text){0};
	return bytes;
}

void lti_text_clear(struct lti_text *text)
{
	free(text->bytes);
	*text = (struct lti_text){0};
}

void lti_charp_free(char **text)
{
	free(*text);
}

struct lti_pool {
	struct lti_pool *next;
	_Alignas(max_align_t) char block[];
};

void *lti_pool_alloc(struct lti_pool **pool, size_t size)
{
	struct lti_pool *more = calloc(1, sizeof(*more) + size);

	if (!more)
		return NULL;
	more->next = *pool;
	*pool = more;
	return more->block;
}

void lti_pool_free(struct lti_pool *pool)
{
	struct lti_pool *next;

	for (; pool; pool = next) {
		next = pool->next;
		free(pool);
	}
}

void lti_pool_freep(struct lti_pool **pool)
{
	lti_pool_free(*pool);
}

size_t lti_len_within(const char *text, size_t max)
{
	return strnlen(text, max + 1);
}

bool lti_has_control(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < 0x20 || *text == 0x7f)
			return true;
	return false;
}

bool lti_starts_with(const char *text, const char *prefix)
{
	return strncmp(text, prefix, strlen(prefix)) == 0;
}

const char *lti_harmless(char *out, size_t size, const char *text)
{
	size_t i;

	for (i = 0; i + 1 < size && text[i]; i++)
		out[i] = text[i] >= ' ' && text[i] < 0x7f ? text[i] : '?';
	out[i] = '\0';
	return out;
}

bool lti_secret_equal(const char *a, const char *b)
{
	size_t len = a ? strlen(a) : 0;

	return a && b && strlen(b) == len && CRYPTO_memcmp(a, b, len) == 0;
}
