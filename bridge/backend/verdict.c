/* The table of verdicts. */
#include "backend/verdict.h"

#include "base/text.h"

/* clang-format off */
static const struct {
	int from, to; /* status */
	struct verdict verdict;
} by_status[] = {
	/*             what the user hears  remedy           tries  blame  cool  */
	{ 400, 400, { RELAY_REFUSED,     REMEDY_NONE,      1, false, false } },
	{ 401, 401, { RELAY_REFUSED,     REMEDY_ELSEWHERE, 3, true,  false } }, /* our key */
	{ 402, 402, { RELAY_UNAVAILABLE, REMEDY_ELSEWHERE, 3, false, true  } }, /* our account */
	{ 403, 403, { RELAY_REFUSED,     REMEDY_ELSEWHERE, 3, true,  false } },
	{ 404, 404, { RELAY_REFUSED,     REMEDY_ELSEWHERE, 3, false, false } }, /* no such model */
	{ 408, 408, { RELAY_UNAVAILABLE, REMEDY_AGAIN,     3, false, false } },
	{ 413, 413, { RELAY_TOO_LONG,    REMEDY_NONE,      1, false, false } },
	{ 429, 429, { RELAY_BUSY,        REMEDY_AGAIN,     3, false, true  } },
	{ 400, 499, { RELAY_REFUSED,     REMEDY_NONE,      1, false, false } },
	{ 502, 504, { RELAY_UNAVAILABLE, REMEDY_AGAIN,     3, true,  false } },
	{ 500, 599, { RELAY_UNAVAILABLE, REMEDY_AGAIN,     2, true,  false } }, /* 500: once more */
	{ 300, 399, { RELAY_REFUSED,     REMEDY_ELSEWHERE, 3, true,  false } }, /* we do not follow */
};

/* Garbage where a stream should be, or a stream that ended before it said anything. */
static const struct verdict empty =       { RELAY_UNAVAILABLE, REMEDY_AGAIN,     3, true,  false };
static const struct verdict silent =      { RELAY_UNAVAILABLE, REMEDY_ELSEWHERE, 3, true,  false };
static const struct verdict unreachable = { RELAY_UNAVAILABLE, REMEDY_ELSEWHERE, 3, true,  false };
static const struct verdict stale =       { RELAY_UNAVAILABLE, REMEDY_FRESH,     3, false, false };
static const struct verdict too_long =    { RELAY_TOO_LONG,    REMEDY_NONE,      1, false, false };
static const struct verdict quota =       { RELAY_UNAVAILABLE, REMEDY_ELSEWHERE, 3, false, true  };
static const struct verdict option =      { RELAY_REFUSED,     REMEDY_PLAIN,     4, false, false };
/* clang-format on */

struct verdict verdict_of(const struct failure *failure)
{
	enum chunk_fault fault = failure->error.fault;
	bool client_error = failure->status >= 400 && failure->status < 500;

	if (failure->silent)
		return silent;
	if (failure->status == 0 && failure->end == UPSTREAM_UNREACHABLE)
		return unreachable;
	if (failure->status == 0 && failure->end == UPSTREAM_BROKEN && failure->reused)
		return stale;
	/* A 5xx that speaks of the context is a crash of the backend, not the user's doing. */
	if (fault == FAULT_TOO_LONG && client_error)
		return too_long;
	if (fault == FAULT_QUOTA && client_error)
		return quota;
	if (fault == FAULT_OPTION && client_error && failure->status != 429)
		return option;
	for (size_t i = 0; i < ARRAY_LEN(by_status); i++)
		if (failure->status >= by_status[i].from &&
		    failure->status <= by_status[i].to)
			return by_status[i].verdict;
	return empty;
}
