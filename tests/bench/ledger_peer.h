/*
 * Peer: what the books of a turn cost on SQLite alone, by prepared statements; nothing is decided.
 */
#ifndef KIBRIDGE_TESTS_BENCH_LEDGER_PEER_H
#define KIBRIDGE_TESTS_BENCH_LEDGER_PEER_H

#include <stdbool.h>
#include <stdint.h>

enum ledger_peer {
	PEER_SAME, /* the rows and counters that our ledger writes */
	PEER_LEAST, /* one limit, no history: a reservation made and gone, one counter moved twice */
};

/** @path of a store with our schema @batch turns to one commit. False: SQLite says no */
bool ledger_peer_run(const char *path, enum ledger_peer peer, int64_t turns, int batch);

#endif
