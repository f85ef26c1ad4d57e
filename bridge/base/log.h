/*
 * Log: one line per event on standard error, "<time> <level> <event> key=value …".
 * Lines carry ids and lengths: never tokens, nonces, prompts, answers or names of people.
 */
#ifndef KIBRIDGE_BASE_LOG_H
#define KIBRIDGE_BASE_LOG_H

#include <stdbool.h>

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

void log_level_set(enum log_level least);
bool log_level_parse(enum log_level *out, const char *name); /* "info" */

/**
 * @event  dotted and fixed, "launch.refused"
 * @format printf for the rest: "reason=%s req=%s"; NULL for nothing. Control characters and
 *         bytes that are not UTF-8 are escaped on the way out, lines end at 2,000 bytes.
 */
void log_write(enum log_level level, const char *event, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/**
 * What this thread says between the two goes out with one write, or with one for each 8 KiB: for who
 * says many things at once. Warnings and errors do not wait, nor does what was held before them.
 * The two do not nest: the first release ends it.
 */
void log_hold(void);
void log_release(void);

/** Our own mistake, or no memory: logs as an error and aborts. */
_Noreturn void log_fatal(const char *event, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#define log_debug(event, ...) log_write(LOG_DEBUG, event, __VA_ARGS__)
#define log_info(event, ...) log_write(LOG_INFO, event, __VA_ARGS__)
#define log_warn(event, ...) log_write(LOG_WARN, event, __VA_ARGS__)
#define log_error(event, ...) log_write(LOG_ERROR, event, __VA_ARGS__)

/** A peer's text made harmless for a key=value line: no spaces, quotes, controls; cut at 120. */
#define LOG_PEER 128
const char *log_peer(char out[LOG_PEER], const char *text);

#endif
