/* All attempts of this process: found, counted, stopped, kept alive. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "feedback/judging_inside.h"
#include "quota/lease.h"

#define UPKEEP_ARENA_MAX (1024 * MIB)
#define CRITERIA_MAX (2 * MIB)

struct judging_set *judging_set_new(const struct parts *parts,
				    void (*emptied)(void *owner), void *owner)
{
	struct judging_set *set = calloc(1, sizeof(*set));

	if (!set)
		abort();
	set->parts = parts;
	set->emptied = emptied;
	set->owner = owner;
	return set;
}

void judging_set_free(struct judging_set *set)
{
	free(set);
}

size_t judging_count(const struct judging_set *set)
{
	return set->count;
}

static bool belongs_to(const struct judging *judging, const struct session *session)
{
	return text_equal(judging->handed->subject.person, session->person) &&
	       text_equal(judging->handed->subject.activity, session->activity);
}

struct judging *judging_find(struct judging_set *set, const char *attempt,
			     const struct session *session)
{
	for (struct judging *judging = set->first; judging; judging = judging->next)
		if (text_equal(judging->handed->submission.id, attempt) &&
		    belongs_to(judging, session))
			return judging;
	return NULL;
}

struct judging *judging_find_request(struct judging_set *set, const char *request,
				     const struct session *session)
{
	for (struct judging *judging = set->first; judging; judging = judging->next)
		if (text_equal(judging->handed->submission.request, request) &&
		    belongs_to(judging, session))
			return judging;
	return NULL;
}

unsigned judging_count_of(const struct judging_set *set, const char *person)
{
	unsigned count = 0;

	for (struct judging *judging = set->first; judging; judging = judging->next)
		count += text_equal(judging->handed->subject.person, person);
	return count;
}

void judging_stop_all(struct judging_set *set)
{
	struct judging *next;

	for (struct judging *judging = set->first; judging; judging = next) {
		next = judging->next;
		judging_stop(judging, STOP_DRAIN);
	}
}

/* --- upkeep --------------------------------------------------------------------------------- */

struct entry {
	const char *id, *again;
	const char *criteria; /* NULL: nothing new, or not the student's to see yet */
};

struct upkeep {
	struct judging_set *set;
	struct arena *arena;
	struct entry *entries;
	size_t count;
	int64_t now_s;
};

static const char *criteria_text(struct judging *judging, struct arena *arena)
{
	AUTO_BUF out;
	bool fits;

	buf_init(&out, CRITERIA_MAX);
	fits = buf_add_text(&out, "[");
	for (size_t i = 0; fits && i < RUBRIC_CRITERIA_MAX; i++)
		if (judging->texts[i])
			fits = buf_printf(&out, "%s%s", out.len > 1 ? "," : "",
					  judging->texts[i]);
	if (!fits || !buf_add_text(&out, "]"))
		return NULL;
	return arena_strndup(arena, out.bytes, out.len);
}

static void collect(struct upkeep *upkeep, struct judging *judging)
{
	const struct submission *submission = &judging->handed->submission;
	struct entry *entry = &upkeep->entries[upkeep->count++];

	entry->id = arena_strdup(upkeep->arena, submission->id);
	entry->again = submission_again(upkeep->arena, submission->id);
	if (judging->grew && !judging->handed->preview &&
	    text_equal(submission->visibility, "formative"))
		entry->criteria = criteria_text(judging, upkeep->arena);
	judging->grew = false;
}

static enum db_status upkeep_write(struct db_conn *tx, void *arg)
{
	const struct upkeep *upkeep = arg;
	int64_t until_s = upkeep->now_s + HANDING_LEASE_S;
	enum db_status status = DB_OK;

	for (size_t i = 0; i < upkeep->count && status == DB_OK; i++) {
		const struct entry *entry = &upkeep->entries[i];

		status = lease_renew(tx, entry->id, until_s);
		if (status == DB_OK)
			status = lease_renew(tx, entry->again, until_s);
		if (status == DB_OK && entry->criteria)
			status = submission_checkpoint(tx, entry->id, entry->criteria);
	}
	return status;
}

static void upkeep_run(void *arg)
{
	struct upkeep *upkeep = arg;
	enum db_status status = db_write(upkeep->set->parts->db, upkeep_write, upkeep);

	if (status != DB_OK)
		log_warn("attempt.upkeep_failed", "attempts=%zu status=%s", upkeep->count,
			 db_status_text(status));
}

static void upkeep_done(void *arg)
{
	struct upkeep *upkeep = arg;

	upkeep->set->upkeep_busy = false;
	arena_free(upkeep->arena);
}

void judging_upkeep(struct judging_set *set)
{
	struct arena *arena;
	struct upkeep *upkeep;

	if (set->upkeep_busy || set->count == 0)
		return;
	arena = arena_new(UPKEEP_ARENA_MAX);
	upkeep = arena_alloc(arena, sizeof(*upkeep));
	*upkeep = (struct upkeep){
		.set = set,
		.arena = arena,
		.entries = arena_alloc(arena, set->count * sizeof(*upkeep->entries)),
		.now_s = clock_now_s(),
	};
	for (struct judging *judging = set->first; judging; judging = judging->next)
		collect(upkeep, judging);
	set->upkeep_busy = true;
	loop_work(set->parts->loop, upkeep_run, upkeep_done, upkeep);
}
