-- What accepted transactions did to accounts: money in is positive, money out negative. An account's balance is its
-- opening balance and the sum of its postings. They are never changed; another transaction corrects a mistake.
CREATE TABLE IF NOT EXISTS postings (
  transaction_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  account_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  amount BIGINT NOT NULL,
  balance_after BIGINT NOT NULL,
  posted_at DATETIME(6) NOT NULL,
  PRIMARY KEY (transaction_id, account_id),
  KEY postings_by_account (account_id, posted_at),
  CONSTRAINT postings_transaction FOREIGN KEY (transaction_id) REFERENCES transactions (transaction_id),
  CONSTRAINT postings_account FOREIGN KEY (account_id) REFERENCES accounts (account_id),
  CONSTRAINT postings_amount CHECK (amount <> 0)
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4;

CREATE TRIGGER postings_no_update BEFORE UPDATE ON postings FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'postings are append-only';

CREATE TRIGGER postings_no_delete BEFORE DELETE ON postings FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'postings are append-only';
