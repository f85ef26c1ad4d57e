/* Schema: both databases, migrated from nothing, have the same tables, keys and indexes. */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "bridge/store/fixture.h"

#define LINES_MAX 1000

/* One line per fact, the same words from both. */
/* clang-format off */
static const struct {
	const char *what, *sqlite, *postgres;
} facts[] = {
	{ "columns",
	  "SELECT m.name || '.' || c.name || ' ' || c.type || "
	  "CASE WHEN c.\"notnull\" = 1 OR c.pk > 0 THEN ' NOT NULL' ELSE '' END "
	  "FROM sqlite_schema m JOIN pragma_table_info(m.name) c "
	  "WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' ORDER BY 1",
	  "SELECT table_name || '.' || column_name || ' ' || upper(data_type) || "
	  "CASE WHEN is_nullable = 'NO' THEN ' NOT NULL' ELSE '' END "
	  "FROM information_schema.columns WHERE table_schema = 'public' "
	  "ORDER BY 1" },
	{ "keys and indexes",
	  "SELECT m.name || ' (' || (SELECT group_concat(name) FROM "
	  "(SELECT name FROM pragma_index_info(i.name) ORDER BY seqno)) || ')' || "
	  "CASE WHEN i.\"unique\" THEN ' UNIQUE' ELSE '' END || "
	  "CASE WHEN i.partial THEN ' WHERE' ELSE '' END "
	  "FROM sqlite_schema m JOIN pragma_index_list(m.name) i "
	  "WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' UNION ALL "
	  /* a BIGINT that is INTEGER PRIMARY KEY would have no index of its own; ours have */
	  "SELECT '' WHERE 0 ORDER BY 1",
	  "SELECT t.relname || ' (' || (SELECT string_agg(a.attname, ',' ORDER BY k.place) "
	  "FROM unnest(i.indkey::int[]) WITH ORDINALITY AS k (number, place) JOIN pg_attribute a "
	  "ON a.attrelid = t.oid AND a.attnum = k.number) || ')' || "
	  "CASE WHEN i.indisunique THEN ' UNIQUE' ELSE '' END || "
	  "CASE WHEN i.indpred IS NOT NULL THEN ' WHERE' ELSE '' END "
	  "FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid "
	  "JOIN pg_namespace n ON n.oid = t.relnamespace AND n.nspname = 'public' "
	  "ORDER BY 1" },
	{ "foreign keys",
	  "SELECT m.name || '.' || f.\"from\" || ' to ' || f.\"table\" || '.' || f.\"to\" "
	  "FROM sqlite_schema m JOIN pragma_foreign_key_list(m.name) f "
	  "WHERE m.type = 'table' ORDER BY 1",
	  "SELECT t.relname || '.' || a.attname || ' to ' || u.relname || '.' || b.attname "
	  "FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid "
	  "JOIN pg_class u ON u.oid = c.confrelid "
	  "JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = c.conkey[1] "
	  "JOIN pg_attribute b ON b.attrelid = u.oid AND b.attnum = c.confkey[1] "
	  "WHERE c.contype = 'f' ORDER BY 1" },
};
/* clang-format on */

struct lines {
	const char *line[LINES_MAX];
	size_t count;
};

static void read_lines(struct lines *lines, struct arena *arena, struct db *db,
		       const char *sql)
{
	AUTO_ROWS *rows = db_query(db_reader(db), sql, "");

	lines->count = 0;
	while (db_next(rows)) {
		ck_assert_uint_lt(lines->count, LINES_MAX);
		lines->line[lines->count++] = arena_strdup(arena, db_text(rows, 0));
	}
	ck_assert_int_eq(db_rows_status(rows), DB_OK);
}

static bool has(const struct lines *lines, const char *line)
{
	for (size_t i = 0; i < lines->count; i++)
		if (text_equal(lines->line[i], line))
			return true;
	return false;
}

START_TEST(both_databases_have_the_same_schema)
{
	AUTO_ARENA *arena = arena_new(1 << 20);
	struct lines sqlite, postgres;
	char url[400], error[256];
	struct db *file;

	snprintf(url, sizeof(url), "sqlite:%s/compare.db", fixture_dir());
	ck_assert_int_eq(db_open(&file, &(struct db_options){.url = url}, error), DB_OK);
	read_lines(&sqlite, arena, file, facts[_i].sqlite);
	read_lines(&postgres, arena, fixture_db, facts[_i].postgres);
	db_close(file);

	for (size_t i = 0; i < sqlite.count; i++)
		if (!has(&postgres, sqlite.line[i]))
			printf("only on SQLite: %s\n", sqlite.line[i]);
	for (size_t i = 0; i < postgres.count; i++)
		if (!has(&sqlite, postgres.line[i]))
			printf("only on PostgreSQL: %s\n", postgres.line[i]);
	ck_assert_uint_gt(sqlite.count, 5);
	ck_assert_uint_eq(sqlite.count, postgres.count);
	for (size_t i = 0; i < sqlite.count; i++)
		ck_assert_msg(has(&postgres, sqlite.line[i]), "%s: %s", facts[_i].what,
			      sqlite.line[i]);
}
END_TEST

static Suite *suite(void)
{
	Suite *suite = suite_create("schema");
	TCase *tests = tcase_create("comparison");

	tcase_add_checked_fixture(tests, fixture_setup, fixture_teardown);
	tcase_add_loop_test(tests, both_databases_have_the_same_schema, 0,
			    ARRAY_LEN(facts));
	suite_add_tcase(suite, tests);
	return suite;
}

int main(int argc, char **argv)
{
	return fixture_run(suite(), argc, argv);
}
