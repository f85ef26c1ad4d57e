/*
 * Endpoint: one backend of the config file, as it is right now: what it serves, how many
 * requests it has, whether it answers and whether it may be asked. No I/O; loop thread only.
 */
#ifndef KIBRIDGE_BACKEND_ENDPOINT_H
#define KIBRIDGE_BACKEND_ENDPOINT_H

#include <stdbool.h>
#include <stdint.h>

#include "backend/breaker.h"
#include "backend/models.h"
#include "base/arena.h"
#include "base/metrics.h"
#include "config.h"

#define ENDPOINT_FORMLESS_MAX 16 /* a seventeenth is found out anew each time */

/*
 * Which usage reports to ask for. Learnt from the first request that a backend refuses because
 * of it: a probe of its own would cost tokens, and load a model on some servers.
 */
enum usage_ask { ASK_NOTHING, ASK_AT_END, ASK_EVERY_CHUNK };

/* Times that tests make short. */
struct endpoint_tuning {
	int64_t probe_every_ms; /* while it answers */
	int64_t probe_again_ms; /* while it does not */
	int64_t probe_timeout_ms;
	int64_t open_least_ms, open_most_ms; /* of the breaker */
	unsigned failures_max;
	int64_t again_ms; /* pause before the same backend is asked again, and up to twice that */
	int64_t tick_ms; /* how often the waiting line looks at its deadlines */
	int64_t places_ms; /* how often a changed place is told */
};
extern const struct endpoint_tuning endpoint_tuning_default;

struct endpoint {
	struct arena *arena; /* the config's part below */
	const char *name, *operator_name, *label;
	const char *chat_url, *embeddings_url, *models_url;
	char *api_key; /* wiped at the end */
	bool any_model; /* models = * */
	struct model_list own; /* else the config's list */
	unsigned max_in_flight, connect_timeout_s, first_byte_timeout_s, idle_timeout_s;
	bool shared; /* with other nodes: slots come by the deal */
	unsigned held; /* slots of max_in_flight that are this node's, as last dealt */
	unsigned
		slots; /* how many it may use now: while it asks for a deal, no new ones */
	bool by_turn; /* somebody waits, at some node: a free slot is not simply ours */
	unsigned context_tokens;
	char metric_label[128]; /* backend="name" */

	uint32_t bit; /* its place in masks of backends */
	bool retired; /* no longer in the config; goes when its last request has */

	struct arena *listed_arena;
	struct model_list listed; /* as last probed */
	bool probed; /* a first probe has ended */
	bool alive; /* by the last probes and answers */
	unsigned probe_failures; /* in a row */
	int64_t proved_ms; /* when it last answered a question; 0: never */

	struct breaker breaker;
	int64_t cool_until_ms; /* it said 429: not before then */
	enum usage_ask ask;
	char *formless[ENDPOINT_FORMLESS_MAX]; /* models that refused a response_format */

	unsigned in_flight;
	double hold_ms; /* how long a slot is kept, smoothed; 0: unknown */
	struct metrics *metrics; /* may be NULL */
};

/** Copies everything it needs from config. */
struct endpoint *endpoint_new(const struct config_backend *config, uint32_t bit,
			      const struct endpoint_tuning *tuning,
			      struct metrics *metrics);
/** The same backend with other settings. */
void endpoint_update(struct endpoint *endpoint, const struct config_backend *config);
/** From now on it has the slots that are dealt to this node; none yet. */
void endpoint_share(struct endpoint *endpoint);
void endpoint_dealt(struct endpoint *endpoint, unsigned held, bool by_turn);
/** A deal is under way, which may take what is not in use. */
void endpoint_offer(struct endpoint *endpoint);
/** There is no deal to be had: what this node held it uses by itself. */
void endpoint_keep(struct endpoint *endpoint);
bool endpoint_same_place(const struct endpoint *endpoint,
			 const struct config_backend *config);
void endpoint_free(struct endpoint *endpoint);

/** Does it serve this model, as far as is known? */
bool endpoint_serves(const struct endpoint *endpoint, const char *model);
/** Nobody has asked it yet: a request may wait for the answer. */
bool endpoint_unknown(const struct endpoint *endpoint);
bool endpoint_available(const struct endpoint *endpoint, int64_t now_ms);
/** It may be asked, if there is a slot. */
bool endpoint_open(const struct endpoint *endpoint, int64_t now_ms);
/** It may be asked, and a slot is free for whoever is next here. */
bool endpoint_free_slot(const struct endpoint *endpoint, int64_t now_ms);
unsigned endpoint_context(const struct endpoint *endpoint, const struct model *model);

/** A slot is taken, and given back. The breaker hears of success and failure by the next two. */
void endpoint_enter(struct endpoint *endpoint, int64_t now_ms);
/* @held_ms 0: says nothing of how long slots are kept */
void endpoint_exit(struct endpoint *endpoint, int64_t held_ms);
/* @return whether it may be asked again, or no more */
bool endpoint_succeeded(struct endpoint *endpoint);
bool endpoint_failed(struct endpoint *endpoint, int64_t now_ms);

/** Does this model take a response_format, as far as is known? And now it is known that not. */
bool endpoint_takes_format(const struct endpoint *endpoint, const char *model);
void endpoint_refused_format(struct endpoint *endpoint, const char *model);

/** A probe ended. @list NULL: it failed; the arena goes over to the endpoint */
void endpoint_probed(struct endpoint *endpoint, const struct model_list *list,
		     struct arena *arena);

#endif
