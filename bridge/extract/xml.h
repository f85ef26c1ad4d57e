/*
 * Extract xml: walks a part of a document from beginning to end without keeping it. No DTD, no
 * entities of its own, no network; libxml2's own limits on depth and lengths stay as they are.
 */
#ifndef KIBRIDGE_EXTRACT_XML_H
#define KIBRIDGE_EXTRACT_XML_H

#include "base/buf.h"
#include "extract/extract.h"

struct xml_walk {
	void *owner;
	/** @name without its prefix. False: nothing inside is looked at, and its end not told. */
	bool (*start)(struct xml_walk *walk, const char *name);
	void (*end)(struct xml_walk *walk, const char *name);
	void (*text)(struct xml_walk *walk, const char *text);
	int depth; /* of the element at hand */
	size_t line; /* where the reader is, from 1; after an error, of the error */
	void *reader;
};

/** @return EXTRACT_DONE or EXTRACT_BROKEN; steps may have been told before */
enum extract_status xml_walk(struct xml_walk *walk, const struct buf *xml);

/** Inside start: an attribute by its name without prefix, copied and cut; false if absent. */
#define XML_ATTRIBUTE 128
bool xml_attribute(char out[XML_ATTRIBUTE], struct xml_walk *walk, const char *name);

#endif
