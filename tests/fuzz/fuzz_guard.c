/* Fuzz: what the guard lets through is https, without a user, and not a private address. */
#include <curl/curl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "net/client.h"
#include "net/guard.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_public(const char *url)
{
	static const char *const never[] = {"127.",	"[::",	    "10.",
					    "192.168.", "169.254.", "0."};
	CURLU *parts = curl_url();
	char *scheme = NULL, *host = NULL, *user = NULL;

	if (curl_url_set(parts, CURLUPART_URL, url, 0) != CURLUE_OK ||
	    curl_url_get(parts, CURLUPART_SCHEME, &scheme, 0) != CURLUE_OK ||
	    curl_url_get(parts, CURLUPART_HOST, &host, 0) != CURLUE_OK ||
	    curl_url_get(parts, CURLUPART_USER, &user, 0) == CURLUE_OK ||
	    strcmp(scheme, "https") != 0)
		abort();
	if (strcasecmp(host, "localhost") == 0)
		abort();
	for (size_t i = 0; i < sizeof(never) / sizeof(never[0]); i++)
		if (strncmp(host, never[i], strlen(never[i])) == 0 &&
		    strspn(host, "0123456789.[]:") == strlen(host))
			abort();
	curl_free(scheme);
	curl_free(host);
	curl_url_cleanup(parts);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *url = malloc(size + 1);
	struct net_header header = {"cache-control", url};
	struct net_response response = {.headers = &header, .header_count = 1};

	memcpy(url, data, size);
	url[size] = '\0';
	if (guard_url(url, NET_PUBLIC) == GUARD_OK) {
		check_public(url);
		if (guard_url(url, NET_ANYWHERE) != GUARD_OK)
			abort();
	}
	if (guard_url(url, NET_ANYWHERE) == GUARD_OK && !guard_same_origin(url, url))
		abort();
	if (net_max_age_s(&response, 7) < 0)
		abort();
	free(url);
	return 0;
}
