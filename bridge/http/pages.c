/* Pages: embedded files with their caching and compression, and the health checks. */
#include "http/pages.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/metrics.h"
#include "base/text.h"
#include "call/form.h"
#include "call/parts.h"
#include "call/problem.h"
#include "http/assets.h"
#include "lms/platform.h"
#include "store/db.h"

#define METRICS_MAX (4 * MIB)

static int asset_order(const void *name, const void *asset)
{
	return strcmp(name, ((const struct asset *)asset)->name);
}

const struct asset *asset_find(const char *name)
{
	return bsearch(name, assets, asset_count, sizeof(assets[0]), asset_order);
}

/* Does a list like "gzip, br;q=1.0" offer the coding? [RFC 9110 §12.5.3] */
static bool offers(const char *accepted, const char *coding)
{
	size_t len = strlen(coding), item_len;

	for (const char *item = accepted ? accepted : ""; *item; item += item_len) {
		item += strspn(item, ", \t");
		item_len = strcspn(item, ",");
		if (item_len < len || strncasecmp(item, coding, len) != 0)
			continue;
		if (item_len == len)
			return true;
		if (item[len] == ';' || item[len] == ' ')
			return !memmem(item, item_len, "q=0", 3) ||
			       memmem(item, item_len, "q=0.", 4);
	}
	return false;
}

/* Each variant has its own tag [RFC 9110 §8.8.3.3]. */
static struct reply *asset_reply(struct call *call, const struct asset *asset)
{
	const char *accepted = request_header(call->request, "accept-encoding");
	const char *known = request_header(call->request, "if-none-match");
	const struct asset_bytes *variant = &asset->plain;
	const char *coding = NULL, *tag;
	struct reply *reply;

	if (asset->brotli.bytes && offers(accepted, "br")) {
		variant = &asset->brotli;
		coding = "br";
	} else if (asset->gzip.bytes && offers(accepted, "gzip")) {
		variant = &asset->gzip;
		coding = "gzip";
	}
	tag = arena_printf(call->arena, "\"%s%s%s\"", asset->digest, coding ? "-" : "",
			   coding ? coding : "");
	if (known && strstr(known, tag)) {
		reply = reply_empty(call, 304);
	} else {
		reply = reply_static(reply_new(call, 200), asset->type, variant->bytes,
				     variant->len);
		reply_header(reply, "Content-Encoding", coding);
	}
	reply_header(reply, "ETag", tag);
	return reply_header(reply, "Vary", "Accept-Encoding");
}

struct reply *app_file(struct call *call)
{
	const struct asset *asset = asset_find(call->request->params[0]);
	struct reply *reply;

	if (!asset || text_equal(asset->name, asset_index))
		return reply_error(call, 404, "not-found", NULL);
	reply = asset_reply(call, asset);
	return reply_header(reply, "Cache-Control",
			    asset->immutable ? "public, max-age=31536000, immutable"
					     : "no-cache");
}

/* The origins of the platform that the launch named in ?p=. */
static const char *framing_origins(struct call *call)
{
	const char *id = form_get(form_of(call->request, call->arena), "p");
	struct db_conn *conn = id ? db_reader(call->parts->db) : NULL;

	return conn ? platform_origins_of(conn, call->arena, id) : NULL;
}

struct reply *app_page(struct call *call)
{
	struct reply *reply = asset_reply(call, asset_find(asset_index));

	reply_header(reply, "Cache-Control", "no-store");
	return reply_frame_ancestors(reply, framing_origins(call));
}

struct reply *health_live(struct call *call)
{
	return reply_text(call, 200, "text/plain", "ok\n");
}

struct reply *health_ready(struct call *call)
{
	struct db_conn *conn = db_reader(call->parts->db);
	int64_t tenants;

	if (!conn ||
	    db_get_int(conn, &tenants, "SELECT count(*) FROM tenant", "") != DB_OK)
		return reply_text(call, 503, "text/plain", "the store does not answer\n");
	return reply_text(call, 200, "text/plain", "ready\n");
}

struct reply *metrics_page(struct call *call)
{
	struct reply *reply;
	AUTO_BUF text;

	buf_init(&text, METRICS_MAX);
	metrics_write(call->parts->metrics, &text);
	reply = reply_new(call, 200);
	return reply_body(reply, "text/plain; version=0.0.4; charset=utf-8", text.bytes,
			  text.len);
}
