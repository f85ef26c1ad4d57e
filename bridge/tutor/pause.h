/*
 * Pause: a socket waits for something that another process does, and looks again after a while,
 * for as long as its peer is there. Loop thread.
 */
#ifndef KIBRIDGE_TUTOR_PAUSE_H
#define KIBRIDGE_TUTOR_PAUSE_H

#include <stddef.h>
#include <stdint.h>

#include "tutor/live_socket.h"

typedef void pause_again_fn(struct live_socket *socket, const void *seen);

/** @seen what is known so far, size bytes: copied, and lent to again(), which runs at most once. */
void pause_start(struct live_socket *socket, uint64_t wait_ms, pause_again_fn *again,
		 const void *seen, size_t size);

#endif
