/* Commands on platforms: the registered LMS and their deployments. */
#include <stdio.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "command.h"
#include "command_common.h"
#include "config.h"
#include "course/tenant.h"
#include "lms/legacy.h"
#include "lms/platform.h"
#include "lms/profile.h"
#include "net/guard.h"
#include "store/db.h"

/* --- add ----------------------------------------------------------------------------------- */

struct addition {
	struct platform platform;
	const struct line *line;
	char id[RANDOM_ID];
};

static enum db_status platform_write(struct db_conn *tx, void *arg)
{
	struct addition *addition = arg;
	char id[RANDOM_ID];
	const char *name;
	enum db_status status =
		platform_add(tx, &addition->platform, clock_now_s(), addition->id);

	for (size_t n = 0; status == DB_OK; n++) {
		name = line_option_at(addition->line, "deployment", n);
		if (!name)
			break;
		status = deployment_add(tx, addition->id, name, PLATFORM_ACTIVE,
					clock_now_s(), id);
	}
	return status;
}

/* EXIT_DONE if the service would talk to all of its addresses. */
static int addresses_check(struct line *line)
{
	static const char *const names[] = {"issuer", "auth-url", "token-url",
					    "jwks-url"};
	enum net_guard guard =
		line->config->allow_private_lms ? NET_ANYWHERE : NET_PUBLIC;

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		enum guard_verdict verdict =
			guard_url(line_option(line, names[i]), guard);

		if (verdict != GUARD_OK)
			return command_fail("--%s cannot be used: %s", names[i],
					    guard_sentence(verdict));
	}
	return EXIT_DONE;
}

static int deployments_check(struct line *line)
{
	const char *name, *other;

	for (size_t n = 0; (name = line_option_at(line, "deployment", n)); n++) {
		if (text_empty(name))
			return command_misuse(line, "--deployment needs a value");
		for (size_t m = 0; m < n; m++) {
			other = line_option_at(line, "deployment", m);
			if (text_equal(name, other))
				return command_misuse(
					line, "--deployment %s is given twice", name);
		}
	}
	return EXIT_DONE;
}

int command_platform_add(struct line *line)
{
	const char *profile = line_option(line, "profile");
	struct addition addition = {.line = line};
	struct tenant tenant;
	enum db_status status;
	int code;

	if (profile && !profile_known(profile))
		return command_misuse(line, "there is no profile \"%s\"", profile);
	code = deployments_check(line);
	if (code != EXIT_DONE)
		return code;
	if (!line_tenant(line, &tenant, line_option(line, "tenant")))
		return EXIT_FAILED;
	if (addresses_check(line) != EXIT_DONE)
		return EXIT_FAILED;
	addition.platform = (struct platform){
		.tenant = tenant.id,
		.profile = profile ? profile
				   : profile_of_auth_url(line_option(line, "auth-url")),
		.name = line_option(line, "name"),
		.status = PLATFORM_ACTIVE,
		.jwks_url = line_option(line, "jwks-url"),
		.registration = {.issuer = line_option(line, "issuer"),
				 .client_id = line_option(line, "client-id"),
				 .auth_url = line_option(line, "auth-url"),
				 .token_url = line_option(line, "token-url"),
				 .token_audience = line_option(line, "token-audience")},
	};
	status = db_write(line->db, platform_write, &addition);
	if (status == DB_CONFLICT)
		return command_fail("%s with client ID %s is registered already",
				    addition.platform.registration.issuer,
				    addition.platform.registration.client_id);
	if (status != DB_OK)
		return command_fail("the platform was not added: %s",
				    db_status_text(status));
	if (line->json)
		return command_print_json(json_put_text(
			json_put_text(json_new(line->arena), "id", addition.id),
			"profile", addition.platform.profile));
	printf("%s\n", addition.id);
	return EXIT_DONE;
}

/* --- list and show ----------------------------------------------------------------------------- */

static struct json_object *platform_json(struct arena *arena,
					 const struct platform *platform)
{
	const struct lti_registration *registration = &platform->registration;
	struct json_object *object = json_new(arena);

	json_put_text(object, "id", platform->id);
	json_put_text(object, "tenant", platform->tenant);
	json_put_text(object, "name", platform->name);
	json_put_text(object, "profile", platform->profile);
	json_put_text(object, "status", platform_status_name(platform->status));
	json_put_text(object, "issuer", registration->issuer);
	json_put_text(object, "client_id", registration->client_id);
	json_put_text(object, "auth_url", registration->auth_url);
	json_put_text(object, "token_url", registration->token_url);
	json_put_text(object, "token_audience", registration->token_audience);
	json_put_text(object, "jwks_url", platform->jwks_url);
	return json_put_time(object, "created_at", platform->created_s);
}

