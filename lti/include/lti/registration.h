/*
 * Registration: dynamic registration, in which an administrator gives the LMS one link
 * and both sides exchange all the rest. [Reg, OpenID Connect Discovery and Dynamic Client
 * Registration]
 *
 * The caller fetches and posts; bodies go in and come out here. Everything read is the
 * platform's word only: store the registration as pending until its first launch
 * verifies.
 */
#ifndef LTI_REGISTRATION_H
#define LTI_REGISTRATION_H

#include <stdbool.h>
#include <stddef.h>

#include <lti/deep_link.h>
#include <lti/launch.h>
#include <lti/link.h>
#include <lti/status.h>

#define LTI_CONFIGURATION_MAX (256 * 1024) /* bytes, also of the registration reply */

struct lti_configuration { /* the platform's; URLs are http(s) */
	const char *issuer, *auth_url, *token_url, *jwks_url, *registration_url;
	const char *token_audience; /* authorization_server; NULL: token_url */
	const char *product_family_code; /* "moodle", "ilias.de"; NULL: not said */
	const char *version;
	unsigned scopes; /* enum lti_scope bits of scopes_supported */
	unsigned algs; /* enum lti_alg bits for id_tokens; RS256 when not said */
	unsigned messages; /* enum lti_message bits */
	bool claims_name, claims_email; /* claims_supported has the name claims, email */
	struct lti_json *document; /* holds the texts */
};

/**
 * @url  from where the body was fetched, after which no redirect was followed; its host
 * must be the issuer's, or one platform could register in the name of another Errors:
 * LTI_ERR_CONFIGURATION, LTI_ERR_ISSUER_HOST, LTI_ERR_JSON, LTI_ERR_TOO_LONG,
 * LTI_ERR_MEMORY.
 */
LTI_NODISCARD enum lti_status lti_configuration_read(struct lti_configuration *out,
						     const char *url, const char *body,
						     size_t len, struct lti_error *why);
void lti_configuration_clear(struct lti_configuration *configuration);

struct lti_tool_message {
	enum lti_message message;
	const char *target_link_uri; /* NULL: the tool's */
	const char *label, *icon_url; /* NULL: none */
	const char *const
		*placements; /* "ContentArea", "RichTextEditor", URLs; ends with NULL */
};

struct lti_tool { /* what we say about ourselves; NULL: not said */
	const char *name; /* required, as are the next five */
	const char *login_url;
	const char *const *redirect_urls; /* ends with NULL */
	const char *jwks_url;
	const char *domain; /* host[:port] of all of our URLs */
	const char *target_link_uri;
	const char *description, *logo_url, *home_url, *terms_url, *policy_url;
	const char *const *contacts; /* mail addresses; ends with NULL, or NULL */
	unsigned scopes; /* asked for; only those that the platform offers are sent */
	bool wants_name, wants_email;
	const struct lti_custom *custom;
	size_t custom_count;
	const struct lti_tool_message *messages;
	size_t messages_count;
};

/** The body to POST to registration_url as application/json. @out free() it. */
LTI_NODISCARD enum lti_status lti_registration_write(
	char **out, const struct lti_tool *tool,
	const struct lti_configuration *platform);

struct lti_registered {
	const char *client_id;
	const char *deployment_id; /* NULL: learn it at the first launch */
	unsigned scopes; /* as the reply says; believe launches more */
	const char *manage_url; /* registration_client_uri [RFC 7592]; NULL: none */
	struct lti_json *document; /* holds the texts */
};
/**
 * Read the reply. deployment_id may be an integer there (ILIAS); it is a text in
 * launches. Errors: LTI_ERR_REGISTRATION (any other status than 200 and 201, why->detail
 * quotes the platform's reason, made harmless; or no client_id), LTI_ERR_TOO_LONG,
 * LTI_ERR_MEMORY.
 */
LTI_NODISCARD enum lti_status lti_registration_read(struct lti_registered *out,
						    int http_status, const char *body,
						    size_t len, struct lti_error *why);
void lti_registered_clear(struct lti_registered *registered);

#endif
