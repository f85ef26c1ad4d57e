/* Fuzz: any text as what a service answers: tokens, line items, results, members. */
#include <lti/assertion.h>
#include <lti/grades.h>
#include <lti/roster.h>

#include "fuzz.h"

static void as_line_items(const char *body, size_t size)
{
	struct lti_line_items items;
	struct lti_error why;
	size_t i;

	if (lti_line_items_read(&items, body, size, &why) == LTI_OK)
		for (i = 0; i < items.count; i++)
			MUST(items.items[i].id && items.items[i].label &&
			     items.items[i].score_maximum >= 0);
	lti_line_items_clear(&items);
}

static void as_results(const char *body, size_t size)
{
	struct lti_results results;
	struct lti_error why;
	size_t i;

	if (lti_results_read(&results, body, size, &why) == LTI_OK)
		for (i = 0; i < results.count; i++)
			MUST(results.results[i].user_id &&
			     results.results[i].maximum > 0);
	lti_results_clear(&results);
}

static void as_roster(const char *body, size_t size)
{
	struct lti_roster roster;
	struct lti_error why;
	size_t i;

	if (lti_roster_read(&roster, body, size, &why) == LTI_OK)
		for (i = 0; i < roster.count; i++)
			MUST(roster.members[i].user_id);
	lti_roster_clear(&roster);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct lti_token token;
	struct lti_error why;

	if (lti_token_read(&token, 200, (const char *)data, size, ~0u, &why) == LTI_OK)
		MUST(*token.access && !strpbrk(token.access, "\r\n ") &&
		     token.life_s > 0);
	lti_token_clear(&token);
	MUST(lti_token_read(&token, 400, (const char *)data, size, ~0u, &why) != LTI_OK);
	as_line_items((const char *)data, size);
	as_results((const char *)data, size);
	as_roster((const char *)data, size);
	return 0;
}
