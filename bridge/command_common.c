/* What several families of commands ask for. */
#include "command_common.h"

#include <string.h>

#include "base/text.h"
#include "config.h"

struct db_conn *line_reader(struct line *line)
{
	struct db *db = line_store(line);
	struct db_conn *conn = db ? db_reader(db) : NULL;

	if (db && !conn)
		command_fail("the store cannot be read");
	return conn;
}

bool line_tenant(struct line *line, struct tenant *out, const char *name)
{
	struct db_conn *conn = line_reader(line);
	enum db_status status;

	if (!conn)
		return false;
	status = tenant_find_name(out, conn, line->arena, name);
	if (status == DB_ABSENT)
		status = tenant_find(out, conn, line->arena, name);
	if (status == DB_ABSENT)
		command_fail("there is no tenant \"%s\"", name);
	else if (status != DB_OK)
		command_fail("the tenant cannot be read: %s", db_status_text(status));
	return status == DB_OK;
}

struct sealer *line_sealer(struct line *line)
{
	const struct config *config = line_config(line);
	char error[256] = "";
	struct sealer *sealer;

	if (!config)
		return NULL;
	sealer = sealer_new(config->secret_file, error);
	if (!sealer)
		command_fail("%s", error);
	return sealer;
}

bool duration_parse(int64_t *out_s, const char *text)
{
	static const struct {
		char unit;
		int64_t seconds;
	} units[] = {{'m', 60}, {'h', 3600}, {'d', 86400}};
	size_t len = strlen(text);
	char number[16];

	if (len < 2 || len - 1 >= sizeof(number))
		return false;
	memcpy(number, text, len - 1);
	number[len - 1] = '\0';
	for (size_t i = 0; i < ARRAY_LEN(units); i++) {
		if (text[len - 1] != units[i].unit)
			continue;
		if (!text_int(out_s, number) || *out_s < 0 || *out_s > 1000000)
			return false;
		*out_s *= units[i].seconds;
		return true;
	}
	return false;
}
