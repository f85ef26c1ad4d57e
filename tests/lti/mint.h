/*
 * Mint: tokens, keys and key sets as a platform would make them, on OpenSSL and json-c
 * alone: the library's own signer and encoder have no part in what its verifier is tested
 * with.
 */
#ifndef TESTS_LTI_MINT_H
#define TESTS_LTI_MINT_H

#include <json-c/json.h>
#include <lti/launch.h>
#include <stddef.h>

#define CLAIM "https://purl.imsglobal.org/spec/lti/claim/"
#define DL_CLAIM "https://purl.imsglobal.org/spec/lti-dl/claim/"
#define AGS_CLAIM "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
#define NRPS_CLAIM "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
#define TEACHER "http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor"
#define STUDENT "http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"

#define MINT_NOW_S 1800000000
#define MINT_NONCE "n-0S6_WzA2Mj"
#define MINT_ISSUER "https://lms.example"
#define MINT_CLIENT "tool-7"
#define MINT_TARGET "https://tool.example/lti/launch"

enum mint_kind { MINT_RSA, MINT_P256, MINT_P384, MINT_KINDS };

/** Make the keys; once, in main. */
void mint_keys(void);
/** PEM of a key, PKCS#8; borrowed. */
const char *mint_pem(enum mint_kind kind);
/**
 * The public key as a JWK; extra: more members, "" or ",\"alg\":\"RS256\"". free() it.
 */
char *mint_jwk(enum mint_kind kind, const char *kid, const char *extra);
/** A parsed set with the three keys: kids "rsa", "p256", "p384". */
struct lti_jwks *mint_set(void);

/** Base64url of bytes; free() it. */
char *mint_base64url(const void *bytes, size_t len);
/**
 * Compact JWS of any header and payload, signed with the algorithm's digest. free() it.
 */
char *mint_jws(const char *header, const char *payload, enum mint_kind kind,
	       int sha_bits);

/** A complete resource link launch by somebody with the role. */
struct json_object *mint_payload(const char *role);
/** A complete deep linking request. */
struct json_object *mint_deep_linking(void);
/**
 * Put JSON at a path of member names separated by '|'; json NULL takes the member away.
 */
void mint_edit(struct json_object *payload, const char *path, const char *json);
/** The payload as a token by the RSA key. free() it. */
char *mint_token(struct json_object *payload);

/** Verify the payload as a token; takes the payload over. why may be NULL. */
enum lti_status mint_launch(struct lti_launch **out, struct json_object *payload,
			    const struct lti_registration *registration,
			    const struct lti_launch_expect *expect,
			    struct lti_error *why);

/** What the tool knows and expects of such a launch. */
struct lti_registration mint_registration(void);
struct lti_launch_expect mint_expect(void);

#endif
