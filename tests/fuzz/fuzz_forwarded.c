/* Fuzz: X-Forwarded-For never makes anything but an address of the client, and nobody's word
 * but a trusted proxy's counts. The first line is the list of proxies, the rest the header. */
#include "fuzz.h"

#include <arpa/inet.h>

#include "http/proxies.h"

static void client_try(const struct proxies *proxies, const char *peer,
		       const char *header)
{
	unsigned char bytes[16];
	char client[REMOTE_TEXT];

	proxies_client(client, proxies, peer, header);
	MUST(inet_pton(AF_INET, client, bytes) == 1 ||
	     inet_pton(AF_INET6, client, bytes) == 1);
	MUST(proxies_trust(proxies, peer) || strcmp(client, peer) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = text_of(data, size), *header;
	struct proxies proxies;
	char error[256];

	header = strchr(text, '\n');
	if (header)
		*header++ = '\0';
	if (proxies_parse(&proxies, text, error)) {
		client_try(&proxies, "127.0.0.1", header);
		client_try(&proxies, "2001:db8::1", header);
	}
	if (proxies_parse(&proxies, "127.0.0.1 10.0.0.0/8, fd00::/8", error)) {
		client_try(&proxies, "127.0.0.1", text);
		client_try(&proxies, "192.0.2.1", text);
	}
	free(text);
	return 0;
}
