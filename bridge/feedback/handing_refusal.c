/* The sentences are the fallback for API users; pages translate by the problem's name. */
#include "feedback/handing_refusal.h"

/* clang-format off */
#define REFUSALS(X)                                                                               \
	X(no_assignment, 409, "no-assignment",  "Nothing is asked for here yet",                   \
	  "The lecturer has not written the assignment.")                                          \
	X(document,      422, "invalid-field",  "The assignment has a mistake", "Save it to see where.") \
	X(notice,        403, "notice-first",   "Please read the notice first", NULL)              \
	X(due,           409, "past-due",       "The due date is over", NULL)                      \
	X(attempts,      409, "no-attempts-left", "All attempts are used up", NULL)                \
	X(under_way,     409, "attempt-under-way", "An attempt is being read",                     \
	  "Please wait until its feedback is there.")                                              \
	X(file,          422, "file-gone",      "A file is not there any more",                    \
	  "Please upload it again.")                                                               \
	X(empty,         422, "submission-empty", "There is nothing to hand in", NULL)             \
	X(too_long,      422, "submission-too-long", "The text is too long",                       \
	  "At most 256 KiB can be handed in.")                                                     \
	X(attempt,       404, "not-found",      "No such attempt",                                 \
	  "It was deleted, or it belongs to somebody else.")
/* clang-format on */

#define DEFINE_REFUSAL(symbol, code, type, headline, sentence)                           \
	const struct problem *handing_##symbol(void)                                     \
	{                                                                                \
		static const struct problem problem = {.status = code,                   \
						       .name = type,                     \
						       .title = headline,                \
						       .detail = sentence};              \
		return &problem;                                                         \
	}
REFUSALS(DEFINE_REFUSAL)
