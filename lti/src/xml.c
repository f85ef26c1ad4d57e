/* Xml: the one door to libxml2. */
#include "xml.h"

#include <limits.h>
#include <libxml/parser.h>
#include <string.h>

#define BLANKS " \t\r\n"

/*
 * Entities and external subsets come by way of a DOCTYPE, which none of our documents
 * has. The encoding is fixed to UTF-8, whatever the document says of itself: in another
 * one the word could hide. What libxml2 limits by itself (depth, name lengths) stays as
 * it is: no XML_PARSE_HUGE.
 */
enum lti_status lti_xml_parse(xmlDoc **out, const char *bytes, size_t len, size_t len_max,
			      struct lti_error *why)
{
	xmlDoc *document;

	*out = NULL;
	if (len > len_max || len > INT_MAX)
		return lti_fail(why, LTI_ERR_TOO_LONG,
				"XML of %zu bytes, allowed are %zu", len, len_max);
	if (memchr(bytes, '\0', len))
		return lti_fail(why, LTI_ERR_XML, "NUL in it");
	if (memmem(bytes, len, "<!DOCTYPE", 9) || memmem(bytes, len, "<!ENTITY", 8))
		return lti_fail(why, LTI_ERR_XML, "document type definition");
	document =
		xmlReadMemory(bytes, (int)len, NULL, "UTF-8",
			      XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
	if (!document)
		return lti_fail(why, LTI_ERR_XML, "not well-formed");
	if (document->intSubset || document->extSubset ||
	    !xmlDocGetRootElement(document)) {
		xmlFreeDoc(document);
		return lti_fail(why, LTI_ERR_XML, "document type definition");
	}
	*out = document;
	return LTI_OK;
}

void lti_xml_freep(xmlDoc **document)
{
	if (*document)
		xmlFreeDoc(*document);
}

bool lti_xml_is(const xmlNode *node, const char *name)
{
	return node && node->type == XML_ELEMENT_NODE &&
	       strcmp((const char *)node->name, name) == 0;
}

xmlNode *lti_xml_from(xmlNode *node, const char *name)
{
	while (node && !lti_xml_is(node, name))
		node = node->next;
	return node;
}

xmlNode *lti_xml_child(const xmlNode *node, const char *name)
{
	return node ? lti_xml_from(node->children, name) : NULL;
}

xmlNode *lti_xml_path(const xmlNode *node, const char *path)
{
	char name[64];
	size_t len;

	while (node && *path) {
		len = strcspn(path, "/");
		if (len >= sizeof(name))
			return NULL;
		memcpy(name, path, len);
		name[len] = '\0';
		node = lti_xml_child(node, name);
		path += len + (path[len] == '/');
	}
	return (xmlNode *)node;
}

static const char *copy_trimmed(struct lti_pool **pool, xmlChar *found, bool *failed)
{
	const char *start = (const char *)found + strspn((const char *)found, BLANKS);
	size_t len = strlen(start);
	char *copy = NULL;

	while (len && strchr(BLANKS, start[len - 1]))
		len--;
	if (len) {
		copy = lti_pool_alloc(pool, len + 1);
		if (copy)
			memcpy(copy, start, len);
		else
			*failed = true;
	}
	xmlFree(found);
	return copy;
}

const char *lti_xml_text(struct lti_pool **pool, const xmlNode *node, bool *failed)
{
	xmlChar *found = node ? xmlNodeGetContent(node) : NULL;

	return found ? copy_trimmed(pool, found, failed) : NULL;
}

const char *lti_xml_attribute(struct lti_pool **pool, const xmlNode *node,
			      const char *name, bool *failed)
{
	xmlChar *found = node ? xmlGetNoNsProp(node, (const xmlChar *)name) : NULL;

	return found ? copy_trimmed(pool, found, failed) : NULL;
}

void lti_xml_add(struct lti_text *text, const char *more)
{
	for (; *more; more++) {
		switch (*more) {
		case '<':
			lti_text_add(text, "&lt;");
			break;
		case '>':
			lti_text_add(text, "&gt;");
			break;
		case '&':
			lti_text_add(text, "&amp;");
			break;
		case '"':
			lti_text_add(text, "&quot;");
			break;
		default:
			if ((unsigned char)*more >= 0x20 || strchr(BLANKS, *more))
				lti_text_add_bytes(text, more, 1);
		}
	}
}

void lti_xml_element(struct lti_text *text, const char *name, const char *content)
{
	if (!content)
		return;
	lti_text_printf(text, "<%s>", name);
	lti_xml_add(text, content);
	lti_text_printf(text, "</%s>\n", name);
}
