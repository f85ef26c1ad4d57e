/*
 * A small house for tests of tutor/: a real store with one tenant, course, activity and
 * three people, the loop, live sockets, and browsers that remember what they were told.
 */
#ifndef TESTS_TUTOR_HOUSE_H
#define TESTS_TUTOR_HOUSE_H

#include "base/arena.h"
#include "base/json.h"
#include "call/parts.h"
#include "call/sink.h"
#include "config.h"
#include "course/session.h"
#include "store/db.h"
#include "tutor/live.h"

struct house {
	struct config config;
	struct parts parts;
	struct arena *arena;
};

void house_open(struct house *house);
void house_close(struct house *house);

/** Stores a policy document at "tenant", "course" or "activity" level, as its owner would. */
void house_policy(struct house *house, const char *level, const char *document);
/** A session token of "anna", "ben" (students) or "lea" (lecturer), at the shared activity. */
const char *house_token(struct house *house, const char *person);
/** A session of that person at another activity, in another course. */
const char *house_foreign_token(struct house *house, const char *person);
/** The activities are A (tutor) and F (feedback) in course C, A2 and F2 in C2. */
const char *house_token_at(struct house *house, const char *person, const char *course,
			   const char *activity);
/** One number from the store. */
int64_t house_number(struct house *house, const char *sql);
const char *house_text(struct house *house, const char *sql);

#define BROWSER_MESSAGES 4096
struct browser {
	struct sink sink;
	struct house *house;
	void *owner; /* live's */
	struct json_object *messages[BROWSER_MESSAGES];
	size_t count;
	size_t choked; /* what queued() says: 0 means the pipe is free */
	bool ended; /* the server closed it */
};

void browser_open(struct browser *browser, struct house *house);
void browser_close(struct browser *browser); /* the peer goes */
void browser_say(struct browser *browser, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/** Runs the loop until a message of that type came (after index `from`); fails the test if not. */
struct json_object *browser_wait(struct browser *browser, const char *type, size_t from);
struct json_object *browser_find(struct browser *browser, const char *type, size_t from);
/** All answer deltas of a turn, joined. */
const char *browser_answer(struct browser *browser, const char *turn);
/** hello as that person; waits for ready. */
void browser_hello(struct browser *browser, const char *person);
void browser_hello_with(struct browser *browser, const char *token);
/** asks; waits until the relay has it. @return the turn's id */
const char *browser_ask(struct browser *browser, const char *request, const char *text);

/** Runs the loop until done() says so; fails the test after ten seconds. */
typedef bool done_fn(void *arg);
void house_run_until(struct house *house, done_fn *done, void *arg, const char *what);

#endif
