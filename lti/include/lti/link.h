/*
 * Link: the paging header of the services, and their URLs. [RFC 8288, AGS §3.2.4, NRPS
 * §2.4.1]
 */
#ifndef LTI_LINK_H
#define LTI_LINK_H

#include <stdbool.h>

#include <lti/status.h>

#define LTI_LINK_MAX (16 * 1024) /* bytes of a Link header */

/**
 * The target of the first link with the relation @rel ("next", "differences"). Takes what
 * Moodle sends too: typographic quotes, and &amp; in the URL.
 * @header  the field's value; several fields joined with ", "; NULL: there was none
 * @out     free() it; NULL with LTI_OK if no link has the relation
 * Errors: LTI_ERR_URL (the target is not an absolute http(s) URL), LTI_ERR_TOO_LONG,
 * LTI_ERR_MEMORY.
 */
LTI_NODISCARD enum lti_status lti_link_find(char **out, const char *header,
					    const char *rel);

/**
 * The next page of a service, if it may be asked with our bearer token: same scheme, host
 * and port as @service_url, and not the page just read. Stop after a number of pages of
 * your own.
 * @out  free() it; NULL with LTI_OK after the last page
 * Errors: those of lti_link_find(), LTI_ERR_ORIGIN.
 */
LTI_NODISCARD enum lti_status lti_link_next(char **out, const char *header,
					    const char *service_url,
					    const char *page_url);

/** Absolute http or https, a host, no user part, no blanks or control characters, ≤ 2048.
 */
bool lti_url_is_web(const char *url);
/** Same scheme, host and port. */
bool lti_url_same_origin(const char *a, const char *b);
/** Same host, whatever the scheme and the port. */
bool lti_url_same_host(const char *a, const char *b);
/** "https://host:port" of a web URL for frame-ancestors, in lower case; free() it. */
LTI_NODISCARD enum lti_status lti_url_origin(char **out, const char *url);
/**
 * @url with "&name=value" or "?name=value" added to its query, before a fragment.
 * Errors: LTI_ERR_URL, LTI_ERR_TOO_LONG (more than 2048 bytes), LTI_ERR_MEMORY.
 * launch_presentation.return_url takes lti_msg, lti_errormsg, lti_log, lti_errorlog [Core
 * §5.4.4].
 */
LTI_NODISCARD enum lti_status lti_url_add(char **out, const char *url, const char *name,
					  const char *value);

#endif
