/*
 * Wires: curl multi on the loop. Each socket that curl wants watched is a uv_poll_t, which curl
 * remembers for us; curl's one timer is a uv_timer_t. Whatever happens ends in drive().
 */
#ifndef KIBRIDGE_BACKEND_WIRES_H
#define KIBRIDGE_BACKEND_WIRES_H

#include <curl/curl.h>

#include "base/loop.h"

struct wires;

/** Calls curl_multi_socket_action and what belongs to it. @flags CURL_CSELECT_… */
typedef void wires_drive_fn(void *arg, curl_socket_t socket, int flags);

struct wires *wires_new(struct loop *loop, CURLM *multi, wires_drive_fn *drive,
			void *arg);
/** After curl_multi_cleanup, which still uses them. */
void wires_free(struct wires *wires);

#endif
