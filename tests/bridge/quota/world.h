/*
 * World: one subject, its limits and a clock, so that a test reads as the story of a request.
 * Stands on the store's fixture; every call is a transaction of its own.
 */
#ifndef KIBRIDGE_TESTS_QUOTA_WORLD_H
#define KIBRIDGE_TESTS_QUOTA_WORLD_H

#include "bridge/store/fixture.h"
#include "quota/ledger.h"

#define WORLD_LIMITS_MAX 16

struct world {
	const struct zone *zone;
	struct quota_subject subject;
	struct limit limits[WORLD_LIMITS_MAX];
	size_t limit_count;
	int64_t now_s;
	const char *model; /* asked; "llama" */
	const struct weights *weights; /* NULL */
};

/* A student of course "algebra" at noon of a Wednesday in Berlin, without limits. */
extern struct world world;
void world_setup(void); /* with fixture_setup */

/* Afterwards limits[limit_count - 1] is the new one. */
void world_limit(enum level level, enum quota_scope scope, const char *role,
		 enum quota_metric metric, enum window window, int64_t value);
int64_t world_time(int year, int month, int day, int hour, int minute); /* local */

/* The floor is 256, or what is asked for if that is less. */
struct admission_result world_ask(const char *request, int64_t input, int64_t output);
bool world_granted(const char *request, int64_t input, int64_t output);
bool world_settle(const char *request, int64_t input,
		  int64_t output); /* exactly, "done" */
bool world_settle_as(const char *request, const struct quota_use *use);
bool world_release(const char *request);
bool world_adjust(const char *request, int64_t attempt, int64_t input, int64_t output);
int64_t world_sweep(void);

/* How a limit stands for the subject now. */
struct standing world_standing(size_t limit);
int64_t world_used(size_t limit);
int64_t world_reserved(size_t limit);

/* Rows of the ledger of this request and kind ("%" for all). */
int64_t world_rows(const char *request, const char *kind);
/* Fails the test, with names, if a counter is not what the ledger says. */
void world_check(void);

#endif
