/* Roster: the pages of one course's memberships, read into pseudonyms. */
#include "lms/roster.h"

#include <lti/roster.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/metrics.h"
#include "base/text.h"
#include "config.h"
#include "course/tenant.h"
#include "lms/rank.h"
#include "privacy/pseudonym.h"

#define NAME_MAX_BYTES 300
#define PAGE_ARENA_BYTES (3 * LTI_ROSTER_MAX)

struct reading {
	const struct parts *parts;
	struct arena *arena;
	struct platform *platform;
	struct tenant tenant;
	const char *deployment_id, *url;
	struct roster_person *people;
	size_t count, room;
};

static bool place_find(struct reading *reading, const char *course)
{
	struct db_conn *conn = db_reader(reading->parts->db);
	struct arena *arena = reading->arena;
	AUTO_ROWS *rows = NULL;

	if (!conn)
		return false;
	rows = db_query(
		conn,
		"SELECT r.memberships_url, d.deployment_id, d.platform_id, c.tenant_id "
		"FROM roster_place r JOIN course c ON c.id = r.course_id "
		"JOIN deployment d ON d.id = c.deployment_id WHERE r.course_id = $1",
		"t", course);
	if (!db_next(rows))
		return false;
	reading->url = arena_strdup(arena, db_text(rows, 0));
	reading->deployment_id = arena_strdup(arena, db_text(rows, 1));
	return platform_by_id(&reading->platform, conn, arena, db_text(rows, 2)) ==
		       DB_OK &&
	       tenant_find(&reading->tenant, conn, arena, db_text(rows, 3)) == DB_OK;
}

/* Longer ones are no name; given and family name where the whole one is kept from us. */
static const char *member_name(struct arena *arena, const struct lti_member *member)
{
	const char *given = member->given_name, *family = member->family_name;
	const char *name = member->name;

	if (text_empty(name) && !text_empty(given) && !text_empty(family))
		name = arena_printf(arena, "%s %s", given, family);
	return text_empty(name) || strlen(name) > NAME_MAX_BYTES
		       ? NULL
		       : arena_strdup(arena, name);
}

static void person_add(struct reading *reading, const struct lti_member *member)
{
	char *person = arena_alloc(reading->arena, PSEUDONYM_TEXT);
	struct roster_person *more;

	if (reading->count == reading->room) {
		reading->room = reading->room ? 2 * reading->room : 64;
		more = arena_alloc(reading->arena, reading->room * sizeof(*more));
		if (reading->count)
			memcpy(more, reading->people, reading->count * sizeof(*more));
		reading->people = more;
	}
	pseudonym_make(person, reading->tenant.secret, reading->platform->id,
		       reading->platform->profile, member->user_id);
	reading->people[reading->count++] = (struct roster_person){
		.person = person,
		.rank = rank_of(member->roles, reading->platform->profile,
				reading->parts->config->assistants_lecture)
				.rank,
		.name = member_name(reading->arena, member),
	};
}

/* One page. @next  the page behind it in the arena, NULL behind the last */
static enum roster_end page_read(struct reading *reading, const char *url,
				 const char **next, int64_t now_s)
{
	static const struct net_header headers[] = {{"Accept", LTI_MEDIA_ROSTER},
						    {NULL, NULL}};
	AUTO_ARENA *arena = arena_new(PAGE_ARENA_BYTES);
	struct lms_service service = {reading->platform, reading->deployment_id,
				      LTI_SCOPE_ROSTER};
	struct net_request request = {
		.url = url,
		.headers = headers,
		.max_bytes = LTI_ROSTER_MAX,
		.guard = reading->parts->config->allow_private_lms ? NET_ANYWHERE
								   : NET_PUBLIC,
	};
	struct net_response response;
	struct lti_roster roster;
	struct lti_error why;
	const char *reason;
	char *link = NULL;
	enum service_end end = service_call(&response, reading->parts->tokens, arena,
					    &service, &request, &reason, now_s);

	*next = NULL;
	if (end != SERVICE_ANSWERED)
		return end == SERVICE_REFUSED ? ROSTER_NOT_OFFERED : ROSTER_FAILED;
	if (response.status == 403 || response.status == 404)
		return ROSTER_NOT_OFFERED;
	if (response.status != 200 ||
	    lti_roster_read(&roster, response.body, response.body_len, &why) != LTI_OK)
		return ROSTER_FAILED;
	for (size_t i = 0; i < roster.count && reading->count < ROSTER_PEOPLE_MAX; i++)
		if (roster.members[i].status == LTI_MEMBER_ACTIVE &&
		    !(roster.members[i].roles & LTI_ROLE_TEST_USER))
			person_add(reading, &roster.members[i]);
	lti_roster_clear(&roster);
	/* Our token goes to the service's own origin only. */
	if (lti_link_next(&link, net_header(&response, "link"), reading->url, url) !=
	    LTI_OK)
		return ROSTER_FAILED;
	*next = arena_strdup(reading->arena, link);
	free(link);
	return ROSTER_READ;
}

enum roster_end roster_fetch(struct roster_person **out, size_t *count,
			     struct arena *arena, const struct parts *parts,
			     const char *course, int64_t now_s)
{
	struct reading reading = {.parts = parts, .arena = arena};
	enum roster_end end = ROSTER_READ;
	const char *url;
	unsigned pages = 0;

	*out = NULL;
	*count = 0;
	if (!place_find(&reading, course))
		return ROSTER_NOT_OFFERED;
	for (url = reading.url; url && end == ROSTER_READ && pages < ROSTER_PAGES_MAX;
	     pages++)
		end = page_read(&reading, url, &url, now_s);
	log_info("roster.read", "course=%s end=%d pages=%u people=%zu", course, end,
		 pages, reading.count);
	if (parts->metrics)
		metrics_add(parts->metrics, "kibridge_lms_requests_total",
			    end == ROSTER_READ ? "service=\"roster\",outcome=\"ok\""
					       : "service=\"roster\",outcome=\"failed\"",
			    1);
	if (end != ROSTER_READ)
		return end;
	*out = reading.people;
	*count = reading.count;
	return ROSTER_READ;
}
