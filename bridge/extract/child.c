/*
 * Extract child: what runs inside. It locks itself in, reads the file, and writes a first line
 * "STATUS NOTES HIDDEN" followed by as many bytes of hidden text, and the text. For a PDF it
 * becomes a program that reads those, in the cage.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "extract/parts.h"
#include "extract/unseen.h"

#define EXIT_NO_CAGE 70
#define PAGES_MAX "400"
#define TEXT_OF_(number) #number
#define TEXT_OF(number) TEXT_OF_(number)

static bool write_all(const char *bytes, size_t len)
{
	while (len) {
		ssize_t sent = write(STDOUT_FILENO, bytes, len);

		if (sent < 0 && errno == EINTR)
			continue;
		if (sent <= 0)
			return false;
		bytes += sent;
		len -= (size_t)sent;
	}
	return true;
}

static bool read_all(struct buf *into)
{
	char piece[65536];
	ssize_t len;

	while ((len = read(STDIN_FILENO, piece, sizeof(piece))) != 0) {
		if (len < 0 && errno == EINTR)
			continue;
		if (len < 0 || !buf_add(into, piece, (size_t)len))
			return false;
	}
	return true;
}

static bool answer(enum extract_status status, const struct extract_out *out)
{
	char line[64];
	int len = snprintf(line, sizeof(line), "%d %u %zu\n", (int)status, out->notes,
			   out->hidden.len);

	return write_all(line, (size_t)len) &&
	       write_all(out->hidden.bytes, out->hidden.len) &&
	       write_all(out->text.bytes, out->text.len);
}

typedef enum extract_status reader_fn(struct extract_out *out, const void *bytes,
				      size_t len);

static int read_here(reader_fn *reader)
{
	struct extract_out out;
	bool told;
	AUTO_BUF file;

	buf_init(&file, EXTRACT_FILE_MAX);
	if (!extract_cage_enter(CAGE_PARSER))
		return EXIT_NO_CAGE;
	if (!read_all(&file))
		return EXIT_FAILURE;
	extract_out_init(&out);
	told = answer(reader(&out, file.bytes, file.len), &out);
	extract_out_clear(&out);
	return told ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* Of programs that read PDF. The crop box is what viewers show, and what is looked at. */
/* clang-format off */
static const struct {
	const char *mode, *program;
	const char *words[12];
} pdf_readers[] = {
	{ "pdf", EXTRACT_PDFTOTEXT,
	  { "pdftotext", "-enc", "UTF-8", "-eol", "unix", "-l", PAGES_MAX, "-nopgbrk", "-", "-" } },
	{ "pdf-version", EXTRACT_PDFTOTEXT, { "pdftotext", "-v" } },
	{ "pdf-words", EXTRACT_PDFTOTEXT,
	  { "pdftotext", "-cropbox", "-enc", "UTF-8", "-l", TEXT_OF(UNSEEN_PAGES_MAX), "-tsv", "-", "-" } },
	{ "pdf-pages", EXTRACT_PDFTOPPM,
	  { "pdftoppm", "-cropbox", "-r", "72", "-gray", "-l", TEXT_OF(UNSEEN_PAGES_MAX), "-" } },
};
/* clang-format on */

static int become_reader(const char *program, const char *const *words)
{
	char *const envp[] = {NULL};

	if (!extract_cage_enter(CAGE_PDF))
		return EXIT_NO_CAGE;
	execve(program, (char *const *)words, envp); /* which leaves them as they are */
	return EXIT_NO_CAGE;
}

int extract_child_main(const char *mode)
{
	int code = EXIT_FAILURE;

	if (text_equal(mode, "package"))
		code = read_here(extract_package);
	else if (text_equal(mode, "notebook"))
		code = read_here(extract_notebook);
	for (size_t i = 0; i < ARRAY_LEN(pdf_readers); i++) {
		if (text_equal(mode, pdf_readers[i].mode))
			code = become_reader(pdf_readers[i].program,
					     pdf_readers[i].words);
	}
	_exit(code); /* nothing of the program we were is to be torn down */
}
