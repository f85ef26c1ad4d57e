/* Fuzz: any text as the answer of a Basic Outcomes service. */
#include <lti/outcomes.h>

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct lti_outcome outcome;
	struct lti_error why;
	char *text = text_of(data, size), *request;

	if (lti_outcome_read(&outcome, (const char *)data, size, &why) == LTI_OK)
		MUST(outcome.code <= LTI_OUTCOME_UNSUPPORTED && outcome.score >= 0);
	if (lti_outcome_write(&request, LTI_OUTCOME_REPLACE, text, text, 0.5, &why) ==
	    LTI_OK)
		MUST(!strstr(request, "<!"));
	free(request);
	free(text);
	return 0;
}
