/*
 * Rubric csv: one line per level [RFC 4180]. The first line names the columns, in English or
 * German, in any order; a criterion's cells may be empty on its further lines.
 */
#include <stdio.h>
#include <string.h>

#include "assignment/rubric_build.h"
#include "base/buf.h"
#include "base/text.h"
#include "base/utf8.h"

#define CELL_MAX 8192 /* bytes */
#define OUTPUT_MAX ((size_t)4 << 20)
#define BOM "\xef\xbb\xbf"
#define FORMULA "=+-@\t\r" /* what a spreadsheet may take for one at the beginning */

enum column { CRITERION, DESCRIPTION, WEIGHT, LEVEL, LEVEL_DESCRIPTION, POINTS, COLUMNS };

static const char *const names[2][COLUMNS] = {
	{"criterion", "criterion_description", "weight", "level", "level_description",
	 "points"},
	{"kriterium", "kriterium_beschreibung", "gewicht", "stufe", "stufe_beschreibung",
	 "punkte"},
};

/* ---- lines and cells ---- */

struct reading {
	struct rubric_build *build;
	const char *at, *end;
	char separator;
	size_t line; /* of at */
	int columns[2 * COLUMNS]; /* of the file: which enum column each is */
	size_t column_count;
	const char *cells[COLUMNS];
	bool criterion_open;
};

static bool refuse(struct reading *reading, size_t line, const char *reason)
{
	return rubric_build_refuse(reading->build, line, reason);
}

/* A cell in quotation marks; doubled ones are one. */
static bool quoted(struct reading *reading, struct buf *cell)
{
	size_t line = reading->line;

	for (reading->at++; reading->at < reading->end; reading->at++) {
		if (*reading->at == '"' && reading->at + 1 < reading->end &&
		    reading->at[1] == '"')
			reading->at++;
		else if (*reading->at == '"')
			break;
		reading->line += *reading->at == '\n';
		if (!buf_add(cell, reading->at, 1))
			return refuse(reading, line, "This cell is too long.");
	}
	if (reading->at == reading->end)
		return refuse(reading, line, "A quotation mark is not closed.");
	reading->at++;
	if (reading->at < reading->end && *reading->at != reading->separator &&
	    *reading->at != '\r' && *reading->at != '\n')
		return refuse(reading, reading->line,
			      "There is something behind a closing quotation mark.");
	return true;
}

static bool bare(struct reading *reading, struct buf *cell)
{
	for (; reading->at < reading->end && *reading->at != reading->separator &&
	       *reading->at != '\r' && *reading->at != '\n';
	     reading->at++) {
		if (!buf_add(cell, reading->at, 1))
			return refuse(reading, reading->line, "This cell is too long.");
	}
	return true;
}

/* Steps over a separator or a line's end. @last whether the line ended */
static void step_over(struct reading *reading, bool *last)
{
	*last = true;
	if (reading->at == reading->end)
		return;
	if (*reading->at == reading->separator) {
		*last = false;
		reading->at++;
		return;
	}
	if (*reading->at == '\r')
		reading->at++;
	if (reading->at < reading->end && *reading->at == '\n')
		reading->at++;
	reading->line++;
}

/* A mark before what looks like a formula was put there when it was written. */
static const char *unguarded(const char *cell)
{
	return cell[0] == '\'' && cell[1] && strchr(FORMULA, cell[1]) ? cell + 1 : cell;
}

static bool cell_read(struct reading *reading, const char **out, bool *last)
{
	bool good;
	AUTO_BUF cell;

	buf_init(&cell, CELL_MAX);
	good = reading->at < reading->end && *reading->at == '"' ? quoted(reading, &cell)
								 : bare(reading, &cell);
	*out = arena_strdup(reading->build->arena, unguarded(cell.bytes));
	if (good)
		step_over(reading, last);
	return good;
}

/* ---- the first line ---- */

/* Which of them is more often in the first line. */
static char separator_of(const char *at, const char *end)
{
	size_t counts[3] = {0};

	for (; at < end && *at != '\n' && *at != '\r'; at++) {
		counts[0] += *at == ',';
		counts[1] += *at == ';';
		counts[2] += *at == '\t';
	}
	if (counts[1] > counts[0] && counts[1] >= counts[2])
		return ';';
	return counts[2] > counts[0] ? '\t' : ',';
}

static int column_of(const char *name)
{
	for (int language = 0; language < 2; language++) {
		for (int i = 0; i < COLUMNS; i++) {
			if (text_equal_nocase(names[language][i], name))
				return i;
		}
	}
	return -1;
}

static bool header_read(struct reading *reading)
{
	unsigned seen = 0;
	bool last = false;

	while (!last) {
		const char *name;
		int column;

		if (!cell_read(reading, &name, &last))
			return false;
		column = column_of(name);
		if (column < 0)
			return refuse(reading, 1,
				      arena_printf(reading->build->arena,
						   "There is no column \"%.60s\".",
						   name));
		if (seen & 1U << column)
			return refuse(reading, 1, "A column is there twice.");
		seen |= 1U << column;
		reading->columns[reading->column_count++] = column;
	}
	if (~seen & (1U << CRITERION | 1U << LEVEL | 1U << POINTS))
		return refuse(reading, 1,
			      "The columns criterion, level and points must be there.");
	return true;
}

/* ---- the others ---- */

/* @empty nothing is in it */
static bool row_read(struct reading *reading, bool *empty)
{
	size_t line = reading->line, count = 0;
	bool last = false;

	memset(reading->cells, 0, sizeof(reading->cells));
	*empty = true;
	while (!last) {
		const char *cell;

		if (!cell_read(reading, &cell, &last))
			return false;
		*empty = *empty && !*cell;
		if (count < reading->column_count)
			reading->cells[reading->columns[count]] = cell;
		else if (*cell)
			return refuse(reading, line, "This line has too many cells.");
		count++;
	}
	return true;
}

