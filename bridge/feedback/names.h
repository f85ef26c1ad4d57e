/*
 * Names: what the LMS calls the people of a course, for the lecturer's table. Asked for when a
 * table is opened, kept in memory for minutes, never stored. An LMS that sends none, does not
 * answer or has no such service: nobody has a name, and that is remembered for a while, too.
 */
#ifndef KIBRIDGE_FEEDBACK_NAMES_H
#define KIBRIDGE_FEEDBACK_NAMES_H

#include <stdint.h>

#include "base/arena.h"
#include "call/parts.h"

#define NAMES_COURSES_MAX 64 /* kept at once */
#define NAMES_KEPT_S 300

struct names; /* of the whole process; any thread */
struct names *names_new(void);
void names_free(struct names *names); /* NULL is fine */

/** A course's, looked up in. May block on the LMS. NULL in, or out of memory: nobody's. */
struct roll;
struct roll *names_of_course(struct names *names, const struct parts *parts,
			     struct arena *arena, const char *course, int64_t now_s);
/** NULL: unknown, or the LMS does not say. */
const char *roll_name(const struct roll *roll, const char *person);

#endif
