/*
 * Json write: JSON text straight into a lti_text, commas included. A tree would
 * need a check for every member; this needs one, when the text is taken.
 */
#ifndef LTI_SRC_JSON_WRITE_H
#define LTI_SRC_JSON_WRITE_H

#include <stdbool.h>
#include <stdint.h>

#include "kit.h"

/* @name NULL: an element of an array, or the outermost value. */
void lti_put_object(struct lti_text *text, const char *name); /* opens */
void lti_put_array(struct lti_text *text, const char *name); /* opens */
void lti_end_object(struct lti_text *text);
void lti_end_array(struct lti_text *text);
/** NULL values are left out. */
void lti_put_text(struct lti_text *text, const char *name, const char *value);
void lti_put_int(struct lti_text *text, const char *name, int64_t value);
/** Shortest form that reads back as the same number; finite ones only. */
void lti_put_number(struct lti_text *text, const char *name, double value);
void lti_put_bool(struct lti_text *text, const char *name, bool value);

/**
 * A number for any text format: '.' whatever the locale. @out at least LTI_NUMBER_TEXT.
 */
#define LTI_NUMBER_TEXT 32
const char *lti_number_text(char out[LTI_NUMBER_TEXT], double value);

#endif
