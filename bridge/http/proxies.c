/* Proxies: addresses, networks, and the walk through X-Forwarded-For. */
#include "http/proxies.h"

#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

#define V4_BITS 96 /* the ::ffff: before an IPv4 address */
#define SEPARATORS " ,\t"

static const unsigned char mapped[12] = {[10] = 0xff, [11] = 0xff};

/* One address, nothing else. @bits_max what its kind may have behind a slash */
static bool address_parse(unsigned char out[16], unsigned *bits_max, const char *text)
{
	if (inet_pton(AF_INET, text, out + 12) == 1) {
		memcpy(out, mapped, sizeof(mapped));
		*bits_max = 32;
		return true;
	}
	*bits_max = 128;
	return inet_pton(AF_INET6, text, out) == 1;
}

static bool network_parse(struct network *out, char *text)
{
	char *slash = strchr(text, '/');
	unsigned bits_max;
	int64_t bits;

	if (slash)
		*slash = '\0';
	if (!address_parse(out->bytes, &bits_max, text))
		return false;
	bits = bits_max;
	if (slash && (!text_int(&bits, slash + 1) || bits < 0 || bits > bits_max))
		return false;
	out->bits = (unsigned)bits + (bits_max == 32 ? V4_BITS : 0);
	return true;
}

bool proxies_parse(struct proxies *out, const char *text, char error[256])
{
	char word[REMOTE_TEXT + 4];

	out->count = 0;
	for (text += strspn(text, SEPARATORS); *text; text += strspn(text, SEPARATORS)) {
		size_t len = strcspn(text, SEPARATORS);

		if (out->count == PROXIES_MAX) {
			snprintf(error, 256, "trusted_proxies: more than %d",
				 PROXIES_MAX);
			return false;
		}
		snprintf(word, sizeof(word), "%.*s", (int)len, text);
		if (len >= sizeof(word) ||
		    !network_parse(&out->networks[out->count++], word)) {
			snprintf(error, 256, "trusted_proxies: '%.60s' is not an address",
				 word);
			return false;
		}
		text += len;
	}
	return true;
}

static bool network_has(const struct network *network, const unsigned char address[16])
{
	unsigned whole = network->bits / 8, rest = network->bits % 8;
	unsigned mask = 0xff00u >> rest & 0xff;

	if (memcmp(network->bytes, address, whole) != 0)
		return false;
	return rest == 0 || ((network->bytes[whole] ^ address[whole]) & mask) == 0;
}

bool proxies_trust(const struct proxies *proxies, const char *address)
{
	unsigned char bytes[16];
	unsigned bits_max;

	if (!address_parse(bytes, &bits_max, address))
		return false;
	for (size_t i = 0; i < proxies->count; i++) {
		if (network_has(&proxies->networks[i], bytes))
			return true;
	}
	return false;
}

/*
 * One element of X-Forwarded-For as an address: "a.b.c.d", "a.b.c.d:port", "v6", "[v6]:port".
 * Written back in one spelling, so that one client has one name.
 */
static bool element_parse(char out[REMOTE_TEXT], const char *text, size_t len)
{
	char word[REMOTE_TEXT + 10];
	unsigned char bytes[16];
	char *address = word, *end;
	unsigned bits_max;

	if (len == 0 || len >= sizeof(word))
		return false;
	memcpy(word, text, len);
	word[len] = '\0';
	if (*word == '[') {
		address++;
		end = strchr(address, ']');
		if (!end || (end[1] != '\0' && end[1] != ':'))
			return false;
		*end = '\0';
	} else if ((end = strchr(word, ':')) && !strchr(end + 1, ':')) {
		*end = '\0';
	}
	if (!address_parse(bytes, &bits_max, address))
		return false;
	if (memcmp(bytes, mapped, sizeof(mapped)) == 0)
		return inet_ntop(AF_INET, bytes + 12, out, REMOTE_TEXT) != NULL;
	return inet_ntop(AF_INET6, bytes, out, REMOTE_TEXT) != NULL;
}

void proxies_client(char out[REMOTE_TEXT], const struct proxies *proxies,
		    const char *peer, const char *forwarded)
{
	const char *end = forwarded ? forwarded + strlen(forwarded) : NULL;

	if (!element_parse(out, peer, strlen(peer)))
		snprintf(out, REMOTE_TEXT, "%s", peer);
	while (end && end > forwarded && proxies_trust(proxies, out)) {
		const char *start = end, *stop = end;

		while (start > forwarded && start[-1] != ',')
			start--;
		while (stop > start && strchr(" \t", stop[-1]))
			stop--;
		end = start > forwarded ? start - 1 : NULL;
		start += strspn(start, " \t");
		if (start >= stop || !element_parse(out, start, (size_t)(stop - start)))
			return;
	}
}

bool proxies_secure(const struct proxies *proxies, const char *peer, const char *proto,
		    bool tls)
{
	return tls || (proto && proxies_trust(proxies, peer) &&
		       text_equal_nocase(proto, "https"));
}
