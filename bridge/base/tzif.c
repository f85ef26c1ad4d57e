/*
 * Tzif: a bounded reader; all counts are checked against the length before anything is
 * read.
 */
#include "base/tzif.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/tz_rule.h"

#define HEADER_LEN 44
#define TYPES_MAX 256

struct tzif {
	size_t transition_count;
	int64_t *transitions; /* ascending instants */
	unsigned char *kinds; /* the type from that instant on */
	int offsets[TYPES_MAX]; /* seconds east of UTC, by type */
	bool has_rule;
	struct tz_rule rule; /* after the last transition */
};

struct header { /* [RFC 9636 §3.1] */
	unsigned char version;
	size_t isut, isstd, leap, time, type, chars;
};

static void *must(void *memory)
{
	if (!memory)
		log_fatal("memory.exhausted", "what=tzif");
	return memory;
}

static uint64_t big_endian(const unsigned char *bytes, int len)
{
	uint64_t value = 0;

	for (int i = 0; i < len; i++)
		value = value << 8 | bytes[i];
	return value;
}

/* Also bounds every count, so that sums of their products cannot overflow. */
static bool header_read(struct header *header, const unsigned char *bytes, size_t len)
{
	size_t *const counts[] = {&header->isut, &header->isstd, &header->leap,
				  &header->time, &header->type,	 &header->chars};

	if (len < HEADER_LEN || memcmp(bytes, "TZif", 4) != 0)
		return false;
	header->version = bytes[4];
	for (size_t i = 0; i < 6; i++) {
		*counts[i] = (size_t)big_endian(bytes + 20 + i * 4, 4);
		if (*counts[i] > TZIF_MAX)
			return false;
	}
	return true;
}

/* Bytes of the block behind the header; a time has width bytes. */
static size_t block_len(const struct header *header, size_t width)
{
	return header->time * width + header->time + header->type * 6 + header->chars +
	       header->leap * (width + 4) + header->isstd + header->isut;
}

static bool transitions_read(struct tzif *tzif, const unsigned char *bytes, size_t count,
			     size_t types)
{
	tzif->transitions = must(calloc(count + 1, sizeof(*tzif->transitions)));
	tzif->kinds = must(calloc(count + 1, 1));
	tzif->transition_count = count;
	for (size_t i = 0; i < count; i++) {
		tzif->transitions[i] = (int64_t)big_endian(bytes + i * 8, 8);
		if (i && tzif->transitions[i] <= tzif->transitions[i - 1])
			return false;
		tzif->kinds[i] = bytes[count * 8 + i];
		if (tzif->kinds[i] >= types)
			return false;
	}
	return true;
}

static bool types_read(struct tzif *tzif, const unsigned char *bytes, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		int64_t offset = (int32_t)big_endian(bytes + i * 6, 4);

		if (offset < -89999 ||
		    offset > 93599) /* [RFC 9636 §3.2]: -25 h to 26 h */
			return false;
		tzif->offsets[i] = (int)offset;
	}
	return true;
}

/* "\n<TZ text>\n"; an empty text means that nobody knows. */
static bool footer_read(struct tzif *tzif, const char *text, size_t len)
{
	const char *end;

	if (len < 2 || text[0] != '\n')
		return false;
	end = memchr(text + 1, '\n', len - 1);
	if (!end)
		return false;
	if (end == text + 1)
		return true;
	tzif->has_rule = true;
	return tz_rule_parse(&tzif->rule, text + 1, (size_t)(end - text - 1));
}

static bool read_all(struct tzif *tzif, const unsigned char *bytes, size_t len)
{
	struct header header;
	size_t skip;

	if (len > TZIF_MAX || !header_read(&header, bytes, len) || header.version < '2')
		return false;
	skip = HEADER_LEN +
	       block_len(&header, 4); /* the 32-bit block is for old readers */
	if (skip > len)
		return false;
	bytes += skip;
	len -= skip;
	if (!header_read(&header, bytes, len) || header.version < '2')
		return false;
	skip = HEADER_LEN + block_len(&header, 8);
	if (skip > len || header.type < 1 || header.type > TYPES_MAX)
		return false;
	return transitions_read(tzif, bytes + HEADER_LEN, header.time, header.type) &&
	       types_read(tzif, bytes + HEADER_LEN + header.time * 9, header.type) &&
	       footer_read(tzif, (const char *)bytes + skip, len - skip);
}

struct tzif *tzif_parse(const void *bytes, size_t len)
{
	struct tzif *tzif = must(calloc(1, sizeof(*tzif)));

	if (read_all(tzif, bytes, len))
		return tzif;
	tzif_free(tzif);
	return NULL;
}

void tzif_free(struct tzif *tzif)
{
	if (!tzif)
		return;
	free(tzif->transitions);
	free(tzif->kinds);
	free(tzif);
}

int tzif_offset_s(const struct tzif *tzif, int64_t at_s)
{
	size_t low = 0, high = tzif->transition_count;

	while (low < high) { /* how many transitions are not after at_s */
		size_t middle = low + (high - low) / 2;

		if (tzif->transitions[middle] <= at_s)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == tzif->transition_count && tzif->has_rule)
		return tz_rule_offset_s(&tzif->rule, at_s);
	return tzif->offsets[low ? tzif->kinds[low - 1] : 0];
}
