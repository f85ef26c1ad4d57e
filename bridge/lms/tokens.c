/*
 * Tokens: one entry per registration, deployment and set of scopes. The lock is never held during
 * a request to the LMS; an entry that is being asked for is marked, and others wait.
 */
#include "lms/tokens.h"

#include <lti/assertion.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/log.h"
#include "base/metrics.h"
#include "base/text.h"
#include "base/workers.h"
#include "config.h"
#include "lms/keys.h"

#define TOKEN_MS 15000
#define TOKEN_BYTES (64 * KIB)
#define RETRY_S 30 /* after a refusal or silence nobody asks again for so long */
#define HEADERS_MAX 8

struct entry {
	struct entry *next;
	char *name; /* platform, deployment and scopes */
	char *access; /* NULL: none */
	int64_t good_until_s;
	int64_t failed_s; /* when the last try failed; 0: it did not */
	enum service_end failure;
	const char *reason; /* static */
	bool asking;
};

struct lms_tokens {
	const struct parts *parts;
	pthread_mutex_t lock;
	pthread_cond_t done;
	struct entry *entries;
};

struct lms_tokens *tokens_new(const struct parts *parts)
{
	struct lms_tokens *tokens = calloc(1, sizeof(*tokens));

	if (!tokens || pthread_mutex_init(&tokens->lock, NULL) ||
	    pthread_cond_init(&tokens->done, NULL))
		abort();
	tokens->parts = parts;
	return tokens;
}

static void access_drop(struct entry *entry)
{
	if (entry->access)
		digest_wipe(entry->access, strlen(entry->access));
	free(entry->access);
	entry->access = NULL;
}

void tokens_free(struct lms_tokens *tokens)
{
	if (!tokens)
		return;
	while (tokens->entries) {
		struct entry *entry = tokens->entries;

		tokens->entries = entry->next;
		access_drop(entry);
		free(entry->name);
		free(entry);
	}
	pthread_cond_destroy(&tokens->done);
	pthread_mutex_destroy(&tokens->lock);
	free(tokens);
}

/* With the lock held. */
static struct entry *entry_of(struct lms_tokens *tokens, const char *name)
{
	struct entry *entry;

	for (entry = tokens->entries; entry; entry = entry->next)
		if (text_equal(entry->name, name))
			return entry;
	entry = calloc(1, sizeof(*entry));
	if (!entry || !(entry->name = strdup(name)))
		abort();
	entry->next = tokens->entries;
	tokens->entries = entry;
	return entry;
}

/* --- asking --------------------------------------------------------------------------------- */

static const char *form_make(struct lms_tokens *tokens, struct arena *arena,
			     const struct lms_service *service, int64_t now_s)
{
	struct db_conn *conn = db_reader(tokens->parts->db);
	const struct lti_key *key;
	const char *kept;
	char *form;

	if (!conn ||
	    keys_signing(&key, conn, tokens->parts->sealer, arena, now_s) != DB_OK ||
	    lti_token_form(&form, &service->platform->registration,
			   service->deployment_id, service->scopes, key, now_s) != LTI_OK)
		return NULL;
	kept = arena_strdup(arena, form);
	free(form);
	return kept;
}

/* Without the lock. On SERVICE_ANSWERED the token is filled. */
static enum service_end token_ask(struct lti_token *token, struct lms_tokens *tokens,
				  const struct lms_service *service, const char **reason,
				  int64_t now_s)
{
	static const struct net_header headers[] = {
		{"Content-Type", "application/x-www-form-urlencoded"},
		{"Accept", "application/json"},
		{NULL, NULL},
	};
	AUTO_ARENA *arena = arena_new(1 * MIB);
	struct net_request request = {
		.url = service->platform->registration.token_url,
		.headers = headers,
		.body = form_make(tokens, arena, service, now_s),
		.timeout_ms = TOKEN_MS,
		.max_bytes = TOKEN_BYTES,
		.guard = tokens->parts->config->allow_private_lms ? NET_ANYWHERE
								  : NET_PUBLIC,
	};
	struct lti_error why = {0};
	struct net_response response;
	enum net_status net;
	char detail[LOG_PEER];

	*reason = "our own key or store";
	if (!request.body)
		return SERVICE_UNREACHABLE;
	net = net_fetch(&response, arena, &request);
	*reason = net_sentence(net);
	if (net != NET_OK)
		return SERVICE_UNREACHABLE;
	if (lti_token_read(token, response.status, response.body, response.body_len,
			   service->scopes, &why) == LTI_OK)
		return SERVICE_ANSWERED;
	*reason = lti_status_sentence(why.status);
	log_warn("token.refused", "platform=%s status=%d detail=%s",
		 service->platform->id, response.status, log_peer(detail, why.detail));
	return response.status >= 500 || response.status == 429 ? SERVICE_UNREACHABLE
								: SERVICE_REFUSED;
}

