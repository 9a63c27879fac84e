-- People's logins, what they keep for themselves, and what an organization shares with them.
--
-- What belongs to a person begins with account_id, what belongs to an organization with organization_id: each can be
-- distributed by its first column. Ciphertext (EncStrings) is text that the server checks the shape of and cannot open.

CREATE TABLE account (
  id {uuid} NOT NULL,
  email {text} NOT NULL,
  email_key {text} NOT NULL,
  email_verified {bool} NOT NULL,
  name {text},
  password_hash {text} NOT NULL,
  password_hint {text},
  kdf_type {int} NOT NULL,
  kdf_iterations {int} NOT NULL,
  kdf_memory {int},
  kdf_parallelism {int},
  wrapped_user_key {text} NOT NULL,
  public_key {text} NOT NULL,
  wrapped_private_key {text} NOT NULL,
  user_key_id {text},
  security_stamp {uuid} NOT NULL,
  api_key_digest {bytes},
  api_key_sealed {bytes},
  must_change_password {bool} NOT NULL,
  avatar_color {text},
  created_at {int} NOT NULL,
  revised_at {int} NOT NULL,
  PRIMARY KEY (id)
) {table_options};

-- Who signs in with an address. A table of its own, since the address is not what accounts are distributed by.
CREATE TABLE account_email (
  email_key {text} NOT NULL,
  account_id {uuid} NOT NULL,
  PRIMARY KEY (email_key)
) {table_options};

-- The organizations of a person, in every status from Accepted on and while Revoked.
CREATE TABLE account_membership (
  account_id {uuid} NOT NULL,
  organization_id {uuid} NOT NULL,
  member_id {uuid} NOT NULL,
  PRIMARY KEY (account_id, organization_id)
) {table_options};

-- A device that signed in.
CREATE TABLE device (
  account_id {uuid} NOT NULL,
  identifier {text} NOT NULL,
  id {uuid} NOT NULL,
  name {text} NOT NULL,
  device_type {int} NOT NULL,
  remember_digest {bytes},
  remember_until {int},
  created_at {int} NOT NULL,
  last_seen_at {int} NOT NULL,
  PRIMARY KEY (account_id, identifier)
) {table_options};

-- A sign-in that goes on: its refresh token is replaced at each use. The digest that was replaced last, and those within the
-- minute before, are kept, each with the moment, to tell a lost answer and a race of the person's own programs from a stolen
-- token that comes back.
CREATE TABLE account_session (
  account_id {uuid} NOT NULL,
  id {uuid} NOT NULL,
  device_identifier {text} NOT NULL,
  client_id {text} NOT NULL,
  token_digest {bytes} NOT NULL,
  replaced_digests {bytes} NOT NULL,
  rotated_at {int} NOT NULL,
  security_stamp {uuid} NOT NULL,
  created_at {int} NOT NULL,
  expires_at {int} NOT NULL,
  PRIMARY KEY (account_id, id)
) {table_options};

CREATE INDEX account_session_device_index ON account_session (account_id, device_identifier, id);

-- Two-step login: a row for each provider, its secret sealed under the data key. Wrong codes are counted until a right one
-- comes.
CREATE TABLE two_step (
  account_id {uuid} NOT NULL,
  provider {int} NOT NULL,
  sealed {bytes} NOT NULL,
  last_step {int} NOT NULL,
  failures {int} NOT NULL,
  failed_at {int} NOT NULL,
  created_at {int} NOT NULL,
  PRIMARY KEY (account_id, provider)
) {table_options};

-- A code that was mailed, one for each purpose.
CREATE TABLE account_code (
  account_id {uuid} NOT NULL,
  purpose {int} NOT NULL,
  digest {bytes} NOT NULL,
  address {text} NOT NULL,
  attempts {int} NOT NULL,
  expires_at {int} NOT NULL,
  PRIMARY KEY (account_id, purpose)
) {table_options};

-- What an organization has beside its settings.
ALTER TABLE organization ADD COLUMN billing_email {text};
ALTER TABLE organization ADD COLUMN public_key {text};
ALTER TABLE organization ADD COLUMN wrapped_private_key {text};
ALTER TABLE organization ADD COLUMN api_key_digest {bytes};
ALTER TABLE organization ADD COLUMN api_key_sealed {bytes};
ALTER TABLE organization ADD COLUMN api_key_revised_at {int};
ALTER TABLE organization ADD COLUMN limit_collection_creation {bool} NOT NULL DEFAULT FALSE;
ALTER TABLE organization ADD COLUMN limit_collection_deletion {bool} NOT NULL DEFAULT FALSE;
ALTER TABLE organization ADD COLUMN limit_item_deletion {bool} NOT NULL DEFAULT FALSE;
ALTER TABLE organization ADD COLUMN admins_access_all_collections {bool} NOT NULL DEFAULT TRUE;
-- When something changed that every member's client shows: name, plan, policies.
ALTER TABLE organization ADD COLUMN revised_at {int} NOT NULL DEFAULT 0;
-- When a collection last went away: what is left of them does not tell.
ALTER TABLE organization ADD COLUMN collections_removed_at {int} NOT NULL DEFAULT 0;

-- The address of the member's account, which stays the person's own whatever the directory says.
ALTER TABLE member ADD COLUMN account_email {text};
ALTER TABLE member ADD COLUMN account_email_key {text};
-- What a Custom member may do, as JSON.
ALTER TABLE member ADD COLUMN permissions {text};
-- Bitwarden's number of why the member was revoked.
ALTER TABLE member ADD COLUMN revocation_reason {int};
-- When it last changed what the member can reach: status, role, groups, collections.
ALTER TABLE member ADD COLUMN access_revised_at {int} NOT NULL DEFAULT 0;

