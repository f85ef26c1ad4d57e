/*
 * A desk for tests of feedback/: tutor's house with its feedback activity F, an assignment of two
 * criteria, students who have read the notice, and handlers called as a session would.
 */
#ifndef TESTS_FEEDBACK_DESK_H
#define TESTS_FEEDBACK_DESK_H

#include "bridge/tutor/fake_relay.h"
#include "bridge/tutor/house.h"
#include "call/call.h"
#include "call/reply.h"

#define WORK "The sea is deep. It is also blue, as everybody knows."
/* Both criteria, the first with a quotation that is there and one that is not. */
#define ANSWER_CLAIM                                                                     \
	"\"claim\":{\"evidence\":[{\"quote\":\"The sea is "                              \
	"deep\",\"kind\":\"strength\"},"                                                 \
	"{\"quote\":\"The moon is made of cheese\",\"kind\":\"work\"}],\"level\":1,"     \
	"\"advice\":\"Good claim.\",\"next_step\":\"Say why.\"}"
#define ANSWER_STYLE                                                                     \
	"\"style\":{\"evidence\":[],\"level\":0,\"advice\":\"Dull.\","                   \
	"\"next_step\":\"Read aloud.\"}"
#define ANSWER                                                                           \
	"{\"criteria\":{" ANSWER_CLAIM "," ANSWER_STYLE "},\"summary\":\"Not bad.\"}"

extern struct house desk;
extern struct browser anna;

void desk_open(void);
void desk_close(void);

/** Saves the assignment of F: visibility, and members to add such as ",\"attempts\":1". */
void desk_assign(const char *visibility, const char *more);
void desk_exec(const char *sql);
/** Opens anna's socket at F. */
void desk_hello(struct browser *browser, const char *person);
/** Hands in and waits until the relay has it. @return the attempt's id */
const char *desk_submit(struct browser *browser, const char *request, const char *text);
/** An attempt of that person at F, judged with ANSWER. */
const char *desk_judged(const char *person, const char *request);
const char *desk_problem(struct json_object *failed);

struct desk_call {
	const char *person; /* "lea" is a lecturer */
	const char *param, *query, *body;
	bool foreign; /* at F2, in the other course */
	const char *for_person; /* a submission review */
};
struct call *desk_call(const struct desk_call *how);
#define CALL(...) desk_call(&(struct desk_call){__VA_ARGS__})
struct json_object *desk_body(struct reply *reply);

#endif
