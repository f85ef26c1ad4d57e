/* Commands on consumers of LTI 1.1: whose signed migration claims an LMS's launches may carry. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/digest.h"
#include "base/json.h"
#include "base/text.h"
#include "command.h"
#include "command_common.h"
#include "lms/legacy.h"
#include "lms/platform.h"

#define SECRET_MAX 1024

/* The first line of the file: secrets are not passed where every user of the machine reads them. */
static bool secret_read(char out[SECRET_MAX], const char *path)
{
	FILE *file = fopen(path, "re");
	bool read;

	if (!file) {
		command_fail("%s cannot be read", path);
		return false;
	}
	read = fgets(out, SECRET_MAX, file) != NULL;
	fclose(file);
	if (read)
		out[strcspn(out, "\r\n")] = '\0';
	if (!read || !*out || strlen(out) == SECRET_MAX - 1) {
		command_fail("%s holds no secret in its first line", path);
		return false;
	}
	return true;
}

static bool platform_read(struct line *line, struct platform **out, const char *id)
{
	struct db_conn *conn = line_reader(line);
	enum db_status status =
		conn ? platform_by_id(out, conn, line->arena, id) : DB_FAILED;

	if (status == DB_ABSENT)
		command_fail("there is no platform %s (kibridge platform list)", id);
	else if (conn && status != DB_OK)
		command_fail("the platform cannot be read: %s", db_status_text(status));
	return status == DB_OK;
}

struct setting {
	struct line *line;
	struct sealer *sealer;
	const char *platform, *key, *secret, *from;
};

static enum db_status setting_write(struct db_conn *tx, void *arg)
{
	const struct setting *setting = arg;

	return legacy_set(tx, setting->line->arena, setting->sealer, setting->platform,
			  setting->key, setting->secret, setting->from, clock_now_s());
}

static enum db_status drop_write(struct db_conn *tx, void *arg)
{
	const struct setting *setting = arg;

	return legacy_drop(tx, setting->platform, setting->key);
}

/* What follows is one person's only within one university. */
static bool from_check(struct line *line, const struct platform *platform,
		       const char *from)
{
	struct platform *other;

	if (!from)
		return true;
	if (!platform_read(line, &other, from))
		return false;
	if (text_equal(other->tenant, platform->tenant))
		return true;
	command_fail("platform %s belongs to another tenant", from);
	return false;
}

static int told(struct line *line, const struct setting *setting)
{
	if (!line->json)
		return EXIT_DONE;
	return command_print_json(json_put_text(
		json_put_text(json_new(line->arena), "id", setting->platform), "key",
		setting->key));
}

int command_platform_set_legacy(struct line *line)
{
	struct setting setting = {
		.line = line,
		.key = line_option(line, "key"),
		.from = line_option(line, "from"),
	};
	char secret[SECRET_MAX];
	struct platform *platform;
	enum db_status status;

	if (text_empty(setting.key))
		return command_misuse(line, "--key needs a value");
	if (!line_store(line) || !platform_read(line, &platform, line->words[0]) ||
	    !from_check(line, platform, setting.from) ||
	    !secret_read(secret, line_option(line, "secret-file")))
		return EXIT_FAILED;
	setting.platform = platform->id;
	setting.secret = secret;
	setting.sealer = line_sealer(line);
	if (!setting.sealer) {
		digest_wipe(secret, sizeof(secret));
		return EXIT_FAILED;
	}
	status = db_write(line->db, setting_write, &setting);
	sealer_free(setting.sealer);
	digest_wipe(secret, sizeof(secret));
	if (status != DB_OK)
		return command_fail("the consumer was not stored: %s",
				    db_status_text(status));
	return told(line, &setting);
}

int command_platform_drop_legacy(struct line *line)
{
	struct setting setting = {.line = line, .key = line_option(line, "key")};
	struct platform *platform;
	enum db_status status;

	if (!line_store(line) || !platform_read(line, &platform, line->words[0]))
		return EXIT_FAILED;
	setting.platform = platform->id;
	status = db_write(line->db, drop_write, &setting);
	if (status == DB_ABSENT)
		return command_fail("the platform has no consumer key %s", setting.key);
	if (status != DB_OK)
		return command_fail("nothing was changed: %s", db_status_text(status));
	return told(line, &setting);
}
