/* Row: one line of the ledger, written and found again. Room-internal. */
#ifndef KIBRIDGE_QUOTA_ROW_H
#define KIBRIDGE_QUOTA_ROW_H

#include "quota/counter.h"

/* The ids say what there is but once: the row a request begins with, and the one it ends with. */
#define RESERVE_ID(request) "(" request " || '.reserve')"
#define END_ID(request) "(" request " || '.end')"

struct ledger_row {
	const char *id; /* of an adjust; of the others, their request and kind make it */
	const char *request;
	const char *kind; /* reserve | settle | release | adjust */
	struct owner owner;
	struct amounts amounts; /* real */
	int64_t weight_milli;
	bool exact;
	const char *model;
	const char *reason;
	int64_t expires_s;
	int64_t at_s;
};

/** @added false: the request has a row of this kind already (an end: of either kind) */
enum db_status row_add(struct db_conn *tx, const struct ledger_row *row, bool *added);
/** The reserve row of a request; DB_ABSENT if there is none. Texts go into the arena. */
enum db_status row_find_reserve(struct ledger_row *out, struct db_conn *conn,
				struct arena *arena, const char *request);

#endif
