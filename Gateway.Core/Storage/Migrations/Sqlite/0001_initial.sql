-- Hot tables carry no foreign keys: their one writer keeps them whole, and a key check would lock the directory's row on every change.
-- Text that is compared or sorted is folded by the gateway and compared as bytes. Ids are typed text, moments are microseconds since 1970.

CREATE TABLE directories (
  id            TEXT PRIMARY KEY,
  slug          TEXT NOT NULL UNIQUE,
  name          TEXT NOT NULL,
  organization  TEXT,
  provider      TEXT NOT NULL DEFAULT 'okta',
  settings      TEXT NOT NULL DEFAULT '{}',
  bootstrap     INTEGER NOT NULL DEFAULT 0,   -- declared by configuration
  created_at    INTEGER NOT NULL,
  updated_at    INTEGER NOT NULL,
  version       TEXT NOT NULL,                         -- the change that made its present state
  deleted_at    INTEGER
) STRICT;
CREATE UNIQUE INDEX directories_bootstrap ON directories (bootstrap) WHERE bootstrap = 1;

-- Two slots and a unique key: however many ask at once, a directory has at most two tokens.
CREATE TABLE directory_tokens (
  directory_id  TEXT NOT NULL REFERENCES directories ON DELETE CASCADE,
  id            TEXT NOT NULL,
  slot          INTEGER NOT NULL CHECK (slot IN (1, 2)),
  name          TEXT NOT NULL,
  last_four     TEXT NOT NULL,
  active        INTEGER NOT NULL DEFAULT 1,
  bootstrap     INTEGER NOT NULL DEFAULT 0,   -- declared by configuration
  created_at    INTEGER NOT NULL,
  issued_at     INTEGER NOT NULL,  -- when its present secret was made
  expires_at    INTEGER,
  last_used_at  INTEGER,
  PRIMARY KEY (directory_id, id),
  UNIQUE (directory_id, slot)
) STRICT;

-- SHA-256 of each secret that a token answers to: its present one, and after a renewal the former one until its grace ends.
CREATE TABLE directory_token_secrets (
  digest        BLOB PRIMARY KEY,
  directory_id  TEXT NOT NULL,
  token_id      TEXT NOT NULL,
  valid_until   INTEGER,
  FOREIGN KEY (directory_id, token_id) REFERENCES directory_tokens (directory_id, id) ON DELETE CASCADE
) STRICT;
CREATE INDEX directory_token_secrets_token ON directory_token_secrets (directory_id, token_id);

CREATE TABLE users (
  directory_id   TEXT NOT NULL,
  id             TEXT NOT NULL,
  ordinal        INTEGER PRIMARY KEY AUTOINCREMENT,  -- the order of lists
  user_name_key  TEXT NOT NULL,
  external_id    TEXT,
  email_key      TEXT,                     -- the primary e-mail; further ones stand in user_emails
  active         INTEGER NOT NULL,
  version        TEXT NOT NULL,
  document       TEXT NOT NULL,                        -- as SCIM answers it, without id and meta
  search         TEXT NOT NULL,                        -- document folded, for filters
  payload        TEXT NOT NULL,                        -- as events tell it
  source         TEXT NOT NULL,
  since          INTEGER NOT NULL,
  last_seen_at   INTEGER NOT NULL,
  created_at     INTEGER NOT NULL,
  updated_at     INTEGER NOT NULL,
  UNIQUE (directory_id, id)
) STRICT;
CREATE UNIQUE INDEX users_user_name ON users (directory_id, user_name_key);
CREATE UNIQUE INDEX users_ordinal ON users (directory_id, ordinal);
CREATE UNIQUE INDEX users_external_id ON users (directory_id, external_id) WHERE external_id IS NOT NULL;
CREATE INDEX users_email ON users (directory_id, email_key) WHERE email_key IS NOT NULL;

