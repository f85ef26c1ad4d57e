-- 0: a counter that was begun. It knows what came since, and is looked at when it knows what was before, too.
ALTER TABLE counter ADD COLUMN whole BIGINT NOT NULL DEFAULT 1;
