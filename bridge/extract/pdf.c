/*
 * Extract PDF: its text, and whether all of that is to be seen. Three children, one after the
 * other: the text as people read it; then, for its first pages, the words with their places, and
 * the pages drawn. A file whose pages cannot be drawn in time is read all the same.
 */
#include <string.h>
#include <sys/wait.h>

#include "base/log.h"
#include "extract/parts.h"
#include "extract/unseen.h"

#define PDF_OPEN_FAILED 1 /* exit codes of pdftotext */
#define PDF_NOT_PERMITTED 3
#define LOOK_MS 6000
#define WORDS_OUTPUT_MAX ((size_t)4 << 20)
#define PAGES_OUTPUT_MAX ((size_t)24 << 20) /* some fifty of A4 */

/* ---- the text ---- */

static bool has(const struct extract_request *request, const char *word)
{
	return memmem(request->bytes, request->len, word, strlen(word)) != NULL;
}

static enum extract_status pdf_ending(const struct extract_run *run)
{
	enum extract_status status = extract_run_ending(run);
	int code = WIFEXITED(run->status) ? WEXITSTATUS(run->status) : 0;

	if (status != EXTRACT_DONE || run->cut || code == 0)
		return status;
	if (strstr(run->errors.bytes, "Incorrect password") || code == PDF_NOT_PERMITTED)
		return EXTRACT_ENCRYPTED;
	return code == PDF_OPEN_FAILED ? EXTRACT_BROKEN : extract_run_failed(run);
}

/* Only page text comes out of it: title, author and keywords stay where they are. */
static enum extract_status text_read(struct extract_result *out, struct arena *arena,
				     const struct extract_request *request)
{
	const struct extract_order order = {"pdf", request->bytes, request->len,
					    EXTRACT_LIMIT_MS, EXTRACT_OUTPUT_MAX};
	struct extract_run run;
	enum extract_status status = EXTRACT_FAILED;

	if (extract_run(&run, &order))
		status = pdf_ending(&run);
	if (run.cut)
		out->notes |= EXTRACT_SHORTENED;
	if (has(request, "/Subtype/Image") || has(request, "/Subtype /Image"))
		out->notes |= EXTRACT_IMAGES_LEFT_OUT;
	if (has(request, "/Info") || has(request, "/Metadata"))
		out->notes |= EXTRACT_METADATA_LEFT_OUT;
	extract_tidy(out, arena, run.output.bytes, run.output.len);
	extract_run_clear(&run);
	return status;
}

/* ---- what is not to be seen ---- */

/* Without letters to draw, nothing is seen: that is not the file's doing. */
static bool is_without_fonts(const struct extract_run *drawing)
{
	return strstr(drawing->errors.bytes, "find a font") != NULL;
}

static void look(struct extract_result *out, struct arena *arena,
		 const struct extract_request *request)
{
	const struct extract_order words_order = {
		"pdf-words", request->bytes, request->len, LOOK_MS, WORDS_OUTPUT_MAX};
	const struct extract_order pages_order = {
		"pdf-pages", request->bytes, request->len, LOOK_MS, PAGES_OUTPUT_MAX};
	struct extract_result seen = {.status = EXTRACT_DONE};
	struct extract_run words, pages;
	AUTO_BUF hidden;

	buf_init(&hidden, EXTRACT_HIDDEN_MAX);
	if (extract_run(&words, &words_order) && words.output.len > 0) {
		if (!extract_run(&pages, &pages_order) || !pages.output.len ||
		    is_without_fonts(&pages))
			log_warn("extract.not_drawn", "late=%d code=%d", pages.late,
				 WEXITSTATUS(pages.status));
		else
			unseen_find(&hidden, &words.output, &pages.output);
		extract_run_clear(&pages);
	}
	extract_run_clear(&words);
	if (!hidden.len)
		return;
	extract_tidy(&seen, arena, hidden.bytes, hidden.len);
	out->hidden = seen.text;
	out->notes |= EXTRACT_UNSEEN_WORDS;
}

enum extract_status extract_pdf(struct extract_result *out, struct arena *arena,
				const struct extract_request *request)
{
	enum extract_status status = text_read(out, arena, request);

	if (status == EXTRACT_DONE && out->words)
		look(out, arena, request);
	return status;
}
