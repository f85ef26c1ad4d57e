/*
 * Peer: the least that books of a turn cost on SQLite: the same rows into the same tables, the
 * same counters moved, by prepared statements of SQLite alone; nothing is decided.
 */
#ifndef KIBRIDGE_TESTS_BENCH_LEDGER_PEER_H
#define KIBRIDGE_TESTS_BENCH_LEDGER_PEER_H

#include <stdbool.h>
#include <stdint.h>

/** @path of a store with our schema @batch turns to one commit. False: SQLite says no */
bool ledger_peer_run(const char *path, int64_t turns, int batch);

#endif
