/* Login: the platform's initiation in, our authorization request out. [Sec §5.1.1] */
#include <lti/login.h>

#include <string.h>

#include "kit.h"

#define URL_MAX 2048
#define HINT_MAX                                                                         \
	4096 /* Moodle's and ILIAS' are under 300, other platforms send tokens           \
	      */

/* One row per parameter we know. [Sec §5.1.1.1, Core §4.1] */
/* clang-format off */
static const struct {
	const char *name;
	size_t at, max;
	enum lti_status absent; /* LTI_OK: optional */
} params[] = {
	{ "iss",                offsetof(struct lti_login_request, iss),              URL_MAX,  LTI_ERR_LOGIN_ISSUER },
	{ "login_hint",         offsetof(struct lti_login_request, login_hint),       HINT_MAX, LTI_ERR_LOGIN_HINT },
	{ "target_link_uri",    offsetof(struct lti_login_request, target_link_uri),  URL_MAX,  LTI_ERR_LOGIN_TARGET },
	{ "lti_message_hint",   offsetof(struct lti_login_request, lti_message_hint), HINT_MAX, LTI_OK },
	{ "client_id",          offsetof(struct lti_login_request, client_id),        255,      LTI_OK },
	{ "lti_deployment_id",  offsetof(struct lti_login_request, deployment_id),    255,      LTI_OK },
	{ "lti_storage_target", offsetof(struct lti_login_request, storage_target),   255,      LTI_OK },
};
/* clang-format on */

enum lti_status lti_login_read(struct lti_login_request *out, lti_param_fn *param,
			       void *context, struct lti_error *why)
{
	const char *value;
	size_t i;

	*out = (struct lti_login_request){0};
	for (i = 0; i < ARRAY_LEN(params); i++) {
		value = param(context, params[i].name);
		if (!value || !*value) {
			if (params[i].absent != LTI_OK)
				return lti_fail_plain(why, params[i].absent);
			continue;
		}
		if (lti_len_within(value, params[i].max) > params[i].max)
			return lti_fail(why, LTI_ERR_LOGIN_PARAM,
					"%s of more than %zu bytes", params[i].name,
					params[i].max);
		if (lti_has_control(value))
			return lti_fail(why, LTI_ERR_LOGIN_PARAM,
					"%s with control characters", params[i].name);
		*(const char **)((char *)out + params[i].at) = value;
	}
	return LTI_OK;
}

static void add_param(struct lti_text *url, const char *name, const char *value)
{
	lti_text_add(url, "&");
	lti_text_add(url, name);
	lti_text_add(url, "=");
	lti_text_add_encoded(url, value);
}

enum lti_status lti_login_url(char **out, const struct lti_registration *registration,
			      const struct lti_login_request *request,
			      const char *redirect_uri, const char *state,
			      const char *nonce)
{
	AUTO_TEXT url = {0};
	size_t base_len = strcspn(registration->auth_url, "#");
	const char *query = memchr(registration->auth_url, '?', base_len);

	lti_text_add_bytes(&url, registration->auth_url, base_len);
	if (!query)
		lti_text_add(&url, "?");
	else if (query + 1 < registration->auth_url + base_len)
		lti_text_add(&url, "&");
	lti_text_add(&url, "scope=openid&response_type=id_token&response_mode=form_post"
			   "&prompt=none");
	add_param(&url, "client_id", registration->client_id);
	add_param(&url, "redirect_uri", redirect_uri);
	add_param(&url, "login_hint", request->login_hint);
	if (request->lti_message_hint)
		add_param(&url, "lti_message_hint", request->lti_message_hint);
	add_param(&url, "state", state);
	add_param(&url, "nonce", nonce);
	*out = lti_text_take(&url);
	return *out ? LTI_OK : LTI_ERR_MEMORY;
}

bool lti_login_refused(struct lti_login_refusal *out, lti_param_fn *param, void *context)
{
	out->error = param(context, "error");
	out->description = param(context, "error_description");
	out->uri = param(context, "error_uri");
	return out->error && *out->error;
}
