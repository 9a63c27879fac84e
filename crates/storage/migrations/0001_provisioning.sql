-- Organizations, members, groups, keys, events and the outbox.
-- organization_id comes first in every key and unique index, so that the same schema can be distributed by it.
-- An index that is not unique ends with the id where rows are listed in the order of their ids: without statistics SQLite
-- would else take the primary key for the order, and read the whole organization.

CREATE TABLE organization (
  id {uuid} NOT NULL,
  name {text} NOT NULL,
  plan {int} NOT NULL,
  seats {int},
  enabled {bool} NOT NULL,
  scim_enabled {bool} NOT NULL,
  invite_users_after_provisioning {bool} NOT NULL,
  directory_is_authoritative {bool} NOT NULL,
  created_at {int} NOT NULL,
  PRIMARY KEY (id)
) {table_options};

CREATE TABLE ledger (
  organization_id {uuid} NOT NULL,
  sequence {int} NOT NULL,
  head {bytes} NOT NULL,
  tip {bytes} NOT NULL,
  members {int} NOT NULL,
  members_removed {int} NOT NULL,
  member_groups {int} NOT NULL,
  member_groups_removed {int} NOT NULL,
  occupied_seats {int} NOT NULL,
  confirmed_owners {int} NOT NULL,
  last_id {uuid} NOT NULL,
  lock_count {int} NOT NULL,
  PRIMARY KEY (organization_id)
) {table_options};

CREATE TABLE member (
  organization_id {uuid} NOT NULL,
  id {uuid} NOT NULL,
  account_id {uuid},
  status {int} NOT NULL,
  status_before_revocation {int},
  role {int} NOT NULL,
  user_name {text} NOT NULL,
  user_name_key {text} NOT NULL,
  email {text} NOT NULL,
  email_key {text} NOT NULL,
  external_id {text},
  display_name {text},
  display_name_key {text},
  name {text},
  attributes {text},
  origin {int} NOT NULL,
  is_break_glass {bool} NOT NULL,
  invited_at {int},
  version {int} NOT NULL,
  created_at {int} NOT NULL,
  revised_at {int} NOT NULL,
  PRIMARY KEY (organization_id, id)
) {table_options};

CREATE UNIQUE INDEX member_user_name_key_key ON member (organization_id, user_name_key);
CREATE UNIQUE INDEX member_email_key_key ON member (organization_id, email_key);
CREATE UNIQUE INDEX member_external_id_key ON member (organization_id, external_id);

-- Addresses of a member beside the chosen one: look-ups find the member by any of them.
CREATE TABLE member_address (
  organization_id {uuid} NOT NULL,
  email_key {text} NOT NULL,
  member_id {uuid} NOT NULL,
  PRIMARY KEY (organization_id, email_key, member_id),
  FOREIGN KEY (organization_id, member_id) REFERENCES member (organization_id, id) ON DELETE CASCADE
) {table_options};

CREATE INDEX member_address_member_index ON member_address (organization_id, member_id);

CREATE TABLE member_group (
  organization_id {uuid} NOT NULL,
  id {uuid} NOT NULL,
  name {text} NOT NULL,
  name_key {text} NOT NULL,
  external_id {text},
  attributes {text},
  origin {int} NOT NULL,
  version {int} NOT NULL,
  created_at {int} NOT NULL,
  revised_at {int} NOT NULL,
  PRIMARY KEY (organization_id, id)
) {table_options};

CREATE INDEX member_group_name_index ON member_group (organization_id, name_key, id);
CREATE UNIQUE INDEX member_group_external_id_key ON member_group (organization_id, external_id);

CREATE TABLE group_membership (
  organization_id {uuid} NOT NULL,
  group_id {uuid} NOT NULL,
  member_id {uuid} NOT NULL,
  origin {int} NOT NULL,
  PRIMARY KEY (organization_id, group_id, member_id),
  FOREIGN KEY (organization_id, group_id) REFERENCES member_group (organization_id, id) ON DELETE CASCADE,
  FOREIGN KEY (organization_id, member_id) REFERENCES member (organization_id, id) ON DELETE CASCADE
) {table_options};

CREATE INDEX group_membership_member_index ON group_membership (organization_id, member_id, group_id);

CREATE TABLE scim_key (
  organization_id {uuid} NOT NULL,
  id {uuid} NOT NULL,
  name {text} NOT NULL,
  visible_prefix {text} NOT NULL,
  digest {bytes} NOT NULL,
  sealed {bytes} NOT NULL,
  scope {int} NOT NULL,
  created_at {int} NOT NULL,
  expires_at {int},
  revoked_at {int},
  replaced_at {int},
  last_used_at {int},
  last_used_address {text},
  last_used_agent {text},
  PRIMARY KEY (organization_id, id)
) {table_options};

CREATE UNIQUE INDEX scim_key_digest_key ON scim_key (organization_id, digest);

CREATE TABLE event (
  organization_id {uuid} NOT NULL,
  sequence {int} NOT NULL,
  event_type {int} NOT NULL,
  occurred_at {int} NOT NULL,
  system_user {int},
  acting_account_id {uuid},
  scim_key_id {uuid},
  device_type {int} NOT NULL,
  address {text},
  request_id {text},
  member_id {uuid},
  account_id {uuid},
  group_id {uuid},
  details {text} NOT NULL,
  hash {bytes} NOT NULL,
  PRIMARY KEY (organization_id, sequence)
) {clustered};

-- Mails to send. Written with the change that wants the mail, so that neither comes without the other.
CREATE TABLE outbox (
  organization_id {uuid} NOT NULL,
  id {uuid} NOT NULL,
  kind {int} NOT NULL,
  member_id {uuid} NOT NULL,
  recipient {text} NOT NULL,
  created_at {int} NOT NULL,
  due_at {int} NOT NULL,
  attempts {int} NOT NULL,
  PRIMARY KEY (organization_id, id)
) {table_options};

CREATE INDEX outbox_member_index ON outbox (organization_id, member_id, id);

-- What the installation is bound to: a data key that does not fit is noticed at the start.
CREATE TABLE installation (
  id {int} NOT NULL,
  data_key_check {bytes} NOT NULL,
  created_at {int} NOT NULL,
  PRIMARY KEY (id)
) {table_options};
