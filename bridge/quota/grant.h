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
};

/** In a transaction. */
enum db_status grant_add(struct db_conn *tx, const struct grant *grant, int64_t now_s)
	__attribute__((warn_unused_result));

/** What this person has been granted now, per metric and window. */
struct grants {
	int64_t amount[METRIC_COUNT][WINDOW_COUNT];
};
enum db_status grants_read(struct grants *out, struct db_conn *conn,
			   const struct quota_subject *subject, int64_t now_s);
/** What of it a limit gets. */
int64_t grants_for(const struct grants *grants, const struct limit *limit);

#endif
