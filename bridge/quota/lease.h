/* Lease: what keeps an open reservation from the sweeper while its process lives. */
#ifndef KIBRIDGE_QUOTA_LEASE_H
#define KIBRIDGE_QUOTA_LEASE_H

#include <stdint.h>

#include "store/db.h"

/** In a transaction. DB_OK also when the request has ended meanwhile. */
enum db_status lease_renew(struct db_conn *tx, const char *request, int64_t expires_s)
	__attribute__((warn_unused_result));

#endif
