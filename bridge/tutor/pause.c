/* A pause holds a reference: its socket is there when it is over, its peer may be not. */
#include "tutor/pause.h"

#include <stdlib.h>
#include <string.h>

struct pause {
	struct loop_timer *timer;
	struct live_socket *socket;
	pause_again_fn *again;
	max_align_t seen[];
};

static void pause_over(void *arg)
{
	struct pause *pause = arg;

	loop_timer_cancel(&pause->timer);
	if (pause->socket->sink)
		pause->again(pause->socket, pause->seen);
	live_socket_release(pause->socket);
	free(pause);
}

void pause_start(struct live_socket *socket, uint64_t wait_ms, pause_again_fn *again,
		 const void *seen, size_t size)
{
	struct pause *pause = calloc(1, sizeof(*pause) + size);

	if (!pause)
		abort();
	pause->socket = socket;
	pause->again = again;
	memcpy(pause->seen, seen, size);
	socket->references++;
	pause->timer = loop_timer_start(socket->live->parts->loop, wait_ms, 0, pause_over,
					pause);
}
