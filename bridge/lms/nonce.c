/* Nonce: one row each; the primary key decides who was first. */
#include "lms/nonce.h"

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

enum db_status nonces_sweep(struct db_conn *tx, int64_t now_s)
{
	return db_exec(tx, "DELETE FROM nonce WHERE expires_s <= $1", "i", now_s);
}
