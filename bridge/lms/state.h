/*
 * State: what a login seals for its launch, and the browser's half of it: a secret in a cookie
 * of its own. Without both, nobody can be made to take part in a stranger's launch (login CSRF).
 */
#ifndef KIBRIDGE_LMS_STATE_H
#define KIBRIDGE_LMS_STATE_H

#include <lti/login.h>

#include "call/call.h"
#include "config.h"
#include "lms/platform.h"

struct state_made {
	const char *state, *nonce;
	const char *cookie; /* the whole Set-Cookie value */
};

/** False if it does not fit: the platform's hints are longer than we carry. */
bool state_make(struct state_made *out, struct call *call,
		const struct platform *platform, const struct lti_login_request *login);

/** LTI_OK, LTI_ERR_STATE or LTI_ERR_STATE_EXPIRED. The state lives in the arena. */
enum lti_status state_open(const struct lti_state **out, const struct call *call,
			   const char *text);
/** Whether the browser brought the cookie that this state was made with. */
bool state_is_the_browsers(const struct call *call, const struct lti_state *state,
			   const char *text);

/** The one redirect_uri of ours: registered with every LMS, byte for byte. */
const char *launch_url(const struct config *config, struct arena *arena);

#endif
