/*
 * Estimate: the learnt bound on bytes per token. It is the least that a model's own reports ever
 * showed, less a margin, because the next text may be denser than all before.
 */
#include "quota/estimate.h"

#include "base/text.h"

#define SAMPLES_MIN 16 /* reports before a bound is believed */
#define SAMPLES_MAX 256 /* from here on only a smaller bound is worth a write */
/* Short messages say more about the chat template than about the text. */
#define SAMPLE_BYTES_MIN 1000
#define SAMPLE_BYTES_PER_MESSAGE_MIN 100
#define BYTE_PER_TOKEN 1000 /* the bound that needs no learning, times 1,000 */

/* A quarter fewer bytes per token than ever seen, never less than one byte. */
static int64_t with_margin(int64_t bytes_per_1000)
{
	int64_t bound = bytes_per_1000 * 3 / 4;

	return bound < BYTE_PER_TOKEN ? BYTE_PER_TOKEN : bound;
}

int64_t estimate_prompt(struct db_conn *conn, const char *model, size_t bytes,
			size_t messages)
{
	int64_t bound = BYTE_PER_TOKEN;
	AUTO_ROWS *rows =
		db_query(conn,
			 "SELECT bytes_per_1000_tokens, samples FROM token_bound "
			 "WHERE model = $1",
			 "t", model);

	if (db_next(rows) && db_int(rows, 1) >= SAMPLES_MIN)
		bound = with_margin(db_int(rows, 0));
	return ((int64_t)bytes * 1000 + bound - 1) / bound +
	       (int64_t)messages * ESTIMATE_TOKENS_PER_MESSAGE;
}

static bool tells_something(size_t bytes, size_t messages, int64_t prompt_tokens)
{
	return prompt_tokens > 0 && bytes >= SAMPLE_BYTES_MIN &&
	       bytes / (messages ? messages : 1) >= SAMPLE_BYTES_PER_MESSAGE_MIN;
}

enum db_status estimate_learn(struct db_conn *tx, const char *model, size_t bytes,
			      size_t messages, int64_t prompt_tokens, int64_t now_s)
{
	int64_t seen, bound, samples;
	AUTO_ROWS *rows = NULL;

	if (!tells_something(bytes, messages, prompt_tokens))
		return DB_OK;
	/* The template's tokens are left in: they make the bound smaller, which is safe. */
	seen = (int64_t)bytes * 1000 / prompt_tokens;
	rows = db_query(
		tx,
		"SELECT bytes_per_1000_tokens, samples FROM token_bound WHERE model = $1",
		"t", model);
	if (db_next(rows)) {
		bound = db_int(rows, 0);
		samples = db_int(rows, 1);
		if (samples >= SAMPLES_MAX && bound <= seen)
			return DB_OK; /* many turns end at once: no row that all of them write */
	}
	if (db_rows_status(rows) != DB_OK)
		return db_rows_status(rows);
	return db_exec(
		tx,
		"INSERT INTO token_bound (model, bytes_per_1000_tokens, samples, "
		"updated_s) "
		"VALUES ($1, $2, 1, $3) ON CONFLICT (model) DO UPDATE SET "
		"bytes_per_1000_tokens = CASE "
		"WHEN excluded.bytes_per_1000_tokens < token_bound.bytes_per_1000_tokens "
		"THEN excluded.bytes_per_1000_tokens "
		"ELSE token_bound.bytes_per_1000_tokens END, "
		"samples = token_bound.samples + 1, updated_s = excluded.updated_s",
		"tii", model, seen, now_s);
}
