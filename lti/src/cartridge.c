/* Cartridge: one link as cartridge_basiclti_link. [Core App. C] */
#include <lti/cartridge.h>

#include <string.h>

#include "kit.h"
#include "xml.h"

static void add_custom(struct lti_text *text, const struct lti_link *link)
{
	size_t i;

	if (!link->custom_count)
		return;
	lti_text_add(text, "<blti:custom>\n");
	for (i = 0; i < link->custom_count; i++) {
		lti_text_add(text, "<lticm:property name=\"");
		lti_xml_add(text, link->custom[i].key);
		lti_text_add(text, "\">");
		lti_xml_add(text, link->custom[i].value);
		lti_text_add(text, "</lticm:property>\n");
	}
	lti_text_add(text, "</blti:custom>\n");
}

/*
 * Importers of LTI 1.1 times look at the secure_ forms alone, so an https URL is given
 * twice.
 */
static void add_url(struct lti_text *text, const char *name, const char *secure_name,
		    const char *url)
{
	lti_xml_element(text, name, url);
	if (url && lti_starts_with(url, "https:"))
		lti_xml_element(text, secure_name, url);
}

enum lti_status lti_cartridge_write(char **out, const struct lti_link *link,
				    const char *vendor_code, const char *vendor_name)
{
	static const char open[] =
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<cartridge_basiclti_link "
		"xmlns=\"http://www.imsglobal.org/xsd/imslticc_v1p0\"\n"
		" xmlns:blti=\"http://www.imsglobal.org/xsd/imsbasiclti_v1p0\"\n"
		" xmlns:lticm=\"http://www.imsglobal.org/xsd/imslticm_v1p0\"\n"
		" xmlns:lticp=\"http://www.imsglobal.org/xsd/imslticp_v1p0\"\n"
		" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"\n"
		" xsi:schemaLocation=\"http://www.imsglobal.org/xsd/imslticc_v1p0"
		" http://www.imsglobal.org/xsd/lti/ltiv1p0/imslticc_v1p0.xsd"
		" http://www.imsglobal.org/xsd/imsbasiclti_v1p0"
		" http://www.imsglobal.org/xsd/lti/ltiv1p0/imsbasiclti_v1p0.xsd"
		" http://www.imsglobal.org/xsd/imslticm_v1p0"
		" http://www.imsglobal.org/xsd/lti/ltiv1p0/imslticm_v1p0.xsd"
		" http://www.imsglobal.org/xsd/imslticp_v1p0"
		" http://www.imsglobal.org/xsd/lti/ltiv1p0/imslticp_v1p0.xsd\">\n";
	AUTO_TEXT text = {0};

	lti_text_add(&text, open);
	lti_xml_element(&text, "blti:title", link->title);
	lti_xml_element(&text, "blti:description", link->description);
	add_custom(&text, link);
	add_url(&text, "blti:launch_url", "blti:secure_launch_url", link->launch_url);
	add_url(&text, "blti:icon", "blti:secure_icon", link->icon_url);
	lti_text_add(&text, "<blti:vendor>\n");
	lti_xml_element(&text, "lticp:code", vendor_code);
	lti_xml_element(&text, "lticp:name", vendor_name);
	lti_text_add(&text, "</blti:vendor>\n</cartridge_basiclti_link>\n");
	*out = lti_text_take(&text);
	return *out ? LTI_OK : LTI_ERR_MEMORY;
}

static bool read_custom(struct lti_link *link, struct lti_pool **pool,
			const xmlNode *root)
{
	xmlNode *first = lti_xml_child(lti_xml_child(root, "custom"), "property"), *node;
	struct lti_custom *custom;
	size_t count = 0;
	bool failed = false;

	for (node = first; node; node = lti_xml_from(node->next, "property"))
		count++;
	custom = lti_pool_alloc(pool, (count + 1) * sizeof(*custom));
	if (!custom)
		return false;
	link->custom = custom;
	for (node = first; node; node = lti_xml_from(node->next, "property")) {
		const char *key = lti_xml_attribute(pool, node, "name", &failed);
		const char *value = lti_xml_text(pool, node, &failed);

		if (key)
			custom[link->custom_count++] =
				(struct lti_custom){key, value ? value : ""};
	}
	return !failed;
}

/* The secure form of an address wins. */
static const char *read_url(struct lti_pool **pool, const xmlNode *root, const char *name,
			    const char *secure_name, bool *failed)
{
	const char *url = lti_xml_text(pool, lti_xml_child(root, secure_name), failed);

	if (!url)
		url = lti_xml_text(pool, lti_xml_child(root, name), failed);
	return url && lti_url_is_web(url) ? url : NULL;
}

static enum lti_status read_link(struct lti_link *link, struct lti_pool **pool,
				 const xmlNode *root, struct lti_error *why)
{
	bool failed = false;

	link->title = lti_xml_text(pool, lti_xml_child(root, "title"), &failed);
	link->description =
		lti_xml_text(pool, lti_xml_child(root, "description"), &failed);
	link->launch_url =
		read_url(pool, root, "launch_url", "secure_launch_url", &failed);
	link->icon_url = read_url(pool, root, "icon", "secure_icon", &failed);
	if (!read_custom(link, pool, root) || failed)
		return lti_fail_plain(why, LTI_ERR_MEMORY);
	if (!link->title || !link->launch_url)
		return lti_fail(why, LTI_ERR_XML, "no %s",
				link->title ? "launch_url" : "title");
	return LTI_OK;
}

enum lti_status lti_cartridge_read(struct lti_links *out, const char *xml, size_t len,
				   struct lti_error *why)
{
	AUTO_XML *document = NULL;
	AUTO_POOL *pool = NULL;
	const xmlNode *root;
	enum lti_status status;

	*out = (struct lti_links){0};
	status = lti_xml_parse(&document, xml, len, LTI_CARTRIDGE_MAX, why);
	if (status != LTI_OK)
		return status;
	root = xmlDocGetRootElement(document);
	if (!lti_xml_is(root, "cartridge_basiclti_link"))
		return lti_fail(why, LTI_ERR_XML, "not a cartridge_basiclti_link");
	out->links = lti_pool_alloc(&pool, sizeof(*out->links));
	if (!out->links)
		return lti_fail_plain(why, LTI_ERR_MEMORY);
	status = read_link(out->links, &pool, root, why);
	if (status != LTI_OK) {
		*out = (struct lti_links){0};
		return status;
	}
	out->count = 1;
	out->owner = pool;
	pool = NULL;
	return LTI_OK;
}

void lti_links_clear(struct lti_links *links)
{
	lti_pool_free(links->owner);
	*links = (struct lti_links){0};
}
