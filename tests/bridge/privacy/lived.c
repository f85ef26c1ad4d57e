/* Lived: fills every table, and reads the whole file as an outsider would. */
#include "bridge/privacy/lived.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

/* clang-format off */
#define DAY INT64_C(86400)
#define LIFE(who, course, activity, key) \
	"INSERT INTO session VALUES ('s-" key "', 'd-" key "', NULL, NULL, 'uni', 'p1', 'd1', '" course "', '" activity "', '" who "', 'student', 'de', 'm', '" who "', NULL, 'https://p1', 1, 9999999999)", \
	"INSERT INTO consent VALUES ('" activity "', '" who "', '1', 1795251600)", \
	"INSERT INTO conversation VALUES ('k-" key "', '" activity "', '" who "', 'main', 'Title', 1795000000, 1795251600)", \
	"INSERT INTO turn VALUES ('t-" key "', 'k-" key "', '" who "', 'r-" key "', 1, 'done', 'Why?', 'Because.', '', 'stop', NULL, '{\"model\":\"m\"}', 5, 7, 1, 'n', 1795000000, 1795000009)", \
	"INSERT INTO ledger VALUES ('l-" key "', 't-" key "', 'reserve', 'uni', '" course "', '" activity "', '" who "', 'student', 'main', 1, 5, 7, 0, 'm', '', 1795000000, 1795000900, 1795000000)", \
	"INSERT INTO counter VALUES ('activity', '" activity "', '" who "', '', 'main', 'requests', 'day', 1795200000, 9999999999, 1, 0)", \
	"INSERT INTO quota_grant VALUES ('g-" key "', '" course "', '" who "', 'requests', 'day', 20, 1795300000, '" who "', 1795000000)", \
	"INSERT INTO policy VALUES ('activity', '" activity "', 1, '{}', '" who "', 1)", \
	"INSERT INTO api_key (id, digest, tenant_id, course_id, name, scopes, author, created_s, expires_s) VALUES ('i-" key "', 'x-" key "', 'uni', '" course "', 'plugin', 'chat', '" who "', 1, 0)", \
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

static sqlite3 *outsider(void)
{
	sqlite3 *file;

	ck_assert_int_eq(sqlite3_open_v2(fixture_url() + strlen("sqlite:"), &file,
					 SQLITE_OPEN_READWRITE, NULL),
			 SQLITE_OK);
	return file;
}

static bool value_holds(const char *value, const char *text)
{
	return text_equal(value, text) || (text_starts_with(value, "person:") &&
					   text_equal(value + strlen("person:"), text));
}

static int rows_with(sqlite3 *file, const char *table, const char *text)
{
	char *sql = sqlite3_mprintf("SELECT * FROM \"%w\"", table);
	sqlite3_stmt *rows;
	int found = 0;

	ck_assert_int_eq(sqlite3_prepare_v2(file, sql, -1, &rows, NULL), SQLITE_OK);
	while (sqlite3_step(rows) == SQLITE_ROW) {
		bool holds = false;

		for (int i = 0; i < sqlite3_column_count(rows); i++)
			holds |= value_holds((const char *)sqlite3_column_text(rows, i),
					     text);
		found += holds;
	}
	sqlite3_finalize(rows);
	sqlite3_free(sql);
	return found;
}

static void each_table(void (*visit)(sqlite3 *file, const char *table, void *arg),
		       void *arg)
{
	sqlite3 *file = outsider();
	sqlite3_stmt *tables;

	ck_assert_int_eq(
		sqlite3_prepare_v2(file,
				   "SELECT name FROM sqlite_master WHERE type = 'table'"
				   " ORDER BY name",
				   -1, &tables, NULL),
		SQLITE_OK);
	while (sqlite3_step(tables) == SQLITE_ROW)
		visit(file, (const char *)sqlite3_column_text(tables, 0), arg);
	sqlite3_finalize(tables);
	sqlite3_close(file);
}

struct search {
	const char *const *texts;
	bool without; /* count tables that hold none of them */
	int found;
	char *tables;
};

static void search_table(sqlite3 *file, const char *table, void *arg)
{
	struct search *search = arg;
	int found = 0;

	for (const char *const *text = search->texts; *text; text++)
		found += rows_with(file, table, *text);
	if (search->without)
		found = found == 0;
	search->found += found;
	if (found) {
		size_t len = strlen(search->tables);

		snprintf(search->tables + len, 1000 - len, "%s%s", len ? " " : "", table);
	}
}

int lived_rows_with(const char *text, char tables[1000])
{
	const char *const texts[] = {text, NULL};
	struct search search = {.texts = texts, .tables = tables};

	tables[0] = '\0';
	each_table(search_table, &search);
	return search.found;
}

int lived_tables_without(const char *const *texts, char tables[1000])
{
	struct search search = {.texts = texts, .without = true, .tables = tables};

	tables[0] = '\0';
	each_table(search_table, &search);
	return search.found;
}
