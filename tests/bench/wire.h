/* Wire: loopback connections of benchmarks, blocking, with a limit on every wait. */
#ifndef KIBRIDGE_TESTS_BENCH_WIRE_H
#define KIBRIDGE_TESTS_BENCH_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WIRE_WAIT_S 20

/** No Nagle. @return -1: it says why on stderr */
int wire_listen(uint16_t *port);
int wire_connect(uint16_t port);
bool wire_options(int fd);

/** All of it. False: the peer is gone. */
bool wire_write(int fd, const void *bytes, size_t len);
/** What there is, at least one byte. @return 0: the peer is gone, or says nothing */
size_t wire_read(int fd, void *out, size_t room);

/** Nanoseconds; only differences mean something. */
int64_t wire_tick_ns(void);
void wire_pause_ms(int64_t ms);

#endif
