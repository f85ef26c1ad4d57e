/*
 * Routes: everything the service answers, one row each. tests/bridge/http/routes.test.mjs asks each
 * row for the wrong method, a body one byte too long and a caller one rank too low: a new row is
 * tested at once.
 */
#include "http/route.h"

#include "base/text.h"
#include "course/api.h"
#include "feedback/api.h"
#include "http/pages.h"
#include "lms/api.h"
#include "openai/api.h"
#include "tutor/api.h"

#define GET HTTP_GET
#define POST HTTP_POST
#define PATCH HTTP_PATCH
#define PUT HTTP_PUT
#define DELETE HTTP_DELETE
#define ANYONE RANK_ANYONE
#define STUDENT RANK_STUDENT
#define LECTURER RANK_LECTURER
#define ADMIN RANK_ADMIN
#define QUICK (ROUTE_QUICK | ROUTE_UNMETERED)

/* clang-format off */
const struct route service_routes[] = {
	/* path                              methods     needs    body_max   handler                 flags */
	{ "/healthz",                        GET,        ANYONE,         0,  health_live,            QUICK },
	{ "/readyz",                         GET,        ANYONE,         0,  health_ready,           ROUTE_UNMETERED },
	{ "/schema/policy.json",             GET,        ANYONE,         0,  course_policy_schema,   QUICK },
	{ "/app/",                           GET,        ANYONE,         0,  app_page,               ROUTE_UNMETERED },
	{ "/app/{file*}",                    GET,        ANYONE,         0,  app_file,               QUICK },

	{ "/lti/login",                      GET | POST, ANYONE,  16 * KIB,  lms_login,              0 },
	{ "/lti/launch",                     GET | POST, ANYONE, 512 * KIB,  lms_launch,             0 },
	{ "/lti/jwks.json",                  GET,        ANYONE,         0,  lms_jwks,               0 },
	{ "/lti/config",                     GET,        ANYONE,         0,  lms_config,             0 },
	{ "/lti/register/{invite*}",         GET,        ANYONE,         0,  lms_register,           0 },
	{ "/lti/deep-link",                  POST,       ANYONE, 512 * KIB,  lms_deep_link,          0 },
	{ "/lti/post.js",                    GET,        ANYONE,         0,  lms_post_js,            QUICK },
	{ "/lti/person",                     GET | DELETE, ANYONE,       0,  lms_person,             0 },
	{ "/lti/key",                        POST | DELETE, ANYONE, 2 * KIB, openai_lms_key,         0 },
	{ "/lti/cartridge.xml",              GET,        ANYONE,         0,  lms_cartridge,          0 },
	{ "/lti/canvas.json",                GET,        ANYONE,         0,  lms_canvas,             0 },
	{ "/lti/storage.js",                 GET,        ANYONE,         0,  lms_storage_js,         QUICK },
	{ "/lti/close.js",                   GET,        ANYONE,         0,  lms_close_js,           QUICK },
	{ "/lti/page.css",                   GET,        ANYONE,         0,  lms_page_css,           QUICK },

	{ "/api/v1/session",                 POST,       ANYONE,   1 * KIB,  course_session_trade,   0 },
	{ "/api/v1/me",                      GET,        STUDENT,        0,  tutor_me,               0 },
	{ "/api/v1/me/data",                 GET,        STUDENT,        0,  tutor_my_data,          0 },
	{ "/api/v1/me/data",                 DELETE,     STUDENT,        0,  tutor_my_data_delete,   0 },
	{ "/api/v1/notice",                  POST,       STUDENT,  1 * KIB,  tutor_notice,           0 },
	{ "/api/v1/limits",                  GET,        STUDENT,        0,  tutor_limits,           0 },
	{ "/api/v1/models",                  GET,        LECTURER,       0,  tutor_models,           0 },
	{ "/api/v1/conversations",           GET,        STUDENT,        0,  tutor_conversations,    0 },
	{ "/api/v1/conversations/{id}",      GET,        STUDENT,        0,  tutor_conversation,     0 },
	{ "/api/v1/conversations/{id}",      PATCH,      STUDENT,  4 * KIB,  tutor_conversation_rename, 0 },
	{ "/api/v1/conversations/{id}",      DELETE,     STUDENT,        0,  tutor_conversation_delete, 0 },
	{ "/api/v1/conversations/{id}/export", GET,      STUDENT,        0,  tutor_conversation_export, 0 },
	{ "/api/v1/turns/{id}/receipt",      GET,        STUDENT,        0,  tutor_receipt,          0 },
	{ "/api/v1/turns/{id}/rating",       PUT,        STUDENT,  1 * KIB,  tutor_rate,             0 },
	{ "/api/v1/turns/{id}/report",       POST,       STUDENT, 16 * KIB,  tutor_report,           0 },
	{ "/api/v1/reports",                 GET,        LECTURER,       0,  tutor_reports,          0 },
	{ "/api/v1/reports/{turn}",          GET,        LECTURER,       0,  tutor_report_read,      0 },
	{ "/api/v1/reports/{turn}",          PUT,        LECTURER, 1 * KIB,  tutor_report_close,     0 },

	{ "/api/v1/activities",              GET,        LECTURER,       0,  course_activities,      0 },
	{ "/api/v1/activities/export.imscc", GET,        LECTURER,       0,  lms_activities_export,  0 },
	{ "/api/v1/activities/import",       POST,       LECTURER, 4 * MIB,  lms_activities_import,  0 },
	{ "/api/v1/activities/{id}/confirm", POST,       LECTURER,       0,  course_activity_confirm, 0 },
	{ "/api/v1/presets",                 GET,        LECTURER,       0,  course_presets,         0 },
	{ "/api/v1/policy/effective",        GET,        LECTURER,       0,  course_policy_effective, 0 },
	{ "/api/v1/policies/{level}",        GET,        LECTURER,       0,  course_policy_get,      0 },
	{ "/api/v1/policies/{level}",        PUT,        LECTURER, 300 * KIB, course_policy_put,     0 },
	{ "/api/v1/policies/{level}/versions", GET,      LECTURER,       0,  course_policy_versions, 0 },
	{ "/api/v1/policies/{level}/versions/{n}", GET,  LECTURER,       0,  course_policy_version,  0 },
	{ "/api/v1/usage",                   GET,        LECTURER,       0,  course_usage,           0 },
	{ "/api/v1/near-limit",              GET,        LECTURER,       0,  course_near_limit,      0 },
	{ "/api/v1/exam-lock",               PUT,        LECTURER, 1 * KIB,  course_exam_lock,       0 },

	{ "/api/v1/grants",                  GET,        LECTURER,       0,  course_grants,          0 },
	{ "/api/v1/grants",                  POST,       LECTURER, 1 * KIB,  course_grant_add,       0 },
	{ "/api/v1/grants/{id}",             DELETE,     LECTURER,       0,  course_grant_end,       0 },

	{ "/api/v1/scores",                  GET,        LECTURER,       0,  lms_scores,             0 },
	{ "/api/v1/scores/{activity}/{person}/retry", POST, LECTURER,    0,  lms_score_retry,        0 },

	{ "/api/v1/tenant",                  GET,        ADMIN,          0,  course_tenant,          0 },
	{ "/api/v1/tenant",                  PUT,        ADMIN,    4 * KIB,  course_tenant_put,      0 },
	{ "/api/v1/courses",                 GET,        ADMIN,          0,  course_courses,         0 },
	{ "/api/v1/audit",                   GET,        ADMIN,          0,  course_audit,           0 },
	{ "/api/v1/invites",                 POST,       ADMIN,    1 * KIB,  lms_invite_add,         0 },

	{ "/api/v1/assignment",              GET,        LECTURER,       0,  feedback_assignment,    0 },
	{ "/api/v1/assignment",              PUT,        LECTURER, FEEDBACK_BODY_MAX, feedback_assignment_put, 0 },
	{ "/api/v1/assignment/versions",     GET,        LECTURER,       0,  feedback_assignment_versions, 0 },
	{ "/api/v1/assignment/versions/{n}", GET,        LECTURER,       0,  feedback_assignment_version, 0 },
	{ "/api/v1/assignment/rubric",       GET,        LECTURER,       0,  feedback_rubric,        0 },
	{ "/api/v1/assignment/rubric",       POST,       LECTURER, FEEDBACK_RUBRIC_MAX, feedback_rubric_read, 0 },
	{ "/api/v1/feedback",                GET,        LECTURER,       0,  feedback_list,          0 },
	{ "/api/v1/feedback/export.csv",     GET,        LECTURER,       0,  feedback_export,        0 },
	{ "/api/v1/feedback/release",        POST,       LECTURER, 32 * KIB, feedback_release,       0 },
	{ "/api/v1/feedback/{id}",           GET,        LECTURER,       0,  feedback_one,           0 },
	{ "/api/v1/feedback/{id}",           PUT,        LECTURER, FEEDBACK_BODY_MAX, feedback_edit, 0 },
	{ "/api/v1/submission",              GET,        STUDENT,        0,  feedback_submission,    0 },
	{ "/api/v1/submission/draft",        PUT,        STUDENT, FEEDBACK_BODY_MAX, feedback_draft_put, 0 },
	{ "/api/v1/submission/files",        POST,       STUDENT, FEEDBACK_FILE_MAX, feedback_file_add, 0 },
	{ "/api/v1/submission/attempts/{id}", GET,       STUDENT,        0,  feedback_attempt,       0 },
	{ "/api/v1/submission/attempts/{id}/receipt", GET, STUDENT,      0,  feedback_receipt,       0 },
	{ "/api/v1/submission/attempts/{id}/report", POST, STUDENT, 12 * KIB, feedback_report,       0 },

	{ "/api/v1/platforms",               GET,        ADMIN,          0,  lms_platforms,          0 },
	{ "/api/v1/platforms/{id}",          PUT,        ADMIN,    1 * KIB,  lms_platform_put,       0 },
	{ "/api/v1/platforms/{id}/test",     POST,       ADMIN,    1 * KIB,  lms_platform_test,      0 },
	{ "/api/v1/platforms/{id}/deployments", PUT,     ADMIN,    4 * KIB,  lms_deployment_put,     0 },

	{ "/api/v1/keys",                    GET,        LECTURER,       0,  openai_keys,            0 },
	{ "/api/v1/keys",                    POST,       LECTURER, 4 * KIB,  openai_key_add,         0 },
	{ "/api/v1/keys/{id}",               DELETE,     LECTURER,       0,  openai_key_revoke,      0 },

	/* A key of ours decides here, not a session; a whole LMS may ask from one address. */
	{ "/v1/chat/completions",            POST,       ANYONE,   1 * MIB,  openai_chat,            ROUTE_UNMETERED },
	{ "/v1/embeddings",                  POST,       ANYONE,   1 * MIB,  openai_embeddings,      ROUTE_UNMETERED },
	{ "/v1/models",                      GET,        ANYONE,         0,  openai_models,          ROUTE_UNMETERED },
};
/* clang-format on */

const size_t service_route_count = ARRAY_LEN(service_routes);
