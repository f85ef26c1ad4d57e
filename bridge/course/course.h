/* Course: one context of a deployment; what a lecturer's rules are for. */
#ifndef KIBRIDGE_COURSE_COURSE_H
#define KIBRIDGE_COURSE_COURSE_H

#include <stdint.h>

#include "base/arena.h"
#include "store/db.h"

struct course {
	const char *id, *tenant, *deployment;
	const char *context_id; /* the platform's */
	const char *title, *label;
	int64_t created_s;
};

/** Reader. */
enum db_status course_find(struct course *out, struct db_conn *conn, struct arena *arena,
			   const char *id);
/** In a transaction. Finds it by deployment and context id, or makes it; titles are refreshed. */
enum db_status course_take(struct course *out, struct db_conn *tx, struct arena *arena,
			   const char *tenant, const char *deployment,
			   const char *context_id, const char *title, const char *label,
			   int64_t now_s);
/** Reader. All of a tenant, by title. */
enum db_status course_list(struct course **list, size_t *count, struct db_conn *conn,
			   struct arena *arena, const char *tenant);

#endif
