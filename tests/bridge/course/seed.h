/*
 * Seed: a small world in a fresh store: two universities, three courses, four activities. For the
 * tests of rooms that work inside a course.
 *
 *   uni: c1 (a1, a2), c2 (b1)      other: c3 (e1)
 */
#ifndef KIBRIDGE_TESTS_COURSE_SEED_H
#define KIBRIDGE_TESTS_COURSE_SEED_H

#include "base/arena.h"
#include "bridge/store/fixture.h"
#include "call/call.h"
#include "call/reply.h"
#include "course/session.h"

#define SEED_NOW INT64_C(1795251600) /* 2026-11-21T09:00:00Z, a Saturday */

extern struct arena *seed_arena;

/* Checked fixtures: the store's and the world in it. */
void seed_setup(void);
void seed_teardown(void);

/** Run fn in a transaction and insist on DB_OK. */
void seed_write(db_write_fn *fn, void *arg);
/** One statement that is put into the store as it is. */
void seed_exec(const char *sql);
/** One number, -1 if there is no row. */
int64_t seed_int(const char *sql);

/** A session's shape: who launched a1 of c1. Change what the test is about. */
struct session seed_session(enum rank rank);

/** What a handler answers to such a request by that session (may be NULL). */
struct reply *seed_call(struct reply *(*handler)(struct call *call),
			const struct session *session, const struct request *request);
/** The same with a JSON body and the route's parameter. */
struct reply *seed_send(struct reply *(*handler)(struct call *call),
			const struct session *session, const char *param,
			const char *body);
const char *seed_text(const struct reply *reply);
/** The same as a tree. */
struct json_object *seed_answer(const struct reply *reply);
/** Insists on a 422 that names this field. */
void seed_faulty(const struct reply *reply, const char *field);

/** From now on count what nodes are told of c1's rules; insist that it was so often. */
void seed_listen(void);
void seed_heard(int times);

#endif
