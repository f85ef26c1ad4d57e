/* Wait: for a condition, on the clock of db_tick_us(). Room-internal. */
#ifndef KIBRIDGE_STORE_WAIT_H
#define KIBRIDGE_STORE_WAIT_H

#include <pthread.h>
#include <stdint.h>

void wait_init(pthread_cond_t *what);
/** With the lock, which is released meanwhile. @in_us  at most so long; -1: until it is signalled */
void wait_for(pthread_cond_t *what, pthread_mutex_t *lock, int64_t in_us);

#endif
