/*
 * Activity: our configured thing behind one or several resource links. It is found by the
 * activity id that deep linking put into `custom` (it survives a course copy), else by the
 * resource link, else by what the platform says it was copied from, else made.
 */
#ifndef KIBRIDGE_COURSE_ACTIVITY_H
#define KIBRIDGE_COURSE_ACTIVITY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "course/course.h"
#include "store/db.h"

struct activity {
	const char *id, *course;
	const char *kind; /* tutor | feedback */
	const char *title;
	const char *status; /* draft: a lecturer must confirm it first | active */
	const char *copied_from; /* id or NULL */
	int64_t created_s;
};

/** Reader. DB_ABSENT for another course's. */
enum db_status activity_find(struct activity *out, struct db_conn *conn,
			     struct arena *arena, const char *id, const char *course);
/** Reader. The one that a link opened last; DB_ABSENT: nobody opened it yet. */
enum db_status activity_of_link(struct activity *out, struct db_conn *conn,
				struct arena *arena, const char *deployment,
				const char *resource_link_id);
/** Reader. Of a course, oldest first. */
enum db_status activity_list(struct activity **list, size_t *count, struct db_conn *conn,
			     struct arena *arena, const char *course);

struct activity_link {
	const struct course *course;
	const char *deployment; /* our id */
	const char *resource_link_id, *title;
	const char *kind; /* of an activity that is made; NULL: tutor */
	const char *activity_id; /* from custom, untrusted; NULL if none was sent */
	/* The links that this one was copied from, newest first, NULL-terminated; or NULL */
	const char *const *link_history;
	/* Context.id.history, newest first, NULL-terminated; or NULL */
	const char *const *history;
	/* A copy serves students at once; so does the tenant's setting copies=active. */
	bool fork_active;
	int64_t now_s;
};
/**
 * In a transaction. The activity behind a resource link. A known activity id of another course
 * of the same tenant is a copied course: kind, title and policy documents are forked into this
 * course (and the course's own document, if this course has none), counters and conversations
 * are not. A link that says which link it copies gets a fork of its own, in the same course, too.
 */
enum db_status activity_take(struct activity *out, struct db_conn *tx,
			     struct arena *arena, const struct activity_link *link);
/**
 * In a transaction. The course's copy of the activity that the link names, without a link yet: a
 * later launch of its copy finds it. DB_ABSENT: the tenant has no activity of that id.
 * @made false: it, or a copy of it, is in the course already
 */
enum db_status activity_copy(struct activity *out, bool *made, struct db_conn *tx,
			     struct arena *arena, const struct activity_link *link);
/** In a transaction. Made by deep linking, before any resource link exists. */
enum db_status activity_add(struct activity *out, struct db_conn *tx, struct arena *arena,
			    const struct course *course, const char *kind,
			    const char *title, int64_t now_s);
/** In a transaction. The lecturer confirms a fork. */
enum db_status activity_confirm(struct db_conn *tx, const char *id);

#endif
