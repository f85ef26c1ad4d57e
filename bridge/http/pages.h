/*
 * Pages: the browser side as it was embedded at build time, below /app/, and the health checks.
 */
#ifndef KIBRIDGE_HTTP_PAGES_H
#define KIBRIDGE_HTTP_PAGES_H

#include "call/call.h"
#include "call/reply.h"

/**
 * GET /app/?p=<platform id>: the index page, never cached. The session's code is in the
 * fragment and does not reach us, so the launch names its platform in the query; its origins
 * become frame-ancestors, an unknown or absent one means 'none'.
 */
struct reply *app_page(struct call *call);
/** GET /app/{file}: scripts, styles, fonts; immutable where the name carries a hash. */
struct reply *app_file(struct call *call);

struct reply *health_live(struct call *call); /* GET /healthz: the process answers */
struct reply *health_ready(struct call *call); /* GET /readyz: so does the store */
struct reply *metrics_page(struct call *call); /* GET /metrics, on metrics_listen */

#endif
