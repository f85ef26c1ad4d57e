/*
 * Deep link choice: what a lecturer can pick on the form, and what they picked. The form's
 * fields are named here once, for the page that offers them and for the reader.
 */
#ifndef KIBRIDGE_LMS_DEEP_LINK_CHOICE_H
#define KIBRIDGE_LMS_DEEP_LINK_CHOICE_H

#include <stdbool.h>

#include "call/form.h"
#include "course/presets.h"
#include "lms/page.h"

#define CHOICE_TITLE_MAX 200 /* bytes */
#define CHOICE_MAXIMUM_DEFAULT "100" /* points */
#define CHOICE_MAXIMUM_MOST 10000 /* more than any gradebook takes for one activity */

struct deep_link_kind {
	const char *id; /* of activities: "tutor", "feedback" */
	const char *graded_field; /* of the form: its own tick for a grade item */
	bool graded; /* ticked unless the lecturer takes it back */
	const char *name[PAGE_LANGS]; /* on the page, and the title when none is given */
	const char *does[PAGE_LANGS];
	const char *grade[PAGE_LANGS]; /* what the tick says */
};

extern const struct deep_link_kind deep_link_kinds[]; /* the default first */
extern const size_t deep_link_kind_count;

struct deep_link_choice {
	const struct deep_link_kind *kind;
	const char *title; /* never empty */
	const struct preset *preset; /* NULL: none */
	bool graded;
	double maximum; /* points; of a graded one */
	const char *label; /* of its grade item */
};

/** False: a field is missing, too long or out of range; the form itself sends none of that. */
bool deep_link_choice_read(struct deep_link_choice *out, const struct form *form,
			   enum page_lang lang);

#endif
