/*
 * Disk: what a test puts in front of the real one, to hold a write or a sync up, to let syncs fail,
 * and to see what is not synced yet. One store at a time.
 */
#ifndef KIBRIDGE_TESTS_STORE_DISK_H
#define KIBRIDGE_TESTS_STORE_DISK_H

#include <semaphore.h>
#include <stdatomic.h>
#include <stdbool.h>

extern struct disk {
	atomic_bool
		holds_write; /* the next into the database itself: who copies the log */
	atomic_bool holds_sync; /* the next of the log */
	sem_t reached, go_on; /* the held one is there; it may go on */
	atomic_bool fails_syncs; /* those of the log */
	atomic_bool unsynced; /* the log was written since its last sync began */
	sem_t synced,
		failed; /* posted after each sync of the log that went well, or did not */
} disk;

/** Before the store is opened, and after it was closed. */
void disk_begin(void);
void disk_end(void);

#endif
