/*
 * Migrate: brings a store up to the schema that this program was built with, in one
 * transaction, and refuses a store that a newer program has migrated already.
 */
#include "store/migrate.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/log.h"
#include "store/engine.h"

struct migrate {
	int64_t found; /* the store's version before */
	const char *failed; /* the name of the migration that did not run */
};

static int64_t newest(void)
{
	return migrations[migration_count - 1].version;
}

static enum db_status apply(struct db_conn *tx, const struct migration *migration)
{
	int64_t applied_s;
	enum db_status status =
		db_get_int(tx, &applied_s,
			   "SELECT applied_s FROM schema_migration WHERE version = $1",
			   "i", migration->version);

	if (status != DB_ABSENT)
		return status;
	status = tx->engine->script(tx, migration->sql);
	if (status != DB_OK)
		return db_conn_break(tx, status);
	return db_exec(tx,
		       "INSERT INTO schema_migration (version, name, applied_s) "
		       "VALUES ($1, $2, $3)",
		       "iti", migration->version, migration->name, clock_now_s());
}

static enum db_status apply_missing(struct db_conn *tx, void *arg)
{
	struct migrate *run = arg;
	enum db_status status;

	run->found = 0;
	run->failed = NULL;
	status = db_exec(tx,
			 "CREATE TABLE IF NOT EXISTS schema_migration ("
			 "version BIGINT PRIMARY KEY, name TEXT NOT NULL, "
			 "applied_s BIGINT NOT NULL)",
			 "");
	if (status == DB_OK)
		status = db_get_int(
			tx, &run->found,
			"SELECT COALESCE(MAX(version), 0) FROM schema_migration", "");
	if (status != DB_OK)
		return status;
	if (run->found > newest())
		return DB_REFUSED;
	for (size_t i = 0; i < migration_count; i++) {
		status = apply(tx, &migrations[i]);
		if (status != DB_OK) {
			run->failed = migrations[i].name;
			return status;
		}
	}
	return DB_OK;
}

enum db_status migrate(struct db *db, char error[256])
{
	struct migrate run = {0};
	enum db_status status = db->engine->write_schema(db, apply_missing, &run);

	if (status == DB_OK && run.found < newest())
		log_info("store.migrated", "from=%" PRId64 " to=%" PRId64, run.found,
			 newest());
	else if (status == DB_REFUSED)
		snprintf(error, 256,
			 "the store has schema %" PRId64 ", this program knows %" PRId64
			 ": it belongs to a newer kibridge",
			 run.found, newest());
	else if (status != DB_OK)
		snprintf(error, 256, "cannot bring the store up to date%s%s: %s",
			 run.failed ? " by " : "", run.failed ? run.failed : "",
			 db_status_text(status));
	return status;
}
