/*
 * Cartridges, manifests and Basic Outcomes: written, read, and fed with what hurts XML
 * readers.
 */
#include <lti/cartridge.h>
#include <lti/outcomes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "run.h"

/* --- what hurts --- */

#define LAUGHS                                                                           \
	"<!DOCTYPE x [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">"  \
	"<!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;\"><!ENTITY d "                      \
	"\"&c;&c;&c;&c;&c;&c;&c;&c;\">"                                                  \
	"<!ENTITY e \"&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;\"><!ENTITY f "                      \
	"\"&e;&e;&e;&e;&e;&e;&e;&e;\">]>"

static const struct {
	const char *what, *text;
} hostile[] = {
	{"nothing", ""},
	{"blanks", "  \n"},
	{"no XML", "hello"},
	{"JSON", "{\"a\":1}"},
	{"a page", "<!DOCTYPE html><html><body>Error</body></html>"},
	{"an open element", "<cartridge_basiclti_link>"},
	{"two roots", "<a/><b/>"},
	{"an unknown entity", "<a>&nbsp;</a>"},
	{"a billion laughs",
	 LAUGHS "<cartridge_basiclti_link><title>&f;</title></cartridge_basiclti_link>"},
	{"laughs in an attribute", LAUGHS "<manifest a=\"&f;\"/>"},
	{"an external entity", "<!DOCTYPE a [<!ENTITY x SYSTEM "
			       "\"file:///etc/passwd\">]><cartridge_basiclti_link>&x;"
			       "</cartridge_basiclti_link>"},
	{"an external DTD",
	 "<!DOCTYPE a SYSTEM \"http://127.0.0.1:1/x.dtd\"><manifest/>"},
	{"a parameter entity",
	 "<!DOCTYPE a [<!ENTITY % p SYSTEM \"http://127.0.0.1:1/\"> %p;]><a/>"},
	{"a harmless DTD", "<!DOCTYPE manifest><manifest/>"},
	{"a DTD behind a comment", "<!-- x --><!DOCTYPE manifest><manifest/>"},
	{"a DTD in UTF-7",
	 "<?xml version=\"1.0\" encoding=\"UTF-7\"?>+ADwAIQ-DOCTYPE a+AD4-<a/>"},
	{"Latin-1", "<manifest a=\"\xfc\"/>"},
	{"overlong UTF-8", "<manifest a=\"\xc0\xaf\"/>"},
	{"another vocabulary", "<rss><channel/></rss>"},
};

START_TEST(hostile_xml_is_refused_by_every_reader)
{
	const char *text = hostile[_i].text;
	struct lti_links links;
	struct lti_package package;
	struct lti_outcome outcome;
	struct lti_error why;

	ck_assert_msg(lti_cartridge_read(&links, text, strlen(text), &why) == LTI_ERR_XML,
		      "%s", hostile[_i].what);
	ck_assert_msg(lti_manifest_read(&package, text, strlen(text), &why) ==
			      LTI_ERR_XML,
		      "%s", hostile[_i].what);
	ck_assert_int_ne(lti_outcome_read(&outcome, text, strlen(text), &why), LTI_OK);
	ck_assert_uint_eq(links.count + package.count, 0);
}
END_TEST

/* UTF-16 would hide a DOCTYPE from a reader of bytes. */
START_TEST(a_dtd_in_utf_16_is_refused)
{
	static const char ascii[] =
		"<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>";
	char wide[2 + 2 * sizeof(ascii)] = "\xff\xfe";
	struct lti_links links;
	size_t i;

	for (i = 0; i < sizeof(ascii) - 1; i++) {
		wide[2 + 2 * i] = ascii[i];
		wide[3 + 2 * i] = 0;
	}
	ck_assert_int_eq(lti_cartridge_read(&links, wide, 2 + 2 * i, NULL), LTI_ERR_XML);
}
END_TEST

/*
 * A hundred megabytes are refused by their length: not a byte of them is there to be
 * read.
 */
START_TEST(a_hundred_megabytes_are_not_even_read)
{
	static const char one[1] = "<";
	const size_t len = 100 * 1024 * 1024;
	struct lti_links links;
	struct lti_package package;
	struct lti_outcome outcome;

	ck_assert_int_eq(lti_cartridge_read(&links, one, len, NULL), LTI_ERR_TOO_LONG);
	ck_assert_int_eq(lti_manifest_read(&package, one, len, NULL), LTI_ERR_TOO_LONG);
	ck_assert_int_eq(lti_outcome_read(&outcome, one, len, NULL), LTI_ERR_TOO_LONG);
}
END_TEST

START_TEST(a_hundred_thousand_levels_are_refused)
{
	const size_t levels = 100000;
	char *text = malloc(levels * 3 + 1);
	struct lti_links links;
	size_t i;

	for (i = 0; i < levels; i++)
		memcpy(text + i * 3, "<a>", 3);
	ck_assert_int_eq(lti_cartridge_read(&links, text, levels * 3, NULL), LTI_ERR_XML);
	free(text);
}
END_TEST

