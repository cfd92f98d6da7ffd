-- A decision is final: its row is never changed, and stays as long as the trail that tells of it.
CREATE TRIGGER transactions_no_update BEFORE UPDATE ON transactions FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'decisions on transactions are final';

CREATE TRIGGER transactions_no_delete BEFORE DELETE ON transactions FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'decisions on transactions are final';
