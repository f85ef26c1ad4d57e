/*
 * The blocking client: curl easy, one handle per thread and guard. A connection made where
 * private addresses were allowed must not serve a request where they are not, hence two.
 */
#include "net/client.h"

#include <curl/curl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "base/workers.h"

#define TIMEOUT_MS 15000
#define CONNECT_MS 3000
#define BODY_BYTES MIB
#define HEADER_BYTES_MAX (64 * KIB) /* of all headers */
#define HEADERS_MAX 100
#define REDIRECTS_MAX 3

struct handles {
	CURL *easy[2]; /* by guard */
};

/* One request on its way. */
struct exchange {
	const struct net_request *request;
	struct arena *arena;
	struct buf body;
	struct net_header *headers;
	size_t header_count, header_bytes;
	bool too_large;
	bool address_refused;
};

/* Handles */

static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t key;

static void handles_free(void *arg)
{
	struct handles *handles = arg;

	for (size_t i = 0; i < ARRAY_LEN(handles->easy); i++)
		curl_easy_cleanup(handles->easy[i]);
	free(handles);
}

static void prepare(void)
{
	curl_global_init(CURL_GLOBAL_DEFAULT); /* counted; the program's is the first */
	if (pthread_key_create(&key, handles_free) != 0)
		log_fatal("net.threads", NULL);
}

static CURL *handle_for(enum net_guard guard)
{
	struct handles *handles;

	pthread_once(&once, prepare);
	handles = pthread_getspecific(key);
	if (!handles) {
		handles = calloc(1, sizeof(*handles));
		pthread_setspecific(key, handles);
	}
	if (handles && !handles->easy[guard])
		handles->easy[guard] = curl_easy_init();
	if (!handles || !handles->easy[guard])
		log_fatal("memory.exhausted", "what=net");
	curl_easy_reset(handles->easy[guard]); /* connections stay */
	return handles->easy[guard];
}

/* What curl calls */

/* The address is final here: no second look-up comes between this check and connect(). */
static curl_socket_t open_checked(void *arg, curlsocktype purpose,
				  struct curl_sockaddr *address)
{
	struct exchange *exchange = arg;

	(void)purpose;
	if (exchange->request->guard == NET_PUBLIC &&
	    guard_address_kind(&address->addr)) {
		exchange->address_refused = true;
		return CURL_SOCKET_BAD;
	}
	return socket(address->family, address->socktype | SOCK_CLOEXEC,
		      address->protocol);
}

static size_t on_body(char *bytes, size_t size, size_t count, void *arg)
{
	struct exchange *exchange = arg;

	if (buf_add(&exchange->body, bytes, size * count))
		return size * count;
	exchange->too_large = true;
	return 0;
}

static void keep_header(struct exchange *exchange, const char *line, size_t len)
{
	struct net_header *header = &exchange->headers[exchange->header_count];
	const char *colon = memchr(line, ':', len);
	char *name;

	if (!colon || colon == line)
		return; /* neither a field nor the status line: of no use */
	name = arena_strndup(exchange->arena, line, (size_t)(colon - line));
	for (char *at = name; *at; at++)
		if (*at >= 'A' && *at <= 'Z')
			*at += 'a' - 'A';
	for (len -= (size_t)(colon + 1 - line), line = colon + 1;
	     len && (*line == ' ' || *line == '\t'); len--)
		line++;
	while (len && strchr(" \t\r\n", line[len - 1]))
		len--;
	header->name = name;
	header->value = arena_strndup(exchange->arena, line, len);
	exchange->header_count++;
}

static size_t on_header(char *line, size_t size, size_t count, void *arg)
{
	struct exchange *exchange = arg;
	size_t len = size * count;

	exchange->header_bytes += len;
	if (exchange->header_bytes > HEADER_BYTES_MAX ||
	    exchange->header_count == HEADERS_MAX) {
		exchange->too_large = true;
		return 0;
	}
	if (len > 5 && strncmp(line, "HTTP/", 5) == 0)
		exchange->header_count = 0; /* what stood before was a 100 Continue's */
	else
		keep_header(exchange, line, len);
	return len;
}