-- The few who run an organization are found among all of its members.
CREATE INDEX member_administrator_index ON member (organization_id, role, id) WHERE role < 2;
CREATE UNIQUE INDEX member_account_email_key_key ON member (organization_id, account_email_key);

-- Ciphertext of a membership. It stays while the member is revoked and goes with the member.
CREATE TABLE member_key (
  organization_id {uuid} NOT NULL,
  member_id {uuid} NOT NULL,
  sealed_organization_key {text},
  recovery_key {text},
  PRIMARY KEY (organization_id, member_id),
  FOREIGN KEY (organization_id, member_id) REFERENCES member (organization_id, id) ON DELETE CASCADE
) {table_options};

CREATE TABLE policy (
  organization_id {uuid} NOT NULL,
  policy_type {int} NOT NULL,
  id {uuid} NOT NULL,
  enabled {bool} NOT NULL,
  settings {text},
  revised_at {int} NOT NULL,
  PRIMARY KEY (organization_id, policy_type)
) {table_options};

CREATE TABLE collection (
  organization_id {uuid} NOT NULL,
  id {uuid} NOT NULL,
  name {text} NOT NULL,
  external_id {text},
  created_at {int} NOT NULL,
  revised_at {int} NOT NULL,
  PRIMARY KEY (organization_id, id)
) {table_options};

CREATE INDEX collection_revised_index ON collection (organization_id, revised_at);

CREATE TABLE collection_member (
  organization_id {uuid} NOT NULL,
  collection_id {uuid} NOT NULL,
  member_id {uuid} NOT NULL,
  read_only {bool} NOT NULL,
  hide_passwords {bool} NOT NULL,
  manage {bool} NOT NULL,
  PRIMARY KEY (organization_id, collection_id, member_id),
  FOREIGN KEY (organization_id, collection_id) REFERENCES collection (organization_id, id) ON DELETE CASCADE,
  FOREIGN KEY (organization_id, member_id) REFERENCES member (organization_id, id) ON DELETE CASCADE
) {table_options};

CREATE INDEX collection_member_member_index ON collection_member (organization_id, member_id, collection_id);

CREATE TABLE collection_group (
  organization_id {uuid} NOT NULL,
  collection_id {uuid} NOT NULL,
  group_id {uuid} NOT NULL,
  read_only {bool} NOT NULL,
  hide_passwords {bool} NOT NULL,
  manage {bool} NOT NULL,
  PRIMARY KEY (organization_id, collection_id, group_id),
  FOREIGN KEY (organization_id, collection_id) REFERENCES collection (organization_id, id) ON DELETE CASCADE,
  FOREIGN KEY (organization_id, group_id) REFERENCES member_group (organization_id, id) ON DELETE CASCADE
) {table_options};

CREATE INDEX collection_group_group_index ON collection_group (organization_id, group_id, collection_id);

-- An item that an organization owns. Everything in `data` that means something is ciphertext.
CREATE TABLE item (
  organization_id {uuid} NOT NULL,
  id {uuid} NOT NULL,
  item_type {int} NOT NULL,
  data {text} NOT NULL,
  created_at {int} NOT NULL,
  revised_at {int} NOT NULL,
  deleted_at {int},
  PRIMARY KEY (organization_id, id)
) {table_options};

CREATE TABLE item_collection (
  organization_id {uuid} NOT NULL,
  collection_id {uuid} NOT NULL,
  item_id {uuid} NOT NULL,
  PRIMARY KEY (organization_id, collection_id, item_id),
  FOREIGN KEY (organization_id, collection_id) REFERENCES collection (organization_id, id) ON DELETE CASCADE,
  FOREIGN KEY (organization_id, item_id) REFERENCES item (organization_id, id) ON DELETE CASCADE
) {table_options};

CREATE INDEX item_collection_item_index ON item_collection (organization_id, item_id, collection_id);

-- A person's own item.
CREATE TABLE personal_item (
  account_id {uuid} NOT NULL,
  id {uuid} NOT NULL,
  item_type {int} NOT NULL,
  data {text} NOT NULL,
  created_at {int} NOT NULL,
  revised_at {int} NOT NULL,
  deleted_at {int},
  PRIMARY KEY (account_id, id)
) {table_options};

-- Where a person keeps an item, their own or a shared one: in which folder, among the favorites, in the archive.
CREATE TABLE item_placement (
  account_id {uuid} NOT NULL,
  item_id {uuid} NOT NULL,
  folder_id {uuid},
  favorite {bool} NOT NULL,
  archived_at {int},
  PRIMARY KEY (account_id, item_id)
) {table_options};

-- Where everybody keeps an item goes with the item.
CREATE INDEX item_placement_item_index ON item_placement (item_id);

CREATE TABLE folder (
  account_id {uuid} NOT NULL,
  id {uuid} NOT NULL,
  name {text} NOT NULL,
  revised_at {int} NOT NULL,
  PRIMARY KEY (account_id, id)
) {table_options};

-- Events are about more things now.
ALTER TABLE event ADD COLUMN collection_id {uuid};
ALTER TABLE event ADD COLUMN item_id {uuid};
ALTER TABLE event ADD COLUMN policy_id {uuid};

-- A mail that will not be tried again stays, with the reason, until somebody looks.
-- Due is when it is tried next; whoever sends it has moved that into the future, as long as they may take.
ALTER TABLE outbox ADD COLUMN acting_account_id {uuid};
ALTER TABLE outbox ADD COLUMN dead_at {int};
ALTER TABLE outbox ADD COLUMN last_error {text};

CREATE INDEX outbox_due_index ON outbox (due_at, organization_id, id);