/* --- cartridges --- */

static const struct lti_custom custom[] = {
	{"activity", "a-1"}, {"q", "<&\">'\xc3\xbc"}, {"e", ""}};
static const struct lti_link tutor = {
	.title = "Tutor & <mehr>",
	.description = "F\xc3\xbcr \"alle\"",
	.launch_url = "https://tool.example/launch?a=1&b=2",
	.icon_url = "https://tool.example/i.png",
	.custom = custom,
	.custom_count = 3,
};

START_TEST(a_cartridge_is_written_and_read_back)
{
	struct lti_links links;
	size_t i;
	char *xml;

	ck_assert_int_eq(lti_cartridge_write(&xml, &tutor, "uni", "Universit\xc3\xa4t"),
			 LTI_OK);
	ck_assert_ptr_nonnull(strstr(xml, "<blti:secure_launch_url>"));
	ck_assert_ptr_nonnull(strstr(xml, "<lticp:name>Universit\xc3\xa4t</lticp:name>"));
	ck_assert_int_eq(lti_cartridge_read(&links, xml, strlen(xml), NULL), LTI_OK);
	ck_assert_uint_eq(links.count, 1);
	ck_assert_str_eq(links.links[0].title, tutor.title);
	ck_assert_str_eq(links.links[0].description, tutor.description);
	ck_assert_str_eq(links.links[0].launch_url, tutor.launch_url);
	ck_assert_str_eq(links.links[0].icon_url, tutor.icon_url);
	ck_assert_uint_eq(links.links[0].custom_count, 3);
	for (i = 0; i < 3; i++) {
		ck_assert_str_eq(links.links[0].custom[i].key, custom[i].key);
		ck_assert_str_eq(links.links[0].custom[i].value, custom[i].value);
	}
	lti_links_clear(&links);
	free(xml);
}
END_TEST

#define CARTRIDGE(inside) "<cartridge_basiclti_link>" inside "</cartridge_basiclti_link>"

static const struct {
	const char *what, *xml, *launch_url; /* launch_url NULL: refused */
} cartridges[] = {
	{"no namespaces",
	 CARTRIDGE("<title>t</title><launch_url>https://a/</launch_url>"), "https://a/"},
	{"other prefixes",
	 "<c:cartridge_basiclti_link xmlns:c=\"urn:c\" "
	 "xmlns:x=\"urn:x\"><x:title>t</x:title>"
	 "<x:launch_url>https://a/</x:launch_url></c:cartridge_basiclti_link>",
	 "https://a/"},
	{"blanks",
	 CARTRIDGE("<title> t\n</title><launch_url>\n https://a/ </launch_url>"),
	 "https://a/"},
	{"CDATA",
	 CARTRIDGE("<title><![CDATA[<t>]]></title><launch_url>https://a/</launch_url>"),
	 "https://a/"},
	{"the secure address wins",
	 CARTRIDGE("<title>t</title><launch_url>http://a/</launch_url>"
		   "<secure_launch_url>https://a/</secure_launch_url>"),
	 "https://a/"},
	{"a comment",
	 CARTRIDGE("<!-- <title> --><title>t</title><launch_url>https://a/</launch_url>"),
	 "https://a/"},
	{"no title", CARTRIDGE("<launch_url>https://a/</launch_url>"), NULL},
	{"an empty title", CARTRIDGE("<title/><launch_url>https://a/</launch_url>"),
	 NULL},
	{"no address", CARTRIDGE("<title>t</title>"), NULL},
	{"a script as address",
	 CARTRIDGE("<title>t</title><launch_url>javascript:x</launch_url>"), NULL},
	{"an address deeper down",
	 CARTRIDGE("<title>t</title><x><launch_url>https://a/</launch_url></x>"), NULL},
};

START_TEST(cartridges_are_taken_or_refused)
{
	struct lti_links links;
	enum lti_status status = lti_cartridge_read(&links, cartridges[_i].xml,
						    strlen(cartridges[_i].xml), NULL);

	if (cartridges[_i].launch_url) {
		ck_assert_msg(status == LTI_OK, "%s", cartridges[_i].what);
		ck_assert_str_eq(links.links[0].launch_url, cartridges[_i].launch_url);
	} else {
		ck_assert_msg(status == LTI_ERR_XML, "%s", cartridges[_i].what);
	}
	lti_links_clear(&links);
}
END_TEST

/* --- manifests --- */

