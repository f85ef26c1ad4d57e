/*
 * The SSE reader. Lines are read in place; a line is copied only when its end is in a later
 * piece, and an event only when it has more than one data line or its end is in a later piece.
 */
#include "backend/sse.h"

#include <string.h>

struct view {
	const char *bytes;
	size_t len;
};

/* The event being read: borrowed from this piece while that is possible. */
struct reading {
	struct sse *sse;
	sse_event_fn *event;
	void *owner;
	struct view only; /* the event's one data line; bytes NULL: none, or in data */
};

void sse_init(struct sse *sse, size_t event_max)
{
	*sse = (struct sse){.event_max = event_max};
	buf_init(&sse->line, event_max);
	buf_init(&sse->data, event_max);
}

void sse_clear(struct sse *sse)
{
	buf_clear(&sse->line);
	buf_clear(&sse->data);
	sse->has_data = false;
}

static bool keep(struct reading *reading)
{
	struct view only = reading->only;

	reading->only = (struct view){0};
	return !only.bytes || buf_add(&reading->sse->data, only.bytes, only.len);
}

static enum sse_status take_data(struct reading *reading, struct view value)
{
	struct sse *sse = reading->sse;

	if (!sse->has_data) {
		sse->has_data = true;
		reading->only = value;
		return SSE_OK;
	}
	if (!keep(reading) || !buf_add(&sse->data, "\n", 1) ||
	    !buf_add(&sse->data, value.bytes, value.len))
		return SSE_TOO_LONG;
	return SSE_OK;
}

static enum sse_status end_event(struct reading *reading)
{
	struct sse *sse = reading->sse;
	struct view data = reading->only;
	bool go_on;

	if (!sse->has_data)
		return SSE_OK;
	if (!data.bytes)
		data = (struct view){sse->data.bytes, sse->data.len};
	go_on = reading->event(reading->owner, data.bytes, data.len);
	buf_reset(&sse->data);
	sse->has_data = false;
	reading->only = (struct view){0};
	return go_on ? SSE_OK : SSE_STOPPED;
}

static struct view without_bom(struct view line)
{
	if (line.len < 3 || memcmp(line.bytes, "\xef\xbb\xbf", 3) != 0)
		return line;
	return (struct view){line.bytes + 3, line.len - 3};
}

static enum sse_status take_line(struct reading *reading, struct view line)
{
	struct view value;

	if (!reading->sse->begun) {
		reading->sse->begun = true;
		line = without_bom(line);
	}
	if (line.len == 0)
		return end_event(reading);
	if (line.len < 4 || memcmp(line.bytes, "data", 4) != 0)
		return SSE_OK;
	if (line.len == 4) /* a field without a colon has an empty value */
		return take_data(reading, (struct view){"", 0});
	if (line.bytes[4] != ':')
		return SSE_OK;
	value = (struct view){line.bytes + 5, line.len - 5};
	if (value.len && value.bytes[0] == ' ')
		value = (struct view){value.bytes + 1, value.len - 1};
	return take_data(reading, value);
}

/* The line's end is here; its beginning may be in the line buffer. */
static enum sse_status end_line(struct reading *reading, struct view rest)
{
	struct sse *sse = reading->sse;
	enum sse_status status;

	if (rest.len > sse->event_max)
		return SSE_TOO_LONG;
	if (sse->line.len == 0)
		return take_line(reading, rest);
	if (!buf_add(&sse->line, rest.bytes, rest.len))
		return SSE_TOO_LONG;
	status = take_line(reading, (struct view){sse->line.bytes, sse->line.len});
	if (status == SSE_OK &&
	    !keep(reading)) /* what it points to goes with the next reset */
		status = SSE_TOO_LONG;
	buf_reset(&sse->line);
	return status;
}

static size_t line_length(const char *bytes, size_t len)
{
	const char *lf = memchr(bytes, '\n', len);
	size_t until = lf ? (size_t)(lf - bytes) : len;
	const char *cr = memchr(bytes, '\r', until);

	return cr ? (size_t)(cr - bytes) : until;
}

static enum sse_status feed(struct reading *reading, const char *bytes, size_t len)
{
	struct sse *sse = reading->sse;

	while (len) {
		size_t length = line_length(bytes, len);
		enum sse_status status;

		if (sse->after_cr && length == 0 && *bytes == '\n') {
			sse->after_cr = false;
			bytes++, len--;
			continue;
		}
		sse->after_cr = false;
		if (length == len)
			return buf_add(&sse->line, bytes, len) ? SSE_OK : SSE_TOO_LONG;
		sse->after_cr = bytes[length] == '\r';
		status = end_line(reading, (struct view){bytes, length});
		if (status != SSE_OK)
			return status;
		bytes += length + 1;
		len -= length + 1;
	}
	return SSE_OK;
}

enum sse_status sse_feed(struct sse *sse, const char *bytes, size_t len,
			 sse_event_fn *event, void *owner)
{
	struct reading reading = {.sse = sse, .event = event, .owner = owner};
	enum sse_status status = feed(&reading, bytes, len);

	if (status == SSE_OK && !keep(&reading)) /* the piece is the caller's again */
		status = SSE_TOO_LONG;
	return status;
}

enum sse_status sse_end(struct sse *sse, sse_event_fn *event, void *owner)
{
	struct reading reading = {.sse = sse, .event = event, .owner = owner};

	buf_reset(&sse->line);
	return end_event(&reading);
}
