/* `kibridge invite`: a one-time address for the admin of an LMS. */
#include <stdio.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "command.h"
#include "command_common.h"
#include "config.h"
#include "lms/invite.h"

struct making {
	const char *tenant;
	int64_t life_s, now_s;
	char token[RANDOM_TOKEN];
};

static enum db_status invite_write(struct db_conn *tx, void *arg)
{
	struct making *making = arg;

	return invite_add(tx, making->tenant, making->life_s, making->now_s,
			  making->token);
}

int command_invite(struct line *line)
{
	const char *life = line_option(line, "expires");
	struct making making = {.life_s = INVITE_LIFE_S, .now_s = clock_now_s()};
	char until[CLOCK_RFC3339];
	struct tenant tenant;
	const char *url;

	if (life && (!duration_parse(&making.life_s, life) || making.life_s == 0))
		return command_misuse(line, "\"%s\" is not a duration like 7d", life);
	if (!line_tenant(line, &tenant, line_option(line, "tenant")))
		return EXIT_FAILED;
	making.tenant = tenant.id;
	if (db_write(line->db, invite_write, &making) != DB_OK)
		return command_fail("the invite was not stored");
	url = invite_url(line->arena, line->config->public_url, making.token);
	if (line->json)
		return command_print_json(json_put_text(
			json_put_text(json_new(line->arena), "url", url), "expires_at",
			clock_rfc3339(until, making.now_s + making.life_s)));
	printf("%s\n", url);
	return EXIT_DONE;
}
