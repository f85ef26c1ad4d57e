/*
 * Fixture: one directory per program, one store per test. The schema is made once, in a model
 * that each test gets a copy of. Everything is gone at the end.
 */
#include "bridge/store/fixture.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <unistd.h>

#include "base/log.h"
#include "bridge/store/cluster.h"

struct db *fixture_db;

static char root[256], model[300]; /* of this program; the model is SQLite's */
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

static bool make_model(void)
{
	char error[256], at[400];
	struct db *db;

	snprintf(model, sizeof(model), "%s/model.db", root);
	snprintf(at, sizeof(at), "sqlite:%s", model);
	if (on_postgres)
		cluster_model(at, sizeof(at));
	if (db_open(&db, &(struct db_options){.url = at}, error) != DB_OK) {
		fprintf(stderr, "%s: %s\n", at, error);
		return false;
	}
	db_close(db);
	return true;
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
	if (!make_model())
		exit(fixture_end(1));
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

static void copy_model(const char *path)
{
	int from = open(model, O_RDONLY | O_CLOEXEC);
	int to = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	while (sendfile(to, from, NULL, 1 << 20) > 0)
		;
	close(from);
	close(to);
}

void fixture_setup(void)
{
	char path[320];

	snprintf(dir, sizeof(dir), "%s/test-XXXXXX", root);
	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/store.db", dir);
	if (on_postgres) {
		cluster_copy(url, sizeof(url));
	} else {
		copy_model(path);
		snprintf(url, sizeof(url), "sqlite:%s", path);
	}
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
