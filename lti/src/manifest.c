/* Manifest: links inside of a Common Cartridge. [Core App. C, Common Cartridge 1.1] */
#include <lti/cartridge.h>

#include <string.h>

#include "kit.h"
#include "xml.h"

#define ITEM_DEPTH_MAX 32

enum lti_status lti_manifest_write(char **out, const char *title,
				   const struct lti_link *links, size_t count)
{
	static const char open[] =
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<manifest identifier=\"links\""
		" xmlns=\"http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1\""
		" xmlns:lom=\"http://ltsc.ieee.org/xsd/imsccv1p1/LOM/manifest\">\n"
		"<metadata><schema>IMS Common Cartridge</schema>"
		"<schemaversion>1.1.0</schemaversion>\n"
		"<lom:lom><lom:general><lom:title><lom:string>";
	AUTO_TEXT text = {0};
	size_t i;

	lti_text_add(&text, open);
	lti_xml_add(&text, title);
	lti_text_add(&text,
		     "</lom:string></lom:title></lom:general></lom:lom></metadata>\n"
		     "<organizations><organization identifier=\"org\""
		     " structure=\"rooted-hierarchy\"><item identifier=\"root\">\n");
	for (i = 0; i < count; i++) {
		lti_text_printf(
			&text, "<item identifier=\"i%zu\" identifierref=\"r%zu\">", i, i);
		lti_xml_element(&text, "title", links[i].title);
		lti_text_add(&text, "</item>\n");
	}
	lti_text_add(&text, "</item></organization></organizations>\n<resources>\n");
	for (i = 0; i < count; i++)
		lti_text_printf(
			&text,
			"<resource identifier=\"r%zu\" type=\"imsbasiclti_xmlv1p0\">"
			"<file href=\"links/%zu.xml\"/></resource>\n",
			i, i);
	lti_text_add(&text, "</resources>\n</manifest>\n");
	*out = lti_text_take(&text);
	return *out ? LTI_OK : LTI_ERR_MEMORY;
}

/*
 * Inside of the package: neither absolute nor upwards, and no other system's separators.
 */
static bool is_inside(const char *path)
{
	const char *part = path;

	if (*path == '/' || strpbrk(path, "\\:") || lti_has_control(path) ||
	    strlen(path) > 1024)
		return false;
	for (; part; part = strchr(part, '/')) {
		part += *part == '/';
		if (lti_starts_with(part, "..") && (!part[2] || part[2] == '/'))
			return false;
	}
	return true;
}

/* The items of the organisation tree that refer to a resource, gathered once. */
struct item {
	struct item *next;
	const char *ref, *title;
};

static bool gather_items(struct item **items, struct lti_pool **pool,
			 const xmlNode *parent, int depth)
{
	bool failed = false;
	xmlNode *node;

	if (depth > ITEM_DEPTH_MAX)
		return true;
	for (node = lti_xml_child(parent, "item"); node && !failed;
	     node = lti_xml_from(node->next, "item")) {
		struct item *item = lti_pool_alloc(pool, sizeof(*item));

		if (!item)
			return false;
		item->ref = lti_xml_attribute(pool, node, "identifierref", &failed);
		item->title = lti_xml_text(pool, lti_xml_child(node, "title"), &failed);
		item->next = *items;
		if (item->ref)
			*items = item;
		if (!gather_items(items, pool, node, depth + 1))
			return false;
	}
	return !failed;
}

static const char *title_of(const struct item *items, const char *ref)
{
	for (; items; items = items->next)
		if (strcmp(items->ref, ref) == 0)
			return items->title;
	return NULL;
}

static bool read_resource(struct lti_package *out, struct lti_pool **pool,
			  const struct item *items, const xmlNode *resource)
{
	struct lti_package_link *link = &out->links[out->count];
	bool failed = false;
	const char *type = lti_xml_attribute(pool, resource, "type", &failed);
	const char *id = lti_xml_attribute(pool, resource, "identifier", &failed);

	if (failed || !type || !id || !lti_starts_with(type, "imsbasiclti_xmlv1p"))
		return !failed;
	link->path =
		lti_xml_attribute(pool, lti_xml_child(resource, "file"), "href", &failed);
	if (!link->path || !is_inside(link->path))
		return !failed;
	link->title = title_of(items, id);
	out->count++;
	return !failed;
}

static enum lti_status read_resources(struct lti_package *out, struct lti_pool **pool,
				      const xmlNode *root)
{
	xmlNode *resource = lti_xml_path(root, "resources/resource");
	struct item *items = NULL;

	out->links = lti_pool_alloc(pool, LTI_CARTRIDGE_LINKS_MAX * sizeof(*out->links));
	if (!out->links ||
	    !gather_items(&items, pool, lti_xml_path(root, "organizations/organization"),
			  0))
		return LTI_ERR_MEMORY;
	for (; resource && out->count < LTI_CARTRIDGE_LINKS_MAX;
	     resource = lti_xml_from(resource->next, "resource"))
		if (!read_resource(out, pool, items, resource))
			return LTI_ERR_MEMORY;
	return LTI_OK;
}

enum lti_status lti_manifest_read(struct lti_package *out, const char *xml, size_t len,
				  struct lti_error *why)
{
	AUTO_XML *document = NULL;
	AUTO_POOL *pool = NULL;
	const xmlNode *root;
	enum lti_status status;

	*out = (struct lti_package){0};
	status = lti_xml_parse(&document, xml, len, LTI_CARTRIDGE_MAX, why);
	if (status != LTI_OK)
		return status;
	root = xmlDocGetRootElement(document);
	if (!lti_xml_is(root, "manifest"))
		return lti_fail(why, LTI_ERR_XML, "not a manifest");
	status = read_resources(out, &pool, root);
	if (status != LTI_OK) {
		*out = (struct lti_package){0};
		return lti_fail_plain(why, status);
	}
	out->owner = pool;
	pool = NULL;
	return LTI_OK;
}

void lti_package_clear(struct lti_package *package)
{
	lti_pool_free(package->owner);
	*package = (struct lti_package){0};
}
