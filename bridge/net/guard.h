/*
 * Guard: which URLs and which addresses this service talks to on an LMS's word (SSRF).
 * Pure: no name is looked up here. A URL that passes may still name a host that resolves to
 * a private address; that is checked on the very address a connection is made to (client.h).
 */
#ifndef KIBRIDGE_NET_GUARD_H
#define KIBRIDGE_NET_GUARD_H

#include <stdbool.h>
#include <stdint.h>

struct sockaddr;

enum net_guard {
	NET_PUBLIC, /* https, public addresses only */
	NET_ANYWHERE, /* also http and private addresses: allow_private_lms, development */
};

/* Name, sentence. */
/* clang-format off */
#define GUARD_VERDICT_LIST(X) \
	X(GUARD_OK,        "the URL may be used")                                    \
	X(GUARD_MALFORMED, "it is not an absolute URL in plain ASCII")               \
	X(GUARD_TOO_LONG,  "it is longer than 2,000 bytes")                          \
	X(GUARD_SCHEME,    "it does not begin with https://")                        \
	X(GUARD_USER,      "it carries a user name or password")                     \
	X(GUARD_PORT,      "its port belongs to another kind of service")           \
	X(GUARD_PRIVATE,   "it names an address that is not on the public internet")
/* clang-format on */

#define GUARD_ENUMERATOR(name, sentence) name,
enum guard_verdict { GUARD_VERDICT_LIST(GUARD_ENUMERATOR) };
#undef GUARD_ENUMERATOR

#define GUARD_URL_MAX 2000 /* bytes; what Moodle and ILIAS make has a few hundred */

/**
 * May we ask @url? Addresses in it are judged, in every way of writing them that curl takes;
 * names are not looked up, but localhost and the like are refused by name [RFC 6761, 6762].
 */
enum guard_verdict guard_url(const char *url, enum net_guard guard)
	__attribute__((warn_unused_result));
const char *guard_sentence(enum guard_verdict verdict); /* "it …", for the operator */

/**
 * What kind of address this is: NULL for one on the public internet, else "loopback",
 * "private", "link-local" … IPv4 inside IPv6 (mapped, 6to4, NAT64) is judged by the IPv4
 * address. [RFC 6890, RFC 6052, RFC 3056 and the IANA special-purpose registries]
 */
const char *guard_address_kind(const struct sockaddr *address);

/** Same scheme, host and port: paging links and redirects may go there. False for no URL. */
bool guard_same_origin(const char *url, const char *other);

#endif
