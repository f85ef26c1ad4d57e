/* Scope: lists of scopes as the services write them, blank-separated. */
#ifndef LTI_SRC_SCOPE_H
#define LTI_SRC_SCOPE_H

#include <lti/launch.h>

#include "kit.h"

/** The bits of those we know. NULL gives 0. */
unsigned lti_scopes_parse(const char *list);
/** The URIs of the bits, with a blank between them. */
void lti_scopes_add(struct lti_text *text, unsigned scopes);

#endif
