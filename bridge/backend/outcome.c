/* An outcome that stays when its relay is gone. */
#include "backend/relay.h"

void relay_outcome_keep(struct relay_outcome *kept, struct arena *arena,
			const struct relay_outcome *outcome)
{
	*kept = *outcome;
	kept->finish = arena_strdup(arena, outcome->finish ? outcome->finish : "");
	kept->backend = arena_strdup(arena, outcome->backend);
	kept->model = arena_strdup(arena, outcome->model);
	kept->upstream_id = arena_strdup(arena, outcome->upstream_id);
}
