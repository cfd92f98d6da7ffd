-- Who decided what, when, and from which state: written in the SQL transaction of the decision, and never changed.
CREATE TABLE IF NOT EXISTS audit_trail (
  entry_id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  transaction_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  event VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  actor VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  -- Identifiers, amounts and reasons as JSON; nothing about persons.
  details JSON NOT NULL,
  recorded_at DATETIME(6) NOT NULL,
  PRIMARY KEY (entry_id),
  KEY audit_trail_by_transaction (transaction_id, entry_id),
  KEY audit_trail_by_time (recorded_at),
  CONSTRAINT audit_trail_transaction FOREIGN KEY (transaction_id) REFERENCES transactions (transaction_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4;

CREATE TRIGGER audit_trail_no_update BEFORE UPDATE ON audit_trail FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the audit trail is append-only';

CREATE TRIGGER audit_trail_no_delete BEFORE DELETE ON audit_trail FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the audit trail is append-only';
