/* Nonce: one row each; the primary key decides who was first. */
#include "lms/nonce.h"

#define SWEEP_MOST 500 /* in one transaction: others wait for it */

enum db_status nonce_spend(struct db_conn *tx, const struct nonce *nonce, bool *fresh)
{
	enum db_status status = db_exec(
		tx,
		"INSERT INTO nonce (platform_id, nonce, expires_s, session_id) "
		"VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
		"ttit", nonce->platform, nonce->value, nonce->expires_s, nonce->session);

	*fresh = status == DB_OK && db_changes(tx) == 1;
	return status;
}

enum db_status nonces_sweep(struct db_conn *tx, int64_t now_s, int64_t *forgotten)
{
	enum db_status status =
		db_exec(tx,
			"DELETE FROM nonce WHERE (platform_id, nonce) IN (SELECT"
			" platform_id, nonce FROM nonce WHERE expires_s <= $1 LIMIT $2)",
			"ii", now_s, (int64_t)SWEEP_MOST);

	*forgotten = db_changes(tx);
	return status;
}
