/*
 * Which URLs may be asked. They are taken apart by curl's own parser, the one that will use them:
 * two parsers that disagree about where the host ends are how such guards are usually passed.
 */
#include "net/guard.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"

/* An URL in its parts; freed by parts_clear. */
struct parts {
	CURLU *url;
	char *scheme, *host, *port, *zone;
};

static void parts_clear(struct parts *parts)
{
	curl_free(parts->scheme);
	curl_free(parts->host);
	curl_free(parts->port);
	curl_free(parts->zone);
	curl_url_cleanup(parts->url);
}
#define AUTO_PARTS __attribute__((cleanup(parts_clear))) struct parts

/* curl forgives one slash and three, spaces and raw bytes; we need none of that. */
static bool plain(const char *url)
{
	const char *host = strstr(url, "://");

	for (const char *at = url; *at; at++)
		if (*at <= 0x20 || *at > 0x7e || *at == '\\')
			return false;
	return host && host[3] != '/';
}

static enum guard_verdict parts_read(struct parts *parts, const char *url)
{
	CURLUcode code;

	if (strnlen(url, GUARD_URL_MAX + 1) > GUARD_URL_MAX)
		return GUARD_TOO_LONG;
	if (!plain(url))
		return GUARD_MALFORMED;
	parts->url = curl_url();
	code = curl_url_set(parts->url, CURLUPART_URL, url, CURLU_DISALLOW_USER);
	if (code == CURLUE_USER_NOT_ALLOWED)
		return GUARD_USER;
	if (code == CURLUE_UNSUPPORTED_SCHEME)
		return GUARD_SCHEME;
	if (code != CURLUE_OK ||
	    curl_url_get(parts->url, CURLUPART_SCHEME, &parts->scheme, 0) != CURLUE_OK ||
	    curl_url_get(parts->url, CURLUPART_HOST, &parts->host, 0) != CURLUE_OK)
		return GUARD_MALFORMED;
	if (curl_url_get(parts->url, CURLUPART_ZONEID, &parts->zone, 0) == CURLUE_OK)
		return GUARD_MALFORMED; /* one of our own interfaces? */
	if (!text_equal(parts->scheme, "https") && !text_equal(parts->scheme, "http"))
		return GUARD_SCHEME;
	if (curl_url_get(parts->url, CURLUPART_PORT, &parts->port, CURLU_DEFAULT_PORT) !=
	    CURLUE_OK)
		return GUARD_MALFORMED;
	return GUARD_OK;
}

static const char host_letters[] = "abcdefghijklmnopqrstuvwxyz"
				   "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._";

/* A last label of digits makes a resolver read the whole as a number, however odd. */
static bool looks_like_number(const char *host, size_t len)
{
	const char *last = host;

	for (size_t i = 0; i < len; i++)
		if (host[i] == '.')
			last = host + i + 1;
	if (last[0] == '0' && (last[1] | 0x20) == 'x')
		return true;
	return strspn(last, "0123456789") == len - (size_t)(last - host);
}

static bool local_name(const char *host, size_t len)
{
	static const char *const names[] = {"localhost", "local", "internal",
					    "home.arpa"};

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		size_t name_len = strlen(names[i]);

		if (len >= name_len &&
		    strncasecmp(host + len - name_len, names[i], name_len) == 0 &&
		    (len == name_len || host[len - name_len - 1] == '.'))
			return true;
	}
	return false;
}

static enum guard_verdict judge_ipv6(const char *host, enum net_guard guard)
{
	struct sockaddr_in6 in6 = {.sin6_family = AF_INET6};
	char text[INET6_ADDRSTRLEN];
	size_t len = strlen(host);

	if (len < 4 || len - 2 >= sizeof(text) || host[len - 1] != ']')
		return GUARD_MALFORMED;
	memcpy(text, host + 1, len - 2);
	text[len - 2] = '\0';
	if (inet_pton(AF_INET6, text, &in6.sin6_addr) != 1)
		return GUARD_MALFORMED;
	if (guard == NET_PUBLIC && guard_address_kind((struct sockaddr *)&in6))
		return GUARD_PRIVATE;
	return GUARD_OK;
}

static enum guard_verdict judge_host(const char *host, enum net_guard guard)
{
	struct sockaddr_in in = {.sin_family = AF_INET};
	size_t len = strlen(host);

	if (host[0] == '[')
		return judge_ipv6(host, guard);
	if (len && host[len - 1] == '.') /* "localhost." is localhost */
		len--;
	if (len == 0 || len > 253 || strspn(host, host_letters) < strlen(host))
		return GUARD_MALFORMED;
	if (inet_pton(AF_INET, host, &in.sin_addr) == 1) {
		if (guard == NET_PUBLIC && guard_address_kind((struct sockaddr *)&in))
			return GUARD_PRIVATE;
		return GUARD_OK;
	}
	if (looks_like_number(host, len))
		return GUARD_MALFORMED;
	return guard == NET_PUBLIC && local_name(host, len) ? GUARD_PRIVATE : GUARD_OK;
}

enum guard_verdict guard_url(const char *url, enum net_guard guard)
{
	AUTO_PARTS parts = {0};
	enum guard_verdict verdict = parts_read(&parts, url ? url : "");
	int64_t port = 0;

	if (verdict != GUARD_OK)
		return verdict;
	if (guard == NET_PUBLIC && !text_equal(parts.scheme, "https"))
		return GUARD_SCHEME;
	verdict = judge_host(parts.host, guard);
	if (verdict != GUARD_OK)
		return verdict;
	if (!text_int(&port, parts.port) || port < 1 || port > 65535)
		return GUARD_MALFORMED;
	if (guard == NET_PUBLIC && port != 443 && port < 1024)
		return GUARD_PORT;
	return GUARD_OK;
}

const char *guard_sentence(enum guard_verdict verdict)
{
#define SENTENCE(name, sentence) [name] = sentence,
	static const char *const sentences[] = {GUARD_VERDICT_LIST(SENTENCE)};
#undef SENTENCE

	return sentences[verdict];
}

bool guard_same_origin(const char *url, const char *other)
{
	AUTO_PARTS a = {0};
	AUTO_PARTS b = {0};

	return url && other && parts_read(&a, url) == GUARD_OK &&
	       parts_read(&b, other) == GUARD_OK && text_equal(a.scheme, b.scheme) &&
	       text_equal_nocase(a.host, b.host) && text_equal(a.port, b.port);
}
