/*
 * Claims: one reader per claim, most of them a row of (member, where it goes). A member
 * of the wrong type refuses the launch: it was signed, so somebody meant it. [Core
 * §5.3.5, §5.3.7, §5.4]
 */
#include "claims.h"

#include <string.h>

#include "url.h"

#define AGS_CLAIM "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
#define NRPS_CLAIM "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
#define DL_CLAIM "https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings"
#define OUTCOME_CLAIM "https://purl.imsglobal.org/spec/lti-bo/claim/basicoutcome"

/* A word of a vocabulary and its bit. */
struct word {
	const char *name;
	unsigned bit;
};

/* A text member and the claims' field for it. */
struct field {
	const char *name;
	size_t at;
	enum { PLAIN, NAME, WEB } kind;
};
#define FIELD(name, member, kind)                                                        \
	{                                                                                \
		name, offsetof(struct lti_claims, member), kind                          \
	}

/* clang-format off */
static const struct field person_fields[] = {
	FIELD("name",        person.name,        NAME),
	FIELD("given_name",  person.given_name,  NAME),
	FIELD("family_name", person.family_name, NAME),
	FIELD("middle_name", person.middle_name, NAME),
	FIELD("email",       person.email,       NAME),
	FIELD("picture",     person.picture,     WEB),
	FIELD("locale",      person.locale,      PLAIN),
};
static const struct field lis_fields[] = {
	FIELD("person_sourcedid",          person.sourcedid,           PLAIN),
	FIELD("course_offering_sourcedid", context.offering_sourcedid, PLAIN),
	FIELD("course_section_sourcedid",  context.section_sourcedid,  PLAIN),
};
static const struct field ext_fields[] = {
	FIELD("user_username", person.username, NAME),
};
static const struct field context_fields[] = {
	FIELD("id",    context.id,    PLAIN),
	FIELD("title", context.title, PLAIN),
	FIELD("label", context.label, PLAIN),
};
static const struct field link_fields[] = {
	FIELD("id",          resource_link.id,          PLAIN),
	FIELD("title",       resource_link.title,       PLAIN),
	FIELD("description", resource_link.description, PLAIN),
};
static const struct field presentation_fields[] = {
	FIELD("return_url",      presentation.return_url,      WEB),
	FIELD("locale",          presentation.locale,          PLAIN),
	FIELD("document_target", presentation.document_target, PLAIN),
};
static const struct field platform_fields[] = {
	FIELD("guid",                platform.guid,                PLAIN),
	FIELD("name",                platform.name,                PLAIN),
	FIELD("description",         platform.description,         PLAIN),
	FIELD("product_family_code", platform.product_family_code, PLAIN),
	FIELD("version",             platform.version,             PLAIN),
	FIELD("url",                 platform.url,                 WEB),
};
static const struct field grades_fields[] = {
	FIELD("lineitems", grades.line_items, WEB),
	FIELD("lineitem",  grades.line_item,  WEB),
};
static const struct field roster_fields[] = {
	FIELD("context_memberships_url", roster.memberships_url, WEB),
};
static const struct field deep_linking_fields[] = {
	FIELD("deep_link_return_url", deep_linking.return_url, WEB),
	FIELD("title",                deep_linking.title,      PLAIN),
	FIELD("text",                 deep_linking.text,       PLAIN),
};
static const struct field for_user_fields[] = {
	FIELD("id",          for_user.user_id,     PLAIN), /* of an older draft; user_id wins */
	FIELD("user_id",     for_user.user_id,     PLAIN),
	FIELD("name",        for_user.name,        NAME),
	FIELD("given_name",  for_user.given_name,  NAME),
	FIELD("family_name", for_user.family_name, NAME),
	FIELD("email",       for_user.email,       NAME),
};
static const struct field legacy_fields[] = {
	FIELD("user_id",                     legacy.user_id,           PLAIN),
	FIELD("context_id",                  legacy.context_id,        PLAIN),
	FIELD("resource_link_id",            legacy.resource_link_id,  PLAIN),
	FIELD("tool_consumer_instance_guid", legacy.consumer_guid,     PLAIN),
	FIELD("oauth_consumer_key",          legacy.consumer_key,      PLAIN),
	FIELD("oauth_consumer_key_sign",     legacy.consumer_key_sign, PLAIN),
};
static const struct field canvas_fields[] = {
	FIELD(LTI_CLAIM("lti11_legacy_user_id"), legacy.user_id, PLAIN),
};
static const struct field outcome_fields[] = {
	FIELD("lis_outcome_service_url", basic_outcome.service_url,      WEB),
	FIELD("lis_result_sourcedid",    basic_outcome.result_sourcedid, PLAIN),
};

