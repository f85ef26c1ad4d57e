/*
 * Roster: who is in the course, page by page. [NRPS §2]
 *
 * Ask with Accept: LTI_MEDIA_ROSTER and follow lti_link_next(). A 403 or 404 means that
 * the service is not offered; it never means that the course is empty.
 */
#ifndef LTI_ROSTER_H
#define LTI_ROSTER_H

#include <stddef.h>

#include <lti/launch.h>
#include <lti/link.h>
#include <lti/status.h>

#define LTI_MEDIA_ROSTER "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
#define LTI_ROSTER_MAX (8 * 1024 * 1024) /* bytes of one page */

enum lti_member_status { LTI_MEMBER_ACTIVE, LTI_MEMBER_INACTIVE, LTI_MEMBER_DELETED };

struct lti_member { /* NULL: not said, or kept from us */
	const char *user_id; /* the sub of launches */
	enum lti_member_status status;
	uint64_t roles;
	const char *name, *given_name, *family_name, *email, *sourcedid;
	const char *legacy_user_id; /* lti11_legacy_user_id */
};

struct lti_roster {
	const char *context_id, *context_label, *context_title;
	size_t count;
	struct lti_member *members; /* those with a user_id and roles */
	struct lti_json *document; /* holds the texts */
};

/** Errors: LTI_ERR_ROSTER, LTI_ERR_JSON, LTI_ERR_TOO_LONG, LTI_ERR_MEMORY. */
LTI_NODISCARD enum lti_status lti_roster_read(struct lti_roster *out, const char *body,
					      size_t len, struct lti_error *why);
void lti_roster_clear(struct lti_roster *roster);

struct lti_roster_filter { /* NULL and 0: not filtered */
	const char *role; /* full URI; Moodle drops it from page two on: filter again */
	const char *resource_link_id; /* rlid */
	unsigned limit;
};
/**
 * The service's URL with the filter; free() it. Errors: LTI_ERR_URL, _TOO_LONG, _MEMORY.
 */
LTI_NODISCARD enum lti_status lti_roster_url(char **out, const char *memberships_url,
					     const struct lti_roster_filter *filter);

#endif
