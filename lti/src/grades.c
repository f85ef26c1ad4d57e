/* Grades: line items, scores and results as JSON. [AGS §3] */
#include <lti/grades.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "kit.h"
#include "json.h"
#include "json_write.h"
#include "review.h"

/* --- time --- */

/*
 * Days since 1970-01-01 to year, month, day of the Gregorian calendar: eras of 400 years
 * begin on 1 March, so that the leap day is the last of its year.
 */
static void civil_of(int64_t days, int *year, int *month, int *day)
{
	int64_t shifted = days + 719468, era = shifted / 146097,
		of_era = shifted % 146097;
	int64_t year_of_era =
		(of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	int64_t of_year =
		of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int64_t march_month = (5 * of_year + 2) / 153;

	*day = (int)(of_year - (153 * march_month + 2) / 5 + 1);
	*month = (int)(march_month < 10 ? march_month + 3 : march_month - 9);
	*year = (int)(year_of_era + era * 400 + (*month <= 2));
}

const char *lti_timestamp(char out[LTI_TIMESTAMP_TEXT], int64_t at_ms)
{
	const int64_t last_ms = INT64_C(253402300799999); /* the end of 9999 */
	int64_t ms = at_ms < 0 ? 0 : at_ms > last_ms ? last_ms : at_ms;
	int64_t s = ms / 1000;
	int year, month, day;

	civil_of(s / 86400, &year, &month, &day);
	snprintf(out, LTI_TIMESTAMP_TEXT, "%04d-%02d-%02dT%02d:%02d:%02d.%03d+00:00",
		 year, month, day, (int)(s / 3600 % 24), (int)(s / 60 % 60),
		 (int)(s % 60), (int)(ms % 1000));
	return out;
}

/* --- line items --- */

static bool is_positive(double number)
{
	return isfinite(number) && number > 0;
}

enum lti_status lti_line_item_write(char **out, const struct lti_line_item *item,
				    struct lti_error *why)
{
	AUTO_TEXT text = {0};

	*out = NULL;
	if (!item->label || !*item->label)
		return lti_fail(why, LTI_ERR_LINE_ITEM, "no label");
	if (!is_positive(item->score_maximum))
		return lti_fail(why, LTI_ERR_LINE_ITEM, "scoreMaximum is not above 0");
	lti_put_object(&text, NULL);
	lti_put_text(&text, "id", item->id);
	lti_put_text(&text, "label", item->label);
	lti_put_number(&text, "scoreMaximum", item->score_maximum);
	lti_put_text(&text, "resourceLinkId", item->resource_link_id);
	lti_put_text(&text, "resourceId", item->resource_id);
	lti_put_text(&text, "tag", item->tag);
	lti_put_text(&text, "startDateTime", item->starts);
	lti_put_text(&text, "endDateTime", item->ends);
	if (item->grades_released != LTI_UNSAID)
		lti_put_bool(&text, "gradesReleased", item->grades_released == LTI_YES);
	lti_put_review(&text, item);
	lti_end_object(&text);
	*out = lti_text_take(&text);
	return *out ? LTI_OK : lti_fail_plain(why, LTI_ERR_MEMORY);
}

/* False: not usable. Members that we do not need may be of any type. */
static bool read_line_item(struct lti_line_item *out, struct lti_json *object)
{
	struct lti_json *review;
	const char *ignored = NULL;
	bool released;

	*out = (struct lti_line_item){
		.id = lti_json_text(object, "id", &ignored),
		.label = lti_json_text(object, "label", &ignored),
		.resource_link_id = lti_json_text(object, "resourceLinkId", &ignored),
		.resource_id = lti_json_text(object, "resourceId", &ignored),
		.tag = lti_json_text(object, "tag", &ignored),
		.starts = lti_json_text(object, "startDateTime", &ignored),
		.ends = lti_json_text(object, "endDateTime", &ignored),
	};
	if (lti_json_bool(&released, object, "gradesReleased") == LTI_JSON_FOUND)
		out->grades_released = released ? LTI_YES : LTI_NO;
	review = lti_json_object(object, "submissionReview", &ignored);
	out->review_url = lti_json_text(review, "url", &ignored);
	out->review_label = lti_json_text(review, "label", &ignored);
	return lti_json_number(&out->score_maximum, object, "scoreMaximum") ==
		       LTI_JSON_FOUND &&
	       out->score_maximum >= 0 && out->label && out->id &&
	       lti_url_is_web(out->id);
}

enum lti_status lti_line_items_read(struct lti_line_items *out, const char *body,
				    size_t len, struct lti_error *why)
{
	AUTO_JSON *document = NULL;
	enum lti_status status;
	struct lti_json *item;
	bool alone;
	size_t count;

	*out = (struct lti_line_items){0};
	status = lti_json_parse(&document, body, len, LTI_GRADES_MAX, why);
	if (status != LTI_OK)
		return status;
	alone = lti_json_is_type(document, LTI_JSON_OBJECT);
	count = alone ? 1 : lti_json_count(document);
	out->items = calloc(count + 1, sizeof(*out->items));
	if (!out->items)
		return lti_fail_plain(why, LTI_ERR_MEMORY);
	for (item = alone ? document : lti_json_first(document); item; item = item->next)
		out->count += read_line_item(&out->items[out->count], item);
	if (alone && !out->count) {
		lti_line_items_clear(out);
		return lti_fail(why, LTI_ERR_LINE_ITEM, "no id, label or scoreMaximum");
	}
	out->document = document;
	document = NULL;
	return LTI_OK;
}

void lti_line_items_clear(struct lti_line_items *items)
{
	free(items->items);
	lti_json_free(items->document);
	*items = (struct lti_line_items){0};
}

/* --- scores --- */

static const char *const activities[] = {
	[LTI_ACTIVITY_INITIALIZED] = "Initialized",
	[LTI_ACTIVITY_STARTED] = "Started",
	[LTI_ACTIVITY_IN_PROGRESS] = "InProgress",
	[LTI_ACTIVITY_SUBMITTED] = "Submitted",
	[LTI_ACTIVITY_COMPLETED] = "Completed",
};
static const char *const gradings[] = {
	[LTI_GRADING_NOT_READY] = "NotReady",
	[LTI_GRADING_FAILED] = "Failed",
	[LTI_GRADING_PENDING] = "Pending",
	[LTI_GRADING_PENDING_MANUAL] = "PendingManual",
	[LTI_GRADING_FULLY_GRADED] = "FullyGraded",
};

/*
 * What the platform would answer with a 400, or store as something else than was meant.
 */
static const char *score_flaw(const struct lti_score *score)
{
	if (!score->user_id || !*score->user_id)
		return "no userId";
	if (score->at_ms <= 0)
		return "no timestamp";
	if ((unsigned)score->activity >= ARRAY_LEN(activities) ||
	    (unsigned)score->grading >= ARRAY_LEN(gradings))
		return "progress out of range";
	if (score->graded && !is_positive(score->maximum))
		return "scoreMaximum is not above 0";
	if (score->graded && !(isfinite(score->given) && score->given >= 0))
		return "scoreGiven is negative or no number";
	if (score->started_ms && score->submitted_ms &&
	    score->started_ms > score->submitted_ms)
		return "submitted before it was started";
	return NULL;
}

static void put_time(struct lti_text *text, const char *name, int64_t at_ms)
{
	char stamp[LTI_TIMESTAMP_TEXT];

	if (at_ms)
		lti_put_text(text, name, lti_timestamp(stamp, at_ms));
}

enum lti_status lti_score_write(char **out, const struct lti_score *score,
				struct lti_error *why)
{
	AUTO_TEXT text = {0};
	const char *flaw = score_flaw(score);

	*out = NULL;
	if (flaw)
		return lti_fail(why, LTI_ERR_SCORE, "%s", flaw);
	lti_put_object(&text, NULL);
	lti_put_text(&text, "userId", score->user_id);
	put_time(&text, "timestamp", score->at_ms);
	lti_put_text(&text, "activityProgress", activities[score->activity]);
	lti_put_text(&text, "gradingProgress", gradings[score->grading]);
	if (score->graded) {
		lti_put_number(&text, "scoreGiven", score->given);
		lti_put_number(&text, "scoreMaximum", score->maximum);
	}
	lti_put_text(&text, "comment", score->comment);
	if (score->scoring_user_id && *score->scoring_user_id)
		lti_put_text(&text, "scoringUserId", score->scoring_user_id);
	if (score->started_ms || score->submitted_ms) {
		lti_put_object(&text, "submission");
		put_time(&text, "startedAt", score->started_ms);
		put_time(&text, "submittedAt", score->submitted_ms);
		lti_end_object(&text);
	}
	lti_end_object(&text);
	*out = lti_text_take(&text);
	return *out ? LTI_OK : lti_fail_plain(why, LTI_ERR_MEMORY);
}

/* --- results --- */

static bool read_result(struct lti_result *out, struct lti_json *object)
{
	const char *ignored = NULL;

	*out = (struct lti_result){
		.id = lti_json_text(object, "id", &ignored),
		.user_id = lti_json_text(object, "userId", &ignored),
		.comment = lti_json_text(object, "comment", &ignored),
		.scoring_user_id = lti_json_text(object, "scoringUserId", &ignored),
	};
	out->graded =
		lti_json_number(&out->score, object, "resultScore") == LTI_JSON_FOUND;
	if (lti_json_number(&out->maximum, object, "resultMaximum") != LTI_JSON_FOUND ||
	    out->maximum <= 0)
		out->maximum = 1; /* the standard's default [AGS §3.3.4.6] */
	return out->user_id != NULL;
}

enum lti_status lti_results_read(struct lti_results *out, const char *body, size_t len,
				 struct lti_error *why)
{
	AUTO_JSON *document = NULL;
	struct lti_json *result;
	enum lti_status status;

	*out = (struct lti_results){0};
	status = lti_json_parse(&document, body, len, LTI_GRADES_MAX, why);
	if (status != LTI_OK)
		return status;
	if (!lti_json_is_type(document, LTI_JSON_ARRAY))
		return lti_fail(why, LTI_ERR_RESULT, "not an array");
	out->results = calloc(lti_json_count(document) + 1, sizeof(*out->results));
	if (!out->results)
		return lti_fail_plain(why, LTI_ERR_MEMORY);
	for (result = lti_json_first(document); result; result = result->next)
		out->count += read_result(&out->results[out->count], result);
	out->document = document;
	document = NULL;
	return LTI_OK;
}

void lti_results_clear(struct lti_results *results)
{
	free(results->results);
	lti_json_free(results->document);
	*results = (struct lti_results){0};
}