CREATE TABLE user_emails (
  directory_id  TEXT NOT NULL,
  email_key     TEXT NOT NULL,
  user_id       TEXT NOT NULL,
  PRIMARY KEY (directory_id, email_key, user_id)
) STRICT;
CREATE INDEX user_emails_user ON user_emails (directory_id, user_id);

CREATE TABLE groups (
  directory_id      TEXT NOT NULL,
  id                TEXT NOT NULL,
  ordinal           INTEGER PRIMARY KEY AUTOINCREMENT,
  display_name_key  TEXT NOT NULL,
  external_id       TEXT,
  version           TEXT NOT NULL,
  member_count      INTEGER NOT NULL DEFAULT 0,
  document          TEXT NOT NULL,                     -- as SCIM answers it, without id, meta and members
  search            TEXT NOT NULL,
  payload           TEXT NOT NULL,
  source            TEXT NOT NULL,
  since             INTEGER NOT NULL,
  last_seen_at      INTEGER NOT NULL,
  created_at        INTEGER NOT NULL,
  updated_at        INTEGER NOT NULL,
  UNIQUE (directory_id, id)
) STRICT;
CREATE UNIQUE INDEX groups_display_name ON groups (directory_id, display_name_key);
CREATE UNIQUE INDEX groups_ordinal ON groups (directory_id, ordinal);
CREATE INDEX groups_external_id ON groups (directory_id, external_id) WHERE external_id IS NOT NULL;

CREATE TABLE members (
  directory_id  TEXT NOT NULL,
  group_id      TEXT NOT NULL,
  user_id       TEXT NOT NULL,
  change        TEXT NOT NULL,                         -- the change that made it, by which its event is written
  source        TEXT NOT NULL,
  since         INTEGER NOT NULL,
  last_seen_at  INTEGER NOT NULL,
  PRIMARY KEY (directory_id, group_id, user_id)
) STRICT;
CREATE INDEX members_user ON members (directory_id, user_id, group_id);

-- Members that nobody knows yet, by the value that was sent: our id, or an externalId.
CREATE TABLE parked_members (
  directory_id  TEXT NOT NULL,
  value         TEXT NOT NULL,
  group_id      TEXT NOT NULL,
  source        TEXT NOT NULL,
  since         INTEGER NOT NULL,
  PRIMARY KEY (directory_id, value, group_id)
) STRICT;
CREATE INDEX parked_members_group ON parked_members (directory_id, group_id);

