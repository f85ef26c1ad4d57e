/* Marking parts: what the files of the marking share among themselves. */
#ifndef KIBRIDGE_MARKING_MARKING_PARTS_H
#define KIBRIDGE_MARKING_MARKING_PARTS_H

#include "marking/marking.h"

/** By id, else by id or name without case; -1. @name of len bytes, not NUL-terminated */
int marking_criterion_find(const struct rubric *rubric, const char *name, size_t len);
/** The criterion that an object says it is about, by a member such as "id"; -1. */
int marking_criterion_named(const struct rubric *rubric, struct json_object *object);
/** @return false if the object has no level that the criterion has */
bool marking_criterion_read(struct marking_criterion *out, struct arena *arena,
			    const struct rubric_criterion *criterion,
			    struct json_object *object);

#endif
