/*
 * Roster: who is in a course, by the LMS's word [NRPS §2]. People appear by the pseudonym that
 * their launch has; addresses that the LMS sends are not even read, names are never stored.
 */
#ifndef KIBRIDGE_LMS_ROSTER_H
#define KIBRIDGE_LMS_ROSTER_H

#include "base/arena.h"
#include "call/parts.h"
#include "course/session.h"
#include "lms/tokens.h"

#define ROSTER_PAGES_MAX 1000
#define ROSTER_PEOPLE_MAX 20000

struct roster_person {
	const char *person; /* pseudonym */
	enum rank rank;
	const char *name; /* to be shown, not kept; NULL where the LMS sends none */
};

enum roster_end {
	ROSTER_READ,
	ROSTER_NOT_OFFERED, /* the LMS has no such service for us: it does not mean an empty course */
	ROSTER_FAILED, /* try again later */
};

/** Blocks, page by page. Active people only, test users left out. */
enum roster_end roster_fetch(struct roster_person **out, size_t *count,
			     struct arena *arena, const struct parts *parts,
			     const char *course, int64_t now_s);

#endif
