-- Both databases run this file. Times: _s seconds since the epoch. Ids are random base64url.

CREATE TABLE tenant (
	id TEXT PRIMARY KEY,
	name TEXT NOT NULL UNIQUE,
	time_zone TEXT NOT NULL,
	secret TEXT NOT NULL,            -- keys the pseudonyms; destroyed, they are anonymous
	settings TEXT NOT NULL,          -- JSON object
	created_s BIGINT NOT NULL
);

-- Our own signing keys (the JWK set at /lti/jwks.json).
CREATE TABLE tool_key (
	kid TEXT PRIMARY KEY,
	private_key TEXT NOT NULL,       -- PEM, sealed with the server's secret
	created_s BIGINT NOT NULL,
	signs_from_s BIGINT NOT NULL,    -- published before that, used after
	retires_s BIGINT                 -- still published until then
);

CREATE TABLE platform (
	id TEXT PRIMARY KEY,
	tenant_id TEXT NOT NULL REFERENCES tenant (id),
	issuer TEXT NOT NULL,
	client_id TEXT NOT NULL,
	auth_url TEXT NOT NULL,
	token_url TEXT NOT NULL,
	token_audience TEXT,             -- NULL: token_url
	jwks_url TEXT NOT NULL,
	profile TEXT NOT NULL,           -- moodle | ilias | generic
	name TEXT,
	status TEXT NOT NULL,            -- pending | active | disabled
	created_s BIGINT NOT NULL,
	UNIQUE (issuer, client_id)
);

CREATE TABLE deployment (
	id TEXT PRIMARY KEY,
	platform_id TEXT NOT NULL REFERENCES platform (id),
	deployment_id TEXT NOT NULL,     -- the platform's word for it
	status TEXT NOT NULL,            -- pending | active | disabled
	created_s BIGINT NOT NULL,
	UNIQUE (platform_id, deployment_id)
);

CREATE TABLE nonce (
	platform_id TEXT NOT NULL REFERENCES platform (id),
	nonce TEXT NOT NULL,
	expires_s BIGINT NOT NULL,
	session_id TEXT,                 -- a reloaded launch leads back to it
	PRIMARY KEY (platform_id, nonce)
);
CREATE INDEX nonce_expires ON nonce (expires_s);

CREATE TABLE course (
	id TEXT PRIMARY KEY,
	tenant_id TEXT NOT NULL REFERENCES tenant (id),
	deployment_id TEXT NOT NULL REFERENCES deployment (id),
	context_id TEXT NOT NULL,        -- the platform's
	title TEXT NOT NULL,
	label TEXT NOT NULL,
	created_s BIGINT NOT NULL,
	UNIQUE (deployment_id, context_id)
);

CREATE TABLE activity (
	id TEXT PRIMARY KEY,
	course_id TEXT NOT NULL REFERENCES course (id),
	kind TEXT NOT NULL,              -- tutor | feedback
	title TEXT NOT NULL,
	status TEXT NOT NULL,            -- draft | active
	copied_from TEXT,                -- the activity it was forked from
	created_s BIGINT NOT NULL
);
CREATE INDEX activity_course ON activity (course_id);

CREATE TABLE resource_link (
	deployment_id TEXT NOT NULL REFERENCES deployment (id),
	resource_link_id TEXT NOT NULL,  -- the platform's; unique within the deployment only
	activity_id TEXT NOT NULL REFERENCES activity (id),
	title TEXT NOT NULL,
	created_s BIGINT NOT NULL,
	PRIMARY KEY (deployment_id, resource_link_id)
);
CREATE INDEX resource_link_activity ON resource_link (activity_id);

CREATE TABLE policy (
	level TEXT NOT NULL,             -- tenant | course | activity
	level_id TEXT NOT NULL,
	version BIGINT NOT NULL,
	document TEXT NOT NULL,          -- JSON
	author TEXT NOT NULL,            -- pseudonym, or 'operator'
	created_s BIGINT NOT NULL,
	PRIMARY KEY (level, level_id, version)
);

