/* Tcp: what only the kernel knows of a connection that nothing is read from at the moment. */
#ifndef KIBRIDGE_HTTP_TCP_H
#define KIBRIDGE_HTTP_TCP_H

#include <stdbool.h>
#include <stdint.h>

/** Has the other side ended it? */
bool tcp_ended(int fd);
/** Is there anything to read: bytes, the end, an error? */
bool tcp_noisy(int fd);

#endif
