/*
 * Extract: the text of an uploaded file. A file with a format is read by a child process
 * without network, file system or privileges (docs/decisions/0012-extraction.md); whatever it
 * does there, here comes text or a reason. What a file is, its content says; the name only
 * tells texts from other files that have no mark of their own.
 */
#ifndef KIBRIDGE_EXTRACT_EXTRACT_H
#define KIBRIDGE_EXTRACT_EXTRACT_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

#define EXTRACT_FILE_MAX ((size_t)10 << 20) /* bytes of a file */
#define EXTRACT_TEXT_MAX                                                                 \
	((size_t)400000) /* bytes of its text; the rest is cut, with a note */
#define EXTRACT_HIDDEN_MAX 500 /* bytes of hidden text that are kept to be shown */
#define EXTRACT_SECONDS_MAX 20 /* of work on one file */
#define EXTRACT_CHILDREN_MAX 4 /* at the same time; who comes then waits its turn */

struct extract_request {
	const char *name; /* as the browser said it; only its extension is looked at */
	const void *bytes;
	size_t len;
};

/* What is wrong with a file is its sender's affair; FAILED is ours (503) and was logged. */
enum extract_status {
	EXTRACT_DONE,
	EXTRACT_TYPE, /* nothing we can read, or not what its name says */
	EXTRACT_ENCRYPTED, /* needs a password */
	EXTRACT_WITHOUT_TEXT, /* a scan, or empty */
	EXTRACT_BROKEN, /* begins as it should and then does not hold */
	EXTRACT_TOO_MUCH, /* unpacks to more than we take: a bomb, or nearly one */
	EXTRACT_TOO_LARGE, /* more than EXTRACT_FILE_MAX */
	EXTRACT_FAILED,
};
/** "file-encrypted", as in docs/feedback-api.md; "" for DONE, "unavailable" for FAILED. */
const char *extract_status_name(enum extract_status status);

enum extract_note {
	EXTRACT_HIDDEN_TEXT = 1 << 0,
	EXTRACT_IMAGES_LEFT_OUT = 1 << 1,
	EXTRACT_SHORTENED = 1 << 2,
	EXTRACT_METADATA_LEFT_OUT = 1 << 3,
	EXTRACT_UNSEEN_WORDS = 1 << 4, /* of a PDF: in the text, and not to be seen */
};

struct extract_result {
	enum extract_status status;
	/* With DONE: valid UTF-8, lines end in "\n", no control characters. In the arena. */
	const char *text;
	size_t len;
	size_t words;
	unsigned notes; /* enum extract_note */
	const char *hidden; /* the beginning of what cannot be seen; "" if nothing */
};

/** Blocks a worker, mostly for milliseconds; at worst for a minute and a half. */
void extract_file(struct extract_result *out, struct arena *arena,
		  const struct extract_request *request);
/** ["hidden-text", …]; the arena owns it. */
struct json_object *extract_notes_json(struct arena *arena, unsigned notes);
/** Words of any text, counted as extraction counts them. */
size_t extract_words(const char *text, size_t len);

/* Whether files can be read on this machine. */
struct extract_probe {
	bool caged; /* a child comes to its end in the cage */
	int landlock; /* the kernel's version of it; 0: none, and PDF files are not read */
	char pdftotext[24]; /* its version; "" if it does not run in its cage */
};
/** Blocks for some milliseconds. */
void extract_probe(struct extract_probe *out);

/**
 * The child's side: the program started as `kibridge extract MODE`, which every program that
 * calls extract_file must answer with this. Reads the file on standard input and writes what it
 * found on standard output. @return exit code
 */
int extract_child_main(const char *mode);

#endif