START_TEST(a_manifest_is_written_and_read_back)
{
	struct lti_link links[] = {tutor, {.title = "Zwei", .launch_url = "https://a/"}};
	struct lti_package package;
	char *xml;

	ck_assert_int_eq(lti_manifest_write(&xml, "Kurs & mehr", links, 2), LTI_OK);
	ck_assert_int_eq(lti_manifest_read(&package, xml, strlen(xml), NULL), LTI_OK);
	ck_assert_uint_eq(package.count, 2);
	ck_assert_str_eq(package.links[0].title, "Tutor & <mehr>");
	ck_assert_str_eq(package.links[0].path, "links/0.xml");
	ck_assert_str_eq(package.links[1].title, "Zwei");
	ck_assert_str_eq(package.links[1].path, "links/1.xml");
	lti_package_clear(&package);
	free(xml);
}
END_TEST

static const struct {
	const char *path;
	bool inside;
} paths[] = {
	{"a.xml", true},
	{"a/b/c.xml", true},
	{"a..b/c.xml", true},
	{"...", true},
	{"../a.xml", false},
	{"a/../../b.xml", false},
	{"a/..", false},
	{"..", false},
	{"/etc/passwd", false},
	{"C:/x", false},
	{"https://evil.example/", false},
	{"a\\..\\b", false},
	{"", false},
};

START_TEST(paths_stay_inside_of_the_package)
{
	struct lti_package package;
	char xml[512];

	snprintf(xml, sizeof(xml),
		 "<manifest><resources><resource identifier=\"r\" "
		 "type=\"imsbasiclti_xmlv1p0\">"
		 "<file href=\"%s\"/></resource></resources></manifest>",
		 paths[_i].path);
	ck_assert_int_eq(lti_manifest_read(&package, xml, strlen(xml), NULL), LTI_OK);
	ck_assert_msg((package.count == 1) == paths[_i].inside, "%s", paths[_i].path);
	lti_package_clear(&package);
}
END_TEST

/* --- outcomes --- */

#define POX(code, body)                                                                  \
	"<?xml version=\"1.0\" encoding=\"UTF-8\"?><imsx_POXEnvelopeResponse "           \
	"xmlns=\"http://www.imsglobal.org/services/ltiv1p1/xsd/imsoms_v1p0\">"           \
	"<imsx_POXHeader><imsx_POXResponseHeaderInfo><imsx_version>V1.0</imsx_version>"  \
	"<imsx_messageIdentifier>1</imsx_messageIdentifier><imsx_statusInfo>"            \
	"<imsx_codeMajor>" code "</imsx_codeMajor><imsx_severity>status</imsx_severity>" \
	"<imsx_description>so &amp; so</imsx_description>"                               \
	"<imsx_messageRefIdentifier>m-1</imsx_messageRefIdentifier></imsx_statusInfo>"   \
	"</imsx_POXResponseHeaderInfo></imsx_POXHeader><imsx_POXBody>" body              \
	"</imsx_POXBody></imsx_POXEnvelopeResponse>"
#define READ(score)                                                                      \
	POX("success",                                                                   \
	    "<readResultResponse><result><resultScore><language>en</language>"           \
	    "<textString>" score "</textString></resultScore></result>"                  \
	    "</readResultResponse>")

static const struct {
	const char *what, *xml;
	enum lti_status status;
	enum lti_outcome_code code;
	bool graded;
	double score;
} answers[] = {
	{"done", POX("success", "<replaceResultResponse/>"), LTI_OK, LTI_OUTCOME_SUCCESS,
	 false, 0},
	{"on its way", POX("processing", ""), LTI_OK, LTI_OUTCOME_PROCESSING, false, 0},
	{"refused", POX("failure", ""), LTI_OK, LTI_OUTCOME_FAILURE, false, 0},
	{"not known", POX("unsupported", ""), LTI_OK, LTI_OUTCOME_UNSUPPORTED, false, 0},
	{"a grade", READ("0.92"), LTI_OK, LTI_OUTCOME_SUCCESS, true, 0.92},
	{"a whole grade", READ("1"), LTI_OK, LTI_OUTCOME_SUCCESS, true, 1},
	{"a grade with a comma", READ("0,5"), LTI_OK, LTI_OUTCOME_SUCCESS, true, 0.5},
	{"a grade without zero", READ(".25"), LTI_OK, LTI_OUTCOME_SUCCESS, true, 0.25},
	{"a long grade", READ("0.333333333333333333333333"), LTI_OK, LTI_OUTCOME_SUCCESS,
	 true, 0.333333333333333},
	{"a grade between blanks", READ(" 0.1 "), LTI_OK, LTI_OUTCOME_SUCCESS, true, 0.1},
	{"no grade yet", READ(""), LTI_OK, LTI_OUTCOME_SUCCESS, false, 0},
	{"a grade of letters", READ("A+"), LTI_ERR_OUTCOME, 0, false, 0},
	{"a negative grade", READ("-1"), LTI_ERR_OUTCOME, 0, false, 0},
	{"an exponent", READ("1e5"), LTI_ERR_OUTCOME, 0, false, 0},
	{"a point", READ("."), LTI_ERR_OUTCOME, 0, false, 0},
	{"two points", READ("0.1.2"), LTI_ERR_OUTCOME, 0, false, 0},
	{"an endless number", READ("1000000000000000000000000000000000000000"),
	 LTI_ERR_OUTCOME, 0, false, 0},
	{"an unknown code", POX("maybe", ""), LTI_ERR_OUTCOME, 0, false, 0},
	{"no code", POX("", ""), LTI_ERR_OUTCOME, 0, false, 0},
	{"a request", "<imsx_POXEnvelopeRequest/>", LTI_ERR_OUTCOME, 0, false, 0},
	{"an empty answer", "<imsx_POXEnvelopeResponse/>", LTI_ERR_OUTCOME, 0, false, 0},
};

