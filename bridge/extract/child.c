/*
 * Extract child: what runs inside. It locks itself in, reads the file, and writes a first line
 * "STATUS NOTES HIDDEN" followed by as many bytes of hidden text, and the text. For a PDF it
 * becomes the program that reads those, in the cage.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "extract/parts.h"

#define EXIT_NO_CAGE 70
#define PAGES_MAX "400"

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

static int become_pdftotext(void)
{
	char *const argv[] = {(char[]){"pdftotext"},
			      (char[]){"-enc"},
			      (char[]){"UTF-8"},
			      (char[]){"-eol"},
			      (char[]){"unix"},
			      (char[]){"-l"},
			      (char[]){PAGES_MAX},
			      (char[]){"-nopgbrk"},
			      (char[]){"-"},
			      (char[]){"-"},
			      NULL};
	char *const envp[] = {NULL};

	if (!extract_cage_enter(CAGE_PDF))
		return EXIT_NO_CAGE;
	execve(EXTRACT_PDFTOTEXT, argv, envp);
	return EXIT_NO_CAGE;
}

int extract_child_main(const char *mode)
{
	int code = EXIT_FAILURE;

	if (text_equal(mode, "package"))
		code = read_here(extract_package);
	else if (text_equal(mode, "notebook"))
		code = read_here(extract_notebook);
	else if (text_equal(mode, "pdf"))
		code = become_pdftotext();
	_exit(code); /* nothing of the program we were is to be torn down */
}
