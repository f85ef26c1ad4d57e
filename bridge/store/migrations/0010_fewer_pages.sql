-- Fewer pages for every write: what begins with the id of its row needs no index of its own.

-- A page's code and token name their session. What pages opened before this hold does not: they
-- are opened again.
DROP TABLE session;
CREATE TABLE session (
	id TEXT PRIMARY KEY,
	token_digest TEXT,               -- NULL until the code was traded
	code_digest TEXT,                -- NULL after
	code_expires_s BIGINT,
	tenant_id TEXT NOT NULL REFERENCES tenant (id),
	platform_id TEXT NOT NULL REFERENCES platform (id),
	deployment_id TEXT NOT NULL REFERENCES deployment (id),
	course_id TEXT REFERENCES course (id),
	activity_id TEXT REFERENCES activity (id),
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
CREATE INDEX session_expires ON session (expires_s);

-- One row says that a request began and one that it ended: REQUEST.reserve, REQUEST.end.
DROP INDEX ledger_reserve;
DROP INDEX ledger_end;
UPDATE ledger SET id = request || '.reserve' WHERE kind = 'reserve';
UPDATE ledger SET id = request || '.end' WHERE kind IN ('settle', 'release');

-- As short as the requests under way: the sweeper reads all of it.
DROP INDEX reservation_expires;

-- One person's conversations are few; their order changes with every question.
DROP INDEX conversation_person;
CREATE INDEX conversation_person ON conversation (activity_id, person);
