/* Commands on what is held of people: export and erase of a person, erasure of courses. */
#include <stdio.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "command.h"
#include "command_common.h"
#include "lms/platform.h"
#include "privacy/erase.h"
#include "privacy/export.h"
#include "privacy/pseudonym.h"
#include "privacy/rounds.h"

#define REST_MS 20 /* between two rounds */

/* --- export ---------------------------------------------------------------------------------- */

/* A subject is somebody else on each platform of the tenant: one document per platform. */
int command_export(struct line *line)
{
	const char *subject = line_option(line, "subject");
	struct json_object *all = json_list(line->arena), *document;
	struct platform **platforms;
	struct tenant tenant;
	char person[PSEUDONYM_TEXT];
	size_t count;
	enum db_status status;

	if (!line_tenant(line, &tenant, line_option(line, "tenant")))
		return EXIT_FAILED;
	status = platform_list(&platforms, &count, db_reader(line->db), line->arena,
			       tenant.id);
	for (size_t i = 0; status == DB_OK && i < count; i++) {
		pseudonym_make(person, tenant.secret, platforms[i]->id,
			       platforms[i]->profile, subject);
		status = export_person(&document, db_reader(line->db), line->arena,
				       tenant.id, person);
		if (status != DB_OK)
			break;
		json_put_text(document, "platform", platforms[i]->registration.issuer);
		json_add(all, document);
	}
	if (status != DB_OK)
		return command_fail("the export failed: %s", db_status_text(status));
	return command_print_json(json_put(
		json_put_text(json_put_text(json_new(line->arena), "tenant", tenant.name),
			      "subject", subject),
		"platforms", all));
}

/* --- erase ------------------------------------------------------------------------------------ */

struct erasure {
	const struct tenant *tenant;
	struct platform **platforms;
	size_t platform_count;
	const char *subject, *course; /* one of them, or what is older than this */
	int64_t age_s;
	struct erased erased;
};

static enum db_status subject_write(struct db_conn *tx, void *arg)
{
	struct erasure *erasure = arg;
	enum db_status status = DB_OK;
	char person[PSEUDONYM_TEXT];

	erasure->erased = (struct erased){0};
	for (size_t i = 0; status == DB_OK && i < erasure->platform_count; i++) {
		const struct platform *platform = erasure->platforms[i];
		struct erased part = {0};

		pseudonym_make(person, erasure->tenant->secret, platform->id,
			       platform->profile, erasure->subject);
		status = erase_person(tx, erasure->tenant->id, person, false, &part);
		erasure->erased.rows += part.rows;
		erasure->erased.conversations += part.conversations;
	}
	return status;
}

/* A course, or what is old, may be much: the service has its turns between the rounds. */
static enum db_status erase(struct line *line, struct erasure *erasure)
{
	const struct rounds rounds = {.db = line->db, .rest_ms = REST_MS};

	if (erasure->subject)
		return db_write(line->db, subject_write, erasure);
	if (erasure->course)
		return rounds_course(&rounds, erasure->tenant->id, erasure->course,
				     &erasure->erased);
	return rounds_words(&rounds, erasure->tenant->id, clock_now_s() - erasure->age_s,
			    &erasure->erased);
}

int command_erase(struct line *line)
{
	const char *age = line_option(line, "older-than");
	struct erasure erasure = {.subject = line_option(line, "subject"),
				  .course = line_option(line, "course")};
	struct tenant tenant;
	enum db_status status;

	if ((erasure.subject != NULL) + (erasure.course != NULL) + (age != NULL) != 1)
		return command_misuse(line,
				      "one of --subject, --course and --older-than");
	if (age && !duration_parse(&erasure.age_s, age))
		return command_misuse(line, "\"%s\" is not a duration like 180d", age);
	if (!line_tenant(line, &tenant, line_option(line, "tenant")))
		return EXIT_FAILED;
	erasure.tenant = &tenant;
	status = platform_list(&erasure.platforms, &erasure.platform_count,
			       db_reader(line->db), line->arena, tenant.id);
	if (status == DB_OK)
		status = erase(line, &erasure);
	if (status == DB_ABSENT)
		return command_fail("the tenant has no such course");
	if (status != DB_OK && !erasure.subject)
		return command_fail("%lld rows were erased, then: %s",
				    (long long)erasure.erased.rows,
				    db_status_text(status));
	if (status != DB_OK)
		return command_fail("nothing was erased: %s", db_status_text(status));
	if (line->json)
		return command_print_json(json_put_int(
			json_put_int(json_new(line->arena), "rows", erasure.erased.rows),
			"conversations", erasure.erased.conversations));
	printf("%lld rows erased, %lld conversations among them\n",
	       (long long)erasure.erased.rows, (long long)erasure.erased.conversations);
	return EXIT_DONE;
}
