/*
 * Followers: the sockets that are told of one running turn. Each gets what it has not got yet
 * whenever its pipe is free, so a slow browser gets fewer, larger pieces. Loop thread only.
 */
#ifndef KIBRIDGE_TUTOR_FOLLOWERS_H
#define KIBRIDGE_TUTOR_FOLLOWERS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "call/sink.h"

#define FOLLOWERS_MAX 4 /* tabs of one person on one turn */

struct follower {
	struct sink *sink; /* NULL: free place */
	size_t sent; /* bytes of the answer */
	size_t reasoning_sent;
};

struct followers {
	const char *turn; /* its id, borrowed */
	const struct buf *answer, *reasoning; /* what there is so far, borrowed */
	struct buf *frame; /* scratch, borrowed */
	struct follower places[FOLLOWERS_MAX];
};

/** From byte after of the answer on. NULL: a fifth tab reads the answer when it is done. */
struct follower *followers_add(struct followers *followers, struct sink *sink,
			       size_t after);
void followers_remove(struct followers *followers, struct sink *sink);
bool followers_any(const struct followers *followers);

/** What they miss, to all whose pipe is free; or to one socket that has drained. */
void followers_push(struct followers *followers);
void followers_catch_up(struct followers *followers, struct sink *sink);
/** What they miss, however full their pipes are: the end is near. */
void followers_flush(struct followers *followers);
/** One frame to all. */
void followers_tell(struct followers *followers, const char *text);

#endif
