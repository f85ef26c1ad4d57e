/*
 * Lms kit: a whole little world for tests of this room's handlers: a store with a tenant and a
 * platform, a platform's key that signs tokens, and calls made by hand.
 */
#ifndef KIBRIDGE_TESTS_LMS_KIT_H
#define KIBRIDGE_TESTS_LMS_KIT_H

#include <json-c/json.h>
#include <lti/jose.h>
#include <lti/login.h>
#include <stdbool.h>

#include "call/call.h"
#include "call/parts.h"
#include "call/reply.h"
#include "config.h"
#include "lms/platform.h"

#define KIT_NOW INT64_C(1800000000)
#define KIT_ISSUER "https://lms.test"
#define KIT_CLIENT "client-1"
#define KIT_DEPLOYMENT "d1"
#define KIT_BASE "https://ki.test"
#define KIT_LAUNCH KIT_BASE "/lti/launch"
#define CLAIM(name) "https://purl.imsglobal.org/spec/lti/claim/" name

extern struct config kit_config;
extern struct parts kit_parts;
extern struct arena *kit_arena;
extern struct lti_key *kit_key, *kit_other_key; /* the platform's; a stranger's */
extern char kit_tenant[], kit_platform[];
extern int kit_jwks_fetches;
extern const char
	*kit_jwks; /* what the platform's key set address answers; NULL: nothing */

void kit_keys_make(
	void); /* unchecked fixture, once per test case: RSA keys take their time */
void kit_keys_free(void);
void kit_setup(void);
void kit_teardown(void);

/** Registers another platform; returns its id. deployment NULL: none. */
const char *kit_add_platform(const char *issuer, const char *client_id,
			     const char *deployment, const char *profile,
			     enum platform_status status);

/** A GET with a query or a POST with a form; a cookie header or NULL. */
struct call *kit_call(enum http_method method, const char *query_or_form,
		      const char *cookie);
struct call *kit_call_at(int64_t now_s, enum http_method method,
			 const char *query_or_form, const char *cookie);

/* What a reply says. */
const char *kit_header(const struct reply *reply, const char *name);
const char *kit_body(const struct reply *reply);
/** The parameter of a URL's query, decoded; NULL if it is not there. */
const char *kit_param(const char *url, const char *name);

/* A launch as far as the browser has come: state and nonce of a login, and its cookie. */
struct kit_login {
	const char *state, *nonce;
	const char *cookie; /* "name=value" */
};
struct kit_login kit_log_in(void);
/** A login that was sealed elsewhere: for recorded tokens, which name their nonce. */
struct kit_login kit_seal(const char *platform, const char *nonce, const char *target,
			  const char *deployment, int64_t now_s);

/** The claims of a student's launch with that nonce; change them, then sign them. */
struct json_object *kit_claims(const char *nonce);
void kit_put(struct json_object *claims, const char *name,
	     const char *json); /* NULL: delete */
const char *kit_sign(struct json_object *claims);
const char *kit_form(const char *state, const char *id_token);

/** Rows of every table that a launch could write to, added up. */
int64_t kit_rows(void);
int64_t kit_count(const char *sql); /* a string literal */

#endif
