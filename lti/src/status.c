/* Status: the list of failures as texts. */
#include <lti/status.h>

static const struct {
	const char *name, *sentence, *spec;
} statuses[] = {
#define X(name, sentence, spec) [name] = {#name, sentence, spec},
	LTI_STATUS_LIST(X)
#undef X
};

const char *lti_status_name(enum lti_status status)
{
	return (unsigned)status < LTI_STATUS_COUNT ? statuses[status].name : "unknown";
}

const char *lti_status_sentence(enum lti_status status)
{
	return (unsigned)status < LTI_STATUS_COUNT ? statuses[status].sentence
						   : "unknown";
}

const char *lti_status_spec(enum lti_status status)
{
	return (unsigned)status < LTI_STATUS_COUNT ? statuses[status].spec : "";
}
