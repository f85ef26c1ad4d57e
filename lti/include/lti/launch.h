/*
 * Launch: the platform's signed message that somebody opened us, checked and taken apart.
 * [Sec §5.1.3, Core §5.3 and §5.4]
 */
#ifndef LTI_LAUNCH_H
#define LTI_LAUNCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <lti/jose.h>
#include <lti/platform.h>
#include <lti/roles.h>
#include <lti/status.h>

#define LTI_ID_MAX                                                                       \
	255 /* sub, deployment_id, resource_link.id, context.id [Core §5.3, §5.4.1]             \
	     */

struct lti_launch; /* opaque; a launch that exists has been verified */

struct lti_launch_expect {
	const char *nonce; /* of the sealed state */
	const char *deployment_id; /* of the login; NULL if it named none */
	const char *target_link_uri; /* of the login; NULL: any */
	const char *redirect_uri; /* ours, as sent in the authorization request */
	int64_t now_s; /* seconds since the epoch, from the caller's clock */
	int64_t leeway_s; /* skew allowed on exp and iat, 0..300; ours, not the standard's
			   */
	unsigned
		messages; /* enum lti_message bits that the tool serves; 0: all of them */
};

enum lti_message {
	LTI_MESSAGE_RESOURCE_LINK = 1 << 0, /* LtiResourceLinkRequest */
	LTI_MESSAGE_DEEP_LINKING = 1 << 1, /* LtiDeepLinkingRequest */
	LTI_MESSAGE_SUBMISSION_REVIEW = 1 << 2, /* LtiSubmissionReviewRequest */
	LTI_MESSAGE_DATA_PRIVACY =
		1 << 3, /* LtiDataPrivacyLaunchRequest, and its older name */
};
const char *lti_message_name(enum lti_message message); /* the name in the token */

/* All texts below are borrowed, UTF-8, and live as long as the launch. NULL means not
 * said; an empty text of the platform is NULL too, and so is "-" for a name (ILIAS'
 * placeholder). */

struct lti_person {
	const char *subject; /* sub; NULL only for an anonymous launch */
	const char *name, *given_name, *family_name, *middle_name;
	const char *email; /* never an identity; in ILIAS not even an address */
	const char *picture, *locale; /* of the OpenID claims */
	const char *sourcedid; /* lis.person_sourcedid: personal data, sent even with
				  names hidden */
	const char *username; /* ext.user_username */
};

enum lti_context_type {
	LTI_CONTEXT_COURSE_TEMPLATE = 1 << 0,
	LTI_CONTEXT_COURSE_OFFERING = 1 << 1,
	LTI_CONTEXT_COURSE_SECTION = 1 << 2,
	LTI_CONTEXT_GROUP = 1 << 3,
};

struct lti_context {
	const char *id; /* unique within the deployment only; NULL: launched outside of a
			   course */
	const char *title, *label;
	unsigned types; /* enum lti_context_type bits */
	const char *offering_sourcedid, *section_sourcedid; /* lis */
};

struct lti_resource_link {
	const char *id; /* unique within the deployment only */
	const char *title, *description;
};

struct lti_presentation {
	const char *return_url; /* http(s); never to be fetched by us */
	const char *locale; /* BCP 47, or what the platform takes for it */
	const char *document_target; /* "iframe", "frame", "window" */
};

struct lti_tool_platform {
	const char *guid, *name, *description, *product_family_code, *version, *url;
};

enum lti_scope { /* the services that a platform may grant; lti_scope_uri() names them */
		 LTI_SCOPE_LINE_ITEM = 1 << 0,
		 LTI_SCOPE_LINE_ITEM_READ = 1 << 1,
		 LTI_SCOPE_RESULT_READ = 1 << 2,
		 LTI_SCOPE_SCORE = 1 << 3,
		 LTI_SCOPE_ROSTER = 1 << 4,
		 LTI_SCOPE_BASIC_OUTCOME = 1 << 5,
};
const char *lti_scope_uri(enum lti_scope scope);
unsigned lti_scope_parse(const char *uri); /* 0: unknown */

struct lti_grades { /* lti-ags endpoint */
	unsigned scopes; /* enum lti_scope bits that we may ask a token for */
	const char *line_items; /* container URL */
	const char *line_item; /* only if exactly one belongs to the link */
};

struct lti_roster_service { /* lti-nrps namesroleservice */
	const char *memberships_url; /* NULL: not offered */
};

enum lti_content_type {
	LTI_CONTENT_LINK = 1 << 0,
	LTI_CONTENT_FILE = 1 << 1,
	LTI_CONTENT_HTML = 1 << 2,
	LTI_CONTENT_RESOURCE_LINK = 1 << 3, /* ltiResourceLink */
	LTI_CONTENT_IMAGE = 1 << 4,
};

enum lti_said { LTI_UNSAID, LTI_NO, LTI_YES };

