-- Browsers that are signed in to the Admin Console. The cookie names account and id, and holds the secret of the digest.
CREATE TABLE browser_session (
  account_id {uuid} NOT NULL,
  id {uuid} NOT NULL,
  digest {bytes} NOT NULL,
  security_stamp {uuid} NOT NULL,
  device_identifier {text} NOT NULL,
  device_id {uuid} NOT NULL,
  created_at {int} NOT NULL,
  last_seen_at {int} NOT NULL,
  verified_at {int},
  expires_at {int} NOT NULL,
  PRIMARY KEY (account_id, id)
) {table_options};
