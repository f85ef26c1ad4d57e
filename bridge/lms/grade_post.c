/* Grade post: the request, and the table of what answers mean. */
#include "lms/grade_post.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/log.h"
#include "base/metrics.h"
#include "base/text.h"
#include "config.h"
#include "lms/grades.h"
#include "lms/outcome.h"
#include "lms/sealer.h"

#define FIRST_WAIT_S 30
#define LAST_WAIT_S (6 * 3600)
#define ANSWER_BYTES (64 * KIB)

/* --- reading --------------------------------------------------------------------------------------- */

static void score_fill(struct lti_score *score, struct json_object *document,
		       const char *subject, int64_t at_ms)
{
	*score = (struct lti_score){
		.user_id = subject,
		.at_ms = at_ms,
		.activity = (enum lti_activity)json_int(document, "progress", 0),
		.grading = (enum lti_grading)json_int(document, "grading", 0),
		.graded = json_flag(document, "graded", false),
		.given = json_number(document, "given", 0),
		.maximum = json_number(document, "maximum", 0),
		.comment = json_text(document, "comment"),
	};
}

bool grade_posting_read(struct grade_posting **out, const struct parts *parts,
			struct arena *arena, const char *line_item, const char *person)
{
	struct grade_posting *posting = arena_alloc(arena, sizeof(*posting));
	struct db_conn *conn = db_reader(parts->db);
	struct json_object *document;
	struct platform *platform;
	AUTO_ROWS *rows = NULL;
	const char *subject, *text;
	size_t len;

	if (!conn)
		return false;
	rows = db_query(
		conn,
		"SELECT s.document, s.revision, s.at_ms, s.attempts, s.created_s, "
		"d.deployment_id, d.platform_id, u.sealed FROM score s "
		"JOIN deployment d ON d.id = s.deployment_id "
		"JOIN subject u ON u.activity_id = s.activity_id AND u.person = s.person "
		"WHERE s.line_item = $1 AND s.person = $2 LIMIT 1",
		"tt", line_item, person);
	if (!db_next(rows))
		return false;
	text = arena_strdup(arena, db_text(rows, 0));
	document = json_parse(arena, text, strlen(text));
	posting->line_item = line_item;
	posting->person = person;
	posting->revision = db_int(rows, 1);
	posting->attempts = db_int(rows, 3);
	posting->created_s = db_int(rows, 4);
	posting->service.deployment_id = arena_strdup(arena, db_text(rows, 5));
	posting->service.scopes =
		LTI_SCOPE_SCORE; /* granted, or there were no place for it */
	subject = sealer_unseal(parts->sealer, arena, SUBJECT_PURPOSE, db_text(rows, 7),
				&len);
	score_fill(&posting->score, document, subject, db_int(rows, 2));
	if (!subject || platform_by_id(&platform, conn, arena, db_text(rows, 6)) != DB_OK)
		return false;
	posting->platform = posting->service.platform = platform;
	*out = posting;
	return true;
}

/* --- sending ---------------------------------------------------------------------------------------- */

/* What a status means; the first row that fits. [AGS §3.4, recordings of Moodle and ILIAS] */
/* clang-format off */
static const struct {
	int from, to;
	enum grade_end end;
	const char *reason; /* code; docs/api.md and the pages' dictionaries have the words */
} meanings[] = {
	{ 200, 299, GRADE_SENT,    "" },
	{ 400, 400, GRADE_REFUSED, "person-refused" }, /* Moodle: whoever has no student role */
	{ 401, 401, GRADE_LATER,   "token-refused" },
	{ 403, 403, GRADE_REFUSED, "not-allowed" },
	{ 404, 404, GRADE_REFUSED, "column-gone" },
	{ 409, 409, GRADE_REFUSED, "newer-grade" },
	{ 408, 408, GRADE_LATER,   "lms-busy" },
	{ 425, 429, GRADE_LATER,   "lms-busy" },
	{ 300, 399, GRADE_LATER,   "lms-down" }, /* sent elsewhere: maintenance pages do that */
	{ 400, 499, GRADE_REFUSED, "other" },
	{ 0,   999, GRADE_LATER,   "lms-down" },
};
/* clang-format on */

