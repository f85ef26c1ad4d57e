/*
 * Log: one line per event; whole lines are written with one write(2) each time, so that threads do
 * not mix theirs.
 */
#include "base/log.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/text.h"
#include "base/utf8.h"

#define LINE_MOST 2000
#define HELD_MOST 8192

static const char *const level_names[] = {"debug", "info", "warn", "error"};
static atomic_int least_level = LOG_INFO;

static _Thread_local struct {
	bool on;
	size_t len;
	char lines[HELD_MOST];
} held;

void log_level_set(enum log_level least)
{
	atomic_store(&least_level, (int)least);
}

bool log_level_parse(enum log_level *out, const char *name)
{
	int found = text_index(name, level_names, ARRAY_LEN(level_names));

	if (found < 0)
		return false;
	*out = (enum log_level)found;
	return true;
}

/*
 * Copies raw into line (room bytes) with controls and broken UTF-8 as \xNN. @return
 * length
 */
static size_t escape(char *line, size_t room, const char *raw)
{
	static const char hex[] = "0123456789abcdef";
	size_t len = 0;

	while (*raw) {
		size_t step = utf8_char(raw);
		unsigned char c = (unsigned char)*raw;

		if (step && c >= 0x20 && c != 0x7f) {
			if (len + step > room)
				break;
			memcpy(line + len, raw, step);
			len += step;
			raw += step;
			continue;
		}
		if (len + 4 > room)
			break;
		line[len++] = '\\';
		line[len++] = 'x';
		line[len++] = hex[c >> 4];
		line[len++] = hex[c & 15];
		raw++;
	}
	return len;
}

static bool plain(const char *text)
{
	for (; *text; text++) {
		if (*text < 0x20 || *text > 0x7e)
			return false;
	}
	return true;
}

/* Most lines share their second with the one before. */
static const char *time_text(void)
{
	static _Thread_local int64_t at_s = -1;
	static _Thread_local char text[CLOCK_RFC3339];
	int64_t now_s = clock_now_s();

	if (now_s != at_s)
		clock_rfc3339(text, now_s);
	at_s = now_s;
	return text;
}

static size_t add(char *line, size_t len, const char *text)
{
	size_t more = strnlen(text, LINE_MOST - len);

	memcpy(line + len, text, more);
	return len + more;
}

static void write_out(const char *lines, size_t len)
{
	if (len > 0 && write(STDERR_FILENO, lines, len) < 0)
		return; /* nobody is left to tell */
}

static void held_write(void)
{
	write_out(held.lines, held.len);
	held.len = 0;
}

static void hold_or_write(enum log_level level, const char *line, size_t len)
{
	if (held.len + len > sizeof(held.lines))
		held_write();
	memcpy(held.lines + held.len, line, len);
	held.len += len;
	if (!held.on || level >= LOG_WARN)
		held_write();
}

static void write_line(enum log_level level, const char *event, const char *format,
		       va_list args) __attribute__((format(printf, 3, 0)));

static void write_line(enum log_level level, const char *event, const char *format,
		       va_list args)
{
	char line[LINE_MOST + 1], rest[LINE_MOST + 1];
	const char *const head[] = {time_text(), " ",	level_names[level],
				    " ",	 event, format ? " " : ""};
	size_t len = 0;

	for (size_t i = 0; i < ARRAY_LEN(head); i++)
		len = add(line, len, head[i]);
	if (format) {
		vsnprintf(rest, sizeof(rest), format, args);
		if (plain(rest))
			len = add(line, len, rest);
		else
			len += escape(line + len, LINE_MOST - len, rest);
	}
	line[len++] = '\n';
	hold_or_write(level, line, len);
}

void log_hold(void)
{
	held.on = true;
}

void log_release(void)
{
	held.on = false;
	held_write();
}

void log_write(enum log_level level, const char *event, const char *format, ...)
{
	va_list args;

	if ((int)level < atomic_load(&least_level))
		return;
	va_start(args, format);
	write_line(level, event, format, args);
	va_end(args);
}

void log_fatal(const char *event, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	write_line(LOG_ERROR, event, format, args);
	va_end(args);
	abort();
}

const char *log_peer(char out[LOG_PEER], const char *text)
{
	size_t len = 0;

	for (; text && text[len] && len < 120; len++) {
		char c = text[len];

		out[len] = c > 0x20 && c < 0x7f && c != '"' && c != '\\' && c != '='
				   ? c
				   : '_';
	}
	out[len] = '\0';
	return len ? out : "-";
}