/* Claims that are an object of texts and nothing else. */
static const struct group {
	const char *claim; /* NULL: the payload itself */
	const struct field *fields;
	size_t count;
} groups[] = {
	{ NULL,                             person_fields,       ARRAY_LEN(person_fields) },
	{ NULL,                             canvas_fields,       ARRAY_LEN(canvas_fields) },
	{ LTI_CLAIM("lis"),                 lis_fields,          ARRAY_LEN(lis_fields) },
	{ LTI_CLAIM("ext"),                 ext_fields,          ARRAY_LEN(ext_fields) },
	{ LTI_CLAIM("context"),             context_fields,      ARRAY_LEN(context_fields) },
	{ LTI_CLAIM("resource_link"),       link_fields,         ARRAY_LEN(link_fields) },
	{ LTI_CLAIM("launch_presentation"), presentation_fields, ARRAY_LEN(presentation_fields) },
	{ LTI_CLAIM("tool_platform"),       platform_fields,     ARRAY_LEN(platform_fields) },
	{ AGS_CLAIM,                        grades_fields,       ARRAY_LEN(grades_fields) },
	{ NRPS_CLAIM,                       roster_fields,       ARRAY_LEN(roster_fields) },
	{ DL_CLAIM,                         deep_linking_fields, ARRAY_LEN(deep_linking_fields) },
	{ LTI_CLAIM("for_user"),            for_user_fields,     ARRAY_LEN(for_user_fields) },
	{ LTI_CLAIM("lti1p1"),              legacy_fields,       ARRAY_LEN(legacy_fields) },
	{ OUTCOME_CLAIM,                    outcome_fields,      ARRAY_LEN(outcome_fields) },
};

static const struct word context_words[] = {
	{ "CourseTemplate", LTI_CONTEXT_COURSE_TEMPLATE },
	{ "CourseOffering", LTI_CONTEXT_COURSE_OFFERING },
	{ "CourseSection",  LTI_CONTEXT_COURSE_SECTION },
	{ "Group",          LTI_CONTEXT_GROUP },
};
static const struct word content_words[] = {
	{ "link",            LTI_CONTENT_LINK },
	{ "file",            LTI_CONTENT_FILE },
	{ "html",            LTI_CONTENT_HTML },
	{ "ltiResourceLink", LTI_CONTENT_RESOURCE_LINK },
	{ "image",           LTI_CONTENT_IMAGE },
};
/* clang-format on */

static unsigned word_bit(const struct word *words, size_t count, const char *name)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (strcmp(words[i].name, name) == 0)
			return words[i].bit;
	return 0;
}

/* Short name, URI and URN of a context type [Core App. A.1]. */
static unsigned context_type(const char *type)
{
	static const char *const prefixes[] = {
		"http://purl.imsglobal.org/vocab/lis/v2/course#",
		"urn:lti:context-type:ims/lis/",
	};
	size_t i;

	for (i = 0; i < ARRAY_LEN(prefixes); i++)
		if (lti_starts_with(type, prefixes[i]))
			type += strlen(prefixes[i]);
	return word_bit(context_words, ARRAY_LEN(context_words), type);
}

static unsigned content_type(const char *type)
{
	return word_bit(content_words, ARRAY_LEN(content_words), type);
}

static void read_group(struct lti_claims *claims, struct lti_json *payload,
		       const struct group *group, const char **wrong)
{
	struct lti_json *object =
		group->claim ? lti_json_object(payload, group->claim, wrong) : payload;
	size_t i;

	for (i = 0; object && i < group->count; i++) {
		const struct field *field = &group->fields[i];
		const char *text = lti_json_text(object, field->name, wrong);

		if (!text || (field->kind == NAME && strcmp(text, "-") == 0) ||
		    (field->kind == WEB && !lti_url_is_web(text)))
			continue;
		*(const char **)((char *)claims + field->at) = text;
	}
}

/* [Core §5.3.7]: may be empty, unknown ones do not matter. */
static bool read_roles(uint64_t *out, struct lti_json *list)
{
	struct lti_json *role;

	if (!lti_json_is_type(list, LTI_JSON_ARRAY))
		return false;
	for (role = list->first; role; role = role->next) {
		if (role->type != LTI_JSON_TEXT)
			return false;
		*out |= lti_role_parse(role->text);
	}
	return true;
}

static enum lti_status read_own_roles(struct lti_launch *launch, struct lti_error *why)
{
	launch->roles = lti_json_member(launch->payload, LTI_CLAIM("roles"));
	if (!launch->roles && launch->claims.message == LTI_MESSAGE_DEEP_LINKING)
		return LTI_OK; /* optional there [DL §4.4.9] */
	if (!launch->roles)
		return lti_fail(why, LTI_ERR_ROLES, "absent");
	if (!read_roles(&launch->claims.roles, launch->roles))
		return lti_fail(why, LTI_ERR_ROLES, "not a list of texts");
	return LTI_OK;
}

/* Numbers and booleans become texts, null and nested values are left out: values are
 * texts by the book, and a platform's slip in one of them is no reason to lock a course
 * out. */
static enum lti_status read_custom(struct lti_launch *launch, const char **wrong,
				   struct lti_error *why)
{
	struct lti_json *custom =
		lti_json_object(launch->payload, LTI_CLAIM("custom"), wrong);
	struct lti_json *value = lti_json_first(custom);

