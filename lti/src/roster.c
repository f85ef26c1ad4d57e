/* Roster: a page of members. [NRPS §2.1] */
#include <lti/roster.h>

#include <stdio.h>
#include <string.h>

#include "kit.h"
#include "json.h"
#include "url.h"

/* A person's text; ILIAS' and empty placeholders count as nothing said. */
static const char *name_of(struct lti_json *object, const char *member)
{
	const char *ignored = NULL;
	const char *text = lti_json_text(object, member, &ignored);

	return text && strcmp(text, "-") != 0 ? text : NULL;
}

static enum lti_member_status read_status(struct lti_json *object)
{
	struct lti_json *status = lti_json_member(object, "status");

	if (lti_json_is(status, "Inactive"))
		return LTI_MEMBER_INACTIVE;
	return lti_json_is(status, "Deleted") ? LTI_MEMBER_DELETED : LTI_MEMBER_ACTIVE;
}

static bool read_member(struct lti_member *out, struct lti_json *object)
{
	const char *ignored = NULL;
	struct lti_json *roles = lti_json_array(object, "roles", &ignored), *role;

	*out = (struct lti_member){
		.user_id = lti_json_text(object, "user_id", &ignored),
		.status = read_status(object),
		.name = name_of(object, "name"),
		.given_name = name_of(object, "given_name"),
		.family_name = name_of(object, "family_name"),
		.email = name_of(object, "email"),
		.sourcedid = lti_json_text(object, "lis_person_sourcedid", &ignored),
		.legacy_user_id = lti_json_text(object, "lti11_legacy_user_id", &ignored),
	};
	for (role = lti_json_first(roles); role; role = role->next)
		if (role->type == LTI_JSON_TEXT)
			out->roles |= lti_role_parse(role->text);
	return out->user_id && strlen(out->user_id) <= LTI_ID_MAX && roles;
}

enum lti_status lti_roster_read(struct lti_roster *out, const char *body, size_t len,
				struct lti_error *why)
{
	AUTO_JSON *document = NULL;
	struct lti_json *context, *members, *member;
	const char *ignored = NULL;
	enum lti_status status;

	*out = (struct lti_roster){0};
	status = lti_json_parse(&document, body, len, LTI_ROSTER_MAX, why);
	if (status != LTI_OK)
		return status;
	members = lti_json_array(document, "members", &ignored);
	if (!members)
		return lti_fail(why, LTI_ERR_ROSTER, "no array \"members\"");
	out->members = calloc(lti_json_count(members) + 1, sizeof(*out->members));
	if (!out->members)
		return lti_fail_plain(why, LTI_ERR_MEMORY);
	for (member = members->first; member; member = member->next)
		out->count += read_member(&out->members[out->count], member);
	context = lti_json_object(document, "context", &ignored);
	out->context_id = lti_json_text(context, "id", &ignored);
	out->context_label = lti_json_text(context, "label", &ignored);
	out->context_title = lti_json_text(context, "title", &ignored);
	out->document = document;
	document = NULL;
	return LTI_OK;
}

void lti_roster_clear(struct lti_roster *roster)
{
	free(roster->members);
	lti_json_free(roster->document);
	*roster = (struct lti_roster){0};
}

enum lti_status lti_roster_url(char **out, const char *memberships_url,
			       const struct lti_roster_filter *filter)
{
	char limit[16];
	const struct lti_param params[] = {
		{"role", filter->role},
		{"rlid", filter->resource_link_id},
		{"limit", filter->limit ? limit : NULL},
	};

	snprintf(limit, sizeof(limit), "%u", filter->limit);
	return lti_url_add_all(out, memberships_url, params, ARRAY_LEN(params));
}
