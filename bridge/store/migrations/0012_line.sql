-- One line for all nodes.

-- What a node says to the others: the slots it holds, and who waits there (backend/said.h).
ALTER TABLE node ADD COLUMN said TEXT NOT NULL DEFAULT '';
ALTER TABLE node ADD COLUMN said_count BIGINT NOT NULL DEFAULT 0; -- so that silence is noticed

-- How many turns each course has had: one row, which a node that deals itself slots locks.
CREATE TABLE line (
	id TEXT PRIMARY KEY,
	turns TEXT NOT NULL
);
INSERT INTO line (id, turns) VALUES ('all', '');
