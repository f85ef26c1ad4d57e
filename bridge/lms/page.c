/* Page: fills page.html, the one template, and sends it with headers that keep it safe. */
#include "lms/page.h"

#include <assert.h>
#include <string.h>

#include "base/text.h"
#include "call/form.h"
#include "call/parts.h"
#include "config.h"
#include "lms/page_files.h"

#define PAGE_MAX (256 * KIB)

/* The first language of the list that we have; its order is taken for the browser's wish. */
static enum page_lang lang_of(const char *list)
{
	while (list && *list) {
		list += strspn(list, " ,");
		if (text_starts_with(list, "de") || text_starts_with(list, "DE"))
			return PAGE_DE;
		if (text_starts_with(list, "en") || text_starts_with(list, "EN"))
			return PAGE_EN;
		list += strcspn(list, ",");
	}
	return PAGE_EN;
}

enum page_lang page_lang(const struct call *call, const char *locale)
{
	return lang_of(text_empty(locale)
			       ? request_header(call->request, "accept-language")
			       : locale);
}

const char *page_lang_code(enum page_lang lang)
{
	return lang == PAGE_DE ? "de" : "en";
}

/* A page that outgrows its cap is our own mistake: what goes in is capped where it comes from. */
static void add(struct page *page, const char *html)
{
	if (!buf_add_text(&page->body, html))
		assert(!"a page outgrew its cap");
}

static void add_text(struct page *page, const char *text)
{
	add(page, html_escape(page->call->arena, text));
}

void page_begin(struct page *page, struct call *call, enum page_lang lang, int status,
		const char *title)
{
	*page = (struct page){
		.call = call, .lang = lang, .status = status, .title = title};
	buf_init(&page->body, PAGE_MAX);
}

void page_heading(struct page *page, const char *text)
{
	add(page, "<h2>");
	add_text(page, text);
	add(page, "</h2>\n");
}

void page_paragraph(struct page *page, const char *text)
{
	add(page, "<p>");
	add_text(page, text);
	add(page, "</p>\n");
}

void page_facts_begin(struct page *page)
{
	add(page, "<dl>\n");
}

void page_fact(struct page *page, const char *name, const char *value)
{
	if (!value)
		return;
	add(page, "<dt>");
	add_text(page, name);
	add(page, "</dt><dd>");
	add_text(page, value);
	add(page, "</dd>\n");
}

void page_facts_end(struct page *page)
{
	add(page, "</dl>\n");
}

void page_action(struct page *page, const char *label, const char *url, bool new_window)
{
	add(page, "<p><a class=\"action\" href=\"");
	add_text(page, url);
	add(page,
	    new_window ? "\" target=\"_blank\" rel=\"opener\">" : "\" target=\"_top\">");
	add_text(page, label);
	add(page, "</a></p>\n");
}

void page_html(struct page *page, const char *html)
{
	add(page, html);
}

/* --- the template ----------------------------------------------------------------------------- */

static const char *slot_value(const struct page *page, const char *name, size_t len)
{
	struct arena *arena = page->call->arena;
	const char *number = page->lang == PAGE_DE ? "Vorgang" : "Reference";

	if (strncmp(name, "lang", len) == 0)
		return page_lang_code(page->lang);
	if (strncmp(name, "title", len) == 0)
		return html_escape(arena, page->title);
	if (strncmp(name, "css", len) == 0)
		return arena_printf(
			arena, "%s/lti/page.css",
			html_escape(arena, page->call->parts->config->public_url));
	if (strncmp(name, "body", len) == 0)
		return page->body.bytes;
	return arena_printf(arena, "%s %s", number, page->call->id); /* foot */
}

static struct reply *page_fill(struct page *page)
{
	AUTO_BUF html;
	const char *at = page_template, *slot, *end;
	bool fits = true;

	buf_init(&html, 2 * PAGE_MAX);
	while ((slot = strstr(at, "{{")) && (end = strstr(slot, "}}"))) {
		fits = fits && buf_add(&html, at, (size_t)(slot - at)) &&
		       buf_add_text(&html,
				    slot_value(page, slot + 2, (size_t)(end - slot - 2)));
		at = end + 2;
	}
	fits = fits && buf_add_text(&html, at);
	assert(fits);
	(void)fits;
	return reply_html(page->call, page->status, html.bytes);
}

struct reply *page_reply(struct page *page)
{
	struct reply *reply = page_fill(page);

	buf_clear(&page->body);
	reply_header(reply, "Cache-Control", "no-store");
	return reply_frame_ancestors(reply, page->origins ? page->origins : "*");
}
