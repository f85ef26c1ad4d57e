/* Probe: asks one backend for GET /models, at once and then again and again. Loop thread only. */
#ifndef KIBRIDGE_BACKEND_PROBE_H
#define KIBRIDGE_BACKEND_PROBE_H

#include "backend/endpoint.h"
#include "backend/upstream.h"
#include "base/loop.h"

struct probe;

/** @ended after each answer or silence, when the endpoint knows of it */
struct probe *probe_new(struct loop *loop, struct upstream *upstream,
			struct endpoint *endpoint, const struct endpoint_tuning *tuning,
			void (*ended)(void *owner), void *owner);
void probe_now(struct probe *probe); /* the settings changed */
void probe_free(struct probe *probe);

/** What an answer to GET /models says, for the probe and for `kibridge check`. */
enum probe_finding {
	PROBE_LISTS, /* a list of models */
	PROBE_ANSWERS, /* alive, but it has no such list: the config's models must do */
	PROBE_KEY_REFUSED,
	PROBE_NOT_READY, /* 5xx, 429: loading, or broken */
	PROBE_STRANGE, /* anything else: not an OpenAI-compatible service */
};
enum probe_finding probe_judge(struct model_list *list, struct arena *arena, int status,
			       const char *body, size_t len);
const char *probe_sentence(enum probe_finding finding);

#endif
