/*
 * Page: the plain HTML pages of this room, in German or English: a title, sentences, facts to
 * copy, one action. They have no script and no style of their own, so they live with the
 * strictest Content-Security-Policy. Whatever a peer wrote is escaped here.
 */
#ifndef KIBRIDGE_LMS_PAGE_H
#define KIBRIDGE_LMS_PAGE_H

#include "base/buf.h"
#include "call/call.h"
#include "call/reply.h"

enum page_lang { PAGE_EN, PAGE_DE, PAGE_LANGS };

/** From a launch's locale ("de_DE"), else the browser's Accept-Language. @locale may be NULL */
enum page_lang page_lang(const struct call *call, const char *locale);
const char *page_lang_code(enum page_lang lang); /* "de": also the session's locale */

struct page {
	struct call *call;
	enum page_lang lang;
	int status;
	const char *title;
	/* Who may frame it; NULL: anybody (it says nothing secret and does nothing). */
	const char *origins;
	struct buf body; /* HTML so far */
};

/** Life: page_begin, page_* in the order of reading, page_reply. */
void page_begin(struct page *page, struct call *call, enum page_lang lang, int status,
		const char *title);
void page_heading(struct page *page, const char *text);
void page_paragraph(struct page *page, const char *text);
/** A list of names and values to copy; page_fact only between the two. NULL values are left out. */
void page_facts_begin(struct page *page);
void page_fact(struct page *page, const char *name, const char *value);
void page_facts_end(struct page *page);
/** A link that looks like a button. */
void page_action(struct page *page, const char *label, const char *url, bool new_window);
/** HTML of our own making, as it is. */
void page_html(struct page *page, const char *html);
struct reply *page_reply(struct page *page);

#endif
