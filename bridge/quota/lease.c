/* Leases are the expiry of rows in the table reservation. */
#include "quota/lease.h"

enum db_status lease_renew(struct db_conn *tx, const char *request, int64_t expires_s)
{
	return db_exec(tx, "UPDATE reservation SET expires_s = $2 WHERE request = $1",
		       "ti", request, expires_s);
}
