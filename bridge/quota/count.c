/* Admissions, refusals and what was used beyond a reservation. */
#include "quota/count.h"

#include <stdio.h>

void count_admission(struct metrics *metrics, const struct admission_result *result)
{
	static const char *const outcomes[] = {
		[ADMISSION_GRANTED] = "outcome=\"granted\"",
		[ADMISSION_REFUSED] = "outcome=\"refused\"",
		[ADMISSION_REPEATED] = "outcome=\"repeated\"",
	};
	const struct limit *limit = &result->binding.limit;
	char labels[128];

	metrics_add(metrics, "kibridge_quota_admissions_total",
		    outcomes[result->admission], 1);
	if (result->admission != ADMISSION_REFUSED)
		return;
	snprintf(labels, sizeof(labels), "level=\"%s\",scope=\"%s\",metric=\"%s\"",
		 level_name(limit->level), scope_name(limit->scope),
		 metric_name(limit->metric));
	metrics_add(metrics, "kibridge_quota_refused_total", labels, 1);
}

void count_settlement(struct metrics *metrics, int64_t reserved_tokens,
		      int64_t used_tokens)
{
	if (used_tokens > reserved_tokens)
		metrics_add(metrics, "kibridge_quota_overshoot_tokens_total", "",
			    (double)(used_tokens - reserved_tokens));
}
