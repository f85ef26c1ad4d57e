/*
 * Estimate: how many tokens a prompt can be at most. The bound on bytes per token is learnt per
 * model from the backend's own usage reports; until one is known, a token is taken to be one byte
 * plus the template's overhead per message, which byte-level tokenizers never exceed.
 */
#ifndef KIBRIDGE_QUOTA_ESTIMATE_H
#define KIBRIDGE_QUOTA_ESTIMATE_H

#include <stddef.h>
#include <stdint.h>

#include "store/db.h"

#define ESTIMATE_TOKENS_PER_MESSAGE 8 /* role markers of chat templates */

/** Reader. An upper bound for messages of bytes in all. */
int64_t estimate_prompt(struct db_conn *conn, const char *model, size_t bytes,
			size_t messages);
/** In a transaction: the backend counted prompt_tokens for a prompt of bytes. */
enum db_status estimate_learn(struct db_conn *tx, const char *model, size_t bytes,
			      size_t messages, int64_t prompt_tokens, int64_t now_s)
	__attribute__((warn_unused_result));

#endif
