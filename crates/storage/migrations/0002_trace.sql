-- Every call of an identity provider. On SQLite a second file with the same schema, beside the main one, holds them, so
-- that the main file and its backups stay small.

CREATE TABLE trace (
  organization_id {uuid} NOT NULL,
  id {uuid} NOT NULL,
  occurred_at {int} NOT NULL,
  scim_key_id {uuid},
  request_id {text} NOT NULL,
  address {text} NOT NULL,
  agent {text},
  provider {text},
  method {text} NOT NULL,
  target {text} NOT NULL,
  request {text},
  status {int} NOT NULL,
  answer {text},
  member_id {uuid},
  group_id {uuid},
  rule {text},
  changes {text},
  cause {text},
  fix {text},
  micros {int} NOT NULL,
  PRIMARY KEY (organization_id, id)
) {clustered};

CREATE INDEX trace_member_index ON trace (organization_id, member_id, id);
