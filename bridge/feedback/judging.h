/*
 * Judging: an attempt being read in this process, from its admission to its end. Loop thread only.
 *
 *   WAITING -> ANSWERING -> ENDING -> (gone)
 *                  ^  |
 *                  |  v
 *                 AGAIN     criteria that the answer left out are asked for, once
 *
 * It goes on whether anybody follows it or not: it was handed in, and counts. An exam lock that
 * comes meanwhile does not end it (docs/decisions/0014-judging.md). ENDING belongs to a worker that
 * settles and stores; then the followers hear `judged` or `failed`.
 */
#ifndef KIBRIDGE_FEEDBACK_JUDGING_H
#define KIBRIDGE_FEEDBACK_JUDGING_H

#include <stdbool.h>
#include <stddef.h>

#include "call/parts.h"
#include "call/sink.h"
#include "feedback/handing_in.h"

struct judging;
struct judging_set; /* all of this process */

/** @emptied told when the last one has ended; may be NULL. */
struct judging_set *judging_set_new(const struct parts *parts,
				    void (*emptied)(void *owner), void *owner);
void judging_set_free(struct judging_set *set); /* only when judging_count is 0 */
size_t judging_count(const struct judging_set *set);

/** Takes over what was admitted and starts its relay. */
struct judging *judging_start(struct judging_set *set, struct handed *handed);

/* Found only by its owner at its activity. */
struct judging *judging_find(struct judging_set *set, const char *attempt,
			     const struct session *session);
struct judging *judging_find_request(struct judging_set *set, const char *request,
				     const struct session *session);
/** A person's tries and attempts under way here. */
unsigned judging_count_of(const struct judging_set *set, const char *person);

/** Tell this socket what there is and what will come. It must unfollow before it goes. */
void judging_follow(struct judging *judging, struct sink *sink);
void judging_unfollow(struct judging_set *set, struct sink *sink);

void judging_stop_all(struct judging_set *set);

/** Leases renewed, criteria so far stored; every few seconds. */
void judging_upkeep(struct judging_set *set);

#endif
