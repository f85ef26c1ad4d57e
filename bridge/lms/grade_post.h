/* Grade post: one score as a request to the LMS, and what its answer means. */
#ifndef KIBRIDGE_LMS_GRADE_POST_H
#define KIBRIDGE_LMS_GRADE_POST_H

#include <lti/grades.h>

#include "base/arena.h"
#include "call/parts.h"
#include "lms/tokens.h"

struct grade_posting { /* read from the store */
	const struct platform *platform;
	struct lms_service service;
	const char *line_item, *person;
	int64_t revision, attempts, created_s;
	struct lti_score score;
};

enum grade_end { GRADE_SENT, GRADE_LATER, GRADE_REFUSED };

struct grade_answer {
	enum grade_end end;
	int64_t wait_s; /* with GRADE_LATER */
	const char *reason; /* a code (docs/api.md); "" when sent */
};

/** False: it is gone, or the store does not answer. */
bool grade_posting_read(struct grade_posting **out, const struct parts *parts,
			struct arena *arena, const char *line_item, const char *person);
/** Blocks. */
struct grade_answer grade_post(const struct parts *parts, struct arena *arena,
			       const struct grade_posting *posting, int64_t now_s);

/** What a status means for a grade, and when to try again. */
struct grade_answer grade_answer_read(const struct grade_posting *posting,
				      const struct net_response *response, int64_t now_s);
/** Again at a growing distance; refused when it has waited for GRADE_LIFE_S. */
struct grade_answer grade_later(const struct grade_posting *posting, const char *reason,
				int64_t now_s);

#endif
