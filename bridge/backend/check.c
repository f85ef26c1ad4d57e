/* One backend as the operator sees it: a blocking GET /models, on a handle of its own. */
#include <curl/curl.h>
#include <stdio.h>

#include "backend/backend.h"
#include "backend/endpoint.h"
#include "backend/headers.h"
#include "backend/memory.h"
#include "backend/models.h"
#include "backend/probe.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"

#define TIMEOUT_S 10L

static size_t keep(char *bytes, size_t size, size_t count, void *body)
{
	return buf_add(body, bytes, size * count) ? size * count : 0;
}

/* @return the HTTP status; 0: there was no answer, and reason says why */
static int ask(const struct endpoint *endpoint, struct buf *body, const char **reason)
{
	CURL *easy = memory_must(curl_easy_init());
	struct curl_slist *headers = headers_add_key(NULL, endpoint->api_key);
	CURLcode code;
	long status = 0;

	curl_easy_setopt(easy, CURLOPT_URL, endpoint->models_url);
	curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(easy, CURLOPT_PROXY, "");
	curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT, (long)endpoint->connect_timeout_s);
	curl_easy_setopt(easy, CURLOPT_TIMEOUT, TIMEOUT_S);
	curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, keep);
	curl_easy_setopt(easy, CURLOPT_WRITEDATA, body);
	code = curl_easy_perform(easy);
	if (code == CURLE_OK)
		curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
	*reason = curl_easy_strerror(code);
	headers_free(headers);
	curl_easy_cleanup(easy);
	return (int)status;
}

/* The first of the config's models that the backend does not list; NULL: all are there. */
static const char *missing(const struct endpoint *endpoint,
			   const struct model_list *listed)
{
	for (size_t i = 0; i < endpoint->own.count; i++)
		if (!models_find(listed, endpoint->own.models[i].id))
			return endpoint->own.models[i].id;
	return NULL;
}

static bool judge(const struct endpoint *endpoint, int status, const struct buf *body,
		  char detail[256])
{
	AUTO_ARENA *arena = arena_new(4 * MIB);
	struct model_list list;
	enum probe_finding finding =
		probe_judge(&list, arena, status, body->bytes, body->len);
	const char *absent = finding == PROBE_LISTS ? missing(endpoint, &list) : NULL;
	char name[LOG_PEER];

	if (absent) {
		snprintf(detail, 256, "it answers, but does not list the model %s",
			 log_peer(name, absent));
		return false;
	}
	if (finding == PROBE_LISTS) {
		snprintf(detail, 256, "it answers and lists %zu model%s", list.count,
			 list.count == 1 ? "" : "s");
		return endpoint->own.count > 0 || list.count > 0;
	}
	snprintf(detail, 256, "%s (HTTP %d)", probe_sentence(finding), status);
	return finding == PROBE_ANSWERS && !endpoint->any_model;
}

bool backend_check(const struct config_backend *backend, char detail[256])
{
	struct endpoint *endpoint =
		endpoint_new(backend, 1, &endpoint_tuning_default, NULL);
	AUTO_BUF body;
	const char *reason;
	bool fine = false;
	int status;

	curl_global_init(CURL_GLOBAL_DEFAULT);
	buf_init(&body, MODELS_BYTES_MAX);
	status = ask(endpoint, &body, &reason);
	if (status)
		fine = judge(endpoint, status, &body, detail);
	else
		snprintf(detail, 256, "it does not answer: %s", reason);
	endpoint_free(endpoint);
	curl_global_cleanup();
	return fine;
}
