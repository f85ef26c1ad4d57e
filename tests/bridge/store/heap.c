/* Heap: rows of 20 kB each. */
#include "bridge/store/heap.h"

#include <string.h>

#include "bridge/store/fixture.h"

static enum db_status table_make(struct db_conn *tx, void *arg)
{
	(void)arg;
	return db_exec(tx, "CREATE TABLE heap (place BIGINT PRIMARY KEY, text TEXT)", "");
}

void heap_make(void)
{
	ck_assert_int_eq(db_write(fixture_db, table_make, NULL), DB_OK);
}

enum db_status heap_add(struct db_conn *tx, void *arg)
{
	static char text[20001];
	const int64_t *place = arg;

	memset(text, 'x', sizeof(text) - 1);
	for (int64_t i = 0; i < 5; i++) {
		enum db_status status =
			db_exec(tx, "INSERT INTO heap (place, text) VALUES ($1, $2)",
				"it", *place * 5 + i, text);

		if (status != DB_OK)
			return status;
	}
	return DB_OK;
}

int64_t heap_rows(void)
{
	int64_t found = -1;

	ck_assert_int_eq(db_get_int(db_reader(fixture_db), &found,
				    "SELECT COUNT(*) FROM heap", ""),
			 DB_OK);
	return found;
}
