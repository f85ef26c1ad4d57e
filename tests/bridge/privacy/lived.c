/* Lived: fills every table, and reads the whole file as an outsider would. */
#include "bridge/privacy/lived.h"

#include <libpq-fe.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

/* clang-format off */
#define DAY INT64_C(86400)
#define LIFE(who, course, activity, key) \
	"INSERT INTO session VALUES ('s-" key "', 'd-" key "', NULL, NULL, 'uni', 'p1', 'd1', '" course "', '" activity "', '" who "', 'student', 'de', 'm', '" who "', NULL, 'https://p1', 1, 9999999999)", \
	"INSERT INTO consent VALUES ('" activity "', '" who "', '1', 1795251600)", \
	"INSERT INTO conversation VALUES ('k-" key "', '" activity "', '" who "', 'main', 'Title', 1795000000, 1795251600, NULL)", \
	"INSERT INTO turn VALUES ('t-" key "', 'k-" key "', '" who "', 'r-" key "', 1, 'done', 'Why?', 'Because.', '', 'stop', NULL, '{\"model\":\"m\"}', 'm', 5, 7, 1, 'n', 1795000000, 1795000009, 'up')", \
	"INSERT INTO report VALUES ('t-" key "', '" activity "', '" who "', 'wrong', 'No.', 1, 'open', 1795000100)", \
	"INSERT INTO refused VALUES ('" activity "', 1795000000, '" who "', 'limit', 3)", \
	"INSERT INTO ledger VALUES ('t-" key ".reserve', 't-" key "', 'reserve', 'uni', '" course "', '" activity "', '" who "', 'student', 'main', 1, 5, 7, 0, 'm', '', 1795000000, 1795000900, 1795000000, 1000)", \
	"INSERT INTO counter VALUES ('activity', '" activity "', '" who "', '', 'main', 'requests', 'day', 1795200000, 9999999999, 1, 0, 1)", \
	"INSERT INTO quota_grant VALUES ('g-" key "', '" course "', '" who "', 'requests', 'day', 20, 1795300000, '" who "', 1795000000)", \
	"INSERT INTO policy VALUES ('activity', '" activity "', 1, '{}', '" who "', 1)", \
	"INSERT INTO api_key (id, digest, tenant_id, course_id, name, scopes, author, created_s, expires_s) VALUES ('i-" key "', 'x-" key "', 'uni', '" course "', 'plugin', 'chat', '" who "', 1, 0)", \
	"INSERT INTO assignment VALUES ('" activity "', 1, '{}', '" who "', 1795000000)", \
	"INSERT INTO submission_draft VALUES ('" activity "', '" who "', 'Draft', 1795251600)", \
	"INSERT INTO submission_file VALUES ('f-" key "', '" activity "', '" who "', 'essay.pdf', 'Read', 1, '[]', '', 1795251600)", \
	"INSERT INTO submission VALUES ('h-" key "', '" activity "', '" who "', 'q-" key "', 1, 'released', 'draft', 1, 'de', 'Handed in', 2, '[\"essay.pdf\"]'," \
	" '[{\"id\":\"k\"}]', 'Good', '[{\"id\":\"k\"}]', 'Good', 1, 0, 2.5, 2.5, 4, '[]', 0, 1, 0, 0, 1, 1, NULL, '{\"model\":\"m\"}', 5, 7, 1, 1795000000, 1795251600)", \
	"INSERT INTO submission_event VALUES ('v-" key "', 'h-" key "', '" who "', 'reported', 'Unfair', 1795251600)", \
	"INSERT INTO subject VALUES ('" activity "', '" who "', 'sealed', 1)", \
	"INSERT INTO outcome_place VALUES ('https://p1/outcomes#" key "', '" who "', '" activity "', 'sealed', 1)", \
	"INSERT INTO legacy_person VALUES ('p1', 'old-" key "', '" who "', 1795000000)", \
	"INSERT INTO score VALUES ('https://p1/item-" key "', '" who "', '" activity "', 'd1', '{}', 1, 1, 'sent', 1, 0, '', 1795000000)", \
	"INSERT INTO audit VALUES ('u-" key "', 'uni', '" course "', '" who "', 'transcript.read', 'person:" who "', '{}', 1795000000)"

