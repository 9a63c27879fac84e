-- What the console's lists and reports are read from, at a cost that does not grow with the organization.

-- Members by status are counted as they move.
ALTER TABLE ledger ADD COLUMN staged {int} NOT NULL DEFAULT 0;
ALTER TABLE ledger ADD COLUMN invited {int} NOT NULL DEFAULT 0;
ALTER TABLE ledger ADD COLUMN accepted {int} NOT NULL DEFAULT 0;
ALTER TABLE ledger ADD COLUMN confirmed {int} NOT NULL DEFAULT 0;
ALTER TABLE ledger ADD COLUMN revoked {int} NOT NULL DEFAULT 0;
UPDATE ledger SET
  staged = (SELECT COUNT(*) FROM member m WHERE m.organization_id = ledger.organization_id AND m.status = 3),
  invited = (SELECT COUNT(*) FROM member m WHERE m.organization_id = ledger.organization_id AND m.status = 0),
  accepted = (SELECT COUNT(*) FROM member m WHERE m.organization_id = ledger.organization_id AND m.status = 1),
  confirmed = (SELECT COUNT(*) FROM member m WHERE m.organization_id = ledger.organization_id AND m.status = 2),
  revoked = (SELECT COUNT(*) FROM member m WHERE m.organization_id = ledger.organization_id AND m.status = -1);

-- The beginning of the name that a member goes by, folded: what lists are sorted by. Every change of a member writes it anew.
ALTER TABLE member ADD COLUMN label_key {text} NOT NULL DEFAULT '';
UPDATE member SET label_key =
  SUBSTR(COALESCE(CASE WHEN TRIM(display_name) <> '' THEN display_name_key END, LOWER(name), user_name_key), 1, 64);

-- It holds what lists are narrowed by, so that a page that lies deep is found without reading the members before it.
CREATE INDEX member_label_index ON member (organization_id, label_key, id, status, role, origin);
CREATE INDEX member_status_index ON member (organization_id, status, id);
-- Members whom a directory import made: whether there were some lately is asked wherever SCIM is set up.
CREATE INDEX member_import_index ON member (organization_id, origin, id) WHERE origin > 3;

-- What happened to somebody, and what somebody did. The calls of a directory, which are the many, have no acting account.
CREATE INDEX event_member_index ON event (organization_id, member_id, sequence) WHERE member_id IS NOT NULL;
CREATE INDEX event_actor_index ON event (organization_id, acting_account_id, sequence)
  WHERE acting_account_id IS NOT NULL;

-- Calls that failed are few.
CREATE INDEX trace_failure_index ON trace (organization_id, id, status) WHERE status >= 400;
CREATE INDEX trace_group_index ON trace (organization_id, group_id, id) WHERE group_id IS NOT NULL;

-- The calls of each hour, counted as they are written down; the hour since 1970. People are those that calls have made.
CREATE TABLE trace_hour (
  organization_id {uuid} NOT NULL,
  hour {int} NOT NULL,
  succeeded {int} NOT NULL,
  refused {int} NOT NULL,
  failed {int} NOT NULL,
  people {int} NOT NULL,
  PRIMARY KEY (organization_id, hour)
) {table_options};

-- How many members were in each status, as last seen on a day; the day since 1970.
CREATE TABLE member_day (
  organization_id {uuid} NOT NULL,
  day {int} NOT NULL,
  staged {int} NOT NULL,
  invited {int} NOT NULL,
  accepted {int} NOT NULL,
  confirmed {int} NOT NULL,
  revoked {int} NOT NULL,
  PRIMARY KEY (organization_id, day)
) {table_options};

-- Mails that were sent, without what they said.
CREATE TABLE sent_mail (
  organization_id {uuid} NOT NULL,
  id {uuid} NOT NULL,
  kind {int} NOT NULL,
  member_id {uuid} NOT NULL,
  recipient {text} NOT NULL,
  created_at {int} NOT NULL,
  sent_at {int} NOT NULL,
  PRIMARY KEY (organization_id, id)
) {table_options};

CREATE INDEX outbox_dead_index ON outbox (organization_id, id) WHERE dead_at IS NOT NULL;
