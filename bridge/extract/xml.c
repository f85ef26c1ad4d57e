/* Extract xml: libxml2's reader, told what it may not do. */
#include "extract/xml.h"

#include <libxml/xmlreader.h>
#include <limits.h>
#include <string.h>

#define NOTHING_SKIPPED INT_MAX

static void reader_freep(xmlTextReader **reader)
{
	if (*reader)
		xmlFreeTextReader(*reader);
}

/*
 * Entities come by way of a DOCTYPE, which office documents do not have. The encoding is
 * fixed: in another one the word could hide.
 */
static xmlTextReader *reader_open(const struct buf *xml)
{
	if (xml->len > INT_MAX || memchr(xml->bytes, '\0', xml->len) ||
	    memmem(xml->bytes, xml->len, "<!DOCTYPE", 9) ||
	    memmem(xml->bytes, xml->len, "<!ENTITY", 8))
		return NULL;
	return xmlReaderForMemory(xml->bytes, (int)xml->len, NULL, "UTF-8",
				  XML_PARSE_NONET | XML_PARSE_NOERROR |
					  XML_PARSE_NOWARNING | XML_PARSE_NOCDATA);
}

static void element(struct xml_walk *walk, xmlTextReader *reader, int *skipped)
{
	const char *name = (const char *)xmlTextReaderConstLocalName(reader);
	bool empty = xmlTextReaderIsEmptyElement(reader) == 1;

	if (!name || walk->depth > *skipped)
		return;
	if (!walk->start(walk, name))
		*skipped = empty ? NOTHING_SKIPPED : walk->depth;
	else if (empty)
		walk->end(walk, name);
}

static void element_end(struct xml_walk *walk, xmlTextReader *reader, int *skipped)
{
	const char *name = (const char *)xmlTextReaderConstLocalName(reader);

	if (walk->depth == *skipped)
		*skipped = NOTHING_SKIPPED;
	else if (name && walk->depth < *skipped)
		walk->end(walk, name);
}

enum extract_status xml_walk(struct xml_walk *walk, const struct buf *xml)
{
	__attribute__((cleanup(reader_freep))) xmlTextReader *reader = reader_open(xml);
	int skipped = NOTHING_SKIPPED, more;

	if (!reader)
		return EXTRACT_BROKEN;
	walk->reader = reader;
	while ((more = xmlTextReaderRead(reader)) == 1) {
		const char *text;

		walk->depth = xmlTextReaderDepth(reader);
		walk->line = (size_t)xmlTextReaderGetParserLineNumber(reader);
		switch (xmlTextReaderNodeType(reader)) {
		case XML_READER_TYPE_ELEMENT:
			element(walk, reader, &skipped);
			break;
		case XML_READER_TYPE_END_ELEMENT:
			element_end(walk, reader, &skipped);
			break;
		case XML_READER_TYPE_TEXT:
		case XML_READER_TYPE_CDATA:
		case XML_READER_TYPE_WHITESPACE:
		case XML_READER_TYPE_SIGNIFICANT_WHITESPACE:
			text = (const char *)xmlTextReaderConstValue(reader);
			if (text && walk->depth <= skipped)
				walk->text(walk, text);
			break;
		case XML_READER_TYPE_DOCUMENT_TYPE:
		case XML_READER_TYPE_ENTITY_REFERENCE:
			return EXTRACT_BROKEN;
		default:
			break;
		}
	}
	walk->line = (size_t)xmlTextReaderGetParserLineNumber(reader);
	return more == 0 ? EXTRACT_DONE : EXTRACT_BROKEN;
}

bool xml_attribute(char out[XML_ATTRIBUTE], struct xml_walk *walk, const char *name)
{
	xmlTextReader *reader = walk->reader;
	bool found = false;

	while (!found && xmlTextReaderMoveToNextAttribute(reader) == 1) {
		const char *at = (const char *)xmlTextReaderConstLocalName(reader);
		const char *value = (const char *)xmlTextReaderConstValue(reader);

		found = at && value && strcmp(at, name) == 0;
		if (found) {
			strncpy(out, value, XML_ATTRIBUTE - 1);
			out[XML_ATTRIBUTE - 1] = '\0';
		}
	}
	xmlTextReaderMoveToElement(reader);
	return found;
}
