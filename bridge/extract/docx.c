/*
 * Extract docx: the running text of a WordprocessingML document [ECMA-376 part 1, §17]: body,
 * footnotes, endnotes. Headers and footers (which often carry a name), comments, deleted text
 * and field codes are left out. What a run's or style's properties make invisible is set apart.
 */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "extract/xml.h"
#include "extract/hidden_styles.h"
#include "extract/package.h"

#define TINY_HALF_POINTS 5 /* a size that nobody reads */

/* How a run looks, as far as it can make it vanish. */
struct look {
	bool vanish, white, shaded, tiny;
};

struct docx {
	struct extract_out *out;
	struct hidden_styles *styles;
	bool collecting; /* reading styles.xml: names of hidden ones are remembered */
	char style[HIDDEN_STYLE_NAME]; /* the one that is being read */
	struct look style_look;
	bool paragraph_hidden; /* by its style */
	bool paragraph_mark; /* inside its properties: they are no run's */
	bool in_run, in_text;
	struct look run;
};

static bool look_hides(const struct look *look)
{
	return look->vanish || look->tiny || (look->white && !look->shaded);
}

static bool switched_off(struct xml_walk *walk)
{
	char value[XML_ATTRIBUTE];

	return xml_attribute(value, walk, "val") &&
	       (text_equal(value, "0") || text_equal(value, "false") ||
		text_equal(value, "off"));
}

/* A property of a run or of a style. @return whether it was one */
static bool look_take(struct look *look, struct xml_walk *walk, const char *name)
{
	char value[XML_ATTRIBUTE] = "";

	if (text_equal(name, "vanish") || text_equal(name, "specVanish"))
		look->vanish = !switched_off(walk);
	else if (text_equal(name, "color"))
		look->white = xml_attribute(value, walk, "val") &&
			      text_equal_nocase(value, "FFFFFF");
	else if (text_equal(name, "shd"))
		look->shaded = xml_attribute(value, walk, "fill") &&
			       !text_equal_nocase(value, "FFFFFF") &&
			       !text_equal_nocase(value, "auto");
	else if (text_equal(name, "highlight"))
		look->shaded = true;
	else if (text_equal(name, "sz"))
		look->tiny = xml_attribute(value, walk, "val") && *value &&
			     strtol(value, NULL, 10) <= TINY_HALF_POINTS;
	else
		return false;
	return true;
}

/* ---- styles.xml ---- */

static bool style_start(struct xml_walk *walk, const char *name)
{
	struct docx *docx = walk->owner;

	if (text_equal(name, "docDefaults"))
		return false;
	if (text_equal(name, "style")) {
		docx->style_look = (struct look){0};
		if (!xml_attribute(docx->style, walk, "styleId"))
			docx->style[0] = '\0';
	}
	look_take(&docx->style_look, walk, name);
	return true;
}

static void style_end(struct xml_walk *walk, const char *name)
{
	struct docx *docx = walk->owner;

	if (text_equal(name, "style") && look_hides(&docx->style_look))
		hidden_styles_add(docx->styles, docx->style);
}

static void no_text(struct xml_walk *walk, const char *text)
{
	(void)walk;
	(void)text;
}

/* ---- the text ---- */

static void add(struct docx *docx, const char *text)
{
	bool hidden = docx->paragraph_hidden || look_hides(&docx->run);

	extract_out_add(docx->out, hidden, text);
}

static bool is_skipped(const char *name)
{
	static const char *const names[] = {"del",     "moveFrom",  "Fallback",
					    "sdtPr",   "instrText", "delText",
					    "fldData", "sectPr",    "comment"};

	return text_index(name, names, ARRAY_LEN(names)) >= 0;
}

static void style_take(struct docx *docx, struct xml_walk *walk, const char *name)
{
	char value[XML_ATTRIBUTE];

	if (!xml_attribute(value, walk, "val") ||
	    !hidden_styles_have(docx->styles, value))
		return;
	if (text_equal(name, "pStyle"))
		docx->paragraph_hidden = true;
	else
		docx->run.vanish = true;
}