CREATE TABLE session (
	id TEXT PRIMARY KEY,
	token_digest TEXT UNIQUE,        -- NULL until the code was traded
	code_digest TEXT UNIQUE,         -- NULL after
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

-- Who saw which notice: the first-use page, per activity.
CREATE TABLE consent (
	activity_id TEXT NOT NULL REFERENCES activity (id),
	person TEXT NOT NULL,
	notice TEXT NOT NULL,            -- digest of what was shown
	at_s BIGINT NOT NULL,
	PRIMARY KEY (activity_id, person)
);

CREATE TABLE conversation (
	id TEXT PRIMARY KEY,
	activity_id TEXT NOT NULL REFERENCES activity (id),
	person TEXT NOT NULL,
	pool TEXT NOT NULL,              -- main | preview
	title TEXT NOT NULL,
	created_s BIGINT NOT NULL,
	updated_s BIGINT NOT NULL
);
CREATE INDEX conversation_person ON conversation (activity_id, person, updated_s);

CREATE TABLE turn (
	id TEXT PRIMARY KEY,
	conversation_id TEXT NOT NULL REFERENCES conversation (id),
	person TEXT NOT NULL,
	request TEXT NOT NULL,           -- the browser's id: the same never runs twice
	place BIGINT NOT NULL,           -- 1, 2, … within the conversation
	status TEXT NOT NULL,            -- running | done | stopped | failed
	question TEXT NOT NULL,
	answer TEXT NOT NULL,
	reasoning TEXT NOT NULL,
	finish TEXT NOT NULL,
	problem TEXT,                    -- JSON, when failed
	receipt TEXT,                    -- JSON: what was sent, who answered
	model TEXT NOT NULL DEFAULT '',  -- who answered, as the receipt says
	input_tokens BIGINT NOT NULL,
	output_tokens BIGINT NOT NULL,
	exact BIGINT NOT NULL,
	node TEXT NOT NULL,              -- which process runs it
	created_s BIGINT NOT NULL,
	ended_s BIGINT,
	UNIQUE (person, request)
);
CREATE INDEX turn_conversation ON turn (conversation_id, place);

-- The ledger: append-only. One reserve per request, and one end (settle or release).
CREATE TABLE ledger (
	id TEXT PRIMARY KEY,
	request TEXT NOT NULL,
	kind TEXT NOT NULL,              -- reserve | settle | release | adjust
	tenant_id TEXT NOT NULL,
	course_id TEXT NOT NULL,
	activity_id TEXT NOT NULL,
	person TEXT NOT NULL,
	role TEXT NOT NULL,
	pool TEXT NOT NULL,              -- main | preview | background
	requests BIGINT NOT NULL,
	input_tokens BIGINT NOT NULL,
	output_tokens BIGINT NOT NULL,
	exact BIGINT NOT NULL,
	model TEXT NOT NULL,
	reason TEXT NOT NULL,
	admitted_s BIGINT NOT NULL,      -- decides the windows, for every row of the request
	expires_s BIGINT NOT NULL,       -- of a reserve: when the sweeper may end it
	at_s BIGINT NOT NULL
);
CREATE UNIQUE INDEX ledger_reserve ON ledger (request) WHERE kind = 'reserve';
CREATE UNIQUE INDEX ledger_end ON ledger (request) WHERE kind IN ('settle', 'release');
CREATE INDEX ledger_tenant ON ledger (tenant_id, admitted_s);
CREATE INDEX ledger_course ON ledger (course_id, admitted_s);
CREATE INDEX ledger_activity ON ledger (activity_id, admitted_s);
CREATE INDEX ledger_person ON ledger (person, admitted_s);

-- Reservations still open: what the sweeper looks at. A row goes with its end.
CREATE TABLE reservation (
	request TEXT PRIMARY KEY,
	expires_s BIGINT NOT NULL
);
CREATE INDEX reservation_expires ON reservation (expires_s);

-- A cache of the ledger, one row per thing that is limited and window; rebuilt when missing.
CREATE TABLE counter (
	level TEXT NOT NULL,             -- tenant | course | activity: whose id level_id is
	level_id TEXT NOT NULL,
	person TEXT NOT NULL,            -- '' unless one person's use is counted
	role TEXT NOT NULL,              -- '' for all roles
	pool TEXT NOT NULL,
	metric TEXT NOT NULL,
	time_window TEXT NOT NULL,
	start_s BIGINT NOT NULL,
	end_s BIGINT NOT NULL,
	used BIGINT NOT NULL,
	reserved BIGINT NOT NULL,
	PRIMARY KEY (level, level_id, person, role, pool, metric, time_window, start_s)
);
CREATE INDEX counter_end ON counter (end_s);

-- "+20 questions until Friday", inside the course's budget.
CREATE TABLE quota_grant (
	id TEXT PRIMARY KEY,
	course_id TEXT NOT NULL REFERENCES course (id),
	person TEXT NOT NULL,
	metric TEXT NOT NULL,
	time_window TEXT NOT NULL,
	amount BIGINT NOT NULL,
	until_s BIGINT NOT NULL,
	author TEXT NOT NULL,
	created_s BIGINT NOT NULL
);
CREATE INDEX quota_grant_person ON quota_grant (course_id, person, until_s);

-- The least bytes per token seen in a model's own usage reports, times 1,000.
CREATE TABLE token_bound (
	model TEXT PRIMARY KEY,
	bytes_per_1000_tokens BIGINT NOT NULL,
	samples BIGINT NOT NULL,
	updated_s BIGINT NOT NULL
);

-- Every change of rules and every look at a transcript by staff.
CREATE TABLE audit (
	id TEXT PRIMARY KEY,
	tenant_id TEXT NOT NULL,
	course_id TEXT,
	actor TEXT NOT NULL,
	action TEXT NOT NULL,
	object TEXT NOT NULL,
	detail TEXT NOT NULL,            -- JSON
	at_s BIGINT NOT NULL
);
CREATE INDEX audit_tenant ON audit (tenant_id, at_s);

-- PostgreSQL only: the last transaction of each connection, written in that transaction, so that
-- a connection lost during COMMIT can learn what became of it.
CREATE TABLE store_mark (
	connection TEXT PRIMARY KEY,
	serial BIGINT NOT NULL,
	at_s BIGINT NOT NULL
);
