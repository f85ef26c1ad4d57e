/* Outcome: the rows of outcome_place, and one grade as an XML message. [BO] */
#include "lms/outcome.h"

#include <lti/oauth.h>
#include <lti/outcomes.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "call/form.h"
#include "config.h"
#include "lms/legacy.h"
#include "lms/sealer.h"

/* --- what a launch leaves -------------------------------------------------------------------------- */

bool outcome_offered(const struct lti_claims *claims)
{
	return claims->basic_outcome.service_url &&
	       claims->basic_outcome.result_sourcedid;
}

/* One service serves all links of an LMS: the link stands behind '#', which is never sent. */
static const char *place_name(const struct service_notes *notes)
{
	const char *url = lti_launch_claims(notes->launch)->basic_outcome.service_url;
	struct arena *arena = notes->call->arena;

	return arena_printf(arena, "%.*s#%s/%s", (int)strcspn(url, "#"), url,
			    notes->deployment,
			    url_encode(arena, notes->resource_link_id));
}

enum db_status outcome_note(struct db_conn *tx, const struct service_notes *notes)
{
	const struct call *call = notes->call;
	const char *place = place_name(notes);
	const char *result =
		lti_launch_claims(notes->launch)->basic_outcome.result_sourcedid;
	enum db_status status = db_exec(
		tx,
		"INSERT INTO grade_place (deployment_id, resource_link_id, activity_id, "
		"line_item, scopes, seen_s) VALUES ($1, $2, $3, $4, $5, $6) "
		"ON CONFLICT (deployment_id, resource_link_id) DO UPDATE "
		"SET activity_id = excluded.activity_id, line_item = excluded.line_item, "
		"scopes = excluded.scopes, seen_s = excluded.seen_s",
		"ttttii", notes->deployment, notes->resource_link_id, notes->activity->id,
		place, (int64_t)LTI_SCOPE_BASIC_OUTCOME, call->now_s);

	if (status != DB_OK)
		return status;
	return db_exec(
		tx,
		"INSERT INTO outcome_place (line_item, person, activity_id, sealed, "
		"seen_s) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (line_item, person) "
		"DO UPDATE SET activity_id = excluded.activity_id, "
		"sealed = excluded.sealed, seen_s = excluded.seen_s",
		"tttti", place, notes->person, notes->activity->id,
		sealer_seal(call->parts->sealer, call->arena, OUTCOME_PURPOSE, result,
			    strlen(result)),
		call->now_s);
}

bool outcome_is(const char *line_item)
{
	return strchr(line_item, '#') != NULL;
}

/* --- sending ------------------------------------------------------------------------------------------ */

struct sending {
	const struct parts *parts;
	struct arena *arena;
	const struct grade_posting *posting;
	const char *url, *xml;
	int64_t now_s;
};

/* The person's place in the gradebook; NULL: the LMS never named it for this link. */
static const char *sourcedid_read(const struct sending *sending)
{
	struct db_conn *conn = db_reader(sending->parts->db);
	const char *sealed = NULL;
	size_t len;

	if (!conn || db_get_text(conn, sending->arena, &sealed,
				 "SELECT sealed FROM outcome_place WHERE line_item = $1 "
				 "AND person = $2",
				 "tt", sending->posting->line_item,
				 sending->posting->person) != DB_OK)
		return NULL;
	return sealer_unseal(sending->parts->sealer, sending->arena, OUTCOME_PURPOSE,
			     sealed, &len);
}

/* A share of the maximum; more than all of it is all of it. */
static const char *message_write(const struct sending *sending, const char *sourcedid)
{
	const struct lti_score *score = &sending->posting->score;
	double share = score->graded ? score->given / score->maximum : 0;
	char id[RANDOM_ID], *xml = NULL;
	const char *kept;

	if (lti_outcome_write(
		    &xml, score->graded ? LTI_OUTCOME_REPLACE : LTI_OUTCOME_DELETE,
		    random_id(id), sourcedid, share > 1 ? 1 : share, NULL) != LTI_OK)
		return NULL;
	kept = arena_strdup(sending->arena, xml);
	free(xml);
	return kept;
}

