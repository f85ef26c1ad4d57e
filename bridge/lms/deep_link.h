/*
 * Deep link: a lecturer adds an activity from inside the LMS [DL]. The request becomes a form of
 * ours; what the form carries along is the LMS's own signed request, sealed, so nothing has to
 * be remembered between the two.
 */
#ifndef KIBRIDGE_LMS_DEEP_LINK_H
#define KIBRIDGE_LMS_DEEP_LINK_H

#include <lti/launch.h>

#include "call/call.h"
#include "call/reply.h"
#include "lms/platform.h"

#define DEEP_LINK_LIFE_S 3600 /* how long the lecturer may take */

/** The form for a verified request. @token as it came, @nonce the one it was verified with */
struct reply *deep_link_form(struct call *call, const struct platform *platform,
			     const struct lti_launch *launch, const char *token,
			     const char *nonce);

/* What the form shares with its reader. */
/** The verified request as the form carries it. */
const char *deep_link_seal(struct call *call, const struct platform *platform,
			   const char *token, const char *nonce);
/** Whether this LMS makes a grade item that comes with a link. */
bool deep_link_takes_items(const struct platform *platform,
			   const struct lti_claims *claims);

#endif
