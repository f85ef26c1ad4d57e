/* The sentences are the fallback for API users; pages translate by the problem's name. */
#include "feedback/handing_refusal.h"

/* clang-format off */
PROBLEM_CONSTANT(handing_no_assignment, 409, "no-assignment", "Nothing is asked for here yet",
	"The lecturer has not written the assignment.")
PROBLEM_CONSTANT(handing_document, 422, "invalid-field", "The assignment has a mistake",
	"Save it to see where.")
PROBLEM_CONSTANT(handing_notice, 403, "notice-first", "Please read the notice first",
	NULL)
PROBLEM_CONSTANT(handing_due, 409, "past-due", "The due date is over", NULL)
PROBLEM_CONSTANT(handing_attempts, 409, "no-attempts-left", "All attempts are used up",
	NULL)
PROBLEM_CONSTANT(handing_under_way, 409, "attempt-under-way", "An attempt is being read",
	"Please wait until its feedback is there.")
PROBLEM_CONSTANT(handing_file, 422, "file-gone", "A file is not there any more",
	"Please upload it again.")
PROBLEM_CONSTANT(handing_empty, 422, "submission-empty", "There is nothing to hand in",
	NULL)
PROBLEM_CONSTANT(handing_too_long, 422, "submission-too-long", "The text is too long",
	"At most 256 KiB can be handed in.")
PROBLEM_CONSTANT(handing_attempt, 404, "not-found", "No such attempt",
	"It was deleted, or it belongs to somebody else.")
/* clang-format on */
