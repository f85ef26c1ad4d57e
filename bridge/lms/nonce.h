/* Nonce: what an LMS may show us one time only; kept until it could not come again anyway. */
#ifndef KIBRIDGE_LMS_NONCE_H
#define KIBRIDGE_LMS_NONCE_H

#include <stdbool.h>
#include <stdint.h>

#include "store/db.h"

struct nonce {
	const char *platform; /* our id: a value is one LMS's */
	const char *value;
	int64_t expires_s;
	const char *session; /* that it opened; NULL: none */
};

/** In a transaction. *fresh: nobody had spent it before; else nothing was written. */
enum db_status nonce_spend(struct db_conn *tx, const struct nonce *nonce, bool *fresh)
	__attribute__((warn_unused_result));
/** In a transaction. Forgets some that are over. @forgotten how many; unless it is 0 ask again */
enum db_status nonces_sweep(struct db_conn *tx, int64_t now_s, int64_t *forgotten)
	__attribute__((warn_unused_result));

#endif
