/*
 * Structure:
 *   upstream       one CURLM, the wires that drive it, the calls, a pool of easy handles
 *   upstream_call  one exchange; owns its easy handle until it ends
 *
 * curl may not be called from inside its own callbacks. Whatever a caller asks for from there
 * (a new call, the end of one, reading on) is noted on the call and done when curl has
 * returned: `inside` counts how deep we are, calls_settle() does what was noted.
 */
#include "backend/upstream.h"

#include <curl/curl.h>
#include <string.h>
#include <strings.h>

#include "backend/headers.h"
#include "backend/memory.h"
#include "backend/wires.h"
#include "base/clock.h"

#define IDLE_HANDLES_MAX 64
#define READ_BYTES                                                                       \
	8192L /* one event has some 250 bytes; 16 KiB would cost that per stream */
#define LEAVE_BYTES 4096 /* the most that is read for nobody, in… */
#define LEAVE_MS 2000

enum wish { NOTHING, BEGIN, GO_ON, END };

struct upstream_call {
	struct upstream *upstream;
	struct upstream_call *next, **link; /* all calls */
	CURL *easy;
	struct curl_slist *headers;
	struct upstream_events events;
	void *owner; /* NULL with events.ended NULL: nobody listens any more */
	enum wish wish;
	bool added; /* to the multi handle */
	bool paused;
	bool stalled; /* curl holds bytes back because paused was set */
	bool refused; /* body() said no */
	bool head_told;
	char *body;
	size_t body_len;
	size_t left_bytes; /* read since nobody listens */
	int64_t left_ms;
	struct upstream_head head;
};

struct upstream {
	struct loop *loop;
	CURLM *multi;
	struct wires *wires;
	struct loop_timer *sweep; /* for calls that were left */
	struct upstream_call *calls;
	CURL *idle[IDLE_HANDLES_MAX];
	size_t idle_count;
	unsigned inside;
	bool wishes;
};

/* Calls */

static CURL *handle_take(struct upstream *upstream)
{
	if (upstream->idle_count)
		return upstream->idle[--upstream->idle_count];
	return memory_must(curl_easy_init());
}

static void handle_give(struct upstream *upstream, CURL *easy)
{
	curl_easy_reset(easy);
	if (upstream->idle_count < IDLE_HANDLES_MAX)
		upstream->idle[upstream->idle_count++] = easy;
	else
		curl_easy_cleanup(easy);
}

static void call_free(struct upstream_call *call)
{
	struct upstream *upstream = call->upstream;

	if (call->added)
		curl_multi_remove_handle(upstream->multi, call->easy);
	handle_give(upstream, call->easy);
	headers_free(call->headers);
	free(call->body);
	*call->link = call->next;
	if (call->next)
		call->next->link = call->link;
	free(call);
}

static void call_begin(struct upstream_call *call)
{
	if (curl_multi_add_handle(call->upstream->multi, call->easy) != CURLM_OK)
		memory_must(NULL); /* nothing else is possible */
	call->added = true;
}

static void calls_settle(struct upstream *upstream)
{
	struct upstream_call *next;

	while (upstream->inside == 0 && upstream->wishes) {
		upstream->wishes = false;
		for (struct upstream_call *call = upstream->calls; call; call = next) {
			enum wish wish = call->wish;

			next = call->next;
			call->wish = NOTHING;
			if (wish == END) {
				call_free(call);
			} else if (wish == BEGIN) {
				call_begin(call);
			} else if (wish == GO_ON) {
				upstream->inside++; /* what was held back comes right now */
				curl_easy_pause(call->easy, CURLPAUSE_CONT);
				upstream->inside--;
			}
		}
	}
}

static void call_wish(struct upstream_call *call, enum wish wish)
{
	if (call->wish == END || (call->wish == BEGIN && wish == GO_ON))
		return;
	call->wish = wish;
	call->upstream->wishes = true;
	calls_settle(call->upstream);
}

static enum upstream_end end_of(const struct upstream_call *call, CURLcode code)
{
	if (call->refused)
		return UPSTREAM_REFUSED;
	switch (code) {
	case CURLE_OK:
		return UPSTREAM_COMPLETE;
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_COULDNT_RESOLVE_PROXY:
	case CURLE_COULDNT_CONNECT:
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_OPERATION_TIMEDOUT: /* only connecting has a time limit in curl */
	case CURLE_UNSUPPORTED_PROTOCOL:
	case CURLE_URL_MALFORMAT:
		return UPSTREAM_UNREACHABLE;
	default:
		return UPSTREAM_BROKEN;
	}
}

