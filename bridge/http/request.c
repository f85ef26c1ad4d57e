/*
 * Request: from libwebsockets' parsed headers to struct request, with everything refused that
 * the library is lenient about and that two servers in a row could read differently.
 */
#include "http/exchange.h"

#include <string.h>

#include "base/text.h"
#include "call/problem.h"
#include "http/path.h"

#define HEADERS_MAX 100
#define HEAD_MAX_BYTES (16 * KIB) /* of all header values; lws itself stops at 24 KiB */

/* clang-format off */
static const struct {
	enum lws_token_indexes token;
	enum http_method method;
} method_tokens[] = {
	{ WSI_TOKEN_GET_URI,    HTTP_GET },
	{ WSI_TOKEN_POST_URI,   HTTP_POST },
	{ WSI_TOKEN_HEAD_URI,   HTTP_HEAD },
	{ WSI_TOKEN_PUT_URI,    HTTP_PUT },
	{ WSI_TOKEN_PATCH_URI,  HTTP_PATCH },
	{ WSI_TOKEN_DELETE_URI, HTTP_DELETE },
};

/* Headers that lws has no number for and gives by name only. */
static const char *const extra_headers[] = {
	"x-forwarded-proto:", "sec-fetch-site:", "sec-fetch-mode:", "sec-fetch-dest:",
	"sec-fetch-storage-access:", "x-kibridge-context:",
};
/* clang-format on */

static struct reply *refuse(struct exchange *exchange, int status, const char *name,
			    const char *detail)
{
	exchange->close = true;
	return reply_error(&exchange->call, status, name, detail);
}

static struct reply *refuse_malformed(struct exchange *exchange, const char *detail)
{
	return refuse(exchange, 400, "malformed-request", detail);
}

/* A header's text in the arena; NULL if it holds a NUL or does not come whole. */
static char *header_copy(struct exchange *exchange, enum lws_token_indexes token, int len)
{
	char *text = arena_text(exchange->arena, (size_t)len);

	if (lws_hdr_copy(exchange->conn->wsi, text, len + 1, token) != len ||
	    strlen(text) != (size_t)len)
		return NULL;
	return text;
}

static struct reply *target_read(struct exchange *exchange)
{
	struct lws *wsi = exchange->conn->wsi;
	struct request *request = &exchange->request;
	const char *path;
	int len = 0;

	for (size_t i = 0; i < ARRAY_LEN(method_tokens) && !len; i++) {
		len = lws_hdr_total_length(wsi, method_tokens[i].token);
		if (!len)
			continue;
		request->method = method_tokens[i].method;
		if (len > PATH_MAX_BYTES)
			return refuse(exchange, 414, "target-too-long", NULL);
		path = header_copy(exchange, method_tokens[i].token, len);
		if (!path || !path_valid(path, (size_t)len))
			return refuse_malformed(exchange, "The path cannot be read.");
		request->path = path;
	}
	if (!len)
		return refuse(exchange, 501, "unknown-method", NULL);
	return NULL;
}

/* lws cuts the query at '&' and decodes the pieces; handlers get it encoded again. */
static struct reply *query_read(struct exchange *exchange)
{
	struct lws *wsi = exchange->conn->wsi;
	int all = lws_hdr_total_length(wsi, WSI_TOKEN_HTTP_URI_ARGS), len;
	AUTO_BUF query;
	char *pair;

	buf_init(&query, QUERY_MAX_BYTES);
	if (all <= 0)
		return NULL;
	pair = arena_alloc(exchange->arena, (size_t)all + 1);
	for (int i = 0;; i++) {
		len = lws_hdr_copy_fragment(wsi, pair, all + 1, WSI_TOKEN_HTTP_URI_ARGS,
					    i);
		if (len < 0)
			break;
		if (len > 0 && !query_add(&query, pair, (size_t)len))
			return refuse(exchange, 414, "target-too-long", NULL);
	}
	exchange->request.query = arena_strdup(exchange->arena, query.bytes);
	return NULL;
}

static bool value_valid(const char *value)
{
	for (; *value; value++) {
		if ((unsigned char)*value < 0x20 ? *value != '\t' : *value == 0x7f)
			return false;
	}
	return true;
}

struct headers {
	struct request_header *list;
	size_t count, bytes;
};

static bool header_keep(struct exchange *exchange, struct headers *headers,
			const char *name, char *value)
{
	size_t len;

	if (!value || !value_valid(value) || headers->count == HEADERS_MAX)
		return false;
	len = strlen(value);
	while (len && strchr(" \t", value[len - 1]))
		value[--len] = '\0';
	headers->list[headers->count++] = (struct request_header){
		.name = arena_strndup(exchange->arena, name, strlen(name) - 1),
		.value = value,
	};
	headers->bytes += len;
	return true;
}