struct lti_deep_linking { /* deep_linking_settings [DL §4.4.1] */
	const char *return_url;
	unsigned types; /* enum lti_content_type bits */
	const char *title, *text;
	const char *data; /* opaque; goes back in the response. "" is kept: it must go
				 back too */
	bool accept_multiple; /* false when not said */
	enum lti_said accept_line_item;
	bool auto_create;
};

struct lti_for_user { /* whose submission, or whose data */
	const char *user_id; /* a sub of this platform */
	const char *name, *given_name, *family_name, *email;
	uint64_t roles;
};

struct lti_legacy { /* lti1p1: what the same things were called in LTI 1.1; unproven as it
		       stands */
	const char *user_id, *context_id, *resource_link_id, *consumer_guid;
	const char *consumer_key; /* oauth_consumer_key */
	const char *consumer_key_sign; /* lti_legacy_verify() */
};

struct lti_basic_outcome {
	const char *service_url, *result_sourcedid;
};

struct lti_claims {
	enum lti_message message;
	const char *issuer; /* as signed: the registration's or one of its aliases */
	const char *client_id; /* ours, as in aud */
	const char *deployment_id;
	const char *nonce;
	int64_t issued_s, expires_s;
	/*
	 * Where the user wants to go. target_signed is false when the platform did not
	 * sign it and it stems from the login (LTI_QUIRK_TARGET_LOOSE), or is NULL.
	 */
	const char *target_link_uri;
	bool target_signed;
	uint64_t roles; /* LTI_ROLE_…, LTI_INSTITUTION_…, LTI_SYSTEM_… */
	struct lti_person person;
	struct lti_context context;
	struct lti_resource_link resource_link; /* id NULL: the message has none */
	struct lti_presentation presentation;
	struct lti_tool_platform platform;
	struct lti_grades grades; /* scopes 0: not offered */
	struct lti_roster_service roster;
	struct lti_deep_linking deep_linking; /* return_url NULL: the message has none */
	struct lti_for_user for_user; /* user_id NULL: the message has none */
	struct lti_legacy legacy;
	struct lti_basic_outcome basic_outcome;
};

/**
 * Turn an untrusted id_token into a trusted launch.
 *
 * Checks in this order and stops at the first that fails:
 *   1. signature; alg from @registration, never the token   [Sec §5.1.3 step 1, RFC 8725
 * §3.1]
 *   2. iss, aud, azp match @registration                    [Sec §5.1.3 steps 2-5]
 *   3. exp, iat against expect->now_s                       [Sec §5.1.3 steps 7-8]
 *   4. nonce equals expect->nonce                           [Sec §5.1.3 step 9]
 *   5. sub, version, message_type, deployment_id            [Core §5.3.6, §5.3.2, §5.3.1,
 * §5.3.3]
 *   6. target_link_uri, roles                               [Core §5.3.4, §5.3.7]
 *   7. what the message type needs: resource_link, deep_linking_settings, for_user
 *   8. types of the optional claims                         [Core §5.4]
 *
 * Pure: no clock, network or database. The caller spends the nonce in its store and looks
 * up the deployment only after LTI_OK; earlier, a forged token could burn somebody's
 * nonce.
 *
 * LTI_ERR_KID_UNKNOWN and LTI_ERR_SIGNATURE are worth one refetch of the set [Sec §6.4].
 *
 * @out    on LTI_OK a new launch for lti_launch_free(); otherwise NULL
 * @token  NUL-terminated compact JWS, borrowed for the call
 * @why    may be NULL; for the log, never for the browser
 */
LTI_NODISCARD enum lti_status lti_launch_verify(
	struct lti_launch **out, const char *token,
	const struct lti_registration *registration, const struct lti_jwks *keys,
	const struct lti_launch_expect *expect, struct lti_error *why);
void lti_launch_free(struct lti_launch *launch); /* NULL is fine */

/** What the launch says; lives as long as the launch. */
const struct lti_claims *lti_launch_claims(const struct lti_launch *launch);

/**
 * A custom parameter. NULL if absent, "" if the platform knows the variable but has no
 * value; a value like "$Context.id.history" is a variable that the platform does not
 * know. Numbers and booleans are given as texts. Moodle sends keys with odd characters
 * twice, also cleaned.
 */
const char *lti_launch_custom(const struct lti_launch *launch, const char *key);
/** Walk over all of them: start with *at = 0; false at the end. */
bool lti_launch_custom_next(const struct lti_launch *launch, size_t *at, const char **key,
			    const char **value);
/** The role texts as sent, for diagnosis: same walk. */
bool lti_launch_role_next(const struct lti_launch *launch, size_t *at, const char **role);

void lti_launch_freep(struct lti_launch **launch);
#define LTI_AUTO_LAUNCH __attribute__((cleanup(lti_launch_freep))) struct lti_launch

#endif
