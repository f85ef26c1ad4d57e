/*
 * Route: one row of the table of everything the service answers, and the table made ready for
 * looking up. "{name}" in a path takes one segment, "{name*}" at its end takes the rest; what
 * they took is in request->params, in order.
 */
#ifndef KIBRIDGE_HTTP_ROUTE_H
#define KIBRIDGE_HTTP_ROUTE_H

#include <stddef.h>

#include "call/call.h"
#include "call/reply.h"
#include "course/session.h"

enum route_flags {
	/* The handler never blocks: it runs on the loop, without a worker. RANK_ANYONE only. */
	ROUTE_QUICK = 1 << 0,
	/* Not counted by the rate limit per address: cheap, and asked for in bursts. */
	ROUTE_UNMETERED = 1 << 1,
};

typedef struct reply *route_handler(struct call *call);

struct route {
	const char *path;
	unsigned methods; /* enum http_method, or-ed; GET serves HEAD too */
	enum rank needs; /* RANK_ANYONE: no session is looked for */
	size_t body_max; /* bytes */
	route_handler *handler;
	unsigned flags; /* enum route_flags, or-ed */
};

struct router;

/** @routes borrowed. NULL if two rows collide or one is malformed; error says which. */
struct router *router_new(const struct route *routes, size_t count, char error[256]);
void router_free(struct router *router); /* NULL is fine */

/**
 * @out     the row, or NULL
 * @path    decoded, begins with '/'
 * @params  filled when a row was found, copied into the arena
 * @return  the methods that the path knows (for Allow); 0: there is no such path
 */
unsigned router_find(const struct route **out, const struct router *router,
		     enum http_method method, const char *path, struct arena *arena,
		     const char *params[CALL_PARAMS]);

const char *method_name(enum http_method method); /* "GET" */
bool method_parse(enum http_method *out, const char *name);
/** "GET, HEAD, POST" for Allow. */
const char *methods_text(unsigned methods, struct arena *arena);

/** The table of the service: routes.c. */
extern const struct route service_routes[];
extern const size_t service_route_count;

#endif