/* NULL: there is no consumer of LTI 1.1; the header then comes from the token. */
static const char *signature_of(const struct sending *sending)
{
	const struct parts *parts = sending->parts;
	struct db_conn *conn = db_reader(parts->db);
	char nonce[LTI_RANDOM_TEXT], *header = NULL;
	struct legacy_consumer *list;
	struct lti_oauth oauth;
	const char *kept;
	size_t count = 0;

	if (!conn ||
	    legacy_list(&list, &count, conn, sending->arena, parts->sealer,
			sending->posting->platform->id) != DB_OK ||
	    count == 0 || !list[0].secret || lti_random_text(nonce) != LTI_OK)
		return NULL;
	oauth = (struct lti_oauth){list[0].key, list[0].secret, nonce, sending->now_s};
	if (lti_oauth_header(&header, sending->url, sending->xml, strlen(sending->xml),
			     &oauth) != LTI_OK)
		return NULL;
	kept = arena_strdup(sending->arena, header);
	free(header);
	return kept;
}

static enum service_end message_send(struct net_response *response,
				     const struct sending *sending)
{
	const char *signature = signature_of(sending), *cause;
	const struct net_header headers[] = {
		{"Content-Type", "application/xml"},
		{signature ? "Authorization" : NULL, signature},
		{NULL, NULL},
	};
	struct net_request request = {
		.url = sending->url,
		.headers = headers,
		.body = sending->xml,
		.max_bytes = LTI_OUTCOME_MAX,
		.guard = sending->parts->config->allow_private_lms ? NET_ANYWHERE
								   : NET_PUBLIC,
	};
	struct lms_service service = sending->posting->service;

	if (signature)
		return net_fetch(response, sending->arena, &request) == NET_OK
			       ? SERVICE_ANSWERED
			       : SERVICE_UNREACHABLE;
	service.scopes = LTI_SCOPE_BASIC_OUTCOME;
	return service_call(response, sending->parts->tokens, sending->arena, &service,
			    &request, &cause, sending->now_s);
}

/* The status is 200 for a refusal as well: what counts is the code inside. */
static struct grade_answer message_read(const struct sending *sending,
					const struct net_response *response)
{
	struct lti_outcome outcome;
	struct lti_error why;
	char said[LOG_PEER];

	if (response->status < 200 || response->status > 299)
		return grade_answer_read(sending->posting, response, sending->now_s);
	if (lti_outcome_read(&outcome, response->body, response->body_len, &why) !=
	    LTI_OK)
		return grade_later(sending->posting, "lms-down", sending->now_s);
	if (outcome.code == LTI_OUTCOME_SUCCESS || outcome.code == LTI_OUTCOME_PROCESSING)
		return (struct grade_answer){GRADE_SENT, 0, ""};
	log_warn("outcome.refused", "platform=%s code=%d said=%s",
		 sending->posting->platform->id, (int)outcome.code,
		 log_peer(said, outcome.description));
	return (struct grade_answer){
		GRADE_REFUSED, 0,
		outcome.code == LTI_OUTCOME_UNSUPPORTED ? "not-allowed" : "other"};
}

struct grade_answer outcome_post(const struct parts *parts, struct arena *arena,
				 const struct grade_posting *posting, int64_t now_s)
{
	struct sending sending = {
		.parts = parts, .arena = arena, .posting = posting, .now_s = now_s};
	struct net_response response;
	const char *sourcedid = sourcedid_read(&sending);

	if (!sourcedid)
		return (struct grade_answer){GRADE_REFUSED, 0, "person-gone"};
	sending.url = arena_strndup(arena, posting->line_item,
				    strcspn(posting->line_item, "#"));
	sending.xml = message_write(&sending, sourcedid);
	if (!sending.xml)
		return (struct grade_answer){GRADE_REFUSED, 0, "other"};
	switch (message_send(&response, &sending)) {
	case SERVICE_ANSWERED:
		return message_read(&sending, &response);
	case SERVICE_REFUSED:
		return grade_later(posting, "token-refused", now_s);
	default:
		return grade_later(posting, "lms-down", now_s);
	}
}
