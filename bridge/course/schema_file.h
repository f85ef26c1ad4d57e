/* Schema file: what the build embeds of docs/policy.schema.json, NUL-terminated. */
#ifndef KIBRIDGE_COURSE_SCHEMA_FILE_H
#define KIBRIDGE_COURSE_SCHEMA_FILE_H

extern const char policy_schema[];

#endif