	if (!value)
		return LTI_OK;
	launch->custom = calloc(lti_json_count(custom), sizeof(*launch->custom));
	if (!launch->custom)
		return lti_fail_plain(why, LTI_ERR_MEMORY);
	for (; value; value = value->next) {
		const char *text = lti_json_words(value);

		if (text)
			launch->custom[launch->custom_count++] =
				(struct lti_pair){value->name, text};
	}
	return LTI_OK;
}

static void read_services(struct lti_claims *claims, struct lti_json *payload,
			  const char **wrong)
{
	struct lti_json *endpoint = lti_json_object(payload, AGS_CLAIM, wrong);

	claims->grades.scopes = lti_json_bits(endpoint, "scope", lti_scope_parse, wrong);
	if (claims->person.subject)
		return;
	claims->grades = (struct lti_grades){0};
	claims->roster = (struct lti_roster_service){0};
	claims->basic_outcome = (struct lti_basic_outcome){0};
}

/* [DL §4.4.1] */
static enum lti_status read_deep_linking(struct lti_launch *launch, const char **wrong,
					 struct lti_error *why)
{
	struct lti_deep_linking *settings = &launch->claims.deep_linking;
	struct lti_json *object = lti_json_object(launch->payload, DL_CLAIM, wrong);
	enum lti_json_found found;
	bool line_item;

	if (launch->claims.message != LTI_MESSAGE_DEEP_LINKING) {
		*settings = (struct lti_deep_linking){0};
		return LTI_OK;
	}
	if (!object)
		return lti_fail(why, LTI_ERR_DEEP_LINKING, "absent");
	if (!settings->return_url)
		return lti_fail(why, LTI_ERR_DEEP_LINKING, "no deep_link_return_url");
	if (!lti_json_array(object, "accept_types", wrong))
		return lti_fail(why, LTI_ERR_DEEP_LINKING, "no accept_types");
	settings->types = lti_json_bits(object, "accept_types", content_type, wrong);
	settings->data = lti_json_text_raw(object, "data", wrong);
	if (lti_json_bool(&settings->accept_multiple, object, "accept_multiple") ==
		    LTI_JSON_WRONG ||
	    lti_json_bool(&settings->auto_create, object, "auto_create") ==
		    LTI_JSON_WRONG)
		*wrong = "accept_multiple or auto_create";
	found = lti_json_bool(&line_item, object, "accept_lineitem");
	if (found == LTI_JSON_WRONG)
		*wrong = "accept_lineitem";
	else if (found == LTI_JSON_FOUND)
		settings->accept_line_item = line_item ? LTI_YES : LTI_NO;
	return LTI_OK;
}

static enum lti_status read_for_user(struct lti_launch *launch, const char **wrong,
				     struct lti_error *why)
{
	struct lti_json *object =
		lti_json_object(launch->payload, LTI_CLAIM("for_user"), wrong);
	struct lti_json *roles = lti_json_member(object, "roles");
	struct lti_for_user *user = &launch->claims.for_user;

	if (launch->claims.message == LTI_MESSAGE_SUBMISSION_REVIEW &&
	    (!user->user_id || strlen(user->user_id) > LTI_ID_MAX))
		return lti_fail(why, LTI_ERR_FOR_USER, "no user_id");
	if (roles && !read_roles(&user->roles, roles))
		*wrong = "for_user.roles";
	return LTI_OK;
}

/* What each message type cannot do without. */
static enum lti_status check_links(const struct lti_claims *claims,
				   struct lti_json *payload, struct lti_error *why)
{
	const char *wrong = NULL;
	bool needs_link = claims->message == LTI_MESSAGE_RESOURCE_LINK ||
			  claims->message == LTI_MESSAGE_SUBMISSION_REVIEW;
	struct lti_json *context = lti_json_object(payload, LTI_CLAIM("context"), &wrong);

	if (needs_link &&
	    (!claims->resource_link.id || strlen(claims->resource_link.id) > LTI_ID_MAX))
		return lti_fail_plain(why, LTI_ERR_RESOURCE_LINK);
	if (context && (!claims->context.id || strlen(claims->context.id) > LTI_ID_MAX))
		return lti_fail(why, LTI_ERR_CLAIM, "context without a usable id");
	return LTI_OK;
}

enum lti_status lti_claims_read(struct lti_launch *launch, struct lti_error *why)
{
	struct lti_claims *claims = &launch->claims;
	const char *wrong = NULL;
	enum lti_status status;
	size_t i;

	for (i = 0; i < ARRAY_LEN(groups); i++)
		read_group(claims, launch->payload, &groups[i], &wrong);
	claims->context.types = lti_json_bits(
		lti_json_object(launch->payload, LTI_CLAIM("context"), &wrong), "type",
		context_type, &wrong);
	read_services(claims, launch->payload, &wrong);
	status = read_own_roles(launch, why);
	if (status == LTI_OK)
		status = check_links(claims, launch->payload, why);
	if (status == LTI_OK)
		status = read_deep_linking(launch, &wrong, why);
	if (status == LTI_OK)
		status = read_for_user(launch, &wrong, why);
	if (status == LTI_OK)
		status = read_custom(launch, &wrong, why);
	if (status == LTI_OK && wrong)
		return lti_fail(why, LTI_ERR_CLAIM, "%s", wrong);
	return status;
}
