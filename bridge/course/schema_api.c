/* GET /schema/policy.json: the published schema of policy documents, for editors and scripts. */
#include <string.h>

#include "course/api.h"
#include "course/schema_file.h"

struct reply *course_policy_schema(struct call *call)
{
	struct reply *reply =
		reply_static(reply_new(call, 200), "application/schema+json",
			     policy_schema, strlen(policy_schema));

	return reply_header(reply, "Cache-Control", "public, max-age=3600");
}