int command_platform_list(struct line *line)
{
	const char *name = line_option(line, "tenant");
	struct json_object *all = json_list(line->arena);
	struct db_conn *conn = line_reader(line);
	struct tenant tenant = {0};
	struct platform **list;
	size_t count;
	enum db_status status;

	if (!conn || (name && !line_tenant(line, &tenant, name)))
		return EXIT_FAILED;
	status = platform_list(&list, &count, conn, line->arena, tenant.id);
	if (status != DB_OK)
		return command_fail("the platforms cannot be read: %s",
				    db_status_text(status));
	for (size_t i = 0; i < count; i++) {
		if (line->json)
			json_add(all, platform_json(line->arena, list[i]));
		else
			printf("%s  %-8s  %-7s  %s  %s\n", list[i]->id,
			       platform_status_name(list[i]->status), list[i]->profile,
			       list[i]->registration.issuer,
			       list[i]->registration.client_id);
	}
	return line->json ? command_print_json(all) : EXIT_DONE;
}

static int platform_of(struct line *line, struct platform **out)
{
	struct db_conn *conn = line_reader(line);
	enum db_status status;

	if (!conn)
		return EXIT_FAILED;
	status = platform_by_id(out, conn, line->arena, line->words[0]);
	if (status == DB_ABSENT)
		return command_fail("there is no platform %s (kibridge platform list)",
				    line->words[0]);
	if (status != DB_OK)
		return command_fail("the platform cannot be read: %s",
				    db_status_text(status));
	return EXIT_DONE;
}

/* Consumers of LTI 1.1 by their keys, into the object or onto the screen. */
static bool consumers_show(struct line *line, const struct platform *platform,
			   struct json_object *object)
{
	struct json_object *all = json_list(line->arena);
	struct legacy_consumer *list;
	size_t count;
	enum db_status status = legacy_list(&list, &count, db_reader(line->db),
					    line->arena, NULL, platform->id);

	if (status != DB_OK) {
		command_fail("the consumers of LTI 1.1 cannot be read: %s",
			     db_status_text(status));
		return false;
	}
	for (size_t i = 0; i < count; i++) {
		if (!line->json)
			printf("%-15s %s (of platform %s)\n", "LTI 1.1 key", list[i].key,
			       list[i].from);
		json_add(all, json_put_text(json_put_text(json_new(line->arena), "key",
							  list[i].key),
					    "from", list[i].from));
	}
	json_put(object, "legacy", all);
	return true;
}

int command_platform_show(struct line *line)
{
	struct platform *platform;
	struct deployment *list;
	struct json_object *object, *deployments = json_list(line->arena);
	size_t count;
	enum db_status status;

	if (platform_of(line, &platform) != EXIT_DONE)
		return EXIT_FAILED;
	status = deployment_list(&list, &count, db_reader(line->db), line->arena,
				 platform->id);
	if (status != DB_OK)
		return command_fail("the deployments cannot be read: %s",
				    db_status_text(status));
	object = platform_json(line->arena, platform);
	if (!line->json) {
		json_object_object_foreach(object, key, value)
		{
			printf("%-15s %s\n", key,
			       value ? json_object_get_string(value) : "-");
		}
	}
	for (size_t i = 0; i < count; i++) {
		const char *state = platform_status_name(list[i].status);

		if (!line->json)
			printf("%-15s %s (%s)\n", "deployment", list[i].deployment_id,
			       state);
		json_add(deployments, json_put_text(json_put_text(json_new(line->arena),
								  "deployment_id",
								  list[i].deployment_id),
						    "status", state));
	}
	if (!consumers_show(line, platform, object))
		return EXIT_FAILED;
	return line->json
		       ? command_print_json(json_put(object, "deployments", deployments))
		       : EXIT_DONE;
}

/* --- enable and disable ------------------------------------------------------------------------- */

struct change {
	const char *platform, *deployment; /* deployment NULL: the platform itself */
	enum platform_status status;
};

static enum db_status change_write(struct db_conn *tx, void *arg)
{
	const struct change *change = arg;
	char id[RANDOM_ID];
	enum db_status status;

	if (!change->deployment)
		return platform_set_status(tx, change->platform, change->status);
	status = deployment_set_status(tx, change->platform, change->deployment,
				       change->status);
	if (status == DB_ABSENT) /* known to the operator before its first launch */
		status = deployment_add(tx, change->platform, change->deployment,
					change->status, clock_now_s(), id);
	return status;
}

static int status_set(struct line *line, enum platform_status wanted)
{
	struct change change = {.deployment = line_option(line, "deployment"),
				.status = wanted};
	struct platform *platform;
	enum db_status status;

	if (platform_of(line, &platform) != EXIT_DONE)
		return EXIT_FAILED;
	change.platform = platform->id;
	status = db_write(line->db, change_write, &change);
	if (status != DB_OK)
		return command_fail("nothing was changed: %s", db_status_text(status));
	return line->json
		       ? command_print_json(json_put_text(
				 json_put_text(json_new(line->arena), "id", platform->id),
				 "status", platform_status_name(wanted)))
		       : EXIT_DONE;
}

int command_platform_disable(struct line *line)
{
	return status_set(line, PLATFORM_DISABLED);
}

int command_platform_enable(struct line *line)
{
	return status_set(line, PLATFORM_ACTIVE);
}
