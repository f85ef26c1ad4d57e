-- What the lecturer's desk counts beside the ledger, and what students say of answers.

-- Refused questions of students, by the hour; the person only so that small groups can be told.
CREATE TABLE refused (
	activity_id TEXT NOT NULL REFERENCES activity (id),
	hour_s BIGINT NOT NULL,          -- its beginning
	person TEXT NOT NULL,
	reason TEXT NOT NULL,            -- limit | closed | service | other
	times BIGINT NOT NULL,
	PRIMARY KEY (activity_id, hour_s, person, reason)
);

-- How long answers let students wait for their first word: nobody's name, only how often.
CREATE TABLE waited (
	activity_id TEXT NOT NULL REFERENCES activity (id),
	hour_s BIGINT NOT NULL,
	up_to_s BIGINT NOT NULL,         -- the bucket's upper end
	times BIGINT NOT NULL,
	PRIMARY KEY (activity_id, hour_s, up_to_s)
);

ALTER TABLE turn ADD COLUMN rating TEXT NOT NULL DEFAULT '';   -- up | down | '': not said
CREATE INDEX turn_rating ON turn (conversation_id, rating) WHERE rating <> '';

-- An answer that a student reported. It goes with its turn.
CREATE TABLE report (
	turn_id TEXT PRIMARY KEY REFERENCES turn (id),
	activity_id TEXT NOT NULL REFERENCES activity (id),
	person TEXT NOT NULL,
	reason TEXT NOT NULL,            -- wrong | harmful | unfair | private | other
	note TEXT NOT NULL,              -- the student's own words
	shown BIGINT NOT NULL,           -- 1: the student wishes to show question and answer
	status TEXT NOT NULL,            -- open | closed
	at_s BIGINT NOT NULL
);
CREATE INDEX report_activity ON report (activity_id, at_s);
