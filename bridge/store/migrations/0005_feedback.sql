-- Feedback activities: what is asked for, what was handed in, what was said about it.

-- Task and rubric of a feedback activity; versions are added, never changed.
CREATE TABLE assignment (
	activity_id TEXT NOT NULL REFERENCES activity (id),
	version BIGINT NOT NULL,
	document TEXT NOT NULL,          -- JSON
	author TEXT NOT NULL,            -- pseudonym, or 'copy'
	created_s BIGINT NOT NULL,
	PRIMARY KEY (activity_id, version)
);

-- What a student writes and has not handed in. Nobody else reads it.
CREATE TABLE submission_draft (
	activity_id TEXT NOT NULL REFERENCES activity (id),
	person TEXT NOT NULL,
	body TEXT NOT NULL,
	saved_s BIGINT NOT NULL,
	PRIMARY KEY (activity_id, person)
);

-- Words read from a file, until they are handed in. The file itself is never kept.
CREATE TABLE submission_file (
	id TEXT PRIMARY KEY,
	activity_id TEXT NOT NULL REFERENCES activity (id),
	person TEXT NOT NULL,
	name TEXT NOT NULL,
	body TEXT NOT NULL,
	words BIGINT NOT NULL,
	notes TEXT NOT NULL,             -- JSON array of codes
	hidden TEXT NOT NULL,            -- the beginning of what cannot be seen in it
	created_s BIGINT NOT NULL
);
CREATE INDEX submission_file_person ON submission_file (activity_id, person, created_s);
CREATE INDEX submission_file_created ON submission_file (created_s);

-- An attempt: what was handed in, and the feedback on it.
CREATE TABLE submission (
	id TEXT PRIMARY KEY,
	activity_id TEXT NOT NULL REFERENCES activity (id),
	person TEXT NOT NULL,
	request TEXT NOT NULL,           -- the browser's id: the same is handed in once
	number BIGINT NOT NULL,          -- 1, 2, … of this person; failed ones have one, too
	status TEXT NOT NULL,            -- judging | ready | held | released | failed
	visibility TEXT NOT NULL,        -- formative | draft: what was promised when it was handed in
	assignment_version BIGINT NOT NULL,
	language TEXT NOT NULL,
	body TEXT NOT NULL,
	words BIGINT NOT NULL,
	files TEXT NOT NULL,             -- JSON array of names
	criteria TEXT NOT NULL,          -- JSON array of feedback, as it stands
	summary TEXT NOT NULL,
	model_criteria TEXT NOT NULL,    -- the model's own, which nobody edits
	model_summary TEXT NOT NULL,
	quotes_kept BIGINT NOT NULL,
	quotes_dropped BIGINT NOT NULL,
	points DOUBLE PRECISION NOT NULL,
	model_points DOUBLE PRECISION NOT NULL,
	max_points DOUBLE PRECISION NOT NULL,
	suspicions TEXT NOT NULL,        -- JSON array
	suspicion BIGINT NOT NULL,       -- there is one
	seen BIGINT NOT NULL,            -- somebody of the course's staff has opened it
	reported BIGINT NOT NULL,        -- the student says that the feedback is wrong
	edited BIGINT NOT NULL,
	graded BIGINT NOT NULL,          -- the LMS's grade of this person is this attempt's
	revision BIGINT NOT NULL,
	problem TEXT,                    -- JSON, when failed
	receipt TEXT,                    -- JSON: what was sent, who answered
	input_tokens BIGINT NOT NULL,
	output_tokens BIGINT NOT NULL,
	exact BIGINT NOT NULL,
	handed_in_s BIGINT NOT NULL,
	changed_s BIGINT NOT NULL,       -- judged, edited or released
	UNIQUE (person, request),
	UNIQUE (activity_id, person, number)
);
CREATE INDEX submission_changed ON submission (changed_s);
CREATE INDEX submission_judging ON submission (status, id);

-- What became of an attempt, and by whom.
CREATE TABLE submission_event (
	id TEXT PRIMARY KEY,
	submission_id TEXT NOT NULL REFERENCES submission (id),
	author TEXT NOT NULL,            -- pseudonym, or '' for the service
	what TEXT NOT NULL,              -- handed-in | judged | failed | opened | edited | released | reported
	body TEXT NOT NULL,              -- what the student said with a report; else ''
	at_s BIGINT NOT NULL
);
CREATE INDEX submission_event_submission ON submission_event (submission_id, at_s);

-- The attempt that a conversation asks about; NULL: none.
ALTER TABLE conversation ADD COLUMN about TEXT;
