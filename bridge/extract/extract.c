/* Extract: which format, who reads it, and what to believe of the answer. */
#include "extract/extract.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "base/json.h"
#include "base/log.h"
#include "base/text.h"
#include "base/utf8.h"
#include "extract/parts.h"

#define PDF_OPEN_FAILED 1 /* exit codes of pdftotext */
#define PDF_NOT_PERMITTED 3

const char *extract_status_name(enum extract_status status)
{
	static const char *const names[] = {"",
					    "file-type",
					    "file-encrypted",
					    "file-without-text",
					    "file-broken",
					    "file-too-much",
					    "file-too-large",
					    "unavailable"};

	return names[status];
}

struct json_object *extract_notes_json(struct arena *arena, unsigned notes)
{
	static const char *const names[] = {"hidden-text", "images-left-out", "shortened",
					    "metadata-left-out"};
	struct json_object *out = json_list(arena);

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (notes & 1U << i)
			json_add_text(out, names[i]);
	}
	return out;
}

/* ---- the child's answer, which is no more trustworthy than the file ---- */

/* A number and the byte behind it; -1 if there is none. */
static int64_t number_take(const char **at, char behind)
{
	char *end;
	long value = strtol(*at, &end, 10);

	if (end == *at || *end != behind || value < 0)
		return -1;
	*at = end + 1;
	return value;
}

static enum extract_status answer_read(struct extract_result *out, struct arena *arena,
				       const struct buf *answer)
{
	const char *at = answer->bytes, *end = answer->bytes + answer->len;
	int64_t status = number_take(&at, ' ');
	int64_t notes = status < 0 ? -1 : number_take(&at, ' ');
	int64_t hidden = notes < 0 ? -1 : number_take(&at, '\n');

	if (hidden < 0 || hidden > EXTRACT_HIDDEN_MAX || hidden > end - at ||
	    status > EXTRACT_TOO_MUCH)
		return EXTRACT_BROKEN;
	out->notes |= (unsigned)notes & (EXTRACT_HIDDEN_TEXT | EXTRACT_IMAGES_LEFT_OUT |
					 EXTRACT_SHORTENED | EXTRACT_METADATA_LEFT_OUT);
	if (hidden) {
		struct extract_result seen = {.status = EXTRACT_DONE};

		extract_tidy(&seen, arena, at, (size_t)hidden);
		out->hidden = seen.text;
	}
	at += hidden;
	extract_tidy(out, arena, at, (size_t)(end - at));
	return (enum extract_status)status;
}

/* What the file did to the one who read it. DONE: it came to its end by itself. */
static enum extract_status ending(const struct extract_run *run, const char *mode)
{
	if (run->late) {
		log_warn("extract.late", "mode=%s", mode);
		return EXTRACT_TOO_MUCH;
	}
	if (run->cut)
		return EXTRACT_DONE;
	if (WIFSIGNALED(run->status)) {
		int number = WTERMSIG(run->status);

		log_warn("extract.died", "mode=%s signal=%d", mode, number);
		/* Out of time or memory, or a mistake that the file found. */
		return number == SIGXCPU || number == SIGKILL || number == SIGABRT
			       ? EXTRACT_TOO_MUCH
			       : EXTRACT_BROKEN;
	}
	return EXTRACT_DONE;
}

static enum extract_status failed(const struct extract_run *run, const char *mode)
{
	char shown[LOG_PEER];

	log_error("extract.failed", "mode=%s code=%d said=%s", mode,
		  WEXITSTATUS(run->status), log_peer(shown, run->errors.bytes));
	return EXTRACT_FAILED;
}

static enum extract_status read_format(struct extract_result *out, struct arena *arena,
				       const struct extract_request *request,
				       const char *mode)
{
	struct extract_run run;
	enum extract_status status;

	if (!extract_run(&run, mode, request->bytes, request->len, EXTRACT_LIMIT_MS)) {
		status = EXTRACT_FAILED;
	} else {
		status = ending(&run, mode);
		if (status == EXTRACT_DONE && WEXITSTATUS(run.status) != 0)
			status = failed(&run, mode);
		else if (status == EXTRACT_DONE)
			status = answer_read(out, arena, &run.output);
	}
	buf_clear(&run.output);
	buf_clear(&run.errors);
	return status;
}

