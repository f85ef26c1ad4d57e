/* Feedback, inside: what the room's live messages share. Loop thread. */
#ifndef KIBRIDGE_FEEDBACK_FEEDBACK_INSIDE_H
#define KIBRIDGE_FEEDBACK_FEEDBACK_INSIDE_H

#include <string.h>

#include "feedback/feedback.h"
#include "feedback/judging.h"
#include "tutor/live_socket.h"

struct feedback {
	const struct parts *parts;
	struct live_addition addition;
	struct judging_set *judging;
	struct names *names;
	struct loop_timer *upkeep;
	size_t admitting; /* on workers now */
};

/* Messages of the browser. */
void feedback_submit(struct live_socket *socket, struct json_object *message);
void feedback_follow(struct live_socket *socket, struct json_object *message);

/** The answer to a message that came to nothing; @request the browser's id or NULL */
void feedback_fail(struct live_socket *socket, const char *request,
		   const struct problem *problem);

/** Tell a socket of an attempt by its row: over, or judged by another process (feedback_watch.c). */
void feedback_watch(struct live_socket *socket, const char *attempt);

#endif
