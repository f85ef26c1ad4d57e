/* Deep link: content items and the signed answer. [DL §3, §4.5] */
#include <lti/deep_link.h>

#include <math.h>
#include <string.h>

#include "kit.h"
#include "json_write.h"
#include "review.h"

#define LTI_CLAIM(name) "https://purl.imsglobal.org/spec/lti/claim/" name
#define DL_CLAIM(name) "https://purl.imsglobal.org/spec/lti-dl/claim/" name
#define LIFE_S 300
#define BACK_S 5

struct answering {
	const struct lti_deep_linking *settings;
	unsigned quirks;
};

static const char *type_name(enum lti_content_type type)
{
	switch (type) {
	case LTI_CONTENT_LINK:
		return "link";
	case LTI_CONTENT_FILE:
		return "file";
	case LTI_CONTENT_HTML:
		return "html";
	case LTI_CONTENT_RESOURCE_LINK:
		return "ltiResourceLink";
	case LTI_CONTENT_IMAGE:
		return "image";
	}
	return NULL;
}

/*
 * ILIAS splits custom parameters at ';', keeps what stands before the second '=', and
 * leaves a half-made object behind when there are none.
 */
static const char *custom_flaw(const struct lti_content_item *item)
{
	size_t i;

	if (!item->title || !*item->title)
		return "no title";
	if (!item->custom_count)
		return "no custom parameter";
	for (i = 0; i < item->custom_count; i++)
		if (strpbrk(item->custom[i].key, "=;") ||
		    strpbrk(item->custom[i].value, "=;"))
			return "custom parameter with = or ;";
	return NULL;
}

/* Why the platform would not take the item; NULL if it will. */
static const char *item_flaw(const struct lti_content_item *item,
			     const struct answering *answering)
{
	if (!type_name(item->type))
		return "no type";
	if (!(item->type & answering->settings->types))
		return "type is not accepted";
	if (item->url && !lti_url_is_web(item->url))
		return "url is not http(s)";
	if (item->type == LTI_CONTENT_HTML && !item->html)
		return "no html";
	if (item->type & (LTI_CONTENT_LINK | LTI_CONTENT_FILE | LTI_CONTENT_IMAGE) &&
	    !item->url)
		return "no url";
	if (item->line_item && (item->type != LTI_CONTENT_RESOURCE_LINK ||
				!(item->line_item->score_maximum > 0) ||
				!isfinite(item->line_item->score_maximum)))
		return "line item without scoreMaximum, or on another type";
	if (answering->quirks & LTI_QUIRK_ITEM_CUSTOM_ONLY &&
	    item->type == LTI_CONTENT_RESOURCE_LINK)
		return custom_flaw(item);
	return NULL;
}

static void put_custom(struct lti_text *text, const struct lti_content_item *item)
{
	size_t i;

	lti_put_object(text, "custom");
	for (i = 0; i < item->custom_count; i++)
		lti_put_text(text, item->custom[i].key, item->custom[i].value);
	lti_end_object(text);
}

static void put_line_item(struct lti_text *text, const struct lti_line_item *line_item)
{
	lti_put_object(text, "lineItem");
	lti_put_number(text, "scoreMaximum", line_item->score_maximum);
	lti_put_text(text, "label", line_item->label);
	lti_put_text(text, "resourceId", line_item->resource_id);
	lti_put_text(text, "tag", line_item->tag);
	if (line_item->grades_released != LTI_UNSAID)
		lti_put_bool(text, "gradesReleased",
			     line_item->grades_released == LTI_YES);
	lti_put_review(text, line_item);
	lti_end_object(text);
}

static void put_picture(struct lti_text *text, const char *name, const char *url)
{
	if (!url)
		return;
	lti_put_object(text, name);
	lti_put_text(text, "url", url);
	lti_end_object(text);
}

static void put_period(struct lti_text *text, const char *name, const char *from,
		       const char *until)
{
	if (!from && !until)
		return;
	lti_put_object(text, name);
	lti_put_text(text, "startDateTime", from);
	lti_put_text(text, "endDateTime", until);
	lti_end_object(text);
}

/* An image has its size itself, the others in the frame they are shown in. */
static void put_size(struct lti_text *text, const struct lti_content_item *item)
{
	bool framed = item->type & (LTI_CONTENT_LINK | LTI_CONTENT_RESOURCE_LINK);

	if ((!item->width && !item->height) ||
	    (!framed && item->type != LTI_CONTENT_IMAGE))
		return;
	if (framed)
		lti_put_object(text, "iframe");
	if (item->type == LTI_CONTENT_LINK)
		lti_put_text(text, "src", item->url);
	if (item->width)
		lti_put_int(text, "width", item->width);
	if (item->height)
		lti_put_int(text, "height", item->height);
	if (framed)
		lti_end_object(text);
}

