/*
 * Platform: what the tool knows about one registered LMS before it says anything. Built
 * by the caller from its store; this library only reads it.
 */
#ifndef LTI_PLATFORM_H
#define LTI_PLATFORM_H

#include <stddef.h>

/* Where known platforms leave the standard. Nothing is tolerated that is not asked for.
 */
enum lti_quirk {
	/* deployment_id may be a JSON integer (ILIAS registrations) */
	LTI_QUIRK_DEPLOYMENT_INTEGER = 1 << 0,
	/*
	 * target_link_uri may be absent or be the redirect_uri (ILIAS): the launch then
	 * has the one of the login, which nobody signed. Route only to own, harmless
	 * pages by it.
	 */
	LTI_QUIRK_TARGET_LOOSE = 1 << 1,
	/* launches without sub are served; they carry no name, no mail and no grade
	   services */
	LTI_QUIRK_ANONYMOUS = 1 << 2,
	/* a token without kid is checked with the key of a set that has exactly one */
	LTI_QUIRK_LONE_KEY = 1 << 3,
	/*
	 * content items keep only title, description and custom, and custom values lose
	 * what follows "=" or ";" (ILIAS)
	 */
	LTI_QUIRK_ITEM_CUSTOM_ONLY = 1 << 4,
};

struct lti_registration {
	const char *issuer;
	/* other names under which the same platform signs (ILIAS builds iss from the
	 * host) */
	const char *const *issuer_aliases;
	size_t issuer_aliases_count;
	const char *client_id;
	const char *auth_url; /* OIDC authorization endpoint; may have a query */
	const char *token_url;
	const char *token_audience; /* NULL: token_url */
	unsigned algs; /* enum lti_alg bits; 0: RS256 alone */
	unsigned quirks; /* enum lti_quirk bits */
	/* further members that aud may have besides client_id; usually none */
	const char *const *trusted_audiences;
	size_t trusted_audiences_count;
};

/** The quirks of a profile: "moodle", "ilias"; 0 for any other name or NULL. */
unsigned lti_quirks_of(const char *profile);

#endif
