-- What an LMS called things before LTI 1.3, and grades for those that only know Basic Outcomes.

-- Consumers of LTI 1.1 whose signed migration claims are believed.
CREATE TABLE legacy_consumer (
	platform_id TEXT NOT NULL REFERENCES platform (id),
	consumer_key TEXT NOT NULL,
	sealed TEXT NOT NULL,            -- the consumer secret, sealed with the server's secret
	from_platform_id TEXT REFERENCES platform (id), -- whose rows the old ids name; NULL: platform_id's own
	created_s BIGINT NOT NULL,
	PRIMARY KEY (platform_id, consumer_key)
);

-- Pseudonyms that were joined to the one of today: looked up, so that it is done once.
CREATE TABLE legacy_person (
	platform_id TEXT NOT NULL REFERENCES platform (id),
	person TEXT NOT NULL,            -- of the old id
	became TEXT NOT NULL,
	at_s BIGINT NOT NULL,
	PRIMARY KEY (platform_id, person)
);

-- A person's place in a gradebook of Basic Outcomes. The line item is the service's URL, with the
-- link behind '#': one service serves them all.
CREATE TABLE outcome_place (
	line_item TEXT NOT NULL,
	person TEXT NOT NULL,
	activity_id TEXT NOT NULL REFERENCES activity (id),
	sealed TEXT NOT NULL,            -- lis_result_sourcedid, sealed with the server's secret
	seen_s BIGINT NOT NULL,
	PRIMARY KEY (line_item, person)
);
CREATE INDEX outcome_place_activity ON outcome_place (activity_id);
