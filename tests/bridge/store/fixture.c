/* Fixture: one directory per program, one store per test. Everything is gone at the end.
 */
#include "bridge/store/fixture.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "bridge/store/cluster.h"

struct db *fixture_db;

static char root[256]; /* of this program */
static char dir[300], url[400]; /* of this test */
static bool on_postgres;

bool fixture_on_postgres(void)
{
	return on_postgres;
}

static int remove_one(const char *path, const struct stat *info, int kind,
		      struct FTW *place)
{
	(void)info;
	(void)kind;
	(void)place;
	return remove(path);
}

bool fixture_begin(int argc, char **argv)
{
	const char *tmp = getenv("TMPDIR");

	on_postgres = argc > 1 && strcmp(argv[1], "postgres") == 0;
	snprintf(root, sizeof(root), "%s/kibridge-store-XXXXXX", tmp ? tmp : "/tmp");
	if (!mkdtemp(root)) {
		perror("mkdtemp");
		exit(EXIT_FAILURE);
	}
	log_level_set(LOG_ERROR);
	if (on_postgres && !cluster_start(root)) {
		printf("skipped: PostgreSQL's server is not installed\n");
		fixture_end(0);
		return false;
	}
	return true;
}

int fixture_end(int failed)
{
	if (on_postgres)
		cluster_stop();
	nftw(root, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

int fixture_run(Suite *suite, int argc, char **argv)
{
	SRunner *runner = srunner_create(suite);
	int failed;

	if (!fixture_begin(argc, argv)) {
		srunner_free(runner);
		return FIXTURE_SKIPPED;
	}
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return fixture_end(failed);
}

static void open_here(void)
{
	char error[256];
	enum db_status status =
		db_open(&fixture_db, &(struct db_options){.url = url}, error);

	ck_assert_msg(status == DB_OK, "%s", error);
}

void fixture_setup(void)
{
	snprintf(dir, sizeof(dir), "%s/test-XXXXXX", root);
	ck_assert_ptr_nonnull(mkdtemp(dir));
	if (on_postgres)
		cluster_database(url, sizeof(url));
	else
		snprintf(url, sizeof(url), "sqlite:%s/store.db", dir);
	open_here();
}

void fixture_teardown(void)
{
	db_close(fixture_db);
	fixture_db = NULL;
	nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

void fixture_reopen(void)
{
	db_close(fixture_db);
	open_here();
}

const char *fixture_url(void)
{
	return url;
}

const char *fixture_dir(void)
{
	return dir;
}
