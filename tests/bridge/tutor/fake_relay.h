/*
 * A backend that does what the test says: it stands in for relay.h and backend.h, so that every
 * order of events can be played without a network.
 */
#ifndef TESTS_TUTOR_FAKE_RELAY_H
#define TESTS_TUTOR_FAKE_RELAY_H

#include "backend/relay.h"

#define FAKE_MODEL "test model"
#define FAKE_SMALL_MODEL "small model"

struct fake_relay {
	struct relay_events events;
	void *owner;
	char body[65536]; /* the request as JSON */
	char id[64];
	char model[64]; /* as asked; it answers by that name */
	int64_t cut_at_tokens;
	bool alive; /* started, neither ended nor cancelled */
	bool cancelled;
	struct relay_outcome on_cancel; /* what relay_cancel reports */
};

extern struct fake_relay fake_relays[64];
extern unsigned fake_relay_count;
extern size_t fake_models; /* how many models there are: 0, 1 or 2 */
extern bool fake_model_down; /* the first one does not answer */

void fake_relay_reset(void);
struct fake_relay *fake_relay_last(void);
void fake_delta(struct fake_relay *relay, const char *text);
/** What was told so far came in one read, and that is over. */
void fake_rest(struct fake_relay *relay);
void fake_end(struct fake_relay *relay, enum relay_end end, int64_t prompt,
	      int64_t completion);
/** Ends without a usage report; deltas counted. */
void fake_end_unreported(struct fake_relay *relay, enum relay_end end, int64_t deltas);

#endif
