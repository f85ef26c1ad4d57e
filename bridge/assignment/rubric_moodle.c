/*
 * Rubric moodle: the criteria of an advanced-grading rubric in the XML of Moodle's backups,
 * areas/area/definitions/definition/plugin_gradingform_rubric_definition/criteria. What is
 * around them may be missing; of several definitions the first with criteria counts.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "assignment/rubric_build.h"
#include "base/letters.h"
#include "base/text.h"
#include "base/utf8.h"
#include "extract/xml.h"

#define LEAF_MAX 65536 /* bytes of one text */
#define TAG_MAX 2000 /* bytes */
#define MOODLE_NULL "$@NULL@$" /* how its backups write a field without value */
#define OUTPUT_MAX ((size_t)4 << 20)

struct reading {
	struct rubric_build *build;
	struct buf leaf; /* the text of the element at hand */
	bool in_criterion, in_level;
	bool done; /* one definition has been read */
	bool refused;
	size_t line; /* of the criterion or level at hand */
	const char *text; /* its description or definition */
	double points;
	bool has_points;
};

/* ---- HTML, which Moodle's editors write, to text ---- */

static size_t entity(struct buf *out, const char *at)
{
	static const struct {
		const char *name, *text;
	} known[] = {{"&amp;", "&"},   {"&lt;", "<"},	{"&gt;", ">"},
		     {"&quot;", "\""}, {"&apos;", "'"}, {"&nbsp;", " "}};
	char bytes[4], *end;
	unsigned long code;

	for (size_t i = 0; i < ARRAY_LEN(known); i++) {
		if (text_starts_with(at, known[i].name))
			return buf_add_text(out, known[i].text) ? strlen(known[i].name)
								: 0;
	}
	if (at[1] != '#' || !isdigit((unsigned char)at[2]))
		return 0;
	code = strtoul(at + 2, &end, 10);
	if (*end != ';' || code < ' ' || code > 0x10ffff ||
	    (code >= 0xd800 && code < 0xe000))
		return 0;
	return buf_add(out, bytes, letters_write(bytes, (uint32_t)code))
		       ? (size_t)(end - at) + 1
		       : 0;
}

static size_t tag(struct buf *out, const char *at)
{
	static const char *const breaks[] = {"<br", "<p", "<li", "<div", "</p"};
	const char *close = memchr(at, '>', strnlen(at, TAG_MAX));

	if (!close || !(isalpha((unsigned char)at[1]) || at[1] == '/'))
		return 0;
	for (size_t i = 0; i < ARRAY_LEN(breaks); i++) {
		if (strncasecmp(at, breaks[i], strlen(breaks[i])) == 0 && out->len &&
		    out->bytes[out->len - 1] != '\n' && !buf_add(out, "\n", 1))
			return 0;
	}
	return (size_t)(close - at) + 1;
}

static const char *without_markup(struct rubric_build *build, const char *html)
{
	AUTO_BUF out;

	buf_init(&out, 2 * LEAF_MAX);
	while (*html) {
		size_t len = *html == '<'   ? tag(&out, html)
			     : *html == '&' ? entity(&out, html)
					    : 0;

		if (len)
			build->notes |= RUBRIC_NOTE_MARKUP;
		else if (!buf_add(&out, html, 1))
			break;
		html += len ? len : 1;
	}
	return arena_strdup(build->arena, out.bytes);
}

/* ---- reading ---- */

static void refuse(struct reading *reading, size_t line, const char *reason)
{
	if (!reading->refused)
		rubric_build_refuse(reading->build, line, reason);
	reading->refused = true;
}

static bool start(struct xml_walk *walk, const char *name)
{
	struct reading *reading = walk->owner;

	if (reading->refused || reading->done || text_equal(name, "instances"))
		return false;
	buf_reset(&reading->leaf);
	if (text_equal(name, "criterion")) {
		reading->in_criterion = true;
		if (!rubric_build_criterion(reading->build, walk->line, "", "", 1))
			reading->refused = true;
	} else if (text_equal(name, "level") && reading->in_criterion) {
		reading->in_level = true;
		reading->line = walk->line;
		reading->text = "";
		reading->has_points = false;
	}
	return !reading->refused;
}

static void text(struct xml_walk *walk, const char *piece)
{
	struct reading *reading = walk->owner;

	if (!buf_add_text(&reading->leaf, piece))
		refuse(reading, walk->line, "This text is too long.");
}

static const char *leaf_text(struct reading *reading)
{
	const char *leaf = reading->leaf.bytes;

	return text_equal(leaf, MOODLE_NULL) ? "" : without_markup(reading->build, leaf);
}

static void criterion_member(struct reading *reading, const char *name)
{
	struct rubric_build *build = reading->build;
	size_t index = build->rubric.criterion_count - 1;
	struct rubric_criterion *criterion = &build->rubric.criteria[index];

	if (text_equal(name, "description"))
		rubric_build_split(build, &criterion->name, &criterion->description,
				   leaf_text(reading));
	else if (text_equal(name, "sortorder"))
		build->lines[index].order = strtol(reading->leaf.bytes, NULL, 10);
}

static void level_member(struct reading *reading, const char *name, size_t line)
{
	if (text_equal(name, "definition")) {
		reading->text = leaf_text(reading);
	} else if (text_equal(name, "score")) {
		reading->has_points =
			rubric_build_number(&reading->points, reading->leaf.bytes);
		if (!reading->has_points)
			refuse(reading, line, "The score must be a number.");
	}
}

