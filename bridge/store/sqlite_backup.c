/*
 * Sqlite backup: a consistent copy while the service writes, by SQLite's online backup.
 * The copy grows beside its final name and takes it when it is complete and on the disk.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/sqlite.h"

/* One read transaction over all pages; in WAL mode writers go on meanwhile. */
static int copy_pages(sqlite3 *to, sqlite3 *from)
{
	sqlite3_backup *backup = sqlite3_backup_init(to, "main", from, "main");

	if (!backup)
		return sqlite3_extended_errcode(to);
	sqlite3_backup_step(backup, -1);
	return sqlite3_backup_finish(backup);
}

static int copy_to(struct sqlite_conn *from, const char *path, char error[256])
{
	sqlite3 *to = NULL;
	int code = sqlite3_open_v2(path, &to, SQLITE_OPEN_READWRITE, NULL);

	if (code == SQLITE_OK)
		code = copy_pages(to, from->handle);
	if (code == SQLITE_OK) /* a single file, without a log beside it */
		code = sqlite3_exec(to, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL);
	if (code != SQLITE_OK)
		snprintf(error, 256, "cannot copy to %.120s: %.100s", path,
			 sqlite3_errstr(code));
	sqlite3_close(to);
	return code;
}

/* The directory too, or the new name may be gone after a power failure. */
static void sync_path(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return;
	fsync(fd);
	close(fd);
}

static bool name_finally(const char *part, const char *path, char error[256])
{
	char *slash, *directory = store_strdup(path);

	sync_path(part);
	if (rename(part, path) != 0) {
		snprintf(error, 256, "cannot name the copy %.120s: %s", path,
			 strerror(errno));
		free(directory);
		return false;
	}
	slash = strrchr(directory, '/');
	if (slash)
		slash[1] = '\0';
	sync_path(slash ? directory : ".");
	free(directory);
	return true;
}

static enum db_status copy_as(struct sqlite_conn *from, const char *part,
			      const char *path, char error[256])
{
	int fd = open(part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600), code;

	if (fd < 0) {
		snprintf(error, 256, "cannot write %.120s: %s", part, strerror(errno));
		return DB_FAILED;
	}
	close(fd);
	code = copy_to(from, part, error);
	if (code == SQLITE_OK && name_finally(part, path, error))
		return DB_OK;
	unlink(part);
	return code == SQLITE_FULL ? DB_FULL : DB_FAILED;
}

enum db_status sqlite_backup(struct db *db, const char *path, char error[256])
{
	struct sqlite_conn *from = sqlite_conn_open((struct sqlite_db *)db, false, error);
	size_t size = strlen(path) + sizeof(".part");
	enum db_status status;
	char *part;

	if (!from)
		return DB_FAILED;
	part = store_alloc(size);
	snprintf(part, size, "%s.part", path);
	status = copy_as(from, part, path, error);
	free(part);
	sqlite_conn_close(from);
	return status;
}
