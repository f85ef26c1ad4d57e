/* The guard: tables of URLs and addresses, good and hostile. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "check_main.h"
#include "net/guard.h"

/* clang-format off */
static const struct {
	const char *address;
	const char *kind; /* NULL: public */
} addresses[] = {
	{ "0.0.0.0", "unspecified" },        { "0.255.255.255", "unspecified" },
	{ "1.0.0.0", NULL },                 { "8.8.8.8", NULL },
	{ "9.255.255.255", NULL },           { "10.0.0.0", "private" },
	{ "10.255.255.255", "private" },     { "11.0.0.0", NULL },
	{ "100.63.255.255", NULL },          { "100.64.0.0", "carrier" },
	{ "100.127.255.255", "carrier" },    { "100.128.0.0", NULL },
	{ "126.255.255.255", NULL },         { "127.0.0.1", "loopback" },
	{ "127.255.255.254", "loopback" },   { "128.0.0.0", NULL },
	{ "134.130.1.1", NULL },             { "169.253.255.255", NULL },
	{ "169.254.169.254", "link-local" }, { "169.255.0.0", NULL },
	{ "172.15.255.255", NULL },          { "172.16.0.0", "private" },
	{ "172.31.255.255", "private" },     { "172.32.0.0", NULL },
	{ "192.0.0.1", "protocol" },         { "192.0.1.0", NULL },
	{ "192.0.2.1", "documentation" },    { "192.88.99.1", "protocol" },
	{ "192.167.255.255", NULL },         { "192.168.0.1", "private" },
	{ "192.169.0.0", NULL },             { "198.17.255.255", NULL },
	{ "198.18.0.0", "benchmark" },       { "198.19.255.255", "benchmark" },
	{ "198.20.0.0", NULL },              { "198.51.100.7", "documentation" },
	{ "203.0.113.9", "documentation" },  { "223.255.255.255", NULL },
	{ "224.0.0.1", "multicast" },        { "239.255.255.255", "multicast" },
	{ "240.0.0.1", "reserved" },         { "255.255.255.255", "reserved" },
	{ "::", "unspecified" },             { "::1", "loopback" },
	{ "::2", "reserved" },               { "::127.0.0.1", "reserved" },
	{ "::ffff:127.0.0.1", "loopback" },  { "::ffff:10.1.2.3", "private" },
	{ "::ffff:8.8.8.8", NULL },          { "64:ff9b::8.8.8.8", NULL },
	{ "64:ff9b::a00:1", "private" },     { "64:ff9b:1::1", "reserved" },
	{ "100::1", "reserved" },            { "2001::1", "protocol" },
	{ "2001:db8::1", "documentation" },  { "2001:638:500::1", NULL },
	{ "2002:7f00:1::", "loopback" },     { "2002:808:808::", NULL },
	{ "2a00:1450::1", NULL },            { "3fff::1", "documentation" },
	{ "4000::1", "reserved" },           { "fc00::1", "private" },
	{ "fd12:3456::1", "private" },       { "fe80::1", "link-local" },
	{ "febf::1", "link-local" },         { "fec0::1", "reserved" },
	{ "ff02::1", "multicast" },          { "5f00::1", "reserved" },
};

