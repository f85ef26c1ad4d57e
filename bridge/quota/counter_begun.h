/*
 * Counter, begun: made while others go on asking, though the ledger that it has to know is long.
 *
 * First a row that begins with nothing: whatever moves counters moves it from now on, so it knows what
 * came since. Then a reader adds up the ledger and looks at the row at one moment: the difference is
 * what was before, and that never changes. Added to the row, it makes the counter whole, whatever has
 * happened in the meantime. Who needs it before that adds up the ledger himself. Room-internal.
 */
#ifndef KIBRIDGE_QUOTA_COUNTER_BEGUN_H
#define KIBRIDGE_QUOTA_COUNTER_BEGUN_H

#include "quota/counter.h"

/** In a transaction. Nothing happens if there is a row. */
enum db_status counter_begin(struct db_conn *tx, const struct counter_key *key);
/**
 * In a safe snapshot (store/db.h). @before what was used and reserved before it was begun; its own
 * "whole" says whether there is anything to complete
 */
enum db_status counter_look_back(struct counter *before, struct db_conn *conn,
				 const struct counter_key *key);
/** In a transaction, with what was found. Nothing happens if it is whole already, or gone. */
enum db_status counter_complete(struct db_conn *tx, const struct counter_key *key,
				const struct counter *before);

#endif