static const char *const lives[] = {
	LIFE("lea", "c1", "a1", "1"), LIFE("max", "c2", "b1", "2"),
	"INSERT INTO resource_link VALUES ('d1', 'l1', 'a1', 'Tutor', 1)",
	"INSERT INTO nonce VALUES ('p1', 'n', 1795252000, 's-1')",
	"INSERT INTO policy VALUES ('course', 'c1', 1, '{}', 'operator', 1)",
};
/* clang-format on */

void lived_setup(void)
{
	seed_setup();
	for (size_t i = 0; i < ARRAY_LEN(lives); i++)
		seed_exec(lives[i]);
}

static bool value_holds(const char *value, const char *text)
{
	return text_equal(value, text) || (text_starts_with(value, "person:") &&
					   text_equal(value + strlen("person:"), text));
}

/* ---- the store as somebody reads it who does not go through it: whole tables as text ---- */

struct table {
	int rows, columns;
	char **values; /* row by row; NULL for NULL */
};

static char **cell(const struct table *table, int row, int column)
{
	return &table->values[row * table->columns + column];
}

static void table_make(struct table *table, int rows, int columns)
{
	*table = (struct table){rows, columns, NULL};
	table->values =
		arena_alloc(seed_arena, (size_t)(rows * columns + 1) * sizeof(char *));
}

static struct table sqlite_table(const char *sql)
{
	sqlite3 *file;
	struct table table;
	char **values;
	int rows, columns;

	ck_assert_int_eq(sqlite3_open(fixture_url() + strlen("sqlite:"), &file),
			 SQLITE_OK);
	ck_assert_int_eq(sqlite3_get_table(file, sql, &values, &rows, &columns, NULL),
			 SQLITE_OK);
	table_make(&table, rows, columns);
	for (int i = 0; i < rows * columns; i++) /* the first row is the names */
		table.values[i] = arena_strdup(seed_arena, values[columns + i]);
	sqlite3_free_table(values);
	sqlite3_close(file);
	return table;
}

static struct table postgres_table(const char *sql)
{
	PGconn *conn = PQconnectdb(fixture_url());
	PGresult *result = PQexec(conn, sql);
	struct table table;

	ck_assert_msg(PQresultStatus(result) == PGRES_TUPLES_OK, "%s",
		      PQerrorMessage(conn));
	table_make(&table, PQntuples(result), PQnfields(result));
	for (int row = 0; row < table.rows; row++) {
		for (int column = 0; column < table.columns; column++)
			*cell(&table, row, column) =
				arena_strdup(seed_arena, PQgetvalue(result, row, column));
	}
	PQclear(result);
	PQfinish(conn);
	return table;
}

static struct table table_of(const char *sql)
{
	return fixture_on_postgres() ? postgres_table(sql) : sqlite_table(sql);
}

static struct table table_names(void)
{
	return table_of(
		fixture_on_postgres()
			? "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
			  " ORDER BY tablename"
			: "SELECT name FROM sqlite_master WHERE type = 'table'"
			  " ORDER BY name");
}

static int rows_with(const char *name, const char *text)
{
	struct table table =
		table_of(arena_printf(seed_arena, "SELECT * FROM \"%s\"", name));
	int found = 0;

	for (int row = 0; row < table.rows; row++) {
		bool holds = false;

		for (int column = 0; column < table.columns; column++)
			holds |= value_holds(*cell(&table, row, column), text);
		found += holds;
	}
	return found;
}

static void name_add(char tables[1000], const char *name)
{
	size_t len = strlen(tables);

	snprintf(tables + len, 1000 - len, "%s%s", len ? " " : "", name);
}

int lived_rows_with(const char *text, char tables[1000])
{
	struct table names = table_names();
	int found = 0;

	tables[0] = '\0';
	for (int i = 0; i < names.rows; i++) {
		int here = rows_with(*cell(&names, i, 0), text);

		found += here;
		if (here)
			name_add(tables, *cell(&names, i, 0));
	}
	return found;
}

void lived_tables_without(const char *text, char tables[1000])
{
	struct table names = table_names();

	tables[0] = '\0';
	for (int i = 0; i < names.rows; i++) {
		if (rows_with(*cell(&names, i, 0), text) == 0)
			name_add(tables, *cell(&names, i, 0));
	}
}
