/* `kibridge backup`: a copy of the store while it serves. */
#include <stdio.h>

#include "base/json.h"
#include "command.h"
#include "config.h"
#include "store/db.h"

int command_backup(struct line *line)
{
	struct db *db = line_store(line);
	char error[256] = "";

	if (!db)
		return EXIT_FAILED;
	if (db_backup(db, line->words[0], error) != DB_OK)
		return command_fail("no backup was made: %s", error);
	if (line->json)
		return command_print_json(
			json_put_text(json_new(line->arena), "file", line->words[0]));
	printf("%s is complete; the key file %s belongs with it, elsewhere\n",
	       line->words[0], line->config->secret_file);
	return EXIT_DONE;
}
