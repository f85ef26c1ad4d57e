/*
 * Loop: the one event loop (libuv), and the hand-over between it and the worker threads, one
 * function each way. Nothing on the loop may block; nothing on a worker may touch libwebsockets
 * or the curl multi handle.
 */
#ifndef KIBRIDGE_BASE_LOOP_H
#define KIBRIDGE_BASE_LOOP_H

#include <stdint.h>
#include <uv.h>

struct loop;
typedef void loop_fn(void *arg);

/** @workers threads, 1 to 64 */
struct loop *loop_new(unsigned workers);
/** Runs until loop_stop; then waits for the work under way and runs what was posted. */
void loop_run(struct loop *loop);
void loop_stop(struct loop *loop); /* from any thread */
/** After everybody who started timers or opened handles on it; aborts if one is left. */
void loop_free(struct loop *loop); /* NULL is fine */
uv_loop_t *loop_uv(struct loop *loop);

/**
 * Loop to worker and back: run(arg) on a worker, then done(arg) on the loop; done may be NULL.
 * Loop thread only.
 */
void loop_work(struct loop *loop, loop_fn *run, loop_fn *done, void *arg);
/**
 * Inside run(): it ends without its result. done() runs after loop_resume(), which somebody who
 * was asked for the result calls exactly once, from any thread; until then arg is theirs.
 */
struct loop_job *loop_defer(void);
void loop_resume(struct loop_job *job);
/** Any thread to loop: fn(arg) on the loop, in the order of posting. */
void loop_post(struct loop *loop, loop_fn *fn, void *arg);

/** Timer on the loop. every_ms 0: once; the timer is still the caller's to cancel after it. */
struct loop_timer;
struct loop_timer *loop_timer_start(struct loop *loop, uint64_t after_ms,
				    uint64_t every_ms, loop_fn *fn, void *arg);
/** After this nobody calls back. Nulls the pointer; NULL inside is fine. */
void loop_timer_cancel(struct loop_timer **timer);

#endif