/* The known ones by number: "host:", "cookie:" … Rows without a colon are methods and such. */
static bool known_headers(struct exchange *exchange, struct headers *headers)
{
	struct lws *wsi = exchange->conn->wsi;
	const unsigned char *name;
	size_t name_len;
	int len;

	for (int token = 0; token < WSI_TOKEN_COUNT; token++) {
		len = lws_hdr_total_length(wsi, (enum lws_token_indexes)token);
		if (len <= 0)
			continue;
		name = lws_token_to_string((enum lws_token_indexes)token);
		name_len = name ? strlen((const char *)name) : 0;
		if (name_len < 2 || name[0] == ':' || name[name_len - 1] != ':')
			continue;
		if (!header_keep(
			    exchange, headers, (const char *)name,
			    header_copy(exchange, (enum lws_token_indexes)token, len)))
			return false;
	}
	return true;
}

static bool extra_headers_read(struct exchange *exchange, struct headers *headers)
{
	struct lws *wsi = exchange->conn->wsi;

	for (size_t i = 0; i < ARRAY_LEN(extra_headers); i++) {
		int name_len = (int)strlen(extra_headers[i]);
		int len = lws_hdr_custom_length(wsi, extra_headers[i], name_len);
		char *value;

		if (len <= 0)
			continue;
		value = arena_text(exchange->arena, (size_t)len);
		if (lws_hdr_custom_copy(wsi, value, len + 1, extra_headers[i],
					name_len) != len ||
		    !header_keep(exchange, headers, extra_headers[i], value))
			return false;
	}
	return true;
}

static struct reply *headers_read(struct exchange *exchange)
{
	struct headers headers = {
		.list = arena_alloc(exchange->arena, HEADERS_MAX * sizeof(*headers.list)),
	};

	if (!known_headers(exchange, &headers) || !extra_headers_read(exchange, &headers))
		return refuse_malformed(exchange, "A header cannot be read.");
	exchange->request.headers = headers.list;
	exchange->request.header_count = headers.count;
	if (headers.bytes > HEAD_MAX_BYTES)
		return refuse(exchange, 431, "headers-too-large", NULL);
	return NULL;
}

/* [RFC 9112 §2.3, §3.2, §9.6] */
static struct reply *version_read(struct exchange *exchange)
{
	const char *host = request_header(&exchange->request, "host");
	const char *connection = request_header(&exchange->request, "connection");
	char version[16];

	if (lws_hdr_copy(exchange->conn->wsi, version, sizeof(version), WSI_TOKEN_HTTP) <=
	    0)
		return refuse_malformed(exchange, "The protocol's version is missing.");
	exchange->old = strcmp(version, "HTTP/1.0") == 0;
	if (!exchange->old && strcmp(version, "HTTP/1.1") != 0)
		return refuse(exchange, 505, "unknown-version", NULL);
	if (!exchange->old && (text_empty(host) || strpbrk(host, ", \t/@")))
		return refuse_malformed(exchange, "There must be one Host header.");
	exchange->close =
		exchange->old || (connection && strcasestr(connection, "close"));
	return NULL;
}

/*
 * How long the body is [RFC 9112 §6.3]. A length in two forms is how requests are smuggled past
 * a proxy, so there is one form, and after any doubt the connection ends.
 */
static struct reply *length_read(struct exchange *exchange)
{
	const struct request *request = &exchange->request;
	const char *length = request_header(request, "content-length");
	const char *expect = request_header(request, "expect");
	int64_t bytes = 0;

	if (request_header(request, "transfer-encoding"))
		return refuse(exchange, 411, "length-required",
			      "Please send the body with a Content-Length.");
	if (!length && (request->method & (HTTP_POST | HTTP_PUT | HTTP_PATCH)))
		return refuse(exchange, 411, "length-required", NULL);
	if (length &&
	    (strspn(length, "0123456789") != strlen(length) || !text_int(&bytes, length)))
		return refuse_malformed(exchange, "The Content-Length is not a number.");
	if (expect && !text_equal_nocase(expect, "100-continue"))
		return refuse(exchange, 417, "unknown-expectation", NULL);
	exchange->body_len = (size_t)bytes;
	exchange->body_pending = bytes > 0;
	return NULL;
}

static void client_read(struct exchange *exchange)
{
	const struct proxies *proxies = &exchange->server->proxies;
	struct request *request = &exchange->request;
	const char *peer = exchange->conn->peer;

	proxies_client(exchange->remote, proxies, peer,
		       request_header(request, "x-forwarded-for"));
	request->remote = exchange->remote;
	request->secure = proxies_secure(proxies, peer,
					 request_header(request, "x-forwarded-proto"),
					 lws_is_ssl(exchange->conn->wsi));
}

struct reply *request_read(struct exchange *exchange)
{
	struct reply *refusal;

	exchange->request.path = exchange->request.query = exchange->request.body = "";
	exchange->request.method = HTTP_GET;
	refusal = headers_read(exchange); /* first: a refusal wants to know the client */
	client_read(exchange);
	if (!refusal)
		refusal = target_read(exchange);
	if (!refusal)
		refusal = query_read(exchange);
	if (!refusal)
		refusal = version_read(exchange);
	if (!refusal)
		refusal = length_read(exchange);
	return refusal;
}