-- What lists need not count again: the keys in (last_ordinal of the block before, last_ordinal], of which there are so many resources.
-- Counted blocks come before those that are only announced (resources is null).
CREATE TABLE list_blocks (
  directory_id  TEXT NOT NULL,
  kind          TEXT NOT NULL CHECK (kind IN ('users', 'groups')),
  last_ordinal  INTEGER NOT NULL,
  resources     INTEGER,
  PRIMARY KEY (directory_id, kind, last_ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE events (
  sequence      INTEGER PRIMARY KEY AUTOINCREMENT,
  directory_id  TEXT,                                  -- null: about the gateway as a whole
  directory     TEXT,                                  -- the envelope's directory as it was then
  type          TEXT NOT NULL,
  occurred_at   INTEGER NOT NULL,
  source        TEXT NOT NULL,
  cause         TEXT,
  user_id       TEXT,
  group_id      TEXT,
  data          TEXT NOT NULL
) STRICT;
CREATE INDEX events_directory ON events (directory_id, sequence);

CREATE TABLE subscribers (
  number        INTEGER PRIMARY KEY AUTOINCREMENT,
  id            TEXT NOT NULL UNIQUE,
  url           TEXT NOT NULL,
  directory_id  TEXT,                                  -- null: every directory
  organization  TEXT,                      -- null: every organization
  event_types   TEXT,                                  -- ',user_created,group_created,'; null: every type
  state         TEXT NOT NULL DEFAULT 'active',        -- active, paused, disabled
  reason        TEXT,
  created_at    INTEGER NOT NULL,
  updated_at    INTEGER NOT NULL
) STRICT;

-- Newest first signs; all that have not expired sign together during a rotation. Encrypted with Data Protection.
CREATE TABLE subscriber_secrets (
  subscriber    INTEGER NOT NULL REFERENCES subscribers ON DELETE CASCADE,
  id            TEXT NOT NULL,
  ciphertext    TEXT NOT NULL,
  created_at    INTEGER NOT NULL,
  expires_at    INTEGER,
  PRIMARY KEY (subscriber, id)
) STRICT;

-- What is owed and not yet settled; a delivery is the pair. The row goes when the delivery is settled.
CREATE TABLE owed (
  subscriber  INTEGER NOT NULL,
  sequence    INTEGER NOT NULL,
  attempt     INTEGER NOT NULL DEFAULT 0,             -- attempts made
  due_at      INTEGER,                             -- null: as soon as order allows
  again       INTEGER NOT NULL DEFAULT 0,             -- 1: an operator wants it sent now; 2: wants a settled one repeated now; 3: such a repetition, tried
  PRIMARY KEY (subscriber, sequence)
) STRICT, WITHOUT ROWID;
CREATE INDEX owed_again ON owed (subscriber, sequence) WHERE again IN (1, 2);

-- The processes that deliver, by the database's clock; who was not seen for a while is gone.
CREATE TABLE workers (
  id       TEXT PRIMARY KEY,
  seen_at  INTEGER NOT NULL
) STRICT;

-- Which worker drives a subscriber. The fence grows with every change of hands; what is recorded under an older one does not count.
CREATE TABLE lanes (
  subscriber     INTEGER PRIMARY KEY REFERENCES subscribers ON DELETE CASCADE,
  worker         TEXT,
  fence          INTEGER NOT NULL DEFAULT 0,
  failing_since  INTEGER                              -- the first failure after the last success
) STRICT;

-- A secret that every process must be able to read: who cannot has other Data Protection keys.
CREATE TABLE data_protection (
  id      INTEGER PRIMARY KEY CHECK (id = 1),
  canary  TEXT NOT NULL
) STRICT;

CREATE TABLE attempts (
  subscriber   INTEGER NOT NULL,
  sequence     INTEGER NOT NULL,
  attempt      INTEGER NOT NULL,
  started_at   INTEGER NOT NULL,
  duration_ms  INTEGER NOT NULL,
  outcome      TEXT NOT NULL,              -- accepted, refused, gone, failed, …
  state        TEXT NOT NULL,              -- what the delivery became: delivered, waiting, held, exhausted, filtered
  status       INTEGER,
  reason       TEXT,
  answer       TEXT,
  PRIMARY KEY (subscriber, sequence, attempt, started_at)
) STRICT;
CREATE INDEX attempts_exhausted ON attempts (subscriber, sequence) WHERE state = 'exhausted';

-- The request journal: redacted, written in batches.
CREATE TABLE requests (
  id            TEXT NOT NULL,
  directory_id  TEXT,
  at            INTEGER NOT NULL,
  method        TEXT NOT NULL,
  path          TEXT NOT NULL,
  status        INTEGER NOT NULL,
  duration_ms   INTEGER NOT NULL,
  address       TEXT,
  user_agent    TEXT,
  detail        TEXT,
  notes         TEXT,
  PRIMARY KEY (id)
) STRICT;
CREATE INDEX requests_directory ON requests (directory_id, id);

CREATE TABLE api_keys (
  id            TEXT PRIMARY KEY,
  digest        BLOB NOT NULL UNIQUE,
  name          TEXT NOT NULL,
  bootstrap     INTEGER NOT NULL DEFAULT 0,
  created_at    INTEGER NOT NULL,
  last_used_at  INTEGER
) STRICT;
CREATE UNIQUE INDEX api_keys_bootstrap ON api_keys (bootstrap) WHERE bootstrap = 1;

-- The last sequence before the statement at hand: what follows it is new. There is one writer.
CREATE TABLE event_mark (sequence INTEGER NOT NULL) STRICT;
INSERT INTO event_mark VALUES (0);