static void put_item(struct lti_text *text, const struct lti_content_item *item,
		     const struct answering *answering)
{
	bool custom_only = answering->quirks & LTI_QUIRK_ITEM_CUSTOM_ONLY;

	lti_put_object(text, NULL);
	lti_put_text(text, "type", type_name(item->type));
	lti_put_text(text, "url", item->url);
	lti_put_text(text, "title", item->title);
	lti_put_text(text, "text", item->text);
	if (custom_only)
		lti_put_text(text, "description", item->text);
	if (item->type == LTI_CONTENT_HTML)
		lti_put_text(text, "html", item->html);
	put_picture(text, "icon", item->icon_url);
	put_picture(text, "thumbnail", item->thumbnail_url);
	put_size(text, item);
	if (item->custom_count)
		put_custom(text, item);
	if (item->line_item && answering->settings->accept_line_item != LTI_NO)
		put_line_item(text, item->line_item);
	put_period(text, "available", item->available_from, item->available_until);
	put_period(text, "submission", item->submission_from, item->submission_until);
	lti_end_object(text);
}

static enum lti_status put_items(struct lti_text *text,
				 const struct lti_deep_link_answer *answer,
				 const struct answering *answering, struct lti_error *why)
{
	const char *flaw;
	size_t i;

	if (answer->count > LTI_CONTENT_ITEMS_MAX ||
	    (answer->count > 1 && !answering->settings->accept_multiple))
		return lti_fail(why, LTI_ERR_CONTENT_ITEM, "%zu items are not accepted",
				answer->count);
	lti_put_array(text, DL_CLAIM("content_items"));
	for (i = 0; i < answer->count; i++) {
		flaw = item_flaw(&answer->items[i], answering);
		if (flaw)
			return lti_fail(why, LTI_ERR_CONTENT_ITEM, "item %zu: %s", i,
					flaw);
		put_item(text, &answer->items[i], answering);
	}
	lti_end_array(text);
	return LTI_OK;
}

/* aud is the issuer as the request had it: an alias knows itself by no other name. */
static void put_head(struct lti_text *text, const struct lti_claims *claims,
		     const struct lti_registration *registration, const char *nonce,
		     int64_t now_s)
{
	lti_put_text(text, "iss", registration->client_id);
	lti_put_text(text, "aud", claims->issuer);
	lti_put_int(text, "iat", now_s - BACK_S);
	lti_put_int(text, "exp", now_s - BACK_S + LIFE_S);
	lti_put_text(text, "nonce", nonce);
	lti_put_text(text, LTI_CLAIM("message_type"), "LtiDeepLinkingResponse");
	lti_put_text(text, LTI_CLAIM("version"), "1.3.0");
	lti_put_text(text, LTI_CLAIM("deployment_id"), claims->deployment_id);
	lti_put_text(text, DL_CLAIM("data"), claims->deep_linking.data);
}

enum lti_status lti_deep_link_sign(char **out, const struct lti_launch *request,
				   const struct lti_registration *registration,
				   const struct lti_deep_link_answer *answer,
				   const struct lti_key *key, int64_t now_s,
				   struct lti_error *why)
{
	const struct lti_claims *claims = lti_launch_claims(request);
	const struct answering answering = {&claims->deep_linking, registration->quirks};
	AUTO_TEXT text = {0};
	char nonce[LTI_RANDOM_TEXT];
	enum lti_status status;

	*out = NULL;
	if (claims->message != LTI_MESSAGE_DEEP_LINKING)
		return lti_fail(why, LTI_ERR_DEEP_LINKING, "not a deep linking request");
	status = lti_random_text(nonce);
	if (status != LTI_OK)
		return lti_fail_plain(why, status);
	lti_put_object(&text, NULL);
	put_head(&text, claims, registration, nonce, now_s);
	status = put_items(&text, answer, &answering, why);
	if (status != LTI_OK)
		return status;
	lti_put_text(&text, DL_CLAIM("msg"), answer->message);
	lti_put_text(&text, DL_CLAIM("errormsg"), answer->error);
	lti_put_text(&text, DL_CLAIM("log"), answer->log);
	lti_put_text(&text, DL_CLAIM("errorlog"), answer->error_log);
	lti_end_object(&text);
	if (text.failed)
		return lti_fail_plain(why, LTI_ERR_MEMORY);
	status = lti_jws_sign(out, key, "JWT", text.bytes, text.len);
	return status == LTI_OK ? status : lti_fail_plain(why, status);
}
