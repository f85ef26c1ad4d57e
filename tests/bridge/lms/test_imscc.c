/*
 * Imscc: a course's activities go out as a Common Cartridge and come back as copies, and no file
 * that somebody uploads unpacks to more than it may.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

#include "base/json.h"
#include "base/text.h"
#include "bridge/lms/lms_kit.h"
#include "bridge/store/fixture.h"
#include "course/session.h"
#include "lms/admit.h"
#include "lms/api.h"
#include "lms/imscc.h"

#define LINK_XML(url)                                                                    \
	"<cartridge_basiclti_link xmlns:blti=\"b\" xmlns:lticm=\"c\"><blti:title>T"      \
	"</blti:title><blti:custom><lticm:property name=\"a\">1</lticm:property>"        \
	"</blti:custom><blti:launch_url>" url                                            \
	"</blti:launch_url></cartridge_basiclti_link>"
#define MANIFEST_XML                                                                     \
	"<manifest><organizations><organization><item><item identifierref=\"r\">"        \
	"<title>Named</title></item></item></organization></organizations><resources>"   \
	"<resource identifier=\"r\" type=\"imsbasiclti_xmlv1p0\"><file href=\"l.xml\"/>" \
	"</resource></resources></manifest>"
#define LAUGHS                                                                           \
	"<!DOCTYPE manifest [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;\">]>"        \
	"<manifest>&b;</manifest>"

/* --- files made by hand ------------------------------------------------------------------------- */

struct made {
	char *bytes;
	size_t len;
};

/* Names and texts in pairs, NULL behind the last; @zeros a third entry of that many bytes. */
static struct made make_zip(const char *const *entries, size_t zeros,
			    const char *password)
{
	zip_source_t *source = zip_source_buffer_create(NULL, 0, 0, NULL);
	zip_t *zip = zip_open_from_source(source, ZIP_TRUNCATE, NULL);
	struct made made;
	zip_stat_t stat;

	ck_assert_ptr_nonnull(zip);
	zip_source_keep(source);
	for (; *entries; entries += 2) {
		zip_int64_t at = zip_file_add(
			zip, entries[0],
			zip_source_buffer(zip, entries[1], strlen(entries[1]), 0), 0);

		ck_assert_int_ge(at, 0);
		if (password)
			ck_assert_int_eq(zip_file_set_encryption(zip, (zip_uint64_t)at,
								 ZIP_EM_AES_256,
								 password),
					 0);
	}
	if (zeros) {
		void *nothing = calloc(1, zeros);

		ck_assert_int_ge(zip_file_add(zip, "l.xml",
					      zip_source_buffer(zip, nothing, zeros, 1),
					      ZIP_FL_OVERWRITE),
				 0);
	}
	ck_assert_int_eq(zip_close(zip), 0);
	ck_assert_int_eq(zip_source_stat(source, &stat), 0);
	made.len = (size_t)stat.size;
	made.bytes = arena_alloc(kit_arena, made.len);
	ck_assert_int_eq(zip_source_open(source), 0);
	ck_assert_int_eq(zip_source_read(source, made.bytes, made.len),
			 (zip_int64_t)made.len);
	zip_source_close(source);
	zip_source_free(source);
	return made;
}

static enum imscc_status read_made(struct made made, struct imscc_link **links,
				   size_t *count)
{
	AUTO_ARENA *arena = arena_new(2 * IMSCC_TOTAL_MAX);
	enum imscc_status status = imscc_read(links, count, arena, made.bytes, made.len);

	for (size_t i = 0; i < *count;
	     i++) /* what the tests look at outlives the arena */
		(*links)[i].title = arena_strdup(kit_arena, (*links)[i].title);
	*links = *count ? memcpy(arena_alloc(kit_arena, *count * sizeof(**links)), *links,
				 *count * sizeof(**links))
			: NULL;
	return status;
}

START_TEST(a_cartridge_is_written_and_read_back)
{
	static const struct lti_custom custom[] = {{"kibridge_activity", "id-1"}};
	struct lti_link link = {.title = "Übung <1>",
				.launch_url = KIT_LAUNCH,
				.custom = custom,
				.custom_count = 1};
	struct imscc_link *links;
	struct made made;
	size_t count;

	made.bytes =
		(char *)imscc_write(&made.len, kit_arena, "Kurs & Co", &link, 1, "Tool");
	ck_assert_ptr_nonnull(made.bytes);
	ck_assert_int_eq(imscc_read(&links, &count, kit_arena, made.bytes, made.len),
			 IMSCC_READ);
	ck_assert_uint_eq(count, 1);
	ck_assert_str_eq(links[0].title, "Übung <1>");
	ck_assert_str_eq(links[0].launch_url, KIT_LAUNCH);
	ck_assert_str_eq(links[0].custom[0].value, "id-1");
}
END_TEST

