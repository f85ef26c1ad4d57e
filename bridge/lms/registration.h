/*
 * Registration: the exchange with an LMS that an admin started with an invite [Reg]. Everything
 * that the LMS says is its word only; the invite is what lets it in.
 */
#ifndef KIBRIDGE_LMS_REGISTRATION_H
#define KIBRIDGE_LMS_REGISTRATION_H

#include "call/call.h"
#include "lms/invite.h"
#include "lms/platform.h"

enum registration_end {
	REGISTERED,
	REGISTRATION_URL, /* the guard does not let us go there */
	REGISTRATION_UNREACHABLE, /* the LMS did not answer; words says what happened */
	REGISTRATION_UNUSABLE, /* its configuration cannot be used */
	REGISTRATION_REFUSED, /* it said no; words are its own */
	REGISTRATION_KNOWN, /* this issuer and client_id are registered already */
	REGISTRATION_SPENT, /* somebody else used the invite meanwhile */
	REGISTRATION_STORE, /* our own trouble */
};
const char *registration_end_name(enum registration_end end); /* "refused" */

struct registration {
	const char *configuration_url, *token; /* token NULL: the LMS gave none */
	/* the result */
	const char *issuer, *client_id,
		*deployment_id; /* deployment_id NULL: at first launch */
	const char *profile;
	const char *words; /* what went wrong, for the page; NULL: nothing to add */
};

/** Blocks for two requests to the LMS. The invite is open again unless it ends REGISTERED. */
enum registration_end registration_run(struct registration *registration,
				       struct call *call, const struct invite *invite);

#endif
