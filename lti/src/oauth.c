/* Oauth: parameters sorted, joined, signed. [RFC 5849 §3.4] */
#include <lti/oauth.h>

#include <ctype.h>
#include <inttypes.h>
#include <openssl/evp.h>
#include <string.h>

#include "alg.h"
#include "kit.h"
#include "url.h"

#define QUERY_MOST 50
#define OWN 6 /* parameters of ours */
#define APART '\1' /* between name and value: sorts before everything that is encoded */
#define BASE64_SHA1 29

struct pairs {
	char *all[QUERY_MOST + OWN];
	size_t count;
};

static void pairs_clear(struct pairs *pairs)
{
	while (pairs->count > 0)
		free(pairs->all[--pairs->count]);
}
#define AUTO_PAIRS __attribute__((cleanup(pairs_clear))) struct pairs

static int digit(char hex)
{
	if (hex >= '0' && hex <= '9')
		return hex - '0';
	hex = (char)tolower((unsigned char)hex);
	return hex >= 'a' && hex <= 'f' ? hex - 'a' + 10 : -1;
}

/* One side of a pair of the query, decoded and encoded again as OAuth does. */
static void add_again(struct lti_text *text, const char *from, size_t len)
{
	char byte[2] = {0};
	size_t i;

	for (i = 0; i < len; i++) {
		byte[0] = from[i] == '+' ? ' ' : from[i];
		if (from[i] == '%' && i + 2 < len && digit(from[i + 1]) >= 0 &&
		    digit(from[i + 2]) >= 0) {
			byte[0] = (char)(digit(from[i + 1]) * 16 + digit(from[i + 2]));
			i += 2;
		}
		if (byte[0])
			lti_text_add_encoded(text, byte);
		else
			lti_text_add(text, "%00");
	}
}

static enum lti_status pairs_take(struct pairs *pairs, struct lti_text *text)
{
	if (pairs->count == ARRAY_LEN(pairs->all))
		return LTI_ERR_TOO_LONG;
	pairs->all[pairs->count] = lti_text_take(text);
	return pairs->all[pairs->count++] ? LTI_OK : LTI_ERR_MEMORY;
}

static enum lti_status pairs_own(struct pairs *pairs, const char *name, const char *value)
{
	AUTO_TEXT text = {0};

	lti_text_printf(&text, "%s%c", name, APART);
	lti_text_add_encoded(&text, value);
	return pairs_take(pairs, &text);
}

static enum lti_status pairs_query(struct pairs *pairs, const struct lti_url *url)
{
	const char *at = url->query, *end = at ? at + url->query_len : NULL;
	enum lti_status status = LTI_OK;

	while (at && at < end && status == LTI_OK) {
		AUTO_TEXT text = {0};
		const char *next = memchr(at, '&', (size_t)(end - at));
		size_t len = (size_t)((next ? next : end) - at);
		const char *equals = memchr(at, '=', len);
		size_t name = equals ? (size_t)(equals - at) : len;

		add_again(&text, at, name);
		lti_text_printf(&text, "%c", APART);
		if (equals)
			add_again(&text, equals + 1, len - name - 1);
		if (len > 0)
			status = pairs_take(pairs, &text);
		at = next ? next + 1 : end;
	}
	return status;
}

static int pair_compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void add_lower(struct lti_text *text, const char *from, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		lti_text_printf(text, "%c", tolower((unsigned char)from[i]));
}

/* Scheme and host in lower case, no default port, no query. [RFC 5849 §3.4.1.2] */
static void add_base_url(struct lti_text *text, const struct lti_url *url)
{
	bool secure = url->scheme_len == 5;
	const char *port = secure ? ":443" : ":80";
	size_t len = url->authority_len, tail = strlen(port);

	if (len > tail && strncmp(url->authority + len - tail, port, tail) == 0)
		len -= tail;
	add_lower(text, url->scheme, url->scheme_len);
	lti_text_add(text, "://");
	add_lower(text, url->authority, len);
	if (url->path_len == 0)
		lti_text_add(text, "/");
	lti_text_add_bytes(text, url->path, url->path_len);
}

