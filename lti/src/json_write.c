/* Json write: whether a comma is due shows in the last byte written. [RFC 8259] */
#include "json_write.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static void add_string(struct lti_text *text, const char *value)
{
	size_t run;

	lti_text_add(text, "\"");
	while (*value) {
		run = 0;
		while ((unsigned char)value[run] >= 0x20 && value[run] != '"' &&
		       value[run] != '\\' && value[run] != 0x7f)
			run++;
		lti_text_add_bytes(text, value, run);
		value += run;
		if (*value)
			lti_text_printf(text, "\\u%04x", (unsigned char)*value++);
	}
	lti_text_add(text, "\"");
}

static void begin(struct lti_text *text, const char *name)
{
	char last = text->len ? text->bytes[text->len - 1] : '{';

	if (last != '{' && last != '[')
		lti_text_add(text, ",");
	if (name) {
		add_string(text, name);
		lti_text_add(text, ":");
	}
}

void lti_put_object(struct lti_text *text, const char *name)
{
	begin(text, name);
	lti_text_add(text, "{");
}

void lti_put_array(struct lti_text *text, const char *name)
{
	begin(text, name);
	lti_text_add(text, "[");
}

void lti_end_object(struct lti_text *text)
{
	lti_text_add(text, "}");
}

void lti_end_array(struct lti_text *text)
{
	lti_text_add(text, "]");
}

void lti_put_text(struct lti_text *text, const char *name, const char *value)
{
	if (!value)
		return;
	begin(text, name);
	add_string(text, value);
}

void lti_put_int(struct lti_text *text, const char *name, int64_t value)
{
	begin(text, name);
	lti_text_printf(text, "%lld", (long long)value);
}

void lti_put_bool(struct lti_text *text, const char *name, bool value)
{
	begin(text, name);
	lti_text_add(text, value ? "true" : "false");
}

/*
 * printf and strtod both follow the host program's locale, so the comparison is fair in
 * any.
 */
const char *lti_number_text(char out[LTI_NUMBER_TEXT], double value)
{
	int digits;
	char *at;

	for (digits = 15; digits <= 17; digits++) {
		snprintf(out, LTI_NUMBER_TEXT, "%.*g", digits, value);
		if (strtod(out, NULL) == value)
			break;
	}
	for (at = out; *at; at++)
		if (!strchr("+-0123456789e", *at))
			*at = '.';
	return out;
}

void lti_put_number(struct lti_text *text, const char *name, double value)
{
	char number[LTI_NUMBER_TEXT];

	if (!isfinite(value)) {
		text->failed = true;
		return;
	}
	begin(text, name);
	lti_text_add(text, lti_number_text(number, value));
}
