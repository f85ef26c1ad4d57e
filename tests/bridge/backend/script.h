/* Script: the scripted inference server (tests/inference) as a child of a test program. */
#ifndef KIBRIDGE_TESTS_BACKEND_SCRIPT_H
#define KIBRIDGE_TESTS_BACKEND_SCRIPT_H

#include <json-c/json.h>
#include <sys/types.h>

struct script {
	pid_t pid;
	int hold; /* its stdin: closed, also by our death, it ends */
	unsigned port; /* 0: it could not be started */
	char url[64]; /* up to and with /v1 */
};

void script_start(struct script *script);
void script_stop(struct script *script);

/** POST /control */
void script_control(const struct script *script, const char *json);
/** All requests from now on are answered by this scenario. */
void script_always(const struct script *script, const char *scenario);
/** Chat requests received since the reset, and the most of them at once. */
size_t script_requests(const struct script *script);
int script_most(const struct script *script);
/** GET of any path as JSON; json_object_put() */
struct json_object *script_get(const struct script *script, const char *path);
/** Forget the log and end every overruling. */
void script_reset(const struct script *script);
/** The nth logged request; borrowed from the log. */
struct json_object *script_request(struct json_object *log, size_t n);

#endif