/* One exchange */

static bool header_clean(const struct net_header *header)
{
	const unsigned char *value = (const unsigned char *)header->value;

	for (; *value; value++)
		if ((*value < 0x20 && *value != '\t') || *value == 0x7f)
			return false;
	return !text_empty(header->name) && !strpbrk(header->name, ": \t\r\n");
}

static bool headers_make(struct curl_slist **out, struct arena *arena,
			 const struct net_request *request)
{
	const struct net_header *header = request->headers;

	*out = curl_slist_append(NULL, "Expect:");
	for (; header && header->name; header++) {
		/* "Name;" is curl's way to send an empty value */
		const char *line = arena_printf(arena, *header->value ? "%s: %s" : "%s;",
						header->name, header->value);

		if (!header_clean(header))
			return false;
		*out = curl_slist_append(*out, line);
	}
	return true;
}

static enum net_status status_of(CURLcode code, const struct exchange *exchange)
{
	if (code == CURLE_OK)
		return NET_OK;
	if (exchange->too_large)
		return NET_ERR_TOO_LARGE;
	switch (code) {
	case CURLE_OPERATION_TIMEDOUT:
		return NET_ERR_TIMEOUT;
	case CURLE_COULDNT_RESOLVE_HOST:
		return NET_ERR_RESOLVE;
	case CURLE_COULDNT_CONNECT:
		return exchange->address_refused ? NET_ERR_ADDRESS : NET_ERR_CONNECT;
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CERTPROBLEM:
	case CURLE_SSL_CIPHER:
	case CURLE_SSL_ISSUER_ERROR:
		return NET_ERR_TLS;
	case CURLE_URL_MALFORMAT:
		return NET_ERR_URL;
	default:
		return NET_ERR_PROTOCOL;
	}
}

static void set_up(CURL *easy, struct exchange *exchange, const char *url,
		   int64_t left_ms)
{
	const struct net_request *request = exchange->request;
	size_t body_len = request->body && !request->body_len ? strlen(request->body)
							      : request->body_len;

	curl_easy_setopt(easy, CURLOPT_URL, url);
	curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR,
			 request->guard == NET_PUBLIC ? "https" : "https,http");
	curl_easy_setopt(easy, CURLOPT_PROXY, ""); /* none from the environment */
	curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)left_ms);
	curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS,
			 (long)(left_ms < CONNECT_MS ? left_ms : CONNECT_MS));
	curl_easy_setopt(easy, CURLOPT_USERAGENT, "kibridge");
	curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open_checked);
	curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, exchange);
	curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(easy, CURLOPT_HEADERDATA, exchange);
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(easy, CURLOPT_WRITEDATA, exchange);
	if (request->body) {
		curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body_len);
		curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request->body);
	}
	if (request->method && strcmp(request->method, "HEAD") == 0)
		curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
	else if (request->method)
		curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request->method);
}

static enum net_status exchange_run(struct net_response *out, struct arena *arena,
				    const struct net_request *request, const char *url,
				    int64_t left_ms)
{
	CURL *easy = handle_for(request->guard);
	struct exchange exchange = {.request = request, .arena = arena};
	struct curl_slist *headers = NULL;
	enum net_status status = NET_ERR_HEADER;
	long answered = 0;

	buf_init(&exchange.body, request->max_bytes ? request->max_bytes : BODY_BYTES);
	exchange.headers = arena_alloc(arena, HEADERS_MAX * sizeof(*exchange.headers));
	if (headers_make(&headers, arena, request)) {
		set_up(easy, &exchange, url, left_ms);
		curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
		worker_wait_begin();
		status = status_of(curl_easy_perform(easy), &exchange);
		worker_wait_end();
	}
	curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &answered);
	if (status == NET_OK && (answered < 200 || answered > 599))
		status = NET_ERR_PROTOCOL;
	if (status == NET_OK)
		*out = (struct net_response){
			.status = (int)answered,
			.headers = exchange.headers,
			.header_count = exchange.header_count,
			.body = arena_memdup(arena, exchange.body.bytes,
					     exchange.body.len),
			.body_len = exchange.body.len,
			.url = url,
		};
	curl_easy_reset(easy); /* it points to headers and to this stack */
	curl_slist_free_all(headers);
	buf_clear(&exchange.body);
	return status;
}

