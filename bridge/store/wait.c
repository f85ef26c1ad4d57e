#include "store/wait.h"

#include <time.h>

#include "store/engine.h"

#define US_PER_S 1000000

void wait_init(pthread_cond_t *what)
{
	pthread_condattr_t attributes;

	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(what, &attributes);
	pthread_condattr_destroy(&attributes);
}

void wait_for(pthread_cond_t *what, pthread_mutex_t *lock, int64_t in_us)
{
	int64_t until_us = db_tick_us() + in_us;
	struct timespec until = {.tv_sec = until_us / US_PER_S,
				 .tv_nsec = until_us % US_PER_S * 1000};

	if (in_us < 0)
		pthread_cond_wait(what, lock);
	else
		pthread_cond_timedwait(what, lock, &until);
}
