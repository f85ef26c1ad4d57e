/* Commands on tenants: one university each. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "base/zone.h"
#include "command.h"
#include "command_common.h"
#include "course/tenant.h"
#include "store/db.h"

struct addition {
	const char *name, *time_zone; /* time_zone NULL: the default */
	char id[RANDOM_ID];
	char why[256];
};

static enum db_status tenant_write(struct db_conn *tx, void *arg)
{
	struct addition *addition = arg;
	enum db_status status =
		tenant_add(tx, addition->name, clock_now_s(), addition->id);

	if (status == DB_OK && addition->time_zone)
		status = tenant_set(tx, addition->id, "time_zone", addition->time_zone,
				    addition->why);
	return status;
}

int command_tenant_add(struct line *line)
{
	struct addition addition = {.name = line->words[0],
				    .time_zone = line_option(line, "time-zone")};
	struct db *db = line_store(line);
	enum db_status status;

	if (!db)
		return EXIT_FAILED;
	if (text_empty(addition.name))
		return command_misuse(line, "a tenant needs a name");
	status = db_write(db, tenant_write, &addition);
	if (status == DB_CONFLICT)
		return command_fail("there is a tenant \"%s\" already", addition.name);
	if (status == DB_REFUSED)
		return command_fail("%s", addition.why);
	if (status != DB_OK)
		return command_fail("the tenant was not added: %s",
				    db_status_text(status));
	if (line->json)
		return command_print_json(json_put_text(
			json_put_text(json_new(line->arena), "id", addition.id), "name",
			addition.name));
	printf("%s\n", addition.id);
	return EXIT_DONE;
}

static struct json_object *tenant_json(struct arena *arena, const struct tenant *tenant)
{
	struct json_object *object = json_new(arena);

	json_put_text(object, "id", tenant->id);
	json_put_text(object, "name", tenant->name);
	json_put_text(object, "time_zone", tenant->time_zone);
	json_put(object, "settings", json_copy(arena, tenant->settings));
	return json_put_time(object, "created_at", tenant->created_s);
}

int command_tenant_list(struct line *line)
{
	struct db_conn *conn = line_reader(line);
	struct json_object *all = json_list(line->arena);
	struct tenant *list;
	size_t count;
	enum db_status status;

	if (!conn)
		return EXIT_FAILED;
	status = tenant_list(&list, &count, conn, line->arena);
	if (status != DB_OK)
		return command_fail("the tenants cannot be read: %s",
				    db_status_text(status));
	for (size_t i = 0; i < count; i++) {
		if (line->json)
			json_add(all, tenant_json(line->arena, &list[i]));
		else
			printf("%s  %s  %s\n", list[i].id, list[i].time_zone,
			       list[i].name);
	}
	return line->json ? command_print_json(all) : EXIT_DONE;
}

int command_tenant_show(struct line *line)
{
	struct tenant tenant;

	if (!line_tenant(line, &tenant, line->words[0]))
		return EXIT_FAILED;
	if (line->json)
		return command_print_json(tenant_json(line->arena, &tenant));
	printf("name       %s\nid         %s\ntime_zone  %s\n", tenant.name, tenant.id,
	       tenant.time_zone);
	json_object_object_foreach(tenant.settings, key, value)
	{
		printf("%s = %s\n", key, json_object_get_string(value));
	}
	return EXIT_DONE;
}

struct change {
	const char *tenant, *key, *value;
	char why[256];
};

static enum db_status change_write(struct db_conn *tx, void *arg)
{
	struct change *change = arg;

	return tenant_set(tx, change->tenant, change->key, change->value, change->why);
}

int command_tenant_set(struct line *line)
{
	struct change change = {0};
	struct tenant tenant;
	const char *equals = strchr(line->words[0], '=');
	enum db_status status;

	if (!equals || equals == line->words[0])
		return command_misuse(line, "\"%s\" is not KEY=VALUE", line->words[0]);
	if (!line_tenant(line, &tenant, line_option(line, "tenant")))
		return EXIT_FAILED;
	change.tenant = tenant.id;
	change.key = arena_strndup(line->arena, line->words[0],
				   (size_t)(equals - line->words[0]));
	change.value = equals + 1;
	status = db_write(line->db, change_write, &change);
	if (status == DB_REFUSED)
		return command_fail("%s", change.why);
	if (status == DB_CONFLICT)
		return command_fail("there is a tenant \"%s\" already", change.value);
	if (status != DB_OK)
		return command_fail("nothing was changed: %s", db_status_text(status));
	if (line->json &&
	    line_tenant(line, &tenant,
			text_equal(change.key, "name") ? change.value : tenant.name))
		return command_print_json(tenant_json(line->arena, &tenant));
	return EXIT_DONE;
}
