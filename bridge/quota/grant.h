/*
 * Grant: "+20 questions until Friday" for one person in one course. Added to the limits per user
 * that the course or an activity set; never to the tenant's, which a lecturer cannot lift.
 */
#ifndef KIBRIDGE_QUOTA_GRANT_H
#define KIBRIDGE_QUOTA_GRANT_H

#include "quota/ledger.h"

struct grant {
	const char *id; /* random_id */
	const char *course;
	const char *person; /* pseudonym */
	enum quota_metric metric;
	enum window window;
	int64_t amount; /* more in each such window that begins until then */
	int64_t until_s; /* exclusive */
	const char *author; /* pseudonym */
	int64_t created_s; /* filled by grants_list */
};

/** In a transaction. */
enum db_status grant_add(struct db_conn *tx, const struct grant *grant, int64_t now_s)
	__attribute__((warn_unused_result));

#define GRANTS_MAX 500 /* listed */
/** Reader. In force in a course, what ends first comes first; @person NULL: everybody's. */
enum db_status grants_list(struct grant **list, size_t *count, struct db_conn *conn,
			   struct arena *arena, const char *course, const char *person,
			   int64_t now_s);
/**
 * In a transaction. It ends now; what was used of it stays used. @person whose it was, in the
 * arena. DB_ABSENT: no such grant is in force in this course
 */
enum db_status grant_end(struct db_conn *tx, struct arena *arena, const char *id,
			 const char *course, int64_t now_s, const char **person)
	__attribute__((warn_unused_result));

/** What this person has been granted now, per metric and window. */
struct grants {
	int64_t amount[METRIC_COUNT][WINDOW_COUNT];
	int64_t until_s[METRIC_COUNT][WINDOW_COUNT]; /* when the first of them ends */
};
enum db_status grants_read(struct grants *out, struct db_conn *conn,
			   const struct quota_subject *subject, int64_t now_s);
/** Fills in what of it a limit gets. */
void grants_apply(const struct grants *grants, struct limit *limit);
/** Whether a grant of that metric and window would raise this limit. */
bool grant_raises(const struct grant *grant, const struct limit *limit);

#endif
