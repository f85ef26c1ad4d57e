/*
 * Cartridge: a tool or a link to it as a file: the XML cartridge [Core App. C], the same
 * inside of a Common Cartridge, and Canvas' JSON. None of them holds keys: where a
 * platform knows the tool already it joins the link to it by its domain.
 */
#ifndef LTI_CARTRIDGE_H
#define LTI_CARTRIDGE_H

#include <stddef.h>

#include <lti/deep_link.h>
#include <lti/jose.h>
#include <lti/registration.h>
#include <lti/status.h>

#define LTI_CARTRIDGE_MAX (1024 * 1024) /* bytes of a file that is read */
#define LTI_CARTRIDGE_LINKS_MAX 1000

struct lti_link { /* texts; NULL: not said */
	const char *title; /* required */
	const char *description;
	const char *launch_url; /* required; https outside of tests */
	const char *icon_url;
	const struct lti_custom *custom;
	size_t custom_count;
};

/** cartridge_basiclti_link, to be served as application/xml. @out free() it. */
LTI_NODISCARD enum lti_status lti_cartridge_write(char **out, const struct lti_link *link,
						  const char *vendor_code,
						  const char *vendor_name);

struct lti_links {
	size_t count;
	struct lti_link *links;
	void *owner; /* holds the texts */
};
/**
 * Read a cartridge_basiclti_link. Names are matched without their namespace prefix, as
 * platforms do; DTDs and entities are refused. Errors: LTI_ERR_XML, LTI_ERR_TOO_LONG,
 * LTI_ERR_MEMORY.
 */
LTI_NODISCARD enum lti_status lti_cartridge_read(struct lti_links *out, const char *xml,
						 size_t len, struct lti_error *why);
void lti_links_clear(struct lti_links *links);

/**
 * imsmanifest.xml of a Common Cartridge 1.1 that holds nothing but links: item n stands
 * in "links/n.xml", to be written with lti_cartridge_write(); zipping is the caller's.
 * @out free() it.
 */
LTI_NODISCARD enum lti_status lti_manifest_write(char **out, const char *title,
						 const struct lti_link *links,
						 size_t count);

struct lti_package { /* what an imsmanifest.xml says about links */
	size_t count;
	struct lti_package_link {
		const char *title; /* of the item; NULL: none */
		const char *path; /* inside of the package: relative, never upwards */
	} * links;
	void *owner; /* holds the texts */
};
/** Errors: LTI_ERR_XML, LTI_ERR_TOO_LONG, LTI_ERR_MEMORY. */
LTI_NODISCARD enum lti_status lti_manifest_read(struct lti_package *out, const char *xml,
						size_t len, struct lti_error *why);
void lti_package_clear(struct lti_package *package);

/** What Canvas administrators paste or fetch. @out free() it. */
LTI_NODISCARD enum lti_status lti_canvas_write(char **out, const struct lti_tool *tool);

#endif