/* ---- PDF ---- */

static bool has(const struct extract_request *request, const char *word)
{
	return memmem(request->bytes, request->len, word, strlen(word)) != NULL;
}

static enum extract_status pdf_ending(const struct extract_run *run)
{
	enum extract_status status = ending(run, "pdf");
	int code = WIFEXITED(run->status) ? WEXITSTATUS(run->status) : 0;

	if (status != EXTRACT_DONE || run->cut || code == 0)
		return status;
	if (strstr(run->errors.bytes, "Incorrect password") || code == PDF_NOT_PERMITTED)
		return EXTRACT_ENCRYPTED;
	return code == PDF_OPEN_FAILED ? EXTRACT_BROKEN : failed(run, "pdf");
}

/* Only page text comes out of it: title, author and keywords stay where they are. */
static enum extract_status read_pdf(struct extract_result *out, struct arena *arena,
				    const struct extract_request *request)
{
	struct extract_run run;
	enum extract_status status = EXTRACT_FAILED;

	if (extract_run(&run, "pdf", request->bytes, request->len, EXTRACT_LIMIT_MS))
		status = pdf_ending(&run);
	if (run.cut)
		out->notes |= EXTRACT_SHORTENED;
	if (has(request, "/Subtype/Image") || has(request, "/Subtype /Image"))
		out->notes |= EXTRACT_IMAGES_LEFT_OUT;
	if (has(request, "/Info") || has(request, "/Metadata"))
		out->notes |= EXTRACT_METADATA_LEFT_OUT;
	extract_tidy(out, arena, run.output.bytes, run.output.len);
	buf_clear(&run.output);
	buf_clear(&run.errors);
	return status;
}

/* ---- text ---- */

/* Nothing to interpret: decoding is ours, and done here. */
static enum extract_status read_text(struct extract_result *out, struct arena *arena,
				     const struct extract_request *request)
{
	struct extract_out decoded;
	enum extract_status status;

	extract_out_init(&decoded);
	status = extract_decode(&decoded, request->bytes, request->len);
	out->notes |= decoded.notes;
	extract_tidy(out, arena, decoded.text.bytes, decoded.text.len);
	extract_out_clear(&decoded);
	return status;
}

static enum extract_status read_any(struct extract_result *out, struct arena *arena,
				    const struct extract_request *request)
{
	switch (extract_format_of(request->name, request->bytes, request->len)) {
	case FORMAT_TEXT:
		return read_text(out, arena, request);
	case FORMAT_NOTEBOOK:
		return read_format(out, arena, request, "notebook");
	case FORMAT_PACKAGE:
		return read_format(out, arena, request, "package");
	case FORMAT_PDF:
		return read_pdf(out, arena, request);
	case FORMAT_LOCKED:
		return EXTRACT_ENCRYPTED;
	case FORMAT_NONE:
		break;
	}
	return EXTRACT_TYPE;
}

void extract_file(struct extract_result *out, struct arena *arena,
		  const struct extract_request *request)
{
	*out = (struct extract_result){.text = "", .hidden = ""};
	if (request->len > EXTRACT_FILE_MAX)
		out->status = EXTRACT_TOO_LARGE;
	else if (request->len == 0)
		out->status = EXTRACT_WITHOUT_TEXT;
	else
		out->status = read_any(out, arena, request);
	if (out->status == EXTRACT_DONE && !out->words)
		out->status = EXTRACT_WITHOUT_TEXT;
	if (out->status == EXTRACT_DONE)
		return;
	/* Of a file that is refused nothing is shown but why. */
	*out = (struct extract_result){.status = out->status, .text = "", .hidden = ""};
}
