/*
 * Xml: small hostile documents for libxml2: UTF-8, capped, no DTD, no entities of their
 * own, no network. Elements are found by local name: platforms do not agree on prefixes
 * and namespaces.
 */
#ifndef LTI_SRC_XML_H
#define LTI_SRC_XML_H

#include <libxml/tree.h>
#include <stddef.h>

#include "kit.h"

/** Errors: LTI_ERR_XML, LTI_ERR_TOO_LONG, LTI_ERR_MEMORY. */
LTI_NODISCARD enum lti_status lti_xml_parse(xmlDoc **out, const char *bytes, size_t len,
					    size_t len_max, struct lti_error *why);
void lti_xml_freep(xmlDoc **document);
#define AUTO_XML __attribute__((cleanup(lti_xml_freep))) xmlDoc

bool lti_xml_is(const xmlNode *node, const char *name);
/** First child element of that name; NULL if there is none, or node is NULL. */
xmlNode *lti_xml_child(const xmlNode *node, const char *name);
/** Next sibling element of that name, from node itself on. */
xmlNode *lti_xml_from(xmlNode *node, const char *name);
/** Child after child: "a/b/c". */
xmlNode *lti_xml_path(const xmlNode *node, const char *path);

/* Text of an element or attribute, without the blanks around it, copied into the pool.
 * NULL: absent or empty; *failed is set when there was no memory. */
const char *lti_xml_text(struct lti_pool **pool, const xmlNode *node, bool *failed);
const char *lti_xml_attribute(struct lti_pool **pool, const xmlNode *node,
			      const char *name, bool *failed);

/* --- writing --- */

/**
 * Escaped for content and attributes; control characters, which XML has not, are left
 * out.
 */
void lti_xml_add(struct lti_text *text, const char *more);
/** "<name>text</name>"; nothing when content is NULL. */
void lti_xml_element(struct lti_text *text, const char *name, const char *content);

#endif
