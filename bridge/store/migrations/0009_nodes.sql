-- What several nodes need to know of each other.

-- The processes that work on this store: each takes its share of what there is once.
CREATE TABLE node (
	id TEXT PRIMARY KEY,             -- made at its start
	seen_s BIGINT NOT NULL           -- renewed every few seconds while it lives
);

-- Answers under way are few among many: counted at admission, looked through by the sweeper.
CREATE INDEX turn_running ON turn (person) WHERE status = 'running';
