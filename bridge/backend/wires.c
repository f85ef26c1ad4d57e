/* Watching curl's sockets and its timer. */
#include "backend/wires.h"

#include <stdlib.h>

#include "backend/memory.h"

struct wires {
	struct loop *loop;
	CURLM *multi;
	uv_timer_t *timer;
	wires_drive_fn *drive;
	void *arg;
};

struct wire {
	uv_poll_t poll; /* first: the wire is freed by it */
	struct wires *wires;
	curl_socket_t socket;
};

static void close_freeing(uv_handle_t *handle)
{
	free(handle);
}

static void on_timer(uv_timer_t *timer)
{
	struct wires *wires = timer->data;

	wires->drive(wires->arg, CURL_SOCKET_TIMEOUT, 0);
}

static int set_timer(CURLM *multi, long timeout_ms, void *arg)
{
	struct wires *wires = arg;

	(void)multi;
	if (timeout_ms < 0) {
		uv_timer_stop(wires->timer);
		return 0;
	}
	uv_update_time(loop_uv(wires->loop));
	uv_timer_start(wires->timer, on_timer, (uint64_t)timeout_ms, 0);
	return 0;
}

static void on_poll(uv_poll_t *poll, int status, int events)
{
	struct wire *wire = poll->data;
	int flags = (events & UV_READABLE ? CURL_CSELECT_IN : 0) |
		    (events & UV_WRITABLE ? CURL_CSELECT_OUT : 0);

	wire->wires->drive(wire->wires->arg, wire->socket,
			   status < 0 ? CURL_CSELECT_ERR : flags);
}

static int watch(CURL *easy, curl_socket_t socket, int what, void *arg, void *known)
{
	struct wires *wires = arg;
	struct wire *wire = known;

	(void)easy;
	if (what == CURL_POLL_REMOVE) {
		if (wire) {
			curl_multi_assign(wires->multi, socket, NULL);
			uv_poll_stop(&wire->poll); /* now: curl closes the socket next */
			uv_close((uv_handle_t *)&wire->poll, close_freeing);
		}
		return 0;
	}
	if (!wire) {
		wire = memory_new(sizeof(*wire));
		wire->wires = wires;
		wire->socket = socket;
		if (uv_poll_init_socket(loop_uv(wires->loop), &wire->poll, socket) != 0) {
			free(wire);
			return -1;
		}
		wire->poll.data = wire;
		curl_multi_assign(wires->multi, socket, wire);
	}
	uv_poll_start(&wire->poll,
		      (what & CURL_POLL_IN ? UV_READABLE : 0) |
			      (what & CURL_POLL_OUT ? UV_WRITABLE : 0),
		      on_poll);
	return 0;
}

struct wires *wires_new(struct loop *loop, CURLM *multi, wires_drive_fn *drive, void *arg)
{
	struct wires *wires = memory_new(sizeof(*wires));

	wires->loop = loop;
	wires->multi = multi;
	wires->drive = drive;
	wires->arg = arg;
	wires->timer = memory_new(sizeof(*wires->timer));
	uv_timer_init(loop_uv(loop), wires->timer);
	wires->timer->data = wires;
	curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, watch);
	curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, wires);
	curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, set_timer);
	curl_multi_setopt(multi, CURLMOPT_TIMERDATA, wires);
	return wires;
}

void wires_free(struct wires *wires)
{
	if (!wires)
		return;
	uv_close((uv_handle_t *)wires->timer, close_freeing);
	free(wires);
}
