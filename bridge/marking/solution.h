/*
 * Solution: the lecturer's sample solution, kept back from students. The model reads it; what the
 * model then writes is looked through sentence by sentence, and a sentence that gives it away is
 * taken out. Three signs, each of which leaves alone what stands in the student's own text, the
 * task or the rubric:
 *   - it is a sentence of the solution (SOLUTION_SENTENCE_MIN bytes or more);
 *   - SOLUTION_RUN words in a row are, of which at least SOLUTION_RUN_SAYS say something;
 *   - it, or it and its neighbour, has most of the words that a sentence of the solution has of its
 *     own, in whatever order and inflection.
 * What is said in altogether different words is not noticed, nor is a solution of three words: that
 * is what the model's instructions are for, and the human who releases.
 */
#ifndef KIBRIDGE_MARKING_SOLUTION_H
#define KIBRIDGE_MARKING_SOLUTION_H

#include <stddef.h>

#include "base/arena.h"

#define SOLUTION_SENTENCE_MIN 40 /* shorter ones coincide by chance */
#define SOLUTION_RUN 7
#define SOLUTION_RUN_SAYS 3
#define SOLUTION_OWN_MIN                                                                 \
	3 /* own words of what is looked for; shorter sentences are joined */
#define SOLUTION_OWN_PERCENT 75 /* of them that together are too many… */
#define SOLUTION_OWN_MAX 8 /* …and so are these, of a sentence however long */

struct solution;

/**
 * @text  valid UTF-8, at most ASSIGNMENT_SOLUTION_MAX bytes
 * @known what the student has before them, each valid UTF-8
 * Texts are borrowed; takes about nine times their length from the arena.
 */
struct solution *solution_prepare(struct arena *arena, const char *text,
				  const char *const *known, size_t known_count);

/**
 * What may be shown of a text: "[…]" for what is taken out.
 * @taken is raised by the sentences taken out; may be NULL
 */
const char *solution_keep_back(const struct solution *solution, struct arena *arena,
			       const char *text, size_t *taken);

#endif
