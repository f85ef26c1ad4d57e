/* Quotations, points, and the sample solution kept back. */
#include "feedback/judgement.h"

#include "base/json.h"
#include "marking/quotation.h"

static const char *kind_name(enum marking_quote_kind kind)
{
	return kind == QUOTE_STRENGTH ? "strength" : "work";
}

/* What the student wrote, not how the model spelt it. */
static struct json_object *evidence_json(const struct handed *handed,
					 const struct quotation_place *place,
					 enum marking_quote_kind kind)
{
	struct json_object *json = json_new(handed->arena);

	json_put_text(json, "quote",
		      arena_strndup(handed->arena, handed->submission.text + place->start,
				    place->end - place->start));
	json_put_int(json, "start", (int64_t)place->start_utf16);
	json_put_int(json, "end", (int64_t)place->end_utf16);
	return json_put_text(json, "kind", kind_name(kind));
}

void judgement_make(struct judgement *out, struct handed *handed, size_t index,
		    const struct marking_criterion *criterion)
{
	const struct rubric_criterion *asked =
		&handed->assignment->rubric.criteria[index];
	struct json_object *evidence = json_list(handed->arena);
	struct quotation_place place;

	*out = (struct judgement){.feedback = json_new(handed->arena),
				  .points = rubric_points(asked, criterion->level)};
	for (size_t i = 0; i < criterion->quote_count; i++) {
		const struct marking_quote *quote = &criterion->quotes[i];

		if (quotation_find(&place, handed->work, quote->quote) !=
		    QUOTATION_FOUND) {
			out->dropped++;
			continue;
		}
		out->kept++;
		json_add(evidence, evidence_json(handed, &place, quote->kind));
	}
	json_put_text(out->feedback, "id", asked->id);
	json_put_int(out->feedback, "level", (int64_t)criterion->level);
	json_put_number(out->feedback, "points", out->points);
	json_put(out->feedback, "evidence", evidence);
	json_put_text(out->feedback, "advice",
		      judgement_clean(handed, criterion->advice));
	json_put_text(out->feedback, "next_step",
		      judgement_clean(handed, criterion->next_step));
}

const char *judgement_clean(struct handed *handed, const char *text)
{
	if (!handed->solution)
		return text;
	return solution_keep_back(handed->solution, handed->arena, text,
				  &handed->kept_back);
}
