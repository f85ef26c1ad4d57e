/*
 * Status: every way in which a function of this library can fail, told apart as far as a
 * caller or an administrator may want to. One list gives name, sentence and the place in
 * the standards.
 *
 * Core = LTI Core 1.3, Sec = 1EdTech Security Framework 1.0, DL = Deep Linking 2.0, AGS =
 * Assignment and Grade Services 2.0, NRPS = Names and Role Provisioning Services 2.0,
 * Reg = Dynamic Registration 1.0, BO = Basic Outcomes 1.1. Where no section stands, its text
 * is not public or was not at hand.
 */
#ifndef LTI_STATUS_H
#define LTI_STATUS_H

/* clang-format off */
#define LTI_STATUS_LIST(X) \
	X(LTI_OK,                "no error",                                        "") \
	/* we failed */ \
	X(LTI_ERR_MEMORY,        "out of memory",                                   "") \
	X(LTI_ERR_CRYPTO,        "the cryptography library refused",                "") \
	X(LTI_ERR_KEY,           "key cannot be read or used",                      "RFC 7517 §4") \
	/* foreign bytes, before anything is trusted */ \
	X(LTI_ERR_TOO_LONG,      "input is longer than allowed",                    "") \
	X(LTI_ERR_JSON,          "text is not one strict JSON value",               "RFC 8259 §2") \
	X(LTI_ERR_BASE64URL,     "text is not canonical base64url",                 "RFC 7515 §2") \
	X(LTI_ERR_KEY_SET,       "document is not a JWK set",                       "RFC 7517 §5") \
	X(LTI_ERR_MALFORMED,     "token is not a compact JWS",                      "RFC 7515 §7.1") \
	X(LTI_ERR_HEADER,        "JOSE header is not usable",                       "RFC 7515 §4") \
	X(LTI_ERR_ALGORITHM,     "alg is not one registered for this issuer",       "RFC 8725 §3.1") \
	X(LTI_ERR_CRITICAL,      "crit asks for extensions",                        "RFC 7515 §4.1.11") \
	X(LTI_ERR_KID_ABSENT,    "token names no key (kid)",                        "Sec §6.3") \
	X(LTI_ERR_KID_UNKNOWN,   "kid is not in the key set",                       "Sec §6.4") \
	X(LTI_ERR_KEY_UNFIT,     "the named key is not one for this alg",           "RFC 8725 §3.1") \
	X(LTI_ERR_SIGNATURE,     "signature does not verify",                       "Sec §5.1.3 step 1") \
	/* login initiation and our sealed state */ \
	X(LTI_ERR_LOGIN_ISSUER,  "login names no issuer (iss)",                     "Sec §5.1.1.1") \
	X(LTI_ERR_LOGIN_HINT,    "login has no login_hint",                         "Sec §5.1.1.1") \
	X(LTI_ERR_LOGIN_TARGET,  "login has no target_link_uri",                    "Sec §5.1.1.1") \
	X(LTI_ERR_LOGIN_PARAM,   "login parameter is too long or not text",         "Sec §5.1.1.1") \
	X(LTI_ERR_STATE,         "state is not one we sealed",                      "Sec §7.3.1") \
	X(LTI_ERR_STATE_EXPIRED, "state is older than ten minutes",                 "Sec §7.3.1") \
	/* launch: the token is the platform's, its claims are not acceptable */ \
	X(LTI_ERR_ISSUER,        "iss is not the registration's issuer",            "Sec §5.1.3 step 2") \
	X(LTI_ERR_AUDIENCE,      "aud does not name our client_id, or names others", "Sec §5.1.3 step 3") \
	X(LTI_ERR_AZP,           "azp is not our client_id",                        "Sec §5.1.3 step 5") \
	X(LTI_ERR_EXPIRED,       "token has expired or has no exp",                 "Sec §5.1.3 step 7") \
	X(LTI_ERR_ISSUED_AT,     "iat is absent or lies in the future",             "Sec §5.1.3 step 8") \
	X(LTI_ERR_NONCE,         "nonce is not the one we issued",                  "Sec §5.1.3 step 9") \
	X(LTI_ERR_SUBJECT,       "sub is absent or not a short text",               "Core §5.3.6.1") \
	X(LTI_ERR_VERSION,       "version is not 1.3.0",                            "Core §5.3.2") \
	X(LTI_ERR_MESSAGE_TYPE,  "message_type is absent or not served",            "Core §5.3.1") \
	X(LTI_ERR_DEPLOYMENT,    "deployment_id is absent or not a short text",     "Core §5.3.3") \
	X(LTI_ERR_DEPLOYMENT_CHANGED, "deployment_id is not the login's",           "Core §5.3.3") \
	X(LTI_ERR_TARGET,        "target_link_uri is absent or not the login's",    "Core §5.3.4") \
	X(LTI_ERR_RESOURCE_LINK, "resource_link has no usable id",                  "Core §5.3.5") \
	X(LTI_ERR_ROLES,         "roles is absent or not a list of texts",          "Core §5.3.7") \
	X(LTI_ERR_DEEP_LINKING,  "deep_linking_settings is absent or incomplete",   "DL §4.4.1") \
	X(LTI_ERR_FOR_USER,      "for_user is absent or names nobody",              "Submission Review") \
	X(LTI_ERR_STATEMENT_ID,  "jti is absent or not a short text",               "RFC 7523 §3") \
	X(LTI_ERR_CLAIM,         "a claim has the wrong type",                      "Core §5.4") \
	/* services */ \
	X(LTI_ERR_TOKEN_REPLY,   "token reply is not usable",                       "RFC 6749 §5.1") \
	X(LTI_ERR_TOKEN_REFUSED, "the platform refused an access token",            "RFC 6749 §5.2") \
	X(LTI_ERR_URL,           "text is not an absolute http(s) URL",             "RFC 3986 §3") \
	X(LTI_ERR_ORIGIN,        "URL leads to another origin",                     "NRPS §2.4.2") \
	X(LTI_ERR_LINE_ITEM,     "line item is not usable",                         "AGS §3.2") \
	X(LTI_ERR_SCORE,         "score is not usable",                             "AGS §3.4") \
	X(LTI_ERR_RESULT,        "result list is not usable",                       "AGS §3.3") \
	X(LTI_ERR_ROSTER,        "membership container is not usable",              "NRPS §2.1") \
	X(LTI_ERR_CONTENT_ITEM,  "content item is not one the platform accepts",    "DL §3") \
	X(LTI_ERR_CONFIGURATION, "openid configuration is not usable",              "Reg") \
	X(LTI_ERR_ISSUER_HOST,   "issuer and configuration are on different hosts", "Reg") \
	X(LTI_ERR_REGISTRATION,  "registration reply is not usable",                "Reg") \
	X(LTI_ERR_MIGRATION,     "oauth_consumer_key_sign does not verify",         "Migration Guide") \
	X(LTI_ERR_XML,           "text is not plain XML",                           "XML 1.0 §2.1") \
	X(LTI_ERR_OUTCOME,       "outcome message is not usable",                   "BO")
/* clang-format on */

enum lti_status {
#define X(name, sentence, spec) name,
	LTI_STATUS_LIST(X)
#undef X
		LTI_STATUS_COUNT
};

/*
 * What went wrong, owned by the caller. For the log, never for the browser: detail quotes
 * names of claims, types, lengths and times, and never their values where those are
 * personal or secret.
 */
struct lti_error {
	enum lti_status status;
	char detail[160]; /* "" when the sentence says it all */
};

/** "LTI_ERR_NONCE"; never NULL, also for numbers that are no status. */
const char *lti_status_name(enum lti_status status);
const char *lti_status_sentence(enum lti_status status);
/** "Sec §5.1.3 step 9"; "" when no standard asks for the check. */
const char *lti_status_spec(enum lti_status status);

#define LTI_NODISCARD __attribute__((warn_unused_result))

#endif
