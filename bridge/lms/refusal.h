/*
 * Refusal: why a login or launch does not go on, as a page for the person and a line for the
 * log. The page names what helps; the reason in the log is the precise one, with its section.
 */
#ifndef KIBRIDGE_LMS_REFUSAL_H
#define KIBRIDGE_LMS_REFUSAL_H

#include <lti/status.h>

#include "call/call.h"
#include "call/reply.h"
#include "lms/page.h"

enum refusal {
	REFUSED_MALFORMED, /* parameters are missing or not text */
	REFUSED_PLATFORM, /* issuer and client_id are not registered */
	REFUSED_PLATFORM_AMBIGUOUS, /* the issuer has several and the LMS named none */
	REFUSED_PLATFORM_INACTIVE, /* disabled, or not confirmed yet */
	REFUSED_STATE, /* not one we sealed */
	REFUSED_STATE_OLD,
	REFUSED_COOKIE, /* the browser did not bring its half of the state */
	REFUSED_BY_LMS, /* the LMS posted an error */
	REFUSED_KEYS, /* the LMS's keys cannot be had */
	REFUSED_CLOCK, /* exp or iat: clocks differ */
	REFUSED_TOKEN, /* every other check of the token */
	REFUSED_ANONYMOUS, /* no sub */
	REFUSED_MESSAGE, /* a message type that we do not serve */
	REFUSED_RIGHTS, /* only a lecturer may do that */
	REFUSED_OTHERS, /* somebody else's work or data */
	REFUSED_NOTHING, /* a review of what nobody has opened */
	REFUSED_DEPLOYMENT, /* not confirmed yet */
	REFUSED_DEPLOYMENT_DISABLED,
	REFUSED_USED, /* spent, and its session is over */
	REFUSED_STORE, /* our own trouble */
	REFUSAL_COUNT
};

/* What is known of the launch; NULL where nothing is. */
struct refused {
	enum refusal why;
	const char *locale; /* of the launch */
	const char *platform; /* our id, for the log */
	const char *issuer, *client_id,
		*deployment_id; /* shown to the admin where it helps */
	const char *origins; /* who may frame the page */
	const char *return_url; /* a way back, offered if http(s) */
	const char *words; /* what the LMS said, shown escaped and cut */
	const char *html; /* of our own making, at the end of the page */
	const char *reopen_url; /* the same launch in a window of its own */
	const struct lti_error *cause; /* for the log */
	bool login; /* at the first step, not at the second */
};

struct reply *refusal_reply(struct call *call, const struct refused *refused);
int refusal_status(enum refusal why); /* HTTP */
const char *refusal_name(enum refusal why); /* for log and metrics: "state_old" */

#endif
