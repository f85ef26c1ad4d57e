/* Claims: from a checked token's payload to struct lti_claims; shared by launch.c and
 * claims.c. */
#ifndef LTI_SRC_CLAIMS_H
#define LTI_SRC_CLAIMS_H

#include <lti/launch.h>

#include "kit.h"
#include "json.h"

#define LTI_CLAIM(name) "https://purl.imsglobal.org/spec/lti/claim/" name

struct lti_pair {
	const char *key, *value;
};

struct lti_launch {
	struct lti_claims claims;
	struct lti_json *payload; /* the texts of claims live here */
	struct lti_json *roles; /* inside of payload; may be NULL */
	char *target; /* of the login, else NULL */
	struct lti_pair *custom;
	size_t custom_count;
};

/**
 * Fill in all that is optional or belongs to one message type: the second half of the
 * checks. Errors: LTI_ERR_ROLES, _RESOURCE_LINK, _DEEP_LINKING, _FOR_USER, _CLAIM,
 * _MEMORY.
 */
LTI_NODISCARD enum lti_status lti_claims_read(struct lti_launch *launch,
					      struct lti_error *why);

#endif
