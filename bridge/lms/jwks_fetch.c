/* Jwks fetch: one GET for a key set [Sec §6.3]. */
#include "lms/jwks_fetch.h"

#include "base/metrics.h"
#include "call/parts.h"
#include "config.h"
#include "net/client.h"

#define FETCH_MS 5000 /* somebody's launch waits for it */

bool jwks_fetch_lms(void *owner, const char *url, struct arena *arena, const char **body,
		    size_t *len, int64_t *max_age_s)
{
	static const struct net_header headers[] = {{"Accept", "application/json"},
						    {NULL, NULL}};
	const struct parts *parts = owner;
	struct net_request request = {
		.url = url,
		.headers = headers,
		.timeout_ms = FETCH_MS,
		.max_bytes = LTI_JWKS_MAX,
		.guard = parts->config->allow_private_lms ? NET_ANYWHERE : NET_PUBLIC,
	};
	struct net_response response;
	bool fetched =
		net_fetch(&response, arena, &request) == NET_OK && response.status == 200;

	if (parts->metrics)
		metrics_add(parts->metrics, "kibridge_jwks_fetches_total",
			    fetched ? "outcome=\"ok\"" : "outcome=\"failed\"", 1);
	if (!fetched)
		return false;
	*body = response.body;
	*len = response.body_len;
	*max_age_s = net_max_age_s(&response, -1);
	return true;
}
