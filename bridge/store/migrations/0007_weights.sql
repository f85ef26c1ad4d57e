-- What a token of the model that was asked or answered counts in limits, times 1,000.
ALTER TABLE ledger ADD COLUMN weight_milli BIGINT NOT NULL DEFAULT 1000;
