-- LMS services: where grades and rosters are, as the last launch said, and scores on their way.

-- The line item of a graded activity's link.
CREATE TABLE grade_place (
	deployment_id TEXT NOT NULL REFERENCES deployment (id),
	resource_link_id TEXT NOT NULL,
	activity_id TEXT NOT NULL REFERENCES activity (id),
	line_item TEXT NOT NULL,         -- URL
	scopes BIGINT NOT NULL,          -- bits of lti_scope
	seen_s BIGINT NOT NULL,
	PRIMARY KEY (deployment_id, resource_link_id)
);
CREATE INDEX grade_place_activity ON grade_place (activity_id, seen_s);

CREATE TABLE roster_place (
	course_id TEXT PRIMARY KEY REFERENCES course (id),
	memberships_url TEXT NOT NULL,
	seen_s BIGINT NOT NULL
);

-- Who a person is to the LMS: only of people in graded activities, only to send their grades.
CREATE TABLE subject (
	activity_id TEXT NOT NULL REFERENCES activity (id),
	person TEXT NOT NULL,
	sealed TEXT NOT NULL,            -- the launch's sub, sealed with the server's secret
	seen_s BIGINT NOT NULL,
	PRIMARY KEY (activity_id, person)
);

-- The newest score of a person in a line item, until the LMS has it.
CREATE TABLE score (
	line_item TEXT NOT NULL,
	person TEXT NOT NULL,
	activity_id TEXT NOT NULL REFERENCES activity (id),
	deployment_id TEXT NOT NULL REFERENCES deployment (id),
	document TEXT NOT NULL,          -- JSON
	revision BIGINT NOT NULL,        -- grows with every change, so that a send knows what it sent
	at_ms BIGINT NOT NULL,           -- the score's own time; grows, too
	status TEXT NOT NULL,            -- waiting | sent | refused
	attempts BIGINT NOT NULL,
	next_s BIGINT NOT NULL,
	reason TEXT NOT NULL,            -- why it waits or was refused
	created_s BIGINT NOT NULL,
	PRIMARY KEY (line_item, person)
);
CREATE INDEX score_due ON score (status, next_s);
CREATE INDEX score_activity ON score (activity_id);