static enum lti_status base_make(struct lti_text *base, struct pairs *pairs,
				 const struct lti_url *url)
{
	AUTO_TEXT address = {0}, params = {0};
	size_t i;

	qsort(pairs->all, pairs->count, sizeof(*pairs->all), pair_compare);
	for (i = 0; i < pairs->count; i++) {
		const char *value = strchr(pairs->all[i], APART);

		if (i > 0)
			lti_text_add(&params, "&");
		lti_text_add_bytes(&params, pairs->all[i],
				   (size_t)(value - pairs->all[i]));
		lti_text_add(&params, "=");
		lti_text_add(&params, value + 1);
	}
	add_base_url(&address, url);
	if (params.failed || address.failed)
		return LTI_ERR_MEMORY;
	lti_text_add(base, "POST&");
	lti_text_add_encoded(base, address.bytes);
	lti_text_add(base, "&");
	lti_text_add_encoded(base, params.bytes);
	return base->failed ? LTI_ERR_MEMORY : LTI_OK;
}

static enum lti_status sign(char out[BASE64_SHA1], const struct lti_text *base,
			    const char *secret)
{
	QUIET_OPENSSL;
	AUTO_TEXT key = {0};
	uint8_t mac[EVP_MAX_MD_SIZE];
	size_t len;
	bool made;

	lti_text_add_encoded(&key, secret);
	lti_text_add(&key, "&");
	if (key.failed)
		return LTI_ERR_MEMORY;
	made = EVP_Q_mac(NULL, "HMAC", NULL, "SHA1", NULL, key.bytes, key.len,
			 (const uint8_t *)base->bytes, base->len, mac, sizeof(mac),
			 &len) != NULL;
	OPENSSL_cleanse(key.bytes, key.len);
	if (!made)
		return LTI_ERR_CRYPTO;
	EVP_EncodeBlock((uint8_t *)out, mac, (int)len);
	return LTI_OK;
}

static enum lti_status hash(char out[BASE64_SHA1], const char *body, size_t len)
{
	QUIET_OPENSSL;
	uint8_t digest[EVP_MAX_MD_SIZE];
	size_t digest_len;

	if (!EVP_Q_digest(NULL, "SHA1", NULL, body, len, digest, &digest_len))
		return LTI_ERR_CRYPTO;
	EVP_EncodeBlock((uint8_t *)out, digest, (int)digest_len);
	return LTI_OK;
}

enum lti_status lti_oauth_header(char **out, const char *url, const char *body,
				 size_t len, const struct lti_oauth *oauth)
{
	AUTO_PAIRS pairs = {0};
	AUTO_TEXT base = {0}, header = {0};
	char body_hash[BASE64_SHA1], signature[BASE64_SHA1], now[32];
	struct lti_param own[] = {
		{"oauth_body_hash", body_hash},
		{"oauth_consumer_key", oauth->consumer_key},
		{"oauth_nonce", oauth->nonce},
		{"oauth_signature_method", "HMAC-SHA1"},
		{"oauth_timestamp", now},
		{"oauth_version", "1.0"},
	};
	struct lti_url parts;
	enum lti_status status;
	size_t i;

	*out = NULL;
	if (!lti_url_is_web(url) || !lti_url_split(&parts, url))
		return LTI_ERR_URL;
	snprintf(now, sizeof(now), "%" PRId64, oauth->now_s);
	status = hash(body_hash, body, len);
	for (i = 0; i < ARRAY_LEN(own) && status == LTI_OK; i++)
		status = pairs_own(&pairs, own[i].name, own[i].value);
	if (status == LTI_OK)
		status = pairs_query(&pairs, &parts);
	if (status == LTI_OK)
		status = base_make(&base, &pairs, &parts);
	if (status == LTI_OK)
		status = sign(signature, &base, oauth->secret);
	if (status != LTI_OK)
		return status;
	lti_text_add(&header, "OAuth ");
	for (i = 0; i < ARRAY_LEN(own); i++) {
		lti_text_printf(&header, "%s=\"", own[i].name);
		lti_text_add_encoded(&header, own[i].value);
		lti_text_add(&header, "\",");
	}
	lti_text_add(&header, "oauth_signature=\"");
	lti_text_add_encoded(&header, signature);
	lti_text_add(&header, "\"");
	*out = lti_text_take(&header);
	return *out ? LTI_OK : LTI_ERR_MEMORY;
}