static bool criterion_take(struct reading *reading, size_t line)
{
	const struct rubric *rubric = &reading->build->rubric;
	const char *name = reading->cells[CRITERION], *weight = reading->cells[WEIGHT];
	double value = 1;

	if (text_empty(name) && !reading->criterion_open)
		return refuse(reading, line, "The criterion is missing.");
	if (text_empty(name) ||
	    (reading->criterion_open &&
	     text_equal(name, rubric->criteria[rubric->criterion_count - 1].name)))
		return true; /* the one before goes on */
	if (!text_empty(weight) && !rubric_build_number(&value, weight))
		return refuse(reading, line, "The weight must be a number.");
	reading->criterion_open = true;
	return rubric_build_criterion(reading->build, line, name,
				      reading->cells[DESCRIPTION], value);
}

static bool row_take(struct reading *reading, size_t line)
{
	const char *points = reading->cells[POINTS];
	double value;

	if (!criterion_take(reading, line))
		return false;
	if (text_empty(points) || !rubric_build_number(&value, points))
		return refuse(reading, line, "The points must be a number.");
	return rubric_build_level(reading->build, line, reading->cells[LEVEL],
				  reading->cells[LEVEL_DESCRIPTION], value);
}

/* The line of the first byte that is no UTF-8. */
static size_t bad_line(const char *bytes, size_t len)
{
	size_t line = 1;

	for (const char *at = bytes, *end = bytes + len; at < end;) {
		const char *line_end = memchr(at, '\n', (size_t)(end - at));

		line_end = line_end ? line_end + 1 : end;
		if (!utf8_valid(at, (size_t)(line_end - at)) ||
		    memchr(at, '\0', (size_t)(line_end - at)))
			return line;
		at = line_end;
		line++;
	}
	return 0;
}

static bool rows_read(struct reading *reading)
{
	while (reading->at < reading->end) {
		size_t line = reading->line;
		bool empty;

		if (!row_read(reading, &empty) || (!empty && !row_take(reading, line)))
			return false;
	}
	return true;
}

bool rubric_csv_read(struct rubric *out, unsigned *notes, struct arena *arena,
		     const char *bytes, size_t len, struct rubric_fault *fault)
{
	struct rubric_build build = {.arena = arena, .fault = fault};
	struct reading reading = {.build = &build, .line = 1};
	size_t bad;

	*notes = 0;
	if (len > RUBRIC_FILE_MAX)
		return rubric_build_refuse(&build, 0, "This file is too large.");
	bad = bad_line(bytes, len);
	if (bad)
		return rubric_build_refuse(
			&build, bad, "This is not UTF-8. Save the file as CSV UTF-8.");
	if (len >= strlen(BOM) && memcmp(bytes, BOM, strlen(BOM)) == 0) {
		bytes += strlen(BOM);
		len -= strlen(BOM);
	}
	reading.at = bytes;
	reading.end = bytes + len;
	reading.separator = separator_of(bytes, reading.end);
	if (!header_read(&reading) || !rows_read(&reading) ||
	    !rubric_build_finish(out, &build))
		return false;
	*notes = build.notes;
	return true;
}

/* ---- writing ---- */

struct writing {
	struct buf out;
	char separator;
	bool comma; /* decimal */
};

/* What does not fit is left out: the rubric's own caps are far below. */
static void add(struct writing *writing, const char *bytes, size_t len)
{
	(void)!buf_add(&writing->out, bytes, len);
}

static void add_text(struct writing *writing, const char *text, bool last)
{
	add(writing, "\"", 1);
	if (*text && strchr(FORMULA, *text))
		add(writing, "'", 1);
	for (; *text; text++) {
		if (*text == '"')
			add(writing, "\"", 1);
		add(writing, text, 1);
	}
	add(writing, "\"", 1);
	add(writing, last ? "\r\n" : &writing->separator, last ? 2 : 1);
}

static void add_number(struct writing *writing, double value, bool last)
{
	char text[32];
	int len = snprintf(text, sizeof(text), "%.15g", value);

	for (int i = 0; writing->comma && i < len; i++) {
		if (text[i] == '.')
			text[i] = ',';
	}
	add(writing, text, (size_t)len);
	add(writing, last ? "\r\n" : &writing->separator, last ? 2 : 1);
}

static void add_level(struct writing *writing, const struct rubric_criterion *criterion,
		      size_t index)
{
	const struct rubric_level *level = &criterion->levels[index];

	add_text(writing, criterion->name, false);
	add_text(writing, index ? "" : criterion->description, false);
	add_number(writing, criterion->weight, false);
	add_text(writing, level->name, false);
	add_text(writing, level->description, false);
	add_number(writing, level->points, true);
}

const char *rubric_csv_write(struct arena *arena, const struct rubric *rubric,
			     const char *language)
{
	bool german = text_equal(language, "de");
	struct writing writing = {.separator = german ? ';' : ',', .comma = german};
	const char *text;

	buf_init(&writing.out, OUTPUT_MAX);
	add(&writing, BOM, strlen(BOM));
	for (int i = 0; i < COLUMNS; i++)
		add_text(&writing, names[german][i], i == COLUMNS - 1);
	for (size_t i = 0; i < rubric->criterion_count; i++) {
		for (size_t j = 0; j < rubric->criteria[i].level_count; j++)
			add_level(&writing, &rubric->criteria[i], j);
	}
	text = arena_strdup(arena, writing.out.bytes);
	buf_clear(&writing.out);
	return text;
}
