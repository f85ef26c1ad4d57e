/*
 * Answer: what has come of one answer so far, and its passing on to the relay's owner: text made
 * whole, chunks, the last usage report, the backend's own names for things.
 */
#ifndef KIBRIDGE_BACKEND_ANSWER_H
#define KIBRIDGE_BACKEND_ANSWER_H

#include <stdbool.h>
#include <stdint.h>

#include "backend/chunk.h"
#include "backend/relay.h"
#include "backend/utf8_join.h"
#include "base/arena.h"
#include "base/buf.h"

#define ANSWER_NAME_MAX 200 /* bytes of a name that is kept */

struct answer {
	struct relay_events events;
	void *owner;
	struct buf *mended; /* room for text that had to be joined; shared */
	bool silent; /* nobody is to be called any more */
	bool begun; /* something was passed on: from here on there is no other backend */
	struct json_object *held; /* a chunk that says nothing yet, for chunk() */
	struct utf8_join text, reasoning;
	int64_t counted; /* chunks with a token */
	struct relay_usage usage; /* as last reported */
	char finish[CHUNK_FINISH];
	char model[ANSWER_NAME_MAX + 1], id[ANSWER_NAME_MAX + 1]; /* "" until told */
};

void answer_init(struct answer *answer, const struct relay_events *events, void *owner,
		 struct buf *mended);
/** Would this chunk begin the answer? */
bool answer_begins(const struct answer *answer, const struct chunk *chunk);
void answer_take(struct answer *answer, const struct chunk *chunk);
/** No more comes: half a character is told as U+FFFD. */
void answer_close(struct answer *answer);
/** The attempt failed before it began: nothing of it counts. */
void answer_forget(struct answer *answer);
void answer_clear(struct answer *answer);
/** finish, usage, model and upstream_id; strings borrowed from the answer. */
void answer_tell(const struct answer *answer, struct relay_outcome *outcome);

#endif
