/* First upstream: the inference server of the benchmark `first`. */
#ifndef KIBRIDGE_TESTS_BENCH_FIRST_UPSTREAM_H
#define KIBRIDGE_TESTS_BENCH_FIRST_UPSTREAM_H

/** Says its port on stdout and ends with its stdin. */
int first_upstream(void);

#endif
