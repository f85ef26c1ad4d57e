/*
 * Discovery: what others fetch of us: our public keys, descriptions of the tool to import, and
 * the look of our pages. None of the descriptions holds keys or ids.
 */
#include <lti/cartridge.h>
#include <stdlib.h>

#include "call/parts.h"
#include "call/problem.h"
#include "config.h"
#include "lms/api.h"
#include "lms/keys.h"
#include "lms/page_files.h"
#include "lms/tool.h"

static struct reply *public_reply(struct call *call, const char *type, const char *text)
{
	struct reply *reply = reply_text(call, 200, type, text);

	return reply_header(reply, "Cache-Control", "public, max-age=3600");
}

struct reply *lms_jwks(struct call *call)
{
	struct db_conn *conn = db_reader(call->parts->db);
	const char *json;

	if (!conn || keys_jwks(&json, conn, call->parts->sealer, call->arena,
			       call->now_s) != DB_OK)
		return reply_store_failed(call);
	return public_reply(call, "application/json", json);
}

/* Text of the library's, which we free once it is in the reply. */
static struct reply *library_reply(struct call *call, enum lti_status status,
				   const char *type, char *text)
{
	struct reply *reply;

	if (status != LTI_OK)
		return reply_error(call, 500, "internal", lti_status_sentence(status));
	reply = public_reply(call, type, arena_strdup(call->arena, text));
	free(text);
	return reply;
}

struct reply *lms_cartridge(struct call *call)
{
	struct lti_link link = {0};
	struct lti_tool tool;
	enum lti_status status;
	char *xml = NULL;

	tool_describe(&tool, call->parts->config, call->arena);
	link.title = tool.name;
	link.description = tool.description;
	link.launch_url = tool.target_link_uri;
	link.custom = tool.custom;
	link.custom_count = tool.custom_count;
	status = lti_cartridge_write(&xml, &link, "kibridge",
				     call->parts->config->operator_name);
	return library_reply(call, status, "application/xml", xml);
}

struct reply *lms_canvas(struct call *call)
{
	struct lti_tool tool;
	enum lti_status status;
	char *json = NULL;

	tool_describe(&tool, call->parts->config, call->arena);
	status = lti_canvas_write(&json, &tool);
	return library_reply(call, status, "application/json", json);
}

struct reply *lms_page_css(struct call *call)
{
	return public_reply(call, "text/css; charset=utf-8", page_css);
}

struct reply *lms_close_js(struct call *call)
{
	return public_reply(call, "text/javascript; charset=utf-8", close_js);
}

struct reply *lms_post_js(struct call *call)
{
	return public_reply(call, "text/javascript; charset=utf-8", post_js);
}

struct reply *lms_storage_js(struct call *call)
{
	return public_reply(call, "text/javascript; charset=utf-8", storage_js);
}