static const struct {
	const char *url;
	enum guard_verdict to_public, anywhere;
} urls[] = {
	{ "https://moodle.example.edu/mod/lti/token.php", GUARD_OK, GUARD_OK },
	{ "https://moodle.example.edu:8443/x?y=1#z", GUARD_OK, GUARD_OK },
	{ "HTTPS://Moodle.Example.EDU/", GUARD_OK, GUARD_OK },
	{ "https://xn--grn-ioa.example/", GUARD_OK, GUARD_OK },
	{ "https://8.8.8.8/", GUARD_OK, GUARD_OK },
	{ "https://[2001:638:500::1]/", GUARD_OK, GUARD_OK },
	{ "https://a.example./", GUARD_OK, GUARD_OK },
	{ "https://localhost.example.edu/", GUARD_OK, GUARD_OK },
	{ "https://example.edu", GUARD_OK, GUARD_OK },

	{ "http://moodle.example.edu/", GUARD_SCHEME, GUARD_OK },
	{ "ftp://moodle.example.edu/", GUARD_SCHEME, GUARD_SCHEME },
	{ "file:///etc/passwd", GUARD_MALFORMED, GUARD_MALFORMED },
	{ "gopher://x.example/", GUARD_SCHEME, GUARD_SCHEME },
	{ "javascript:alert(1)", GUARD_MALFORMED, GUARD_MALFORMED },
	{ "//moodle.example.edu/", GUARD_MALFORMED, GUARD_MALFORMED },
	{ "/token.php", GUARD_MALFORMED, GUARD_MALFORMED },
	{ "moodle.example.edu", GUARD_MALFORMED, GUARD_MALFORMED },
	{ "", GUARD_MALFORMED, GUARD_MALFORMED },
	{ "https://", GUARD_MALFORMED, GUARD_MALFORMED },
	{ "https:///path", GUARD_MALFORMED, GUARD_MALFORMED },
	{ "https:/example.edu/", GUARD_MALFORMED, GUARD_MALFORMED },
	{ "https:////example.edu/", GUARD_MALFORMED, GUARD_MALFORMED },
	{ "https://example.edu\\@127.0.0.1/", GUARD_MALFORMED, GUARD_MALFORMED },
	{ "https://exa mple.edu/", GUARD_MALFORMED, GUARD_MALFORMED },
	{ "https://example.edu/\r\nHost: x", GUARD_MALFORMED, GUARD_MALFORMED },
	{ "https://ex\xc3\xa4mple.edu/", GUARD_MALFORMED, GUARD_MALFORMED },
	{ " https://example.edu/", GUARD_MALFORMED, GUARD_MALFORMED },
	{ "https://127.0.0.1%2f.example.edu/", GUARD_MALFORMED, GUARD_MALFORMED },
	{ "https://[::1%25lo]/", GUARD_MALFORMED, GUARD_MALFORMED },
	{ "https://[::1", GUARD_MALFORMED, GUARD_MALFORMED },
	{ "https://1.2.3.4.5/", GUARD_MALFORMED, GUARD_MALFORMED },
	{ "https://256.256.256.256/", GUARD_MALFORMED, GUARD_MALFORMED },
	{ "https://example.edu:0/", GUARD_MALFORMED, GUARD_MALFORMED },
	{ "https://example.edu:99999/", GUARD_MALFORMED, GUARD_MALFORMED },
	{ "https://example.edu:http/", GUARD_MALFORMED, GUARD_MALFORMED },

	{ "https://user@example.edu/", GUARD_USER, GUARD_USER },
	{ "https://user:pass@example.edu/", GUARD_USER, GUARD_USER },
	{ "https://example.edu@127.0.0.1/", GUARD_USER, GUARD_USER },
	{ "https://example.edu:22/", GUARD_PORT, GUARD_OK },
	{ "https://example.edu:25/", GUARD_PORT, GUARD_OK },

	{ "https://localhost/", GUARD_PRIVATE, GUARD_OK },
	{ "https://LOCALHOST./", GUARD_PRIVATE, GUARD_OK },
	{ "https://a.localhost/", GUARD_PRIVATE, GUARD_OK },
	{ "https://printer.local/", GUARD_PRIVATE, GUARD_OK },
	{ "https://metadata.google.internal/", GUARD_PRIVATE, GUARD_OK },
	{ "https://127.0.0.1/", GUARD_PRIVATE, GUARD_OK },
	{ "https://127.1/", GUARD_PRIVATE, GUARD_OK },
	{ "https://2130706433/", GUARD_PRIVATE, GUARD_OK },
	{ "https://0x7f000001/", GUARD_PRIVATE, GUARD_OK },
	{ "https://0x7f.0.0.1/", GUARD_PRIVATE, GUARD_OK },
	{ "https://0177.0.0.1/", GUARD_PRIVATE, GUARD_OK },
	{ "https://%31%32%37.0.0.1/", GUARD_PRIVATE, GUARD_OK },
	{ "https://169.254.169.254/latest/meta-data/", GUARD_PRIVATE, GUARD_OK },
	{ "https://10.0.0.1:8443/", GUARD_PRIVATE, GUARD_OK },
	{ "https://[::1]/", GUARD_PRIVATE, GUARD_OK },
	{ "https://[::ffff:127.0.0.1]/", GUARD_PRIVATE, GUARD_OK },
	{ "https://[::ffff:7f00:1]/", GUARD_PRIVATE, GUARD_OK },
	{ "https://[fd00::1]/", GUARD_PRIVATE, GUARD_OK },
	{ "http://127.0.0.1:8080/", GUARD_SCHEME, GUARD_OK },
};

