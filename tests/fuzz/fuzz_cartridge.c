/*
 * Fuzz: any text as a cartridge and as a manifest. What is read is written and read
 * again.
 */
#include <lti/cartridge.h>

#include "fuzz.h"

static void go_round(const struct lti_link *link)
{
	struct lti_links again;
	char *xml;

	MUST(lti_cartridge_write(&xml, link, "v", "V") == LTI_OK);
	MUST(lti_cartridge_read(&again, xml, strlen(xml), NULL) == LTI_OK);
	MUST(again.count == 1 &&
	     strcmp(again.links[0].launch_url, link->launch_url) == 0);
	MUST(again.links[0].custom_count == link->custom_count);
	lti_links_clear(&again);
	free(xml);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct lti_links links;
	struct lti_package package;
	struct lti_error why;
	size_t i;

	if (lti_cartridge_read(&links, (const char *)data, size, &why) == LTI_OK)
		go_round(&links.links[0]);
	lti_links_clear(&links);
	if (lti_manifest_read(&package, (const char *)data, size, &why) == LTI_OK)
		for (i = 0; i < package.count; i++)
			MUST(package.links[i].path[0] != '/' && package.links[i].path[0]);
	lti_package_clear(&package);
	return 0;
}
