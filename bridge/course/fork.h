/* Fork: the rules of an activity go along when its course is copied in the LMS. */
#ifndef KIBRIDGE_COURSE_FORK_H
#define KIBRIDGE_COURSE_FORK_H

#include <stdint.h>

#include "base/arena.h"
#include "course/activity.h"
#include "store/db.h"

#define FORK_AUTHOR "copy" /* who wrote the first version of a copied document */

/**
 * In a transaction. The original's document in force becomes the copy's first version; likewise
 * the course's, if the copy's course has none yet. A lock of an exam that is over elsewhere
 * does not travel. So does a feedback activity's assignment, without a due date that is over.
 */
enum db_status fork_documents(struct db_conn *tx, struct arena *arena,
			      const struct activity *original,
			      const struct activity *copy, int64_t now_s);

#endif
