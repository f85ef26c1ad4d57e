/* Telling followers: pieces of the answer by what each has, frames to all. */
#include "tutor/followers.h"

#include <string.h>

#include "tutor/frame.h"

static void send_piece(struct followers *followers, struct follower *follower,
		       bool reasoning)
{
	const struct buf *text = reasoning ? followers->reasoning : followers->answer;
	size_t *sent = reasoning ? &follower->reasoning_sent : &follower->sent;

	if (!follower->sink || *sent >= text->len)
		return;
	buf_reset(followers->frame);
	if (!frame_delta(followers->frame, followers->turn, followers->answer->len,
			 text->bytes + *sent, text->len - *sent, reasoning))
		return; /* cannot be: the scratch buffer holds any answer */
	*sent = text->len;
	if (!follower->sink->send(follower->sink, followers->frame->bytes,
				  followers->frame->len))
		follower->sink = NULL;
}

static void send_rest(struct followers *followers, struct follower *follower)
{
	send_piece(followers, follower, true);
	send_piece(followers, follower, false);
}

/* Nothing while earlier bytes wait for the kernel: the next piece will hold it all. */
static void push(struct followers *followers, struct follower *follower)
{
	if (follower->sink && follower->sink->queued(follower->sink) == 0)
		send_rest(followers, follower);
}

static struct follower *place_for(struct followers *followers, const struct sink *sink)
{
	struct follower *free_place = NULL;

	for (size_t i = 0; i < FOLLOWERS_MAX; i++) {
		struct follower *follower = &followers->places[i];

		if (follower->sink == sink)
			return follower;
		if (!free_place && !follower->sink)
			free_place = follower;
	}
	return free_place;
}

struct follower *followers_add(struct followers *followers, struct sink *sink,
			       size_t after)
{
	struct follower *place = place_for(followers, sink);
	const struct buf *answer = followers->answer;

	if (!place)
		return NULL;
	place->sink = sink;
	place->sent = after < answer->len ? after : answer->len;
	/* A browser that counted wrongly must not be sent half a character. */
	while (place->sent > 0 && place->sent < answer->len &&
	       ((unsigned char)answer->bytes[place->sent] & 0xC0) == 0x80)
		place->sent--;
	place->reasoning_sent = after > 0 ? followers->reasoning->len : 0;
	return place;
}

void followers_remove(struct followers *followers, struct sink *sink)
{
	for (size_t i = 0; i < FOLLOWERS_MAX; i++)
		if (followers->places[i].sink == sink)
			followers->places[i].sink = NULL;
}

bool followers_any(const struct followers *followers)
{
	for (size_t i = 0; i < FOLLOWERS_MAX; i++)
		if (followers->places[i].sink)
			return true;
	return false;
}

void followers_push(struct followers *followers)
{
	for (size_t i = 0; i < FOLLOWERS_MAX; i++)
		push(followers, &followers->places[i]);
}

void followers_catch_up(struct followers *followers, struct sink *sink)
{
	for (size_t i = 0; i < FOLLOWERS_MAX; i++)
		if (followers->places[i].sink == sink)
			push(followers, &followers->places[i]);
}

void followers_flush(struct followers *followers)
{
	for (size_t i = 0; i < FOLLOWERS_MAX; i++)
		send_rest(followers, &followers->places[i]);
}

void followers_tell(struct followers *followers, const char *text)
{
	for (size_t i = 0; i < FOLLOWERS_MAX; i++) {
		struct sink *sink = followers->places[i].sink;

		if (sink && !sink->send(sink, text, strlen(text)))
			followers->places[i].sink = NULL;
	}
}
