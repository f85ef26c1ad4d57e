/*
 * Stream: the sink behind a streamed reply. Each piece goes out as one chunk [RFC 9112 §7.1] at
 * once if lws holds nothing back, else into the queue. HTTP/1.0 gets the bytes as they are.
 */
#include "http/exchange.h"

#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"

#define QUEUE_MAX MIB
#define PIECE_BYTES (64 * KIB)
#define CHUNK_HEAD 20
#define END_MARK "0\r\n\r\n"

static struct exchange *exchange_of(const struct sink *sink)
{
	return lws_container_of(sink, struct exchange, stream.sink);
}

/* lws has taken all there was: may more be written right now? */
static bool idle(const struct exchange *exchange)
{
	return exchange->stream.queue.len == 0 && exchange->stream.in_lws == 0;
}

static void cut(struct exchange *exchange)
{
	exchange->stream.ended = exchange->stream.cut = true;
	conn_doom(exchange->conn);
}

static void write_now(struct exchange *exchange, const void *bytes, size_t len)
{
	struct lws *wsi = exchange->conn->wsi;

	if (lws_write(wsi, (unsigned char *)bytes, len, LWS_WRITE_HTTP) < 0) {
		cut(exchange);
	} else if (lws_partial_buffered(wsi)) {
		exchange->stream.in_lws = len;
		exchange_choked(exchange);
	}
}

static size_t frame(unsigned char *out, const struct exchange *exchange,
		    const char *bytes, size_t len)
{
	size_t head = 0;

	if (!exchange->old)
		head = (size_t)snprintf((char *)out, CHUNK_HEAD, "%zx\r\n", len);
	memcpy(out + head, bytes, len);
	if (exchange->old)
		return len;
	memcpy(out + head + len, "\r\n", 2);
	return head + len + 2;
}

static bool stream_send(struct sink *sink, const char *bytes, size_t len)
{
	struct exchange *exchange = exchange_of(sink);
	unsigned char *framed;
	size_t framed_len;

	if (exchange->stream.ended)
		return false;
	assert(!reply_is_late(exchange->reply)); /* the owner forgot its head */
	if (len == 0)
		return true; /* an empty chunk would be the end */
	framed = server_scratch(exchange->server, len + CHUNK_HEAD + 2);
	framed_len = frame(framed, exchange, bytes, len);
	exchange->written += len;
	if (idle(exchange)) {
		write_now(exchange, framed, framed_len);
		return !exchange->stream.ended;
	}
	if (buf_add(&exchange->stream.queue, framed, framed_len))
		return true;
	log_info("http.reader-too-slow", "queued=%zu req=%s", exchange->stream.queue.len,
		 exchange->call.id);
	cut(exchange);
	return false;
}

static size_t stream_queued(const struct sink *sink)
{
	const struct stream *stream = &exchange_of(sink)->stream;

	return stream->queue.len + stream->in_lws;
}

/* The owner hears it exactly once, and before the exchange goes. */
static void tell_closed(struct exchange *exchange)
{
	struct sink *sink = &exchange->stream.sink;
	void (*closed)(void *owner) = sink->closed;

	sink->closed = NULL;
	if (closed)
		closed(sink->owner);
}

static void complete(struct exchange *exchange)
{
	tell_closed(exchange);
	exchange_finish(exchange);
}

static void complete_posted(void *arg)
{
	struct exchange *exchange = arg;

	exchange->stream.posted = false;
	if (!exchange->conn)
		exchange_free(exchange);
	else if (idle(exchange) && !exchange->stream.cut)
		complete(exchange);
}

static void stream_end(struct sink *sink, int code, const char *reason)
{
	struct exchange *exchange = exchange_of(sink);
	struct stream *stream = &exchange->stream;

	(void)reason;
	if (stream->ended)
		return;
	/* The client must not take it as whole; a head that never came, neither. */
	if ((code != 0 && code != 1000) || reply_is_late(exchange->reply)) {
		cut(exchange);
		return;
	}
	stream->ended = true;
	if (!exchange->old && !idle(exchange)) {
		stream->queue.cap += sizeof(END_MARK);
		if (!buf_add_text(&stream->queue, END_MARK))
			cut(exchange);
	} else if (!exchange->old) {
		write_now(exchange, END_MARK, strlen(END_MARK));
	}
	/* Later, as the caller is the owner, who is about to hear closed(). */
	stream->posted = true;
	loop_post(exchange->server->options.loop, complete_posted, exchange);
}

static void write_head(struct exchange *exchange)
{
	write_now(exchange, exchange->head.bytes, exchange->head.len);
	buf_clear(&exchange->head);
}

/* A late head: said once, before the first piece. */
static void stream_head(struct sink *sink, int status, const char *type)
{
	struct exchange *exchange = exchange_of(sink);

	if (exchange->stream.ended || !reply_is_late(exchange->reply))
		return;
	reply_say_head(exchange->reply, status, type);
	exchange_stream_head(exchange);
	write_head(exchange);
}

void stream_begin(struct exchange *exchange)
{
	const struct reply_stream *wanted = reply_stream_of(exchange->reply);
	struct stream *stream = &exchange->stream;

	exchange->state = STREAMING;
	buf_init(&stream->queue, QUEUE_MAX);
	stream->sink.send = stream_send;
	stream->sink.queued = stream_queued;
	stream->sink.end = stream_end;
	if (reply_is_late(exchange->reply))
		stream->sink.head = stream_head;
	else
		write_head(exchange);
	wanted->start(wanted->owner, &stream->sink);
}

void stream_writable(struct exchange *exchange)
{
	struct stream *stream = &exchange->stream;
	size_t sent = 0, piece;

	exchange->choked = false;
	stream->in_lws = 0;
	lws_rx_flow_control(exchange->conn->wsi, 0);
	while (sent < stream->queue.len && stream->in_lws == 0 && !stream->cut) {
		piece = stream->queue.len - sent;
		piece = piece < PIECE_BYTES ? piece : PIECE_BYTES;
		write_now(exchange, stream->queue.bytes + sent, piece);
		sent += piece;
	}
	buf_drop(&stream->queue, sent);
	if (!idle(exchange) || stream->cut)
		return;
	buf_clear(&stream->queue);
	if (stream->ended && !stream->posted)
		complete(exchange);
	else if (!stream->ended && stream->sink.drained)
		stream->sink.drained(stream->sink.owner);
}

void stream_abandon(struct exchange *exchange)
{
	exchange->stream.ended = exchange->stream.cut = true;
	tell_closed(exchange);
}
