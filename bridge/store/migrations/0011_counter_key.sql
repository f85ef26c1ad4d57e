-- The key of a counter begins with what tells most of them apart: whose it is, not its level. A
-- counter that is not there is added up from the ledger.
DROP TABLE counter;
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
	PRIMARY KEY (level_id, person, level, role, pool, metric, time_window, start_s)
);
CREATE INDEX counter_end ON counter (end_s);