/* Redirects */

static bool is_redirect(const struct net_response *response)
{
	switch (response->status) {
	case 301:
	case 302:
	case 303:
	case 307:
	case 308:
		return net_header(response, "location") != NULL;
	default:
		return false;
	}
}

static bool may_follow(const struct net_request *request)
{
	const struct net_header *header = request->headers;

	for (; header && header->name; header++)
		if (text_equal_nocase(header->name, "authorization"))
			return false;
	return !request->body && (!request->method || text_equal(request->method, "GET"));
}

/* NULL: not there, or not inside the origin. */
static const char *redirect_target(struct arena *arena, const char *from,
				   const char *location)
{
	CURLU *url = curl_url();
	char *target = NULL;
	const char *kept = NULL;

	if (curl_url_set(url, CURLUPART_URL, from, 0) == CURLUE_OK &&
	    curl_url_set(url, CURLUPART_URL, location, 0) == CURLUE_OK &&
	    curl_url_get(url, CURLUPART_URL, &target, 0) == CURLUE_OK &&
	    guard_same_origin(from, target))
		kept = arena_strdup(arena, target);
	curl_free(target);
	curl_url_cleanup(url);
	return kept;
}

static enum net_status fetch(struct net_response *out, struct arena *arena,
			     const struct net_request *request)
{
	int64_t until_ms = clock_tick_ms() +
			   (request->timeout_ms ? request->timeout_ms : TIMEOUT_MS);
	const char *url = arena_strdup(arena, request->url);
	enum net_status status;

	for (int redirects = 0;; redirects++) {
		int64_t left_ms = until_ms - clock_tick_ms();

		if (guard_url(url, request->guard) != GUARD_OK)
			return NET_ERR_URL;
		if (left_ms <= 0)
			return NET_ERR_TIMEOUT;
		status = exchange_run(out, arena, request, url, left_ms);
		if (status != NET_OK || !is_redirect(out))
			return status;
		if (redirects == REDIRECTS_MAX || !may_follow(request))
			return NET_ERR_REDIRECT;
		url = redirect_target(arena, url, net_header(out, "location"));
		if (!url)
			return NET_ERR_REDIRECT;
	}
}

static void tell_failure(const char *url, enum net_status status)
{
	CURLU *parts = curl_url();
	char *host = NULL;
	char safe[LOG_PEER];

	if (url && curl_url_set(parts, CURLUPART_URL, url, 0) == CURLUE_OK)
		curl_url_get(parts, CURLUPART_HOST, &host, 0);
	log_warn("net.failed", "host=%s reason=\"%s\"", log_peer(safe, host ? host : "-"),
		 net_sentence(status));
	curl_free(host);
	curl_url_cleanup(parts);
}

enum net_status net_fetch(struct net_response *out, struct arena *arena,
			  const struct net_request *request)
{
	enum net_status status = fetch(out, arena, request);

	if (status == NET_OK)
		return NET_OK;
	*out = (struct net_response){.body = ""};
	tell_failure(request->url, status);
	return status;
}

const char *net_sentence(enum net_status status)
{
#define SENTENCE(name, sentence) [name] = sentence,
	static const char *const sentences[] = {NET_STATUS_LIST(SENTENCE)};
#undef SENTENCE

	return sentences[status];
}

const char *net_header(const struct net_response *response, const char *name)
{
	for (size_t i = 0; i < response->header_count; i++)
		if (text_equal_nocase(response->headers[i].name, name))
			return response->headers[i].value;
	return NULL;
}