/* What curl reads */

static void keep_value(char *out, size_t size, const char *value, size_t len)
{
	while (len && (*value == ' ' || *value == '\t'))
		value++, len--;
	while (len && strchr(" \t\r\n", value[len - 1]))
		len--;
	if (len >= size)
		len = 0; /* longer than anything we understand */
	memcpy(out, value, len);
	out[len] = '\0';
}

static void keep_type(char *out, size_t size, const char *value, size_t len)
{
	const char *parameters = memchr(value, ';', len);

	keep_value(out, size, value, parameters ? (size_t)(parameters - value) : len);
	for (; *out; out++)
		if (*out >= 'A' && *out <= 'Z')
			*out += 'a' - 'A';
}

static void tell_head(struct upstream_call *call)
{
	long status = 0;

	curl_easy_getinfo(call->easy, CURLINFO_RESPONSE_CODE, &status);
	if (call->head_told || status < 200) /* 100 Continue: the real one follows */
		return;
	call->head_told = true;
	call->head.status = (int)status;
	if (call->events.head)
		call->events.head(call->owner, &call->head);
}

static size_t on_header(char *line, size_t size, size_t count, void *arg)
{
	struct upstream_call *call = arg;
	struct upstream_head *head = &call->head;
	size_t len = size * count;

	if (len <= 2) /* the blank line */
		tell_head(call);
	else if (len > 5 && strncasecmp(line, "HTTP/", 5) == 0)
		*head = (struct upstream_head){0};
	else if (len > 13 && strncasecmp(line, "Content-Type:", 13) == 0)
		keep_type(head->content_type, sizeof(head->content_type), line + 13,
			  len - 13);
	else if (len > 12 && strncasecmp(line, "Retry-After:", 12) == 0)
		keep_value(head->retry_after, sizeof(head->retry_after), line + 12,
			   len - 12);
	return len;
}

static size_t on_body(char *bytes, size_t size, size_t count, void *arg)
{
	struct upstream_call *call = arg;
	size_t len = size * count;

	if (call->paused) {
		call->stalled = true;
		return CURL_WRITEFUNC_PAUSE;
	}
	if (!call->events.body) {
		call->left_bytes += len;
		return call->wish == END || call->left_bytes > LEAVE_BYTES ? 0 : len;
	}
	if (!call->events.body(call->owner, bytes, len)) {
		call->refused = true;
		return 0;
	}
	return call->wish == END ? 0 : len;
}

/* What curl has finished. ended() may do anything, so each is looked up anew. */
static void calls_finish(struct upstream *upstream)
{
	CURLMsg *message;
	int left;

	while ((message = curl_multi_info_read(upstream->multi, &left))) {
		struct upstream_call *call;
		struct upstream_events events;
		enum upstream_end end;

		if (message->msg != CURLMSG_DONE)
			continue;
		curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &call);
		end = end_of(call, message->data.result);
		events = call->events;
		if (events.ended) /* may ask about the call, or cancel it */
			events.ended(call->owner, end);
		call->events = (struct upstream_events){0};
		call_wish(call, END);
	}
}

/* curl on the loop */

static void drive(void *arg, curl_socket_t socket, int flags)
{
	struct upstream *upstream = arg;
	int running;

	upstream->inside++;
	curl_multi_socket_action(upstream->multi, socket, flags, &running);
	calls_finish(upstream);
	upstream->inside--;
	calls_settle(upstream);
}

/* Setting up */

static struct curl_slist *headers_make(const struct upstream_request *request)
{
	struct curl_slist *list =
		headers_add(NULL, "Accept",
			    request->body ? "text/event-stream, application/json"
					  : "application/json");

	if (request->body) {
		list = headers_add(list, "Content-Type", "application/json");
		list = headers_add(list, "Expect", ""); /* none: it costs a round trip */
	}
	if (request->id)
		list = headers_add(list, "X-Request-Id", request->id);
	return headers_add_key(list, request->api_key);
}