enum service_end token_try(struct lms_tokens *tokens, const struct lms_service *service,
			   const char **reason, int64_t now_s)
{
	struct lti_token token = {0};
	enum service_end end = token_ask(&token, tokens, service, reason, now_s);

	lti_token_clear(&token);
	return end;
}

/* With the lock held, which is let go meanwhile. */
static void entry_fill(struct lms_tokens *tokens, struct entry *entry,
		       const struct lms_service *service, int64_t now_s)
{
	struct lti_token token = {0};
	int64_t margin_s;
	enum service_end end;
	const char *reason;

	entry->asking = true;
	pthread_mutex_unlock(&tokens->lock);
	end = token_ask(&token, tokens, service, &reason, now_s);
	pthread_mutex_lock(&tokens->lock);
	entry->asking = false;
	entry->failure = end;
	entry->reason = reason;
	entry->failed_s = end == SERVICE_ANSWERED ? 0 : now_s;
	if (end == SERVICE_ANSWERED) {
		margin_s = token.life_s / 10 < 60 ? token.life_s / 10 : 60;
		access_drop(entry);
		entry->access = strdup(token.access);
		if (!entry->access)
			abort();
		entry->good_until_s = now_s + token.life_s - margin_s;
	}
	lti_token_clear(&token);
	pthread_cond_broadcast(&tokens->done);
}

/* @stale  a token that the LMS refused; NULL: any good one will do */
static enum service_end token_get(const char **out, struct lms_tokens *tokens,
				  struct arena *arena, const struct lms_service *service,
				  const char *stale, const char **reason, int64_t now_s)
{
	const char *name =
		arena_printf(arena, "%s %u %s", service->platform->id, service->scopes,
			     service->deployment_id ? service->deployment_id : "");
	enum service_end end = SERVICE_ANSWERED;
	struct entry *entry;

	*out = NULL;
	*reason = NULL;
	pthread_mutex_lock(&tokens->lock);
	entry = entry_of(tokens, name);
	worker_wait_begin();
	while (entry->asking)
		pthread_cond_wait(&tokens->done, &tokens->lock);
	worker_wait_end();
	if (entry->access && stale && text_equal(entry->access, stale))
		access_drop(entry);
	if ((!entry->access || now_s >= entry->good_until_s) &&
	    (!entry->failed_s || now_s >= entry->failed_s + RETRY_S))
		entry_fill(tokens, entry, service, now_s);
	if (entry->access && now_s < entry->good_until_s) {
		*out = arena_strdup(arena, entry->access);
	} else {
		end = entry->failure;
		*reason = entry->reason;
	}
	pthread_mutex_unlock(&tokens->lock);
	return end;
}

/* --- calling ---------------------------------------------------------------------------------- */

static enum net_status call_with(struct net_response *out, struct arena *arena,
				 const struct net_request *request, const char *access)
{
	struct net_header headers[HEADERS_MAX + 2];
	struct net_request authorised = *request;
	size_t count = 0;

	for (; request->headers && request->headers[count].name && count < HEADERS_MAX;
	     count++)
		headers[count] = request->headers[count];
	headers[count++] = (struct net_header){"Authorization",
					       arena_printf(arena, "Bearer %s", access)};
	headers[count] = (struct net_header){NULL, NULL};
	authorised.headers = headers;
	return net_fetch(out, arena, &authorised);
}

enum service_end service_call(struct net_response *out, struct lms_tokens *tokens,
			      struct arena *arena, const struct lms_service *service,
			      const struct net_request *request, const char **reason,
			      int64_t now_s)
{
	const char *access, *stale = NULL;
	enum net_status net;
	enum service_end end;

	for (int attempt = 0; attempt < 2; attempt++) {
		end = token_get(&access, tokens, arena, service, stale, reason, now_s);
		if (end != SERVICE_ANSWERED)
			return end;
		net = call_with(out, arena, request, access);
		if (net != NET_OK) {
			*reason = net_sentence(net);
			return SERVICE_UNREACHABLE;
		}
		if (out->status != 401)
			break;
		stale = access; /* the LMS forgot it, or never liked it: one new one */
	}
	return SERVICE_ANSWERED;
}
