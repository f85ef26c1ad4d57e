/* Extract: which format, who reads it, and what to believe of the answer. */
#include "extract/extract.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "base/json.h"
#include "base/text.h"
#include "base/utf8.h"
#include "extract/parts.h"

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
					    "metadata-left-out", "unseen-words"};
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

static enum extract_status read_format(struct extract_result *out, struct arena *arena,
				       const struct extract_request *request,
				       const char *mode)
{
	const struct extract_order order = {mode, request->bytes, request->len,
					    EXTRACT_LIMIT_MS, EXTRACT_OUTPUT_MAX};
	struct extract_run run;
	enum extract_status status = EXTRACT_FAILED;

	if (extract_run(&run, &order)) {
		status = extract_run_ending(&run);
		if (status == EXTRACT_DONE && WEXITSTATUS(run.status) != 0)
			status = extract_run_failed(&run);
		else if (status == EXTRACT_DONE)
			status = answer_read(out, arena, &run.output);
	}
	extract_run_clear(&run);
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
		return extract_pdf(out, arena, request);
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
