-- One-time addresses for dynamic registration. Shown once, kept as digests.
CREATE TABLE invite (
	id TEXT PRIMARY KEY,
	digest TEXT NOT NULL UNIQUE,
	tenant_id TEXT NOT NULL REFERENCES tenant (id),
	created_s BIGINT NOT NULL,
	expires_s BIGINT NOT NULL,
	used_s BIGINT,                             -- NULL: open
	platform_id TEXT REFERENCES platform (id)  -- what it became
);
CREATE INDEX invite_expires ON invite (expires_s);
