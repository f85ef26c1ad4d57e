/* `kibridge check`: everything that would keep the service from working, each on a line. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "backend/backend.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "command.h"
#include "command_common.h"
#include "config.h"
#include "extract/extract.h"
#include "lms/keys.h"
#include "lms/sealer.h"
#include "quota/ledger.h"
#include "store/db.h"

struct checking {
	struct line *line;
	const struct config *config;
	struct json_object *problems; /* array of texts */
};

static void problem(void *owner, const char *sentence)
{
	struct checking *checking = owner;

	json_add_text(checking->problems, sentence);
	if (!checking->line->json)
		printf("%s\n", sentence);
}

__attribute__((format(printf, 2, 3))) static void problemf(struct checking *checking,
							   const char *format, ...)
{
	va_list args;

	va_start(args, format);
	problem(checking, arena_vprintf(checking->line->arena, format, args));
	va_end(args);
}

static void files_check(struct checking *checking)
{
	const char *const files[] = {checking->config->tls_cert,
				     checking->config->tls_key};

	for (size_t i = 0; i < ARRAY_LEN(files); i++)
		if (*files[i] && access(files[i], R_OK) != 0)
			problemf(checking, "%s cannot be read: %s", files[i],
				 strerror(errno));
}

/* A store that is not there yet is made at the first start; making it now, perhaps as another
 * user, would be in the way. */
static bool store_is_new(struct checking *checking)
{
	const char *url = checking->config->store_url, *path = url + strlen("sqlite:");
	const char *slash;

	if (!text_starts_with(url, "sqlite:") || access(path, F_OK) == 0)
		return false;
	slash = strrchr(path, '/');
	path = slash ? arena_strndup(checking->line->arena, path, (size_t)(slash - path))
		     : ".";
	if (*path && access(path, W_OK) != 0)
		problemf(checking, "the store's folder %s cannot be written: %s", path,
			 strerror(errno));
	return true;
}

static void keys_check(struct checking *checking, struct db_conn *conn)
{
	const char *path = checking->config->secret_file;
	const struct lti_key *key;
	struct sealer *sealer;
	struct key_row *rows;
	char error[256] = "";
	size_t count;

	if (keys_list(&rows, &count, conn, checking->line->arena, clock_now_s()) !=
	    DB_OK) {
		problem(checking, "the signing keys cannot be read");
		return;
	}
	if (count == 0)
		return; /* made at the first start, and the secret with them */
	if (access(path, F_OK) != 0) {
		problemf(checking,
			 "the secret file %s is missing: the signing keys do not open",
			 path);
		return;
	}
	sealer = sealer_new(path, error);
	if (!sealer)
		problem(checking, error);
	else if (keys_signing(&key, conn, sealer, checking->line->arena, clock_now_s()) !=
		 DB_OK)
		problemf(checking, "%s is not the secret that sealed the signing keys",
			 path);
	sealer_free(sealer);
}

static void difference_tell(void *owner, const char *counter, int64_t stored_used,
			    int64_t real_used, int64_t stored_reserved,
			    int64_t real_reserved)
{
	problemf(owner,
		 "counter %s says used %lld, reserved %lld; the ledger says %lld, %lld",
		 counter, (long long)stored_used, (long long)stored_reserved,
		 (long long)real_used, (long long)real_reserved);
}

static void store_check(struct checking *checking)
{
	struct db_options options = {.url = checking->config->store_url};
	struct line *line = checking->line;
	char error[256] = "";
	struct db_conn *conn;
	int64_t differences;

	if (store_is_new(checking))
		return;
	if (db_open(&line->db, &options, error) != DB_OK) {
		line->db = NULL;
		problemf(checking, "the store cannot be opened: %s", error);
		return;
	}
	conn = db_reader(line->db);
	if (!conn) {
		problem(checking, "the store cannot be read");
		return;
	}
	keys_check(checking, conn);
	if (line_option(line, "ledger") &&
	    ledger_check(conn, difference_tell, checking, &differences) != DB_OK)
		problem(checking, "the ledger cannot be read");
}

static void backends_check(struct checking *checking)
{
	char detail[256];

	for (size_t i = 0; i < checking->config->backend_count; i++) {
		const struct config_backend *backend = &checking->config->backends[i];

		detail[0] = '\0';
		if (!backend_check(backend, detail))
			problemf(checking, "backend %s: %s", backend->name, detail);
	}
}

/* No fault of the installation if the kernel has no Landlock; but worth knowing. */
static struct json_object *uploads_check(struct checking *checking)
{
	struct json_object *json = json_new(checking->line->arena);
	struct extract_probe probe;

	extract_probe(&probe);
	json_put_bool(json, "caged", probe.caged);
	json_put_int(json, "landlock", probe.landlock);
	json_put_text(json, "pdftotext", *probe.pdftotext ? probe.pdftotext : NULL);
	if (!probe.caged)
		problem(checking,
			"uploaded files cannot be read: their cage does not hold");
	if (checking->line->json)
		return json;
	if (probe.caged)
		printf("uploads: read in a cage (system calls filtered, Landlock %s)\n",
		       probe.landlock
			       ? arena_printf(checking->line->arena, "%d", probe.landlock)
			       : "missing");
	if (*probe.pdftotext)
		printf("PDF: pdftotext %s\n", probe.pdftotext);
	else
		printf("PDF: not read, %s\n", probe.landlock ? "pdftotext does not run"
							     : "for want of Landlock");
	return json;
}

int command_check(struct line *line)
{
	struct checking checking = {.line = line, .problems = json_list(line->arena)};
	struct json_object *uploads = NULL;
	size_t count;

	line->config = config_load(line->config_path, problem, &checking);
	checking.config = line->config;
	if (checking.config) {
		files_check(&checking);
		store_check(&checking);
		backends_check(&checking);
		uploads = uploads_check(&checking);
	}
	count = json_object_array_length(checking.problems);
	if (line->json)
		command_print_json(json_put(
			json_put(json_new(line->arena), "problems", checking.problems),
			"uploads", uploads));
	else if (count == 0)
		printf("no problems\n");
	return count ? EXIT_FAILED : EXIT_DONE;
}