/* 30 s, 1 min, 2 min … 6 h. */
static int64_t wait_of(int64_t attempts)
{
	int64_t wait_s = FIRST_WAIT_S;

	while (attempts-- > 0 && wait_s < LAST_WAIT_S)
		wait_s *= 2;
	return wait_s < LAST_WAIT_S ? wait_s : LAST_WAIT_S;
}

struct grade_answer grade_later(const struct grade_posting *posting, const char *reason,
				int64_t now_s)
{
	if (now_s - posting->created_s > GRADE_LIFE_S)
		return (struct grade_answer){GRADE_REFUSED, 0, reason};
	return (struct grade_answer){GRADE_LATER, wait_of(posting->attempts), reason};
}

/* ILIAS answers 404 for somebody who never opened the object, too, and says so in words. */
static bool person_is_gone(const struct net_response *response)
{
	return response->status == 404 && strstr(response->body, "User not available");
}

struct grade_answer grade_answer_read(const struct grade_posting *posting,
				      const struct net_response *response, int64_t now_s)
{
	const char *header = net_header(response, "retry-after");
	struct grade_answer answer;
	int64_t asked_s;
	size_t i = 0;

	while (response->status < meanings[i].from || response->status > meanings[i].to)
		i++; /* the last row fits all */
	if (meanings[i].end != GRADE_LATER)
		return (struct grade_answer){
			meanings[i].end, 0,
			person_is_gone(response) ? "person-gone" : meanings[i].reason};
	answer = grade_later(posting, meanings[i].reason, now_s);
	if (header && text_int(&asked_s, header) && asked_s > answer.wait_s &&
	    asked_s <= LAST_WAIT_S)
		answer.wait_s = asked_s;
	return answer;
}

static struct grade_answer post(const struct parts *parts, struct arena *arena,
				const struct grade_posting *posting, const char *url,
				const char *json, int64_t now_s)
{
	static const struct net_header headers[] = {{"Content-Type", LTI_MEDIA_SCORE},
						    {NULL, NULL}};
	struct net_request request = {
		.url = url,
		.headers = headers,
		.body = json,
		.max_bytes = ANSWER_BYTES,
		.guard = parts->config->allow_private_lms ? NET_ANYWHERE : NET_PUBLIC,
	};
	struct net_response response;
	const char *cause = NULL;

	switch (service_call(&response, parts->tokens, arena, &posting->service, &request,
			     &cause, now_s)) {
	case SERVICE_ANSWERED:
		return grade_answer_read(posting, &response, now_s);
	case SERVICE_REFUSED:
		return grade_later(posting, "token-refused", now_s);
	default:
		return grade_later(posting, "lms-down", now_s);
	}
}

struct grade_answer grade_post(const struct parts *parts, struct arena *arena,
			       const struct grade_posting *posting, int64_t now_s)
{
	static const char *const outcomes[] = {"ok", "later", "refused"};
	struct grade_answer answer = {GRADE_REFUSED, 0, "other"};
	struct lti_error why = {0};
	char *url = NULL, *json = NULL;

	if (outcome_is(posting->line_item))
		answer = outcome_post(parts, arena, posting, now_s);
	else if (lti_scores_url(&url, posting->line_item) == LTI_OK &&
		 lti_score_write(&json, &posting->score, &why) == LTI_OK)
		answer = post(parts, arena, posting, url, json, now_s);
	free(url);
	free(json);
	log_info("grade.sent", "platform=%s outcome=%s attempt=%lld",
		 posting->platform->id, outcomes[answer.end],
		 (long long)posting->attempts + 1);
	if (parts->metrics)
		metrics_add(
			parts->metrics, "kibridge_lms_requests_total",
			arena_printf(arena, "service=\"%s\",outcome=\"%s\"",
				     outcome_is(posting->line_item) ? "outcome" : "score",
				     outcomes[answer.end]),
			1);
	return answer;
}
