/* Presets: system prompts to begin with, in German and English, made from course/presets/. */
#ifndef KIBRIDGE_COURSE_PRESETS_H
#define KIBRIDGE_COURSE_PRESETS_H

#include <stddef.h>

struct preset {
	const char *id; /* "hint-ladder", the same in every language */
	const char *language; /* "de", "en" */
	const char *title;
	const char *summary; /* one or two sentences for the lecturer */
	const char *prompt; /* with the variables of tutor/prompt.h */
};

extern const struct preset presets[]; /* the default first; each id once per language */
extern const size_t preset_count;

#endif
