/*
 * Cluster: initdb and postgres as children of the test program, as the user postgres when the
 * program runs as root, which a server refuses to. The server goes when the program does.
 */
#include "bridge/store/cluster.h"

#include <dirent.h>
#include <fcntl.h>
#include <grp.h>
#include <libpq-fe.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define STARTS_WITHIN_S 30
#define ARGUMENTS_MAX 32

static char bin[256]; /* where initdb and postgres are */
static char data[300], sockets[300], log_path[320];
static pid_t server;
static int databases;

static bool has_initdb(const char *dir)
{
	char path[300];

	snprintf(path, sizeof(path), "%s/initdb", dir);
	return access(path, X_OK) == 0;
}

/* Where pg_config said when the tests were configured, else where Debian puts it. */
static bool bin_find(void)
{
	DIR *versions;

	snprintf(bin, sizeof(bin), "%s", POSTGRES_BIN);
	if (has_initdb(bin))
		return true;
	versions = opendir("/usr/lib/postgresql");
	if (!versions)
		return false;
	for (struct dirent *entry; (entry = readdir(versions));) {
		snprintf(bin, sizeof(bin), "/usr/lib/postgresql/%.64s/bin",
			 entry->d_name);
		if (has_initdb(bin))
			break;
		bin[0] = '\0';
	}
	closedir(versions);
	return *bin;
}

/* In the child: its output into the log, and not root. */
static void become_server(void)
{
	int log = open(log_path, O_WRONLY | O_CREAT | O_APPEND, 0600);
	const struct passwd *user;

	dup2(log, STDOUT_FILENO);
	dup2(log, STDERR_FILENO);
	if (geteuid() == 0) {
		user = getpwnam("postgres");
		if (!user || initgroups("postgres", user->pw_gid) != 0 ||
		    setgid(user->pw_gid) != 0 || setuid(user->pw_uid) != 0)
			_exit(1);
	}
	prctl(PR_SET_PDEATHSIG, SIGQUIT);
}

static pid_t run(const char *program, const char *const arguments[])
{
	char path[300];
	const char *argv[ARGUMENTS_MAX] = {path}; /* by it they find their own files */
	pid_t child = fork();

	if (child != 0)
		return child;
	become_server();
	snprintf(path, sizeof(path), "%s/%s", bin, program);
	for (size_t i = 1; i < ARGUMENTS_MAX - 1 && arguments[i]; i++)
		argv[i] = arguments[i];
	execv(path, (char *const *)argv);
	_exit(1);
}

static bool make_cluster(void)
{
	const char *const arguments[] = {
		"initdb",
		"-D",
		data,
		"-U",
		"postgres",
		"--auth=trust",
		"--encoding=UTF8",
		"--locale=C.UTF-8",
		"--no-sync",
		"--no-instructions",
		NULL,
	};
	int status = 1;

	waitpid(run("initdb", arguments), &status, 0);
	return status == 0;
}

static bool answers(void)
{
	char info[400];

	snprintf(info, sizeof(info), "host=%s user=postgres dbname=postgres", sockets);
	for (int i = 0; i < STARTS_WITHIN_S * 50; i++) {
		struct timespec moment = {0, 20000000};

		if (PQping(info) == PQPING_OK)
			return true;
		if (waitpid(server, NULL, WNOHANG) == server)
			return false;
		nanosleep(&moment, NULL);
	}
	return false;
}

void cluster_resume(void)
{
	/* Survives its own crash, not the machine's: the tests kill only processes. */
	const char *const arguments[] = {
		"postgres",
		"-D",
		data,
		"-k",
		sockets,
		"-c",
		"listen_addresses=",
		"-c",
		"fsync=off",
		"-c",
		"max_connections=60",
		"-c",
		"shared_buffers=32MB",
		"-c", /* transactions that lost against others are no news, hundreds a second */
		"log_min_messages=log",
		NULL,
	};

	server = run("postgres", arguments);
	if (!answers()) {
		fprintf(stderr, "the server does not start, see %s\n", log_path);
		server = 0;
	}
}

bool cluster_start(const char *dir)
{
	const struct passwd *user = getpwnam("postgres");

	if (!bin_find() || (geteuid() == 0 && !user))
		return false;
	snprintf(data, sizeof(data), "%s/data", dir);
	snprintf(sockets, sizeof(sockets), "%s/s", dir);
	snprintf(log_path, sizeof(log_path), "%s/log", dir);
	if (mkdir(sockets, 0700) != 0 || mkdir(data, 0700) != 0)
		return false;
	if (geteuid() == 0 &&
	    (chmod(dir, 0711) != 0 || chown(sockets, user->pw_uid, user->pw_gid) != 0 ||
	     chown(data, user->pw_uid, user->pw_gid) != 0))
		return false;
	if (!make_cluster())
		return false;
	cluster_resume();
	return server != 0;
}

static void signal_and_wait(int number)
{
	if (!server)
		return;
	kill(server, number);
	waitpid(server, NULL, 0);
	server = 0;
}

void cluster_stop(void)
{
	signal_and_wait(SIGQUIT);
}

void cluster_halt(void)
{
	signal_and_wait(SIGINT); /* "fast": ends every connection */
}

void cluster_restart(void)
{
	cluster_halt();
	cluster_resume();
}

void cluster_crash(void)
{
	signal_and_wait(SIGQUIT); /* "immediate": recovers when it starts */
	cluster_resume();
}

static void database_url(char *url, size_t size, const char *name)
{
	snprintf(url, size, "postgresql:///%s?host=%s&user=postgres", name, sockets);
}

/* Copies files: half the work of PostgreSQL's way through its log. */
static void database_make(char *url, size_t size, const char *source)
{
	char name[64], text[400];
	PGconn *pg;
	PGresult *result;

	snprintf(name, sizeof(name), "t%d_%d", (int)getpid(), ++databases);
	snprintf(text, sizeof(text), "host=%s user=postgres dbname=postgres", sockets);
	pg = PQconnectdb(text);
	snprintf(text, sizeof(text), "CREATE DATABASE %s TEMPLATE %s STRATEGY FILE_COPY",
		 name, source);
	result = PQexec(pg, text);
	if (PQresultStatus(result) != PGRES_COMMAND_OK)
		fprintf(stderr, "%s", PQerrorMessage(pg));
	PQclear(result);
	PQfinish(pg);
	database_url(url, size, name);
}

void cluster_model(char *url, size_t size)
{
	database_url(url, size, "template1");
}

void cluster_database(char *url, size_t size)
{
	database_make(url, size, "template0");
}

void cluster_copy(char *url, size_t size)
{
	database_make(url, size, "template1");
}

const char *cluster_sockets(void)
{
	return sockets;
}
