-- A launch writes two rows that nobody else refers to and that end by themselves. Its transaction
-- has just found what they name, so that no reference needs to be looked up again; and where the
-- oldest lies first, a sweep needs no index to find what is over.

CREATE TABLE session_kept AS SELECT * FROM session;
DROP TABLE session;
CREATE TABLE session (
	id TEXT PRIMARY KEY,
	token_digest TEXT,               -- NULL until the code was traded
	code_digest TEXT,                -- NULL after
	code_expires_s BIGINT,
	tenant_id TEXT NOT NULL,
	platform_id TEXT NOT NULL,
	deployment_id TEXT NOT NULL,
	course_id TEXT,
	activity_id TEXT,
	person TEXT NOT NULL,
	rank TEXT NOT NULL,              -- student | lecturer | admin
	locale TEXT NOT NULL,
	message TEXT NOT NULL,
	for_person TEXT,
	return_url TEXT,
	frame_origin TEXT NOT NULL,
	created_s BIGINT NOT NULL,
	expires_s BIGINT NOT NULL
);
INSERT INTO session SELECT * FROM session_kept ORDER BY id;
DROP TABLE session_kept;

CREATE TABLE nonce_kept AS SELECT * FROM nonce;
DROP TABLE nonce;
CREATE TABLE nonce (
	platform_id TEXT NOT NULL,
	nonce TEXT NOT NULL,
	expires_s BIGINT NOT NULL,
	session_id TEXT,                 -- a reloaded launch leads back to it
	PRIMARY KEY (platform_id, nonce)
);
INSERT INTO nonce SELECT * FROM nonce_kept ORDER BY platform_id, nonce;
DROP TABLE nonce_kept;
