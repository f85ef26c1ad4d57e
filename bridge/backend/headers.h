/* Headers: curl's lists of request headers. One of them is the API key: lists are wiped. */
#ifndef KIBRIDGE_BACKEND_HEADERS_H
#define KIBRIDGE_BACKEND_HEADERS_H

#include <curl/curl.h>

/** Never NULL. An empty value takes a header away that curl would add. */
struct curl_slist *headers_add(struct curl_slist *list, const char *name,
			       const char *value);
/** Authorization: Bearer; nothing if the key is NULL or "". */
struct curl_slist *headers_add_key(struct curl_slist *list, const char *key);
/** NULL is fine. */
void headers_free(struct curl_slist *list);

#endif