START_TEST(outcome_answers_are_told_apart)
{
	struct lti_outcome outcome;
	struct lti_error why = {0};
	enum lti_status status = lti_outcome_read(&outcome, answers[_i].xml,
						  strlen(answers[_i].xml), &why);

	ck_assert_msg(status == answers[_i].status, "%s: %s %s", answers[_i].what,
		      lti_status_name(status), why.detail);
	if (status != LTI_OK)
		return;
	ck_assert_int_eq(outcome.code, answers[_i].code);
	ck_assert_int_eq(outcome.graded, answers[_i].graded);
	ck_assert_msg(fabs(outcome.score - answers[_i].score) < 1e-15, "%.17g",
		      outcome.score);
	ck_assert_str_eq(outcome.description, "so & so");
	ck_assert_str_eq(outcome.message_ref, "m-1");
}
END_TEST

/* Moodle's sourcedId is JSON, so it is full of quotes. */
START_TEST(an_outcome_request_is_escaped)
{
	char *xml;

	ck_assert_int_eq(lti_outcome_write(&xml, LTI_OUTCOME_REPLACE, "m-1",
					   "{\"data\":{\"a\":\"<&>\"}}", 0.5, NULL),
			 LTI_OK);
	ck_assert_ptr_nonnull(strstr(
		xml,
		"<sourcedId>{&quot;data&quot;:{&quot;a&quot;:&quot;&lt;&amp;&gt;&quot;}}"
		"</sourcedId>"));
	ck_assert_ptr_nonnull(strstr(xml, "<textString>0.5</textString>"));
	ck_assert_ptr_nonnull(strstr(xml, "<replaceResultRequest>"));
	free(xml);
	ck_assert_int_eq(lti_outcome_write(&xml, LTI_OUTCOME_READ, "m", "s", 0, NULL),
			 LTI_OK);
	ck_assert_ptr_nonnull(strstr(xml, "<readResultRequest>"));
	ck_assert_ptr_null(strstr(xml, "textString"));
	free(xml);
	ck_assert_int_eq(
		lti_outcome_write(&xml, LTI_OUTCOME_DELETE, "m\x01", "s", 0, NULL),
		LTI_OK);
	ck_assert_ptr_nonnull(
		strstr(xml, "<imsx_messageIdentifier>m</imsx_messageIdentifier>"));
	free(xml);
}
END_TEST

static const double no_scores[] = {-0.1, 1.1, NAN, INFINITY};

START_TEST(an_outcome_lies_between_zero_and_one)
{
	char *xml;

	ck_assert_int_eq(lti_outcome_write(&xml, LTI_OUTCOME_REPLACE, "m", "s",
					   no_scores[_i], NULL),
			 LTI_ERR_OUTCOME);
	ck_assert_ptr_null(xml);
	ck_assert_int_eq(lti_outcome_write(&xml, LTI_OUTCOME_READ, "m", "", 0, NULL),
			 LTI_ERR_OUTCOME);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("xml");
	TCase *tcase = tcase_create("documents");

	suite_add_tcase(suite, tcase);
	add_rows(tcase, hostile_xml_is_refused_by_every_reader, hostile);
	tcase_add_test(tcase, a_dtd_in_utf_16_is_refused);
	tcase_add_test(tcase, a_hundred_megabytes_are_not_even_read);
	tcase_add_test(tcase, a_hundred_thousand_levels_are_refused);
	tcase_add_test(tcase, a_cartridge_is_written_and_read_back);
	add_rows(tcase, cartridges_are_taken_or_refused, cartridges);
	tcase_add_test(tcase, a_manifest_is_written_and_read_back);
	add_rows(tcase, paths_stay_inside_of_the_package, paths);
	add_rows(tcase, outcome_answers_are_told_apart, answers);
	tcase_add_test(tcase, an_outcome_request_is_escaped);
	add_rows(tcase, an_outcome_lies_between_zero_and_one, no_scores);
	return run_suite(suite);
}
