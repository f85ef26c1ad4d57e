/*
 * Question: the worker's part of `ask`, from words to an admitted turn: session, rules,
 * gate, model, prompt, and one transaction that writes the turn together with its
 * reservation.
 */
#ifndef KIBRIDGE_TUTOR_QUESTION_H
#define KIBRIDGE_TUTOR_QUESTION_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "call/parts.h"
#include "course/session.h"
#include "quota/ledger.h"
#include "tutor/turn.h"

#define QUESTION_MAX 65536 /* bytes; a longer one is refused before anything is read */
/*
 * A reservation is renewed while its turn runs; when it is this old its process is dead. With the
 * sweeper's round (bridge/chores.c) that is within a minute.
 */
#define QUESTION_LEASE_S 40

#define QUESTIONS_AT_ONCE 2 /* answers of one person under way, on all nodes together */

struct question {
	const struct session *session;
	const char *request; /* the browser's id */
	const char *conversation; /* id, or NULL for a new one */
	const char *about; /* id of what it is about (live_addition), or NULL */
	const char *text;
	bool preview; /* a lecturer's test: own pool, not listed */
	struct json_object *draft; /* preview only: unsaved prompts to try, or NULL */
	int64_t now_s;
};

enum asked_end {
	ASKED_ADMITTED,
	ASKED_REPEATED, /* turn is the one that this request id made before */
	ASKED_REFUSED, /* problem says why; nothing was written */
};

struct asked {
	struct arena *arena; /* owns everything below, and this */
	enum asked_end end;
	struct turn turn;
	struct session session; /* deep copy: the turn may outlive its socket */
	struct quota_subject subject;
	struct json_object *body; /* the OpenAI request */
	struct json_object *receipt; /* so far: what was sent, to whom */
	struct json_object *problem; /* refused */
	struct json_object *limits; /* standings, when refused or repeated */
	const char *model; /* as asked for */
	const struct weights *weights; /* of models, in force at admission */
	size_t prompt_bytes, prompt_messages;
	int64_t prompt_tokens; /* the estimate */
	int64_t output_tokens; /* granted */
};

/** Never NULL; blocking. Free with asked_free. */
struct asked *question_admit(const struct parts *parts, const struct question *question);
void asked_free(struct asked *asked);

#endif
