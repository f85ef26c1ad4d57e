/*
 * Head: status line and headers. What a handler set itself wins over the defaults here; only
 * frame-ancestors is always ours, from reply_frame_ancestors().
 */
#include "http/head.h"

#include <stdint.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/text.h"

#define HEAD_USUAL_BYTES 1000 /* most of it is the same in every answer */

/* clang-format off */
static const struct {
	int status;
	const char *reason;
} reasons[] = {
	{ 200, "OK" },                  { 201, "Created" },
	{ 202, "Accepted" },            { 204, "No Content" },
	{ 302, "Found" },               { 303, "See Other" },
	{ 304, "Not Modified" },        { 400, "Bad Request" },
	{ 401, "Unauthorized" },        { 403, "Forbidden" },
	{ 404, "Not Found" },           { 405, "Method Not Allowed" },
	{ 408, "Request Timeout" },     { 409, "Conflict" },
	{ 410, "Gone" },                { 411, "Length Required" },
	{ 413, "Content Too Large" },   { 414, "URI Too Long" },
	{ 415, "Unsupported Media Type" },
	{ 417, "Expectation Failed" },  { 422, "Unprocessable Content" },
	{ 426, "Upgrade Required" },    { 429, "Too Many Requests" },
	{ 431, "Request Header Fields Too Large" },
	{ 500, "Internal Server Error" }, { 501, "Not Implemented" },
	{ 502, "Bad Gateway" },         { 503, "Service Unavailable" },
	{ 504, "Gateway Timeout" },
};
/* clang-format on */

/*
 * What every answer says unless its handler said otherwise. Referrer-Policy: a form that the
 * browser posts to the LMS needs a real Origin header, which stricter values turn into "null".
 * No Cross-Origin-Opener-Policy on pages: an LMS that opened a window waits for its message.
 * No X-Frame-Options: it knows no list; frame-ancestors does its work.
 */
static const struct request_header defaults[] = {
	{"X-Content-Type-Options", "nosniff"},
	{"Referrer-Policy", "strict-origin"},
	{"Permissions-Policy",
	 "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
	 "magnetometer=(), microphone=(), midi=(), payment=(), usb=()"},
	{"Cache-Control", "no-store"},
};

static const char *reason_of(int status)
{
	for (size_t i = 0; i < ARRAY_LEN(reasons); i++) {
		if (reasons[i].status == status)
			return reasons[i].reason;
	}
	return "Status"; /* [RFC 9112 §4] clients ignore the phrase */
}

static const char *reply_has(const struct reply *reply, const char *name)
{
	for (size_t i = 0; i < reply_header_count(reply); i++) {
		if (text_equal_nocase(reply_header_at(reply, i)->name, name))
			return reply_header_at(reply, i)->value;
	}
	return NULL;
}

static bool line(struct buf *out, const char *name, const char *value)
{
	return buf_add_text(out, name) && buf_add(out, ": ", 2) &&
	       buf_add_text(out, value) && buf_add(out, "\r\n", 2);
}

/* [RFC 9110 §6.6.1] Many answers share their second. */
static bool date_write(struct buf *out)
{
	static _Thread_local time_t at = -1;
	static _Thread_local char text[40];
	time_t now = (time_t)clock_now_s();
	struct tm tm;

	if (now != at) {
		gmtime_r(&now, &tm);
		strftime(text, sizeof(text), "%a, %d %b %Y %H:%M:%S GMT", &tm);
	}
	at = now;
	return line(out, "Date", text);
}

/* Pages load their own files and nothing else; everything else is no page at all. The page's
 * only Trusted Types policy is the one of its sanitiser. */
#define DATA_POLICY "default-src 'none'; base-uri 'none'; form-action 'none'"
#define PAGE_POLICY                                                                      \
	"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' "       \
	"data:; "                                                                        \
	"font-src 'self'; connect-src 'self' %s://%s; base-uri 'none'; "                 \
	"form-action 'self'; require-trusted-types-for 'script'; trusted-types "         \
	"dompurify"

static bool policy_write(struct buf *out, const struct head *head, bool page)
{
	const char *own = reply_has(head->reply, "Content-Security-Policy");
	const char *ancestors = reply_ancestors(head->reply);
	bool tls = text_starts_with(head->origin, "https://"), fits;

	if (!buf_add_text(out, "Content-Security-Policy: "))
		return false;
	if (own || !page)
		fits = buf_add_text(out, own ? own : DATA_POLICY);
	else
		fits = buf_printf(out, PAGE_POLICY, tls ? "wss" : "ws",
				  strstr(head->origin, "://") + 3);
	return fits && buf_add_text(out, "; frame-ancestors ") &&
	       buf_add_text(out, ancestors ? ancestors : "'none'") &&
	       buf_add(out, "\r\n", 2);
}

static bool security_write(struct buf *out, const struct head *head)
{
	const char *type = reply_type(head->reply);
	bool page = type && text_starts_with(type, "text/html");

	for (size_t i = 0; i < ARRAY_LEN(defaults); i++) {
		if (!reply_has(head->reply, defaults[i].name) &&
		    !line(out, defaults[i].name, defaults[i].value))
			return false;
	}
	if (!policy_write(out, head, page))
		return false;
	/* A frame under Cross-Origin-Embedder-Policy may show our pages, nobody else's site may
	 * embed our data. */
	if (!reply_has(head->reply, "Cross-Origin-Resource-Policy") &&
	    !line(out, "Cross-Origin-Resource-Policy",
		  page ? "cross-origin" : "same-origin"))
		return false;
	return !head->secure || line(out, "Strict-Transport-Security",
				     "max-age=31536000; includeSubDomains");
}

static bool own_write(struct buf *out, const struct reply *reply)
{
	for (size_t i = 0; i < reply_header_count(reply); i++) {
		const struct request_header *header = reply_header_at(reply, i);

		if (!text_equal_nocase(header->name, "Content-Security-Policy") &&
		    !line(out, header->name, header->value))
			return false;
	}
	return true;
}

bool head_write(struct buf *out, const struct head *head)
{
	int status = reply_status(head->reply);

	buf_reserve(out, HEAD_USUAL_BYTES);
	if (!buf_printf(out, "HTTP/1.1 %d %s\r\n", status, reason_of(status)) ||
	    !date_write(out) || !line(out, "X-Request-Id", head->id))
		return false;
	if (reply_type(head->reply) &&
	    !line(out, "Content-Type", reply_type(head->reply)))
		return false;
	if (head->chunked ? !line(out, "Transfer-Encoding", "chunked")
			  : head->sized && !buf_printf(out, "Content-Length: %zu\r\n",
						       head->content_len))
		return false;
	if (head->close && !line(out, "Connection", "close"))
		return false;
	return own_write(out, head->reply) && security_write(out, head) &&
	       buf_add_text(out, "\r\n");
}