static const struct {
	const char *url, *other;
	bool same;
} origins[] = {
	{ "https://a.example/x", "https://a.example/y?page=2", true },
	{ "https://a.example/x", "https://a.example:443/y", true },
	{ "https://a.example/x", "HTTPS://A.EXAMPLE/y", true },
	{ "https://a.example/x", "http://a.example/x", false },
	{ "https://a.example/x", "https://a.example:8443/x", false },
	{ "https://a.example/x", "https://b.example/x", false },
	{ "https://a.example/x", "https://a.example.evil.example/x", false },
	{ "https://a.example/x", "https://a.example@evil.example/x", false },
	{ "https://a.example/x", "/y", false },
	{ "https://a.example/x", "", false },
	{ "https://a.example/x", NULL, false },
	{ NULL, NULL, false },
};
/* clang-format on */

START_TEST(an_address_is_what_the_registries_say)
{
	struct sockaddr_in in = {.sin_family = AF_INET};
	struct sockaddr_in6 in6 = {.sin6_family = AF_INET6};
	const char *text = addresses[_i].address;
	const struct sockaddr *address = (struct sockaddr *)&in6;
	const char *kind;

	if (inet_pton(AF_INET, text, &in.sin_addr) == 1)
		address = (struct sockaddr *)&in;
	else
		ck_assert_int_eq(inet_pton(AF_INET6, text, &in6.sin6_addr), 1);
	kind = guard_address_kind(address);
	ck_assert_msg(text_equal(kind, addresses[_i].kind) || kind == addresses[_i].kind,
		      "%s is %s", text, kind ? kind : "public");
}
END_TEST

START_TEST(what_is_no_internet_address_is_not_public)
{
	struct sockaddr unix_address = {.sa_family = AF_UNIX};

	ck_assert_str_eq(guard_address_kind(&unix_address), "not-internet");
}
END_TEST

START_TEST(a_url_is_judged_by_what_curl_would_ask)
{
	enum guard_verdict to_public = guard_url(urls[_i].url, NET_PUBLIC);
	enum guard_verdict anywhere = guard_url(urls[_i].url, NET_ANYWHERE);

	ck_assert_msg(to_public == urls[_i].to_public, "%s: %s", urls[_i].url,
		      guard_sentence(to_public));
	ck_assert_msg(anywhere == urls[_i].anywhere, "%s, anywhere: %s", urls[_i].url,
		      guard_sentence(anywhere));
}
END_TEST

START_TEST(a_long_url_is_refused)
{
	static const char begin[] = "https://example.edu/";
	char url[GUARD_URL_MAX + 2];

	memset(url, 'a', sizeof(url));
	memcpy(url, begin, sizeof(begin) - 1);
	url[GUARD_URL_MAX + 1] = '\0';
	ck_assert_int_eq(guard_url(url, NET_PUBLIC), GUARD_TOO_LONG);
	url[GUARD_URL_MAX] = '\0';
	ck_assert_int_eq(guard_url(url, NET_PUBLIC), GUARD_OK);
	ck_assert_int_eq(guard_url(NULL, NET_PUBLIC), GUARD_MALFORMED);
}
END_TEST

START_TEST(origins_are_compared_in_all_three_parts)
{
	ck_assert_int_eq(guard_same_origin(origins[_i].url, origins[_i].other),
			 origins[_i].same);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("guard");
	TCase *tcase = tcase_create("guard");

	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, an_address_is_what_the_registries_say, 0,
			    ARRAY_LEN(addresses));
	tcase_add_test(tcase, what_is_no_internet_address_is_not_public);
	tcase_add_loop_test(tcase, a_url_is_judged_by_what_curl_would_ask, 0,
			    ARRAY_LEN(urls));
	tcase_add_test(tcase, a_long_url_is_refused);
	tcase_add_loop_test(tcase, origins_are_compared_in_all_three_parts, 0,
			    ARRAY_LEN(origins));
	return check_run(suite);
}
