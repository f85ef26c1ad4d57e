/* Commands on our signing keys. */
#include <stdio.h>

#include "base/clock.h"
#include "base/digest.h"
#include "base/json.h"
#include "command.h"
#include "command_common.h"
#include "lms/keys.h"

int command_key_list(struct line *line)
{
	struct db_conn *conn = line_reader(line);
	struct json_object *all = json_list(line->arena);
	char from[CLOCK_RFC3339], until[CLOCK_RFC3339];
	struct key_row *list;
	size_t count;
	enum db_status status;

	if (!conn)
		return EXIT_FAILED;
	status = keys_list(&list, &count, conn, line->arena, clock_now_s());
	if (status != DB_OK)
		return command_fail("the keys cannot be read: %s",
				    db_status_text(status));
	for (size_t i = 0; i < count; i++) {
		struct json_object *row = json_new(line->arena);

		json_put_text(row, "kid", list[i].kid);
		json_put_text(row, "state", key_state_name(list[i].state));
		json_put_time(row, "created_at", list[i].created_s);
		json_put_time(row, "signs_from", list[i].signs_from_s);
		json_add(all, json_put_time(row, "retires_at", list[i].retires_s));
		if (!line->json)
			printf("%s  %-9s  signs from %s%s%s\n", list[i].kid,
			       key_state_name(list[i].state),
			       clock_rfc3339(from, list[i].signs_from_s),
			       list[i].retires_s ? ", retires " : "",
			       list[i].retires_s ? clock_rfc3339(until, list[i].retires_s)
						 : "");
	}
	return line->json ? command_print_json(all) : EXIT_DONE;
}

int command_key_rotate(struct line *line)
{
	bool at_once = line_option(line, "now") != NULL;
	int64_t now_s = clock_now_s();
	struct db *db = line_store(line);
	struct sealer *sealer = db ? line_sealer(line) : NULL;
	enum key_rotation outcome;
	char kid[DIGEST_TEXT], from[CLOCK_RFC3339];
	enum db_status status;

	if (!sealer)
		return EXIT_FAILED;
	status = keys_ensure(db, sealer, line->arena, now_s);
	if (status == DB_OK)
		status = keys_rotate(&outcome, kid, db, sealer, line->arena, at_once,
				     now_s);
	sealer_free(sealer);
	if (status != DB_OK)
		return command_fail("no key was made: %s", db_status_text(status));
	if (outcome == KEY_ROTATING)
		return command_fail(
			"a new key is published already and does not sign yet; "
			"--now replaces both at once");
	clock_rfc3339(from, at_once ? now_s : now_s + KEY_WAIT_S);
	if (line->json)
		return command_print_json(
			json_put_text(json_put_text(json_new(line->arena), "kid", kid),
				      "signs_from", from));
	printf("%s is published and signs from %s\n", kid, from);
	return EXIT_DONE;
}
