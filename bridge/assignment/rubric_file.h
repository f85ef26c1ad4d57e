/*
 * Rubric file: rubrics as other programs keep them. Moodle's advanced grading in the XML of
 * its backups (grading.xml; also a lone <definition> or <criteria>), and CSV as spreadsheets
 * write it, one line per level. Moodle has neither names of levels nor weights: reading makes
 * a name of the first line or the first words, writing multiplies the weight into the points and
 * leaves out criteria that are worth nothing.
 */
#ifndef KIBRIDGE_ASSIGNMENT_RUBRIC_FILE_H
#define KIBRIDGE_ASSIGNMENT_RUBRIC_FILE_H

#include "assignment/rubric.h"

#define RUBRIC_FILE_MAX ((size_t)1 << 20) /* bytes */

enum rubric_note {
	RUBRIC_NOTE_NAMES_MADE = 1 << 0, /* long descriptions had no name */
	RUBRIC_NOTE_SORTED = 1 << 1, /* levels were not in the order of their points */
	RUBRIC_NOTE_MARKUP = 1 << 2, /* HTML was reduced to its text */
	RUBRIC_NOTE_SHORTENED = 1 << 3, /* texts were too long */
};

struct rubric_fault {
	size_t line; /* of the file, from 1; 0 if it has no place in it */
	const char *field; /* JSON pointer into the rubric, or NULL */
	const char *reason; /* a sentence */
};

/** @bytes UTF-8, in CSV with or without BOM. False: fault is filled (in the arena). */
bool rubric_moodle_read(struct rubric *out, unsigned *notes, struct arena *arena,
			const char *bytes, size_t len, struct rubric_fault *fault);
bool rubric_csv_read(struct rubric *out, unsigned *notes, struct arena *arena,
		     const char *bytes, size_t len, struct rubric_fault *fault);

/** @title of the activity. @return in the arena, NUL-terminated */
const char *rubric_moodle_write(struct arena *arena, const struct rubric *rubric,
				const char *title);
/**
 * With BOM and CRLF, as spreadsheets want it; no cell begins a formula [CWE-1236]. For "de" with
 * ";" and decimal commas, as German spreadsheets want it. Reading takes both.
 */
const char *rubric_csv_write(struct arena *arena, const struct rubric *rubric,
			     const char *language);

/** ["names-made", …]; the arena owns it. */
struct json_object *rubric_notes_json(struct arena *arena, unsigned notes);

#endif
