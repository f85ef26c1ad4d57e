/* Disk: a VFS that passes everything on to SQLite's own, and two tables of file functions. */
#include "bridge/store/disk.h"

#include <check.h>
#include <sqlite3.h>

struct disk disk;

/* A kind of file: what it can do really, and here. */
struct kind {
	const sqlite3_io_methods *real;
	sqlite3_io_methods here;
};

static sqlite3_vfs *real, front;
static struct kind database, wal;
static atomic_uint wal_writes;

static void hold(atomic_bool *holds)
{
	if (!atomic_exchange(holds, false))
		return;
	sem_post(&disk.reached);
	sem_wait(&disk.go_on);
}

static int database_write(sqlite3_file *file, const void *bytes, int len,
			  sqlite3_int64 at)
{
	hold(&disk.holds_write);
	return database.real->xWrite(file, bytes, len, at);
}

static int wal_write(sqlite3_file *file, const void *bytes, int len, sqlite3_int64 at)
{
	atomic_fetch_add(&wal_writes, 1);
	atomic_store(&disk.unsynced, true);
	return wal.real->xWrite(file, bytes, len, at);
}

/* What is written after it began may not be covered. */
static int wal_sync(sqlite3_file *file, int flags)
{
	unsigned covered = atomic_load(&wal_writes);
	int code;

	hold(&disk.holds_sync);
	if (atomic_load(&disk.fails_syncs)) {
		sem_post(&disk.failed);
		return SQLITE_IOERR_FSYNC;
	}
	if (atomic_load(&wal_writes) == covered)
		atomic_store(&disk.unsynced, false);
	code = wal.real->xSync(file, flags);
	sem_post(&disk.synced);
	return code;
}

static int front_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags,
		      int *flags_out)
{
	struct kind *kind = flags & SQLITE_OPEN_WAL ? &wal : &database;
	int code = real->xOpen(real, name, file, flags, flags_out);

	(void)vfs;
	if (code != SQLITE_OK || !(flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL)))
		return code;
	if (!kind->real) {
		kind->real = file->pMethods;
		kind->here = *file->pMethods;
		kind->here.xWrite = kind == &wal ? wal_write : database_write;
		kind->here.xSync = kind == &wal ? wal_sync : kind->real->xSync;
	}
	ck_assert_ptr_eq(kind->real, file->pMethods);
	file->pMethods = &kind->here;
	return code;
}

void disk_begin(void)
{
	real = sqlite3_vfs_find(NULL);
	front = *real;
	front.zName = "disk";
	front.xOpen = front_open;
	disk.holds_write = disk.holds_sync = disk.fails_syncs = disk.unsynced = false;
	sem_init(&disk.reached, 0, 0);
	sem_init(&disk.go_on, 0, 0);
	sem_init(&disk.synced, 0, 0);
	sem_init(&disk.failed, 0, 0);
	ck_assert_int_eq(sqlite3_vfs_register(&front, 1), SQLITE_OK);
}

void disk_end(void)
{
	sqlite3_vfs_unregister(&front);
	sqlite3_vfs_register(real, 1);
	sem_destroy(&disk.reached);
	sem_destroy(&disk.go_on);
	sem_destroy(&disk.synced);
	sem_destroy(&disk.failed);
}