static void set_up(struct upstream_call *call, const struct upstream_request *request)
{
	CURL *easy = call->easy;

	curl_easy_setopt(easy, CURLOPT_URL, request->url);
	curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(easy, CURLOPT_PROXY, ""); /* none from the environment */
	curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(easy, CURLOPT_TCP_NODELAY, 1L);
	curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
	curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT, (long)request->connect_timeout_s);
	curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, READ_BYTES);
	curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, (long)request->fresh);
	curl_easy_setopt(easy, CURLOPT_HTTPHEADER, call->headers);
	curl_easy_setopt(easy, CURLOPT_USERAGENT, "kibridge");
	curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(easy, CURLOPT_HEADERDATA, call);
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(easy, CURLOPT_WRITEDATA, call);
	curl_easy_setopt(easy, CURLOPT_PRIVATE, call);
	if (request->body) {
		curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE,
				 (curl_off_t)request->body_len);
		curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request->body);
	}
}

struct upstream *upstream_new(struct loop *loop, unsigned connections_max)
{
	struct upstream *upstream = memory_new(sizeof(*upstream));

	upstream->loop = loop;
	upstream->multi = memory_must(curl_multi_init());
	upstream->wires = wires_new(loop, upstream->multi, drive, upstream);
	upstream_connections(upstream, connections_max);
	return upstream;
}

void upstream_connections(struct upstream *upstream, unsigned connections_max)
{
	curl_multi_setopt(upstream->multi, CURLMOPT_MAXCONNECTS, (long)connections_max);
}

void upstream_free(struct upstream *upstream)
{
	struct upstream_call *next;

	if (!upstream)
		return;
	loop_timer_cancel(&upstream->sweep);
	for (struct upstream_call *call = upstream->calls; call; call = next) {
		next = call->next;
		call_free(call);
	}
	while (upstream->idle_count)
		curl_easy_cleanup(upstream->idle[--upstream->idle_count]);
	curl_multi_cleanup(upstream->multi);
	wires_free(upstream->wires);
	free(upstream);
}

struct upstream_call *upstream_start(struct upstream *upstream,
				     const struct upstream_request *request,
				     const struct upstream_events *events, void *owner)
{
	struct upstream_call *call = memory_new(sizeof(*call));

	call->upstream = upstream;
	call->events = *events;
	call->owner = owner;
	call->body = request->body;
	call->body_len = request->body_len;
	call->easy = handle_take(upstream);
	call->headers = headers_make(request);
	call->next = upstream->calls;
	call->link = &upstream->calls;
	if (call->next)
		call->next->link = &call->next;
	upstream->calls = call;
	set_up(call, request);
	call_wish(call, BEGIN);
	return call;
}

void upstream_cancel(struct upstream_call **call)
{
	struct upstream_call *gone = *call;

	*call = NULL;
	if (!gone)
		return;
	gone->events = (struct upstream_events){0};
	call_wish(gone, END);
}

static void calls_sweep(void *arg)
{
	struct upstream *upstream = arg;
	int64_t now_ms = clock_tick_ms();
	bool any = false;
	struct upstream_call *next;

	for (struct upstream_call *call = upstream->calls; call; call = next) {
		next = call->next;
		if (call->left_ms && now_ms - call->left_ms >= LEAVE_MS)
			call_free(call);
		else if (call->left_ms)
			any = true;
	}
	if (!any)
		loop_timer_cancel(&upstream->sweep);
}

void upstream_leave(struct upstream_call **call)
{
	struct upstream_call *left = *call;
	struct upstream *upstream;

	*call = NULL;
	if (!left)
		return;
	upstream = left->upstream;
	left->events = (struct upstream_events){0};
	left->left_ms = clock_tick_ms();
	if (!upstream->sweep)
		upstream->sweep = loop_timer_start(upstream->loop, LEAVE_MS, LEAVE_MS / 2,
						   calls_sweep, upstream);
	if (left->paused)
		upstream_resume(left);
}

void upstream_pause(struct upstream_call *call)
{
	call->paused = true;
}

void upstream_resume(struct upstream_call *call)
{
	call->paused = false;
	if (!call->stalled)
		return;
	call->stalled = false;
	call_wish(call, GO_ON);
}

bool upstream_sent(const struct upstream_call *call)
{
	curl_off_t bytes = 0;

	curl_easy_getinfo(call->easy, CURLINFO_SIZE_UPLOAD_T, &bytes);
	return call->added && bytes > 0 && (size_t)bytes >= call->body_len;
}

bool upstream_reused(const struct upstream_call *call)
{
	long connects = 0;

	curl_easy_getinfo(call->easy, CURLINFO_NUM_CONNECTS, &connects);
	return connects == 0;
}
