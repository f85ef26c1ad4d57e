/* Count: what the ledger decided, as metrics. Labels are the names of limits, never whose. */
#ifndef KIBRIDGE_QUOTA_COUNT_H
#define KIBRIDGE_QUOTA_COUNT_H

#include "base/metrics.h"
#include "quota/ledger.h"

void count_admission(struct metrics *metrics, const struct admission_result *result);
/** @reserved_tokens and @used_tokens in all, input and output */
void count_settlement(struct metrics *metrics, int64_t reserved_tokens,
		      int64_t used_tokens);

#endif
