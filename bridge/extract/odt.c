/*
 * Extract odt: the running text of an OpenDocument text [OpenDocument 1.3 part 3, §5, §6].
 * Comments, deleted text and forms are left out; text that its style makes invisible is set
 * apart.
 */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "extract/xml.h"
#include "extract/hidden_styles.h"
#include "extract/package.h"

#define BLANKS_MAX 40 /* of one <text:s> */
#define TINY_POINTS 3

struct odt {
	struct extract_out *out;
	struct hidden_styles *styles;
	char style[HIDDEN_STYLE_NAME]; /* the one whose properties are read */
	bool body; /* inside office:text */
	int paragraphs; /* open ones: notes and boxes stand inside others */
	int hidden_depth; /* of the element that hides what is in it; 0: none */
};

/* ---- styles ---- */

static bool attribute_is(struct xml_walk *walk, const char *name, const char *value)
{
	char found[XML_ATTRIBUTE];

	return xml_attribute(found, walk, name) && text_equal_nocase(found, value);
}

static bool properties_hide(struct xml_walk *walk)
{
	char value[XML_ATTRIBUTE];

	if (attribute_is(walk, "display", "none"))
		return true;
	if (xml_attribute(value, walk, "font-size") && text_ends_with(value, "pt") &&
	    strtod(value, NULL) < TINY_POINTS)
		return true;
	if (!attribute_is(walk, "color", "#ffffff"))
		return false;
	return !xml_attribute(value, walk, "background-color") ||
	       text_equal(value, "transparent") || text_equal_nocase(value, "#ffffff");
}

static void style_step(struct odt *odt, struct xml_walk *walk, const char *name)
{
	if (text_equal(name, "style") || text_equal(name, "default-style")) {
		if (!xml_attribute(odt->style, walk, "name"))
			odt->style[0] = '\0';
	} else if (text_equal(name, "text-properties") && properties_hide(walk)) {
		hidden_styles_add(odt->styles, odt->style);
	}
}

/* ---- the text ---- */

static void add(struct odt *odt, const char *text)
{
	extract_out_add(odt->out, odt->hidden_depth != 0, text);
}

static bool is_skipped(const char *name)
{
	static const char *const names[] = {
		"annotation",	  "tracked-changes",	   "forms",
		"note-citation",  "user-field-decls",	   "variable-decls",
		"sequence-decls", "bibliography-mark-data"};

	return text_index(name, names, ARRAY_LEN(names)) >= 0;
}

static bool is_paragraph(const char *name)
{
	return text_equal(name, "p") || text_equal(name, "h");
}

static void blanks(struct odt *odt, struct xml_walk *walk)
{
	char value[XML_ATTRIBUTE] = "1";
	long count;

	xml_attribute(value, walk, "c");
	count = strtol(value, NULL, 10);
	for (long i = 0; i < count && i < BLANKS_MAX; i++)
		add(odt, " ");
}

static void hide_if(struct odt *odt, struct xml_walk *walk, const char *name)
{
	char style[XML_ATTRIBUTE];
	bool hides =
		text_equal(name, "hidden-text") || text_equal(name, "hidden-paragraph");

	if (is_paragraph(name) || text_equal(name, "span"))
		hides = xml_attribute(style, walk, "style-name") &&
			hidden_styles_have(odt->styles, style);
	if (hides && !odt->hidden_depth)
		odt->hidden_depth = walk->depth;
}

static bool start(struct xml_walk *walk, const char *name)
{
	struct odt *odt = walk->owner;

	if (is_skipped(name))
		return false;
	if (text_equal(name, "text") && !odt->body) {
		odt->body = true;
		return true;
	}
	if (!odt->body) {
		style_step(odt, walk, name);
		return true;
	}
	hide_if(odt, walk, name);
	if (is_paragraph(name))
		odt->paragraphs++;
	else if (text_equal(name, "s"))
		blanks(odt, walk);
	else if (text_equal(name, "tab"))
		add(odt, "\t");
	else if (text_equal(name, "line-break"))
		add(odt, "\n");
	else if (text_equal(name, "image"))
		odt->out->notes |= EXTRACT_IMAGES_LEFT_OUT;
	return true;
}

static void end(struct xml_walk *walk, const char *name)
{
	struct odt *odt = walk->owner;

	if (odt->hidden_depth == walk->depth)
		odt->hidden_depth = 0;
	if (!odt->body || !is_paragraph(name))
		return;
	odt->paragraphs -= odt->paragraphs > 0;
	extract_out_add(odt->out, false, "\n");
}

/* White space of the file is a blank; the walk gives pieces of any size. */
static void text(struct xml_walk *walk, const char *piece)
{
	struct odt *odt = walk->owner;
	char copy[512];

	if (!odt->body || !odt->paragraphs)
		return;
	while (*piece) {
		size_t len = strnlen(piece, sizeof(copy) - 1);

		while (piece[len] && len > 1 && (piece[len] & 0xc0) == 0x80)
			len--; /* whole characters */
		for (size_t i = 0; i < len; i++)
			copy[i] = strchr("\t\r\n", piece[i]) ? ' ' : piece[i];
		copy[len] = '\0';
		add(odt, copy);
		piece += len;
	}
}

static enum extract_status part_walk(struct odt *odt, struct package *package,
				     const char *name)
{
	struct xml_walk walk = {.owner = odt, .start = start, .end = end, .text = text};
	enum extract_status status;
	AUTO_BUF xml;

	buf_init(&xml, PACKAGE_ENTRY_MAX);
	status = package_unpack(&xml, package, package_find(package, name));
	return status == EXTRACT_DONE ? xml_walk(&walk, &xml) : status;
}

/* A document with a password is a package of encrypted entries; its manifest says so. */
static bool is_locked(struct package *package)
{
	AUTO_BUF manifest;

	buf_init(&manifest, PACKAGE_ENTRY_MAX);
	return package_unpack(&manifest, package,
			      package_find(package, "META-INF/manifest.xml")) ==
		       EXTRACT_DONE &&
	       strstr(manifest.bytes, "encryption-data");
}

enum extract_status extract_odt(struct extract_out *out, struct package *package)
{
	struct hidden_styles styles = {.count = 0};
	struct odt odt = {.out = out, .styles = &styles};
	enum extract_status status = EXTRACT_DONE;

	if (is_locked(package))
		return EXTRACT_ENCRYPTED;
	if (package_find(package, "styles.xml") >= 0)
		status = part_walk(&odt, package, "styles.xml");
	odt.body = false;
	if (status == EXTRACT_DONE)
		status = part_walk(&odt, package, "content.xml");
	if (package_find(package, "meta.xml") >= 0)
		out->notes |= EXTRACT_METADATA_LEFT_OUT;
	return status;
}
