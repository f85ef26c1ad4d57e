/* What the test server answers. */
#ifndef KIBRIDGE_TESTS_HTTP_SERVE_ROUTES_H
#define KIBRIDGE_TESTS_HTTP_SERVE_ROUTES_H

#include "http/live.h"
#include "http/route.h"

extern const struct route test_routes[];
extern const size_t test_route_count;
extern const struct live_handler test_live;

#endif