/* What a run holds besides text. */
static void run_take(struct docx *docx, const char *name)
{
	if (text_equal(name, "t"))
		docx->in_text = true;
	else if (text_equal(name, "tab") || text_equal(name, "ptab"))
		add(docx, "\t");
	else if (text_equal(name, "br") || text_equal(name, "cr"))
		add(docx, "\n");
	else if (text_equal(name, "noBreakHyphen"))
		add(docx, "-");
}

static bool text_start(struct xml_walk *walk, const char *name)
{
	struct docx *docx = walk->owner;

	if (is_skipped(name))
		return false;
	if (text_equal(name, "p")) {
		docx->paragraph_hidden = false;
	} else if (text_equal(name, "pPr")) {
		docx->paragraph_mark = true;
	} else if (text_equal(name, "r")) {
		docx->in_run = true;
		docx->run = (struct look){0};
	} else if (text_equal(name, "pStyle") || text_equal(name, "rStyle")) {
		style_take(docx, walk, name);
	} else if (text_equal(name, "blip") || text_equal(name, "imagedata")) {
		docx->out->notes |= EXTRACT_IMAGES_LEFT_OUT;
	} else if (docx->in_run && !docx->paragraph_mark &&
		   !look_take(&docx->run, walk, name)) {
		run_take(docx, name);
	}
	return true;
}

static void text_end(struct xml_walk *walk, const char *name)
{
	struct docx *docx = walk->owner;

	if (text_equal(name, "t")) {
		docx->in_text = false;
	} else if (text_equal(name, "pPr")) {
		docx->paragraph_mark = false;
	} else if (text_equal(name, "r")) {
		docx->in_run = false;
		docx->run = (struct look){0};
	} else if (text_equal(name, "p")) {
		docx->paragraph_hidden = false;
		add(docx, "\n");
	}
}

static void text_text(struct xml_walk *walk, const char *text)
{
	struct docx *docx = walk->owner;

	if (docx->in_text)
		add(docx, text);
}

/* ---- parts ---- */

/* A part that may be missing. */
static enum extract_status part_walk(struct xml_walk *walk, struct package *package,
				     const char *name)
{
	int64_t index = package_find(package, name);
	enum extract_status status;
	AUTO_BUF xml;

	buf_init(&xml, PACKAGE_ENTRY_MAX);
	if (index < 0)
		return EXTRACT_DONE;
	status = package_unpack(&xml, package, index);
	return status == EXTRACT_DONE ? xml_walk(walk, &xml) : status;
}

enum extract_status extract_docx(struct extract_out *out, struct package *package)
{
	static const char *const bodies[] = {"word/document.xml", "word/document2.xml"};
	static const char *const notes[] = {"word/footnotes.xml", "word/endnotes.xml"};
	struct hidden_styles styles = {.count = 0};
	struct docx docx = {.out = out, .styles = &styles};
	struct xml_walk look = {
		.owner = &docx, .start = style_start, .end = style_end, .text = no_text};
	struct xml_walk text = {
		.owner = &docx, .start = text_start, .end = text_end, .text = text_text};
	const char *body = bodies[package_find(package, bodies[0]) < 0];
	enum extract_status status;

	if (package_find(package, body) < 0)
		return EXTRACT_TYPE; /* a spreadsheet, slides */
	status = part_walk(&look, package, "word/styles.xml");
	if (status == EXTRACT_DONE)
		status = part_walk(&text, package, body);
	for (size_t i = 0; i < ARRAY_LEN(notes) && status == EXTRACT_DONE; i++)
		status = part_walk(&text, package, notes[i]);
	if (package_find(package, "docProps/core.xml") >= 0)
		out->notes |= EXTRACT_METADATA_LEFT_OUT;
	return status;
}
