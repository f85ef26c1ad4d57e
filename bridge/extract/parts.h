/* Extract parts: the readers of each format, and what they write into. */
#ifndef KIBRIDGE_EXTRACT_PARTS_H
#define KIBRIDGE_EXTRACT_PARTS_H

#include <stdint.h>

#include "base/buf.h"
#include "extract/extract.h"

struct extract_out {
	struct buf text; /* UTF-8, not yet tidy */
	struct buf hidden;
	unsigned notes;
};
void extract_out_init(struct extract_out *out);
void extract_out_clear(struct extract_out *out);
/** What does not fit is left out, with a note. */
void extract_out_add(struct extract_out *out, bool hidden, const char *text);

/* Readers of whole formats: these run in the child. @out keeps what was read before an error */
enum extract_status extract_package(struct extract_out *out, const void *bytes,
				    size_t len); /* .docx, .odt or a .zip of texts */
enum extract_status extract_notebook(struct extract_out *out, const void *bytes,
				     size_t len); /* .ipynb */

/* What a file is. */
enum extract_format {
	FORMAT_NONE, /* nothing we read */
	FORMAT_TEXT,
	FORMAT_NOTEBOOK,
	FORMAT_PACKAGE,
	FORMAT_PDF,
	FORMAT_LOCKED, /* an office document in an encrypted envelope */
};
enum extract_format extract_format_of(const char *name, const void *bytes, size_t len);
/** Whether the extension is one of a text or of source code. */
bool extract_name_is_text(const char *name);

/**
 * Text of any encoding that is in use: UTF-8, UTF-16 with mark or by its look, Windows-1252.
 * @return EXTRACT_DONE, or EXTRACT_TYPE if it is no text; out is filled as far as it goes
 */
enum extract_status extract_decode(struct extract_out *out, const void *bytes,
				   size_t len);
/** Line ends, control characters, blank lines, length; invalid bytes are left out. */
void extract_tidy(struct extract_result *result, struct arena *arena, const char *text,
		  size_t len);

/* The child's way out of everything. False: it could not be locked in, and must not go on. */
enum extract_cage {
	CAGE_PARSER, /* memory, time, and the pipes it has */
	CAGE_PDF, /* also to read the system's libraries and fonts, and to become a reader of PDF */
};
bool extract_cage_enter(enum extract_cage cage);
int extract_cage_landlock(void); /* the kernel's version of it; 0: none */
#define EXTRACT_PDFTOTEXT "/usr/bin/pdftotext"
#define EXTRACT_PDFTOPPM "/usr/bin/pdftoppm"

/* The parent's way to it. */
struct extract_order {
	const char *mode; /* what extract_child_main is told */
	const void *bytes;
	size_t len;
	int64_t limit_ms;
	size_t output_max;
};
struct extract_run {
	const char *mode;
	struct buf output; /* standard output, as far as it fitted */
	struct buf errors; /* standard error, its beginning */
	bool cut; /* there was more output */
	bool late; /* it took too long */
	int status; /* as waitpid says */
};
/**
 * Runs ourselves as `extract MODE` on the bytes. To be cleared in any case. False: it could not
 * be started.
 */
bool extract_run(struct extract_run *run, const struct extract_order *order);
void extract_run_clear(struct extract_run *run);
/** What the file did to the one who read it. DONE: it came to its end by itself, or was cut. */
enum extract_status extract_run_ending(const struct extract_run *run);
/** For an exit code that is not the file's affair: says so in the log. @return EXTRACT_FAILED */
enum extract_status extract_run_failed(const struct extract_run *run);
#define EXTRACT_LIMIT_MS (EXTRACT_SECONDS_MAX * INT64_C(1000))
#define EXTRACT_OUTPUT_MAX (4 * EXTRACT_TEXT_MAX) /* of text, before it is tidy */

/** The parent's side of a PDF: three children, one after the other. */
enum extract_status extract_pdf(struct extract_result *out, struct arena *arena,
				const struct extract_request *request);

#endif