START_TEST(the_manifests_title_counts)
{
	static const char *const entries[] = {"imsmanifest.xml", MANIFEST_XML, "l.xml",
					      LINK_XML("https://tool.test/"), NULL};
	struct imscc_link *links;
	size_t count;

	ck_assert_int_eq(read_made(make_zip(entries, 0, NULL), &links, &count),
			 IMSCC_READ);
	ck_assert_uint_eq(count, 1);
	ck_assert_str_eq(links[0].title, "Named");
}
END_TEST

/* clang-format off */
static const struct {
	const char *what;
	const char *entries[5];
	size_t zeros;
	const char *password;
	enum imscc_status status;
} hostile[] = {
	{ "no manifest", { "l.xml", LINK_XML("https://tool.test/") }, 0, NULL, IMSCC_TYPE },
	{ "entities in the manifest", { "imsmanifest.xml", LAUGHS }, 0, NULL, IMSCC_BROKEN },
	{ "no XML", { "imsmanifest.xml", "hello" }, 0, NULL, IMSCC_BROKEN },
	{ "a password", { "imsmanifest.xml", MANIFEST_XML }, 0, "secret", IMSCC_BROKEN },
	{ "a hundred megabytes of nothing", { "imsmanifest.xml", MANIFEST_XML }, (size_t)100 << 20, NULL, IMSCC_TOO_MUCH },
};
/* clang-format on */

START_TEST(a_hostile_file_is_refused)
{
	struct imscc_link *links;
	size_t count;
	enum imscc_status status = read_made(
		make_zip(hostile[_i].entries, hostile[_i].zeros, hostile[_i].password),
		&links, &count);

	ck_assert_msg(status == hostile[_i].status, "%s: %d", hostile[_i].what, status);
	ck_assert_uint_eq(count, 0);
}
END_TEST

START_TEST(links_that_are_none_are_left_out)
{
	static const char *const entries[] = {
		"imsmanifest.xml", MANIFEST_XML, "l.xml",
		"<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><x>&a;</x>",
		NULL};
	struct imscc_link *links;
	size_t count;

	ck_assert_int_eq(read_made(make_zip(entries, 0, NULL), &links, &count),
			 IMSCC_READ);
	ck_assert_uint_eq(count, 0);
}
END_TEST

START_TEST(a_file_cut_anywhere_is_no_cartridge)
{
	static const char *const entries[] = {"imsmanifest.xml", MANIFEST_XML, "l.xml",
					      LINK_XML("https://tool.test/"), NULL};
	struct made made = make_zip(entries, 0, NULL);
	struct imscc_link *links;
	size_t count;

	for (size_t len = 0; len < made.len; len += 7) {
		struct made cut = {made.bytes, len};

		ck_assert_int_ne(read_made(cut, &links, &count), IMSCC_READ);
	}
}
END_TEST

/* --- through the API ---------------------------------------------------------------------------------- */

static struct session lecturer;

static enum db_status write_world(struct db_conn *tx, void *arg)
{
	static const char *const rows[] = {
		"INSERT INTO course SELECT 'c1', p.tenant_id, d.id, 'x1', 'One', 'ONE', "
		"1 "
		"FROM platform p JOIN deployment d ON d.platform_id = p.id",
		"INSERT INTO course SELECT 'c2', p.tenant_id, d.id, 'x2', 'Two', 'TWO', "
		"1 "
		"FROM platform p JOIN deployment d ON d.platform_id = p.id",
		"INSERT INTO activity VALUES ('a1', 'c1', 'tutor', 'Loops', 'active', "
		"NULL, 1)",
		"INSERT INTO activity VALUES ('a2', 'c1', 'feedback', 'Essay', 'active', "
		"NULL, 2)",
		"INSERT INTO policy VALUES ('activity', 'a1', 1, "
		"'{\"system_prompt\":\"Be kind.\"}', 'operator', 1)",
	};
	enum db_status status = DB_OK;

	(void)arg;
	for (size_t i = 0; status == DB_OK && i < ARRAY_LEN(rows); i++)
		status = db_exec(tx, rows[i], "");
	return status;
}

static void setup(void)
{
	kit_setup();
	ck_assert_int_eq(db_write(fixture_db, write_world, NULL), DB_OK);
	lecturer = (struct session){.tenant = kit_tenant,
				    .person = "pseudonym",
				    .rank = RANK_LECTURER,
				    .course = "c1"};
}

static struct call *call_with(const void *bytes, size_t len)
{
	struct call *call = kit_call(HTTP_POST, "", NULL);

	((struct request *)call->request)->body = bytes;
	((struct request *)call->request)->body_len = len;
	call->session = &lecturer;
	return call;
}

