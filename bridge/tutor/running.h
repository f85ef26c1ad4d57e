/*
 * Running: a turn under way in this process, from its admission to its end. Loop thread
 * only.
 *
 *   WAITING -> ANSWERING -> ENDING -> (gone)
 *
 * It owns the relay and the text so far. Sockets of the same person follow it: each gets
 * what it has not got yet whenever its pipe is free, so a slow browser gets fewer, larger
 * pieces. When the last follower is gone it goes on for the grace time, then it is
 * stopped. ENDING belongs to a worker that settles and stores; then the followers hear
 * `done` or `failed`.
 */
#ifndef KIBRIDGE_TUTOR_RUNNING_H
#define KIBRIDGE_TUTOR_RUNNING_H

#include <stdbool.h>
#include <stddef.h>

#include "backend/relay.h"
#include "call/parts.h"
#include "tutor/ending.h"
#include "tutor/question.h"

struct running;
struct running_set; /* all of this process */
struct sink;

/** @emptied told when the last turn under way has ended; may be NULL. */
struct running_set *running_set_new(const struct parts *parts,
				    void (*emptied)(void *owner), void *owner);
/** Only when running_count is 0. */
void running_set_free(struct running_set *set);
size_t running_count(const struct running_set *set);

/** Takes over the admitted question and starts its relay. */
struct running *running_start(struct running_set *set, struct asked *asked);

/* By turn, or by the browser's request id; found only by its owner at its activity. */
struct running *running_find(struct running_set *set, const char *turn,
			     const struct session *session);
struct running *running_find_request(struct running_set *set, const char *request,
				     const struct session *session);
/** How many of this person's turns are under way here. */
unsigned running_count_of(const struct running_set *set, const char *person);

/**
 * Start telling this socket, from byte `after` of the answer on. Sends `queued` first.
 * The socket must call running_unfollow before it goes.
 */
void running_follow(struct running *running, struct sink *sink, size_t after);
void running_unfollow(struct running_set *set, struct sink *sink);
/** The socket's pipe is free again: what it missed follows. */
void running_catch_up(struct running_set *set, struct sink *sink);

void running_stop(struct running *running, enum stop_reason reason);
/** All of a course (NULL: all there are). */
void running_stop_course(struct running_set *set, const char *course,
			 enum stop_reason reason);

typedef void running_each_fn(void *owner, struct running *running);
void running_each(struct running_set *set, running_each_fn *fn, void *owner);
const struct asked *running_asked(const struct running *running);
/** What there is so far, if it grew since the last call; borrowed until the next delta.
 */
bool running_grew(struct running *running, const char **answer, const char **reasoning);

#endif
