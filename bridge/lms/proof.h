/*
 * Proof: what stands in for the login's cookie where a browser keeps none in frames: the same
 * secret, kept in our partitioned storage or with the LMS (storage.js), and sent back as a form
 * field. The server compares it; a page's word counts nothing.
 */
#ifndef KIBRIDGE_LMS_PROOF_H
#define KIBRIDGE_LMS_PROOF_H

#include <lti/login.h>
#include <stdbool.h>

#include "call/call.h"
#include "call/reply.h"
#include "lms/page.h"
#include "lms/platform.h"
#include "lms/state.h"

#define PROOF_FIELD "proof"

/**
 * Whether a page of ours should come between login and LMS to keep the secret: the LMS offers
 * storage, or the browser is one that blocks our cookie. Never where a page in between costs
 * the LMS its own session.
 */
bool proof_wanted(const struct call *call, const struct platform *platform,
		  const struct lti_login_request *login);
/** That page; it goes on to url by itself. */
struct reply *proof_keep(struct call *call, const struct platform *platform,
			 const struct lti_login_request *login,
			 const struct state_made *made, const char *url);

/** HTML of a form that fetches the secret and posts the launch again; unseen if there is none. */
const char *proof_form(struct call *call, const struct platform *platform,
		       const struct lti_state *state, const char *state_text,
		       const char *id_token);

#endif
