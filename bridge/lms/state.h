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
	const char *key, *secret; /* the same for storage, where cookies are blocked */
};

/**
 * @kept  the secret is kept in storage, too: a launch without its cookie may ask for it there
 * @return false if it does not fit: the platform's names are longer than we carry
 */
bool state_make(struct state_made *out, struct call *call,
		const struct platform *platform, const struct lti_login_request *login,
		bool kept);

/** LTI_OK, LTI_ERR_STATE or LTI_ERR_STATE_EXPIRED. The state lives in the arena. */
enum lti_status state_open(const struct lti_state **out, const struct call *call,
			   const char *text);
/** Whether the browser brought the secret of this state: in its cookie, or in @proof (or NULL). */
bool state_is_the_browsers(const struct call *call, const struct lti_state *state,
			   const char *text, const char *proof);
bool state_is_kept(const struct lti_state *state);
/** The name under which storage has the secret; the cookie's, too. */
const char *state_key(struct arena *arena, const char *text);
/** The address of the same login once more; NULL if its hints did not fit into the state. */
const char *state_login_again(const struct call *call, const struct platform *platform,
			      const struct lti_state *state);

/** The one redirect_uri of ours: registered with every LMS, byte for byte. */
const char *launch_url(const struct config *config, struct arena *arena);

#endif
