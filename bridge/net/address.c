/* Which addresses are on the public internet: two tables of prefixes. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

#include "base/text.h"
#include "net/guard.h"

/* clang-format off */
static const struct {
	uint32_t prefix;
	int bits;
	const char *kind;
} special4[] = {
	{ 0x00000000,  8, "unspecified" },   /* 0/8, "this network" */
	{ 0x0a000000,  8, "private" },       /* 10/8 */
	{ 0x64400000, 10, "carrier" },       /* 100.64/10, behind a provider's NAT */
	{ 0x7f000000,  8, "loopback" },      /* 127/8 */
	{ 0xa9fe0000, 16, "link-local" },    /* 169.254/16, cloud metadata */
	{ 0xac100000, 12, "private" },       /* 172.16/12 */
	{ 0xc0000000, 24, "protocol" },      /* 192.0.0/24 */
	{ 0xc0000200, 24, "documentation" }, /* 192.0.2/24 */
	{ 0xc0586300, 24, "protocol" },      /* 192.88.99/24, 6to4 relays */
	{ 0xc0a80000, 16, "private" },       /* 192.168/16 */
	{ 0xc6120000, 15, "benchmark" },     /* 198.18/15 */
	{ 0xc6336400, 24, "documentation" }, /* 198.51.100/24 */
	{ 0xcb007100, 24, "documentation" }, /* 203.0.113/24 */
	{ 0xe0000000,  4, "multicast" },     /* 224/4 */
	{ 0xf0000000,  4, "reserved" },      /* 240/4 and the broadcast address */
};

/* What lies outside 2000::/3 is special without being listed. */
static const struct {
	uint8_t prefix[16];
	int bits;
	const char *kind;
	int ipv4_at; /* the byte where an IPv4 address begins, which is judged instead; 0: none */
} special6[] = {
	{ { 0 },                                  128, "unspecified",   0 },  /* :: */
	{ { [15] = 1 },                           128, "loopback",      0 },  /* ::1 */
	{ { [10] = 0xff, 0xff },                   96, "mapped",        12 }, /* ::ffff:0:0/96 */
	{ { 0x00, 0x64, 0xff, 0x9b },              96, "NAT64",         12 }, /* 64:ff9b::/96 */
	{ { 0x20, 0x02 },                          16, "6to4",          2 },  /* 2002::/16 */
	{ { 0x20, 0x01, 0x0d, 0xb8 },              32, "documentation", 0 },  /* 2001:db8::/32 */
	{ { 0x20, 0x01 },                          23, "protocol",      0 },  /* 2001::/23, Teredo */
	{ { 0x3f, 0xff },                          20, "documentation", 0 },  /* 3fff::/20 */
	{ { 0xfc },                                 7, "private",       0 },  /* fc00::/7 */
	{ { 0xfe, 0x80 },                          10, "link-local",    0 },  /* fe80::/10 */
	{ { 0xff },                                 8, "multicast",     0 },  /* ff00::/8 */
};
/* clang-format on */

static bool begins_with(const uint8_t *address, const uint8_t *prefix, int bits)
{
	int rest = bits % 8;
	uint8_t mask = (uint8_t)(0xff00 >> rest);

	return memcmp(address, prefix, (size_t)(bits / 8)) == 0 &&
	       (rest == 0 || (address[bits / 8] & mask) == (prefix[bits / 8] & mask));
}

static const char *kind4(uint32_t address)
{
	for (size_t i = 0; i < ARRAY_LEN(special4); i++) {
		uint32_t mask = ~UINT32_C(0) << (32 - special4[i].bits);

		if ((address & mask) == special4[i].prefix)
			return special4[i].kind;
	}
	return NULL;
}

static uint32_t ipv4_in(const uint8_t *bytes)
{
	return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 |
	       (uint32_t)bytes[2] << 8 | bytes[3];
}

static const char *kind6(const uint8_t address[16])
{
	for (size_t i = 0; i < ARRAY_LEN(special6); i++) {
		if (!begins_with(address, special6[i].prefix, special6[i].bits))
			continue;
		return special6[i].ipv4_at ? kind4(ipv4_in(address + special6[i].ipv4_at))
					   : special6[i].kind;
	}
	return (address[0] & 0xe0) == 0x20 ? NULL : "reserved";
}

const char *guard_address_kind(const struct sockaddr *address)
{
	struct sockaddr_in in;
	struct sockaddr_in6 in6;

	switch (address->sa_family) {
	case AF_INET:
		memcpy(&in, address, sizeof(in));
		return kind4(ntohl(in.sin_addr.s_addr));
	case AF_INET6:
		memcpy(&in6, address, sizeof(in6));
		return kind6(in6.sin6_addr.s6_addr);
	default:
		return "not-internet";
	}
}
