/* What several families of commands ask for. */
#ifndef KIBRIDGE_COMMAND_COMMON_H
#define KIBRIDGE_COMMAND_COMMON_H

#include <stdbool.h>

#include "base/random.h"
#include "command.h"
#include "course/tenant.h"
#include "lms/sealer.h"
#include "store/db.h"

/** The store, for reading. NULL: the problem was told. */
struct db_conn *line_reader(struct line *line);
/** The tenant of that name (or id). False: the problem was told. */
bool line_tenant(struct line *line, struct tenant *out, const char *name);
/** The server's secret, for sealer_free(). NULL: the problem was told. */
struct sealer *line_sealer(struct line *line);
/** "180d", "12h", "30m" in seconds. False: neither. */
bool duration_parse(int64_t *out_s, const char *text);

#endif
