-- Every decision on a transaction, accepted or rejected. The idempotency key is unique for good: it decides what a
-- replay is.
-- An account that does not exist cannot be referred to, so it is NULL here and named in the audit trail.
CREATE TABLE IF NOT EXISTS transactions (
  transaction_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  idempotency_key VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  -- SHA-256 of what was asked for: the same key with another request is no replay.
  request_hash CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  kind VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  account_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  counterparty_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  amount BIGINT NOT NULL,
  currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  outcome VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  -- Why it was rejected: codes with a space between them.
  reasons VARCHAR(512) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  decided_at DATETIME(6) NOT NULL,
  PRIMARY KEY (transaction_id),
  UNIQUE KEY transactions_idempotency_key (idempotency_key),
  KEY transactions_by_account (account_id, decided_at),
  KEY transactions_by_counterparty (counterparty_id, decided_at),
  CONSTRAINT transactions_account FOREIGN KEY (account_id) REFERENCES accounts (account_id),
  CONSTRAINT transactions_counterparty FOREIGN KEY (counterparty_id) REFERENCES accounts (account_id),
  CONSTRAINT transactions_kind CHECK (kind IN ('credit', 'debit', 'transfer')),
  CONSTRAINT transactions_amount CHECK (amount > 0),
  CONSTRAINT transactions_currency CHECK (CHAR_LENGTH(currency) = 3 AND currency = UPPER(currency)),
  CONSTRAINT transactions_outcome CHECK (
    (outcome = 'accepted' AND reasons = '' AND account_id IS NOT NULL)
    OR (outcome = 'rejected' AND reasons <> '')
  )
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4;
