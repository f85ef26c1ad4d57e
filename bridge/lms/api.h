/*
 * Lms' handlers: what the LMS and the browser call below /lti. All for anyone; each
 * checks for itself whom it believes. http/ names them in its route table.
 */
#ifndef KIBRIDGE_LMS_API_H
#define KIBRIDGE_LMS_API_H

#include "call/call.h"
#include "call/reply.h"

/** GET|POST /lti/login, body at most 16 KiB: a launch begins [Sec §5.1.1.1]. Writes
 * nothing. */
struct reply *lms_login(struct call *call);
/** POST /lti/launch, body at most 512 KiB: the signed message becomes a session [Sec
 * §5.1.3]. */
struct reply *lms_launch(struct call *call);
/** GET /lti/jwks.json: our public keys [Sec §6.2]. */
struct reply *lms_jwks(struct call *call);
/** GET /lti/config: what to paste where, per LMS; ?lang=de|en. */
struct reply *lms_config(struct call *call);
/** POST /lti/deep-link, body at most 512 KiB: the form of a deep linking request [DL §4.5]. */
struct reply *lms_deep_link(struct call *call);
/** GET /lti/post.js: sends its answer to the LMS. */
struct reply *lms_post_js(struct call *call);
/** GET /lti/register/{invite*}: dynamic registration, opened by the LMS for its admin [Reg §3]. */
struct reply *lms_register(struct call *call);
/** GET /lti/close.js: the script of its last page. */
struct reply *lms_close_js(struct call *call);
/**
 * GET|DELETE /lti/person?iss=&client_id=&sub=, Authorization: Bearer <statement> [RFC 7523 §3]:
 * what is held on one of the LMS's own people, as one document; or all of it deleted.
 */
struct reply *lms_person(struct call *call);
/** GET /lti/cartridge.xml: the tool as an XML cartridge to import [Core App. C]. */
struct reply *lms_cartridge(struct call *call);
/** GET /lti/canvas.json: what a Canvas administrator pastes. */
struct reply *lms_canvas(struct call *call);
/** GET /lti/storage.js: keeps a login's secret where cookies are blocked. */
struct reply *lms_storage_js(struct call *call);
/** GET /lti/page.css: the look of this room's pages, which have no script of their own.
 */
struct reply *lms_page_css(struct call *call);

/*
 * The admin's page: platforms of the own tenant. A deployment's id is the LMS's text, so it travels
 * in the body.
 */
/** GET /api/v1/platforms: {platforms:[{…, deployments:[{deployment_id, status}]}]} */
struct reply *lms_platforms(struct call *call);
/** PUT /api/v1/platforms/{id}/deployments {deployment_id, status: active|disabled}: 204 */
struct reply *lms_deployment_put(struct call *call);
/** PUT /api/v1/platforms/{id} {status: active|disabled}: 204 */
struct reply *lms_platform_put(struct call *call);
/** POST /api/v1/platforms/{id}/test: {tested_at, checks:[{name, state, detail}]}; asks the LMS */
struct reply *lms_platform_test(struct call *call);
/** POST /api/v1/invites {}: 201 {url, expires_at}; shown once */
struct reply *lms_invite_add(struct call *call);

/*
 * Grades on their way, for lecturers: of the session's course only.
 */
/** GET /api/v1/scores: {counts, scores:[{activity, person, status, reason, attempts, at, next_at}]} */
struct reply *lms_scores(struct call *call);
/** POST /api/v1/scores/{activity}/{person}/retry: 204; it goes out again, as a new grade */
struct reply *lms_score_retry(struct call *call);

/*
 * Activities as a Common Cartridge, for lecturers: of the session's course.
 */
/** GET /api/v1/activities/export.imscc: a download with a link per activity */
struct reply *lms_activities_export(struct call *call);
/** POST /api/v1/activities/import, body a cartridge of at most 4 MiB: {activities, left_out} */
struct reply *lms_activities_import(struct call *call);

#endif