static void level_end(struct reading *reading)
{
	const char *name, *description;

	reading->in_level = false;
	if (!reading->has_points) {
		refuse(reading, reading->line, "This level has no score.");
		return;
	}
	rubric_build_split(reading->build, &name, &description, reading->text);
	if (!rubric_build_level(reading->build, reading->line, name, description,
				reading->points))
		reading->refused = true;
}

static void end(struct xml_walk *walk, const char *name)
{
	struct reading *reading = walk->owner;

	if (reading->refused || reading->done)
		return;
	if (text_equal(name, "level") && reading->in_level)
		level_end(reading);
	else if (text_equal(name, "criterion"))
		reading->in_criterion = false;
	else if (reading->in_level)
		level_member(reading, name, walk->line);
	else if (reading->in_criterion)
		criterion_member(reading, name);
	else if (text_equal(name, "criteria"))
		reading->done = reading->build->rubric.criterion_count > 0;
	buf_reset(&reading->leaf);
}

/* Names and descriptions that were taken whole may still be too long for us. */
static void criteria_fit(struct rubric_build *build)
{
	struct rubric_build fitted = {.arena = build->arena, .fault = build->fault};

	for (size_t i = 0; i < build->rubric.criterion_count; i++) {
		struct rubric_criterion *from = &build->rubric.criteria[i];
		struct rubric_criterion *to = &fitted.rubric.criteria[i];

		if (!rubric_build_criterion(&fitted, 0, from->name, from->description, 1))
			return;
		from->name = to->name;
		from->description = to->description;
	}
	build->notes |= fitted.notes;
}

bool rubric_moodle_read(struct rubric *out, unsigned *notes, struct arena *arena,
			const char *bytes, size_t len, struct rubric_fault *fault)
{
	struct rubric_build build = {.arena = arena, .fault = fault};
	struct reading reading = {.build = &build};
	struct xml_walk walk = {
		.owner = &reading, .start = start, .end = end, .text = text};
	const struct buf xml = {.bytes = (char *)bytes, .len = len};
	enum extract_status status;

	*notes = 0;
	if (len > RUBRIC_FILE_MAX)
		return rubric_build_refuse(&build, 0, "This file is too large.");
	buf_init(&reading.leaf, LEAF_MAX);
	status = utf8_valid(bytes, len) ? xml_walk(&walk, &xml) : EXTRACT_BROKEN;
	buf_clear(&reading.leaf);
	if (reading.refused)
		return false;
	if (status != EXTRACT_DONE)
		return rubric_build_refuse(&build, walk.line,
					   "This is not a whole XML document.");
	criteria_fit(&build);
	if (!rubric_build_finish(out, &build))
		return false;
	*notes = build.notes;
	return true;
}

/* ---- writing ---- */

/* What does not fit is left out: the rubric's own caps are far below. */
static void add(struct buf *out, const char *text)
{
	(void)!buf_add_text(out, text);
}

static void add_escaped(struct buf *out, const char *text)
{
	for (; *text; text++) {
		char byte[2] = {*text, '\0'};

		if ((unsigned char)*text < ' ' && !strchr("\t\n", *text))
			continue;
		add(out, *text == '<'	? "&lt;"
			 : *text == '>' ? "&gt;"
			 : *text == '&' ? "&amp;"
			 : *text == '"' ? "&quot;"
					: byte);
	}
}

/* Name and description are one text there: the name is its first line. */
static void add_both(struct buf *out, const char *name, const char *description)
{
	add_escaped(out, name);
	if (*description) {
		add(out, "\n");
		add_escaped(out, description);
	}
}

static void add_criterion(struct buf *out, const struct rubric_criterion *criterion,
			  size_t index)
{
	(void)!buf_printf(out,
			  "<criterion id=\"%zu\"><sortorder>%zu</sortorder><description>",
			  index + 1, index + 1);
	add_both(out, criterion->name, criterion->description);
	add(out, "</description><descriptionformat>0</descriptionformat>\n<levels>\n");
	for (size_t i = 0; i < criterion->level_count; i++) {
		(void)!buf_printf(
			out, "<level id=\"%zu\"><score>%.5f</score><definition>",
			index * RUBRIC_LEVELS_MAX + i + 1, rubric_points(criterion, i));
		add_both(out, criterion->levels[i].name,
			 criterion->levels[i].description);
		add(out, "</definition><definitionformat>0</definitionformat></level>\n");
	}
	add(out, "</levels></criterion>\n");
}

const char *rubric_moodle_write(struct arena *arena, const struct rubric *rubric,
				const char *title)
{
	AUTO_BUF out;

	buf_init(&out, OUTPUT_MAX);
	add(&out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<areas><area id=\"1\">"
		  "<areaname>submissions</areaname><activemethod>rubric</activemethod>\n"
		  "<definitions><definition id=\"1\"><method>rubric</method><name>");
	add_escaped(&out, title);
	add(&out, "</name><description></description>"
		  "<descriptionformat>1</descriptionformat><status>20</status>\n"
		  "<plugin_gradingform_rubric_definition><criteria>\n");
	for (size_t i = 0; i < rubric->criterion_count; i++) {
		if (rubric->criteria[i].weight > 0)
			add_criterion(&out, &rubric->criteria[i], i);
	}
	add(&out, "</criteria></plugin_gradingform_rubric_definition>\n"
		  "</definition></definitions></area></areas>\n");
	return arena_strdup(arena, out.bytes);
}
