/* Making headers, and leaving nothing of them behind. */
#include "backend/headers.h"

#include <stdio.h>

#include "backend/memory.h"
#include "base/digest.h"
#include "base/text.h"

struct curl_slist *headers_add(struct curl_slist *list, const char *name,
			       const char *value)
{
	size_t room = strlen(name) + strlen(value) + sizeof(": ");
	char *line = memory_new(room);

	snprintf(line, room, "%s:%s%s", name, *value ? " " : "", value);
	list = memory_must(curl_slist_append(list, line));
	digest_wipe(line, room);
	free(line);
	return list;
}

struct curl_slist *headers_add_key(struct curl_slist *list, const char *key)
{
	size_t room;
	char *bearer;

	if (text_empty(key))
		return list;
	room = strlen(key) + sizeof("Bearer ");
	bearer = memory_new(room);
	snprintf(bearer, room, "Bearer %s", key);
	list = headers_add(list, "Authorization", bearer);
	digest_wipe(bearer, room);
	free(bearer);
	return list;
}

void headers_free(struct curl_slist *list)
{
	for (struct curl_slist *at = list; at; at = at->next)
		digest_wipe(at->data, strlen(at->data));
	curl_slist_free_all(list);
}
