/* Heap: a table that is easily made big. */
#ifndef KIBRIDGE_TESTS_STORE_HEAP_H
#define KIBRIDGE_TESTS_STORE_HEAP_H

#include <stdint.h>

#include "store/db.h"

/** In the fixture's store. */
void heap_make(void);
/** For db_write: 100 kB in five rows, the int64_t at arg times five and up; on a disk that gets full
 * some of them fit. */
enum db_status heap_add(struct db_conn *tx, void *arg);
int64_t heap_rows(void);

#endif
