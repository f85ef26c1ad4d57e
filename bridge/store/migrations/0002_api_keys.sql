-- Keys for the OpenAI-compatible API: of one course, or of a whole tenant. Shown once, kept as digests.
CREATE TABLE api_key (
	id TEXT PRIMARY KEY,
	digest TEXT NOT NULL UNIQUE,
	tenant_id TEXT NOT NULL REFERENCES tenant (id),
	course_id TEXT REFERENCES course (id),     -- NULL: any course of the tenant, named per request
	platform_id TEXT REFERENCES platform (id), -- whose subjects `user` names; NULL: the key's own
	name TEXT NOT NULL,
	scopes TEXT NOT NULL,                      -- space-separated: chat embeddings models
	author TEXT NOT NULL,
	created_s BIGINT NOT NULL,
	expires_s BIGINT NOT NULL,                 -- 0: never
	revoked_s BIGINT                           -- NULL: in force
);
CREATE INDEX api_key_tenant ON api_key (tenant_id, course_id);
