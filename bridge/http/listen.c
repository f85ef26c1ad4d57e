/* Listen: resolved by name, tried by binding. */
#include "http/listen.h"

#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/text.h"

#define HOST_MAX 256

static bool split(const char *text, char host[HOST_MAX], uint16_t *port)
{
	const char *colon = strrchr(text, ':');
	int64_t number;
	size_t len;

	if (!colon || !text_int(&number, colon + 1) || number < 0 || number > UINT16_MAX)
		return false;
	len = (size_t)(colon - text);
	if (len && text[0] == '[') {
		if (text[len - 1] != ']')
			return false;
		text++;
		len -= 2;
	}
	if (len >= HOST_MAX)
		return false;
	snprintf(host, HOST_MAX, "%.*s", (int)len, text);
	*port = (uint16_t)number;
	return true;
}

static int bind_try(const struct addrinfo *address)
{
	int fd = socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0), yes = 1,
	    failed = 0;

	if (fd < 0)
		return errno;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
	if (bind(fd, address->ai_addr, address->ai_addrlen) != 0 || listen(fd, 1) != 0)
		failed = errno;
	close(fd);
	return failed;
}

bool listen_resolve(struct listen_address *out, const char *text, char error[256])
{
	struct addrinfo wanted = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE};
	struct addrinfo *found = NULL;
	char host[HOST_MAX], port[8];
	int failed;

	if (!split(text, host, &out->port)) {
		snprintf(error, 256, "'%.100s' is not an address to listen on", text);
		return false;
	}
	snprintf(port, sizeof(port), "%u", out->port);
	failed = getaddrinfo(*host ? host : NULL, port, &wanted, &found);
	if (failed) {
		snprintf(error, 256, "cannot listen on %.100s: %s", text,
			 gai_strerror(failed));
		return false;
	}
	failed = bind_try(found);
	out->host[0] = '\0';
	if (*host)
		getnameinfo(found->ai_addr, found->ai_addrlen, out->host,
			    sizeof(out->host), NULL, 0, NI_NUMERICHOST);
	freeaddrinfo(found);
	if (failed)
		snprintf(error, 256, "cannot listen on %.100s: %s", text,
			 strerror(failed));
	return !failed;
}
