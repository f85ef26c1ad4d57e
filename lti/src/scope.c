/* Scope: the services' scopes as a table. [AGS §3.1, NRPS §3.6.1] */
#include "scope.h"

#include <string.h>

/* clang-format off */
static const struct {
	const char *uri;
	enum lti_scope scope;
} scopes_known[] = {
	{ "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem",                    LTI_SCOPE_LINE_ITEM },
	{ "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem.readonly",           LTI_SCOPE_LINE_ITEM_READ },
	{ "https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly",             LTI_SCOPE_RESULT_READ },
	{ "https://purl.imsglobal.org/spec/lti-ags/scope/score",                       LTI_SCOPE_SCORE },
	{ "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly", LTI_SCOPE_ROSTER },
	{ "https://purl.imsglobal.org/spec/lti-bo/scope/basicoutcome",                 LTI_SCOPE_BASIC_OUTCOME },
};
/* clang-format on */

/* A URI that does not end with a NUL. */
static unsigned scope_of(const char *uri, size_t len)
{
	size_t i;

	for (i = 0; i < ARRAY_LEN(scopes_known); i++)
		if (strlen(scopes_known[i].uri) == len &&
		    memcmp(scopes_known[i].uri, uri, len) == 0)
			return scopes_known[i].scope;
	return 0;
}

unsigned lti_scope_parse(const char *uri)
{
	return uri ? scope_of(uri, strlen(uri)) : 0;
}

const char *lti_scope_uri(enum lti_scope scope)
{
	size_t i;

	for (i = 0; i < ARRAY_LEN(scopes_known); i++)
		if (scopes_known[i].scope == scope)
			return scopes_known[i].uri;
	return NULL;
}

unsigned lti_scopes_parse(const char *list)
{
	unsigned scopes = 0;
	size_t len;

	for (; list && *list; list += len + (list[len] == ' ')) {
		len = strcspn(list, " ");
		scopes |= scope_of(list, len);
	}
	return scopes;
}

void lti_scopes_add(struct lti_text *text, unsigned scopes)
{
	const char *separator = "";
	size_t i;

	for (i = 0; i < ARRAY_LEN(scopes_known); i++) {
		if (!(scopes & scopes_known[i].scope))
			continue;
		lti_text_add(text, separator);
		lti_text_add(text, scopes_known[i].uri);
		separator = " ";
	}
}
