-- Accounts. Money is in minor units of the account's currency (cents of EUR, whole JPY), never in fractions.
CREATE TABLE IF NOT EXISTS accounts (
  account_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  status VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'active',
  currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  balance BIGINT NOT NULL DEFAULT 0,
  -- How far below zero the balance may go.
  overdraft_limit BIGINT NOT NULL DEFAULT 0,
  -- The most that one transaction of the account may move, in or out.
  transaction_limit BIGINT NOT NULL,
  -- The most that may go out in one day, UTC.
  daily_limit BIGINT NOT NULL,
  created_at DATETIME(6) NOT NULL,
  updated_at DATETIME(6) NOT NULL,
  PRIMARY KEY (account_id),
  CONSTRAINT accounts_status CHECK (status IN ('active', 'suspended', 'closed')),
  CONSTRAINT accounts_currency CHECK (CHAR_LENGTH(currency) = 3 AND currency = UPPER(currency)),
  CONSTRAINT accounts_overdraft_limit CHECK (overdraft_limit >= 0),
  CONSTRAINT accounts_transaction_limit CHECK (transaction_limit > 0),
  CONSTRAINT accounts_daily_limit CHECK (daily_limit > 0),
  CONSTRAINT accounts_balance CHECK (balance >= -overdraft_limit)
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4;