static struct json_object *import(const void *bytes, size_t len, int status)
{
	struct reply *reply = lms_activities_import(call_with(bytes, len));
	const char *text = kit_body(reply);

	ck_assert_msg(reply_status(reply) == status, "%s", text);
	return json_parse(kit_arena, text, strlen(text));
}

static size_t rows_of(struct json_object *answer, const char *name)
{
	return json_object_array_length(json_array_of(answer, name));
}

START_TEST(a_course_is_carried_to_another_course)
{
	struct reply *reply = lms_activities_export(call_with("", 0));
	struct json_object *answer;
	const void *bytes;
	size_t len;

	ck_assert_int_eq(reply_status(reply), 200);
	ck_assert_str_eq(reply_type(reply), "application/zip");
	bytes = reply_bytes(reply, &len);
	lecturer.course = "c2";
	answer = import(bytes, len, 200);
	ck_assert_uint_eq(rows_of(answer, "activities"), 2);
	ck_assert_uint_eq(rows_of(answer, "left_out"), 0);
	ck_assert_int_eq(
		kit_count("SELECT COUNT(*) FROM activity WHERE course_id = 'c2' "
			  "AND status = 'draft' AND copied_from IN ('a1', 'a2')"),
		2);
	ck_assert_int_eq(kit_count("SELECT COUNT(*) FROM policy p JOIN activity a ON "
				   "a.id = p.level_id WHERE a.copied_from = 'a1' AND "
				   "p.document LIKE '%Be kind.%'"),
			 1);
	ck_assert_int_eq(kit_count("SELECT COUNT(*) FROM audit WHERE action = "
				   "'activities.imported' AND course_id = 'c2'"),
			 1);
	/* Again: they are there. */
	answer = import(bytes, len, 200);
	ck_assert_uint_eq(rows_of(answer, "activities"), 0);
	ck_assert_uint_eq(rows_of(answer, "left_out"), 2);
	ck_assert_int_eq(kit_count("SELECT COUNT(*) FROM activity"), 4);
	ck_assert_int_eq(kit_count("SELECT COUNT(*) FROM audit"), 1);
}
END_TEST

/* clang-format off */
static const struct {
	const char *url, *activity, *reason;
} links[] = {
	{ "https://elsewhere.test/lti/launch", "a1", "another-tool" },
	{ KIT_LAUNCH, "of-another-university", "unknown" },
	{ KIT_LAUNCH, "a1", "here-already" },
};
/* clang-format on */

START_TEST(what_is_not_taken_in_says_why)
{
	const struct lti_custom custom[] = {{ACTIVITY_PARAM, links[_i].activity}};
	struct lti_link link = {.title = "T",
				.launch_url = links[_i].url,
				.custom = custom,
				.custom_count = 1};
	struct json_object *answer, *row;
	char *xml;

	ck_assert_int_eq(lti_cartridge_write(&xml, &link, "v", "V"), LTI_OK);
	answer = import(xml, strlen(xml), 200);
	free(xml);
	row = json_object_array_get_idx(json_array_of(answer, "left_out"), 0);
	ck_assert_str_eq(json_text(row, "reason"), links[_i].reason);
	ck_assert_int_eq(kit_count("SELECT COUNT(*) FROM activity"), 2);
}
END_TEST

START_TEST(a_file_that_is_none_is_told_apart)
{
	struct json_object *answer = import("hello", 5, 422);

	ck_assert_str_eq(json_text(answer, "type"), "/problems/cartridge-type");
	answer = import("PK\3\4broken", 10, 422);
	ck_assert_str_eq(json_text(answer, "type"), "/problems/cartridge-broken");
	lecturer.course = NULL;
	import("hello", 5, 404);
	ck_assert_int_eq(reply_status(lms_activities_export(call_with("", 0))), 404);
}
END_TEST

int main(int argc, char **argv)
{
	Suite *suite = suite_create("imscc");
	TCase *tests = tcase_create("imscc");

	tcase_add_unchecked_fixture(tests, kit_keys_make, kit_keys_free);
	tcase_add_checked_fixture(tests, setup, kit_teardown);
	tcase_add_test(tests, a_cartridge_is_written_and_read_back);
	tcase_add_test(tests, the_manifests_title_counts);
	tcase_add_loop_test(tests, a_hostile_file_is_refused, 0, ARRAY_LEN(hostile));
	tcase_add_test(tests, links_that_are_none_are_left_out);
	tcase_add_test(tests, a_file_cut_anywhere_is_no_cartridge);
	tcase_add_test(tests, a_course_is_carried_to_another_course);
	tcase_add_loop_test(tests, what_is_not_taken_in_says_why, 0, ARRAY_LEN(links));
	tcase_add_test(tests, a_file_that_is_none_is_told_apart);
	suite_add_tcase(suite, tests);
	return fixture_run(suite, argc, argv);
}
