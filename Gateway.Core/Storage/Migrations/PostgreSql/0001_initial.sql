-- Hot tables carry no foreign keys: their one writer keeps them whole, and a key check would lock the directory's row on every change.
-- Text that is compared or sorted is folded by the gateway and kept COLLATE "C", so that every locale agrees.

CREATE TABLE directories (
  id            uuid PRIMARY KEY,
  slug          text COLLATE "C" NOT NULL UNIQUE,
  name          text NOT NULL,
  organization  text COLLATE "C",
  provider      text NOT NULL DEFAULT 'okta',
  settings      text NOT NULL DEFAULT '{}',
  bootstrap     boolean NOT NULL DEFAULT false,   -- declared by configuration
  created_at    timestamptz NOT NULL,
  updated_at    timestamptz NOT NULL,
  version       uuid NOT NULL,                         -- the change that made its present state
  deleted_at    timestamptz
);
CREATE UNIQUE INDEX directories_bootstrap ON directories (bootstrap) WHERE bootstrap;

-- Two slots and a unique key: however many ask at once, a directory has at most two tokens.
CREATE TABLE directory_tokens (
  directory_id  uuid NOT NULL REFERENCES directories ON DELETE CASCADE,
  id            uuid NOT NULL,
  slot          smallint NOT NULL CHECK (slot IN (1, 2)),
  name          text NOT NULL,
  last_four     text NOT NULL,
  active        boolean NOT NULL DEFAULT true,
  bootstrap     boolean NOT NULL DEFAULT false,   -- declared by configuration
  created_at    timestamptz NOT NULL,
  issued_at     timestamptz NOT NULL,  -- when its present secret was made
  expires_at    timestamptz,
  last_used_at  timestamptz,
  PRIMARY KEY (directory_id, id),
  UNIQUE (directory_id, slot)
);

-- SHA-256 of each secret that a token answers to: its present one, and after a renewal the former one until its grace ends.
CREATE TABLE directory_token_secrets (
  digest        bytea PRIMARY KEY,
  directory_id  uuid NOT NULL,
  token_id      uuid NOT NULL,
  valid_until   timestamptz,
  FOREIGN KEY (directory_id, token_id) REFERENCES directory_tokens (directory_id, id) ON DELETE CASCADE
);
CREATE INDEX directory_token_secrets_token ON directory_token_secrets (directory_id, token_id);

CREATE TABLE users (
  directory_id   uuid NOT NULL,
  id             uuid NOT NULL,
  ordinal        bigint GENERATED ALWAYS AS IDENTITY,  -- the order of lists
  user_name_key  text COLLATE "C" NOT NULL,
  external_id    text COLLATE "C",
  email_key      text COLLATE "C",                     -- the primary e-mail; further ones stand in user_emails
  active         boolean NOT NULL,
  version        uuid NOT NULL,
  document       text NOT NULL,                        -- as SCIM answers it, without id and meta
  search         text NOT NULL,                        -- document folded, for filters
  payload        text NOT NULL,                        -- as events tell it
  source         text NOT NULL,
  since          timestamptz NOT NULL,
  last_seen_at   timestamptz NOT NULL,
  created_at     timestamptz NOT NULL,
  updated_at     timestamptz NOT NULL,
  PRIMARY KEY (directory_id, id)
) WITH (fillfactor = 85, toast_tuple_target = 8160);
CREATE UNIQUE INDEX users_user_name ON users (directory_id, user_name_key);
CREATE UNIQUE INDEX users_ordinal ON users (directory_id, ordinal);
CREATE UNIQUE INDEX users_external_id ON users (directory_id, external_id) WHERE external_id IS NOT NULL;
CREATE INDEX users_email ON users (directory_id, email_key) WHERE email_key IS NOT NULL;

CREATE TABLE user_emails (
  directory_id  uuid NOT NULL,
  email_key     text COLLATE "C" NOT NULL,
  user_id       uuid NOT NULL,
  PRIMARY KEY (directory_id, email_key, user_id)
);
CREATE INDEX user_emails_user ON user_emails (directory_id, user_id);

CREATE TABLE groups (
  directory_id      uuid NOT NULL,
  id                uuid NOT NULL,
  ordinal           bigint GENERATED ALWAYS AS IDENTITY,
  display_name_key  text COLLATE "C" NOT NULL,
  external_id       text COLLATE "C",
  version           uuid NOT NULL,
  member_count      integer NOT NULL DEFAULT 0,
  document          text NOT NULL,                     -- as SCIM answers it, without id, meta and members
  search            text NOT NULL,
  payload           text NOT NULL,
  source            text NOT NULL,
  since             timestamptz NOT NULL,
  last_seen_at      timestamptz NOT NULL,
  created_at        timestamptz NOT NULL,
  updated_at        timestamptz NOT NULL,
  PRIMARY KEY (directory_id, id)
) WITH (fillfactor = 70, toast_tuple_target = 8160);
CREATE UNIQUE INDEX groups_display_name ON groups (directory_id, display_name_key);
CREATE UNIQUE INDEX groups_ordinal ON groups (directory_id, ordinal);
CREATE INDEX groups_external_id ON groups (directory_id, external_id) WHERE external_id IS NOT NULL;

CREATE TABLE members (
  directory_id  uuid NOT NULL,
  group_id      uuid NOT NULL,
  user_id       uuid NOT NULL,
  change        uuid NOT NULL,                         -- the change that made it, by which its event is written
  source        text NOT NULL,
  since         timestamptz NOT NULL,
  last_seen_at  timestamptz NOT NULL,
  PRIMARY KEY (directory_id, group_id, user_id)
);
CREATE INDEX members_user ON members (directory_id, user_id, group_id);

-- Members that nobody knows yet, by the value that was sent: our id, or an externalId.
CREATE TABLE parked_members (
  directory_id  uuid NOT NULL,
  value         text COLLATE "C" NOT NULL,
  group_id      uuid NOT NULL,
  source        text NOT NULL,
  since         timestamptz NOT NULL,
  PRIMARY KEY (directory_id, value, group_id)
);
CREATE INDEX parked_members_group ON parked_members (directory_id, group_id);

-- What lists need not count again: the keys in (last_ordinal of the block before, last_ordinal], of which there are so many resources.
-- Counted blocks come before those that are only announced (resources is null).
CREATE TABLE list_blocks (
  directory_id  uuid NOT NULL,
  kind          text COLLATE "C" NOT NULL CHECK (kind IN ('users', 'groups')),
  last_ordinal  bigint NOT NULL,
  resources     integer,
  PRIMARY KEY (directory_id, kind, last_ordinal)
) WITH (fillfactor = 50);

CREATE TABLE events (
  sequence      bigint GENERATED ALWAYS AS IDENTITY (CACHE 1),
  directory_id  uuid,                                  -- null: about the gateway as a whole
  directory     text,                                  -- the envelope's directory as it was then
  type          text COLLATE "C" NOT NULL,
  occurred_at   timestamptz NOT NULL,
  source        text NOT NULL,
  cause         text,
  user_id       uuid,
  group_id      uuid,
  data          text NOT NULL,
  PRIMARY KEY (sequence)
) PARTITION BY RANGE (sequence);
CREATE INDEX events_directory ON events (directory_id, sequence);
CREATE TABLE events_0 PARTITION OF events FOR VALUES FROM (0) TO (5000000) WITH (toast_tuple_target = 8160);
CREATE TABLE events_default PARTITION OF events DEFAULT WITH (toast_tuple_target = 8160);

CREATE TABLE subscribers (
  number        integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id            uuid NOT NULL UNIQUE,
  url           text NOT NULL,
  directory_id  uuid,                                  -- null: every directory
  organization  text COLLATE "C",                      -- null: every organization
  event_types   text,                                  -- ',user_created,group_created,'; null: every type
  state         text NOT NULL DEFAULT 'active',        -- active, paused, disabled
  reason        text,
  created_at    timestamptz NOT NULL,
  updated_at    timestamptz NOT NULL
);

-- Newest first signs; all that have not expired sign together during a rotation. Encrypted with Data Protection.
CREATE TABLE subscriber_secrets (
  subscriber    integer NOT NULL REFERENCES subscribers ON DELETE CASCADE,
  id            uuid NOT NULL,
  ciphertext    text NOT NULL,
  created_at    timestamptz NOT NULL,
  expires_at    timestamptz,
  PRIMARY KEY (subscriber, id)
);

-- What is owed and not yet settled; a delivery is the pair. The row goes when the delivery is settled.
CREATE TABLE owed (
  subscriber  integer NOT NULL,
  sequence    bigint NOT NULL,
  attempt     smallint NOT NULL DEFAULT 0,             -- attempts made
  due_at      timestamptz,                             -- null: as soon as order allows
  again       smallint NOT NULL DEFAULT 0,             -- 1: an operator wants it sent now; 2: wants a settled one repeated now; 3: such a repetition, tried
  PRIMARY KEY (subscriber, sequence)
) WITH (autovacuum_vacuum_scale_factor = 0.0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0);
CREATE INDEX owed_again ON owed (subscriber, sequence) WHERE again IN (1, 2);

-- The processes that deliver, by the database's clock; who was not seen for a while is gone.
CREATE TABLE workers (
  id       uuid PRIMARY KEY,
  seen_at  timestamptz NOT NULL
);

-- Which worker drives a subscriber. The fence grows with every change of hands; what is recorded under an older one does not count.
CREATE TABLE lanes (
  subscriber     integer PRIMARY KEY REFERENCES subscribers ON DELETE CASCADE,
  worker         uuid,
  fence          bigint NOT NULL DEFAULT 0,
  failing_since  timestamptz                           -- the first failure after the last success
);

-- A secret that every process must be able to read: who cannot has other Data Protection keys.
CREATE TABLE data_protection (
  id      smallint PRIMARY KEY CHECK (id = 1),
  canary  text NOT NULL
);

CREATE TABLE attempts (
  subscriber   integer NOT NULL,
  sequence     bigint NOT NULL,
  attempt      smallint NOT NULL,
  started_at   timestamptz NOT NULL,
  duration_ms  integer NOT NULL,
  outcome      text COLLATE "C" NOT NULL,              -- accepted, refused, gone, failed, …
  state        text COLLATE "C" NOT NULL,              -- what the delivery became: delivered, waiting, held, exhausted, filtered
  status       smallint,
  reason       text,
  answer       text,
  PRIMARY KEY (subscriber, sequence, attempt, started_at)
) PARTITION BY RANGE (started_at);
CREATE TABLE attempts_default PARTITION OF attempts DEFAULT;
CREATE INDEX attempts_exhausted ON attempts (subscriber, sequence) WHERE state = 'exhausted';

-- The request journal: redacted, written in batches.
CREATE TABLE requests (
  id            uuid NOT NULL,
  directory_id  uuid,
  at            timestamptz NOT NULL,
  method        text NOT NULL,
  path          text NOT NULL,
  status        smallint NOT NULL,
  duration_ms   integer NOT NULL,
  address       text,
  user_agent    text,
  detail        text,
  notes         text,
  PRIMARY KEY (id)
);
CREATE INDEX requests_directory ON requests (directory_id, id);

CREATE TABLE api_keys (
  id            uuid PRIMARY KEY,
  digest        bytea NOT NULL UNIQUE,
  name          text NOT NULL,
  bootstrap     boolean NOT NULL DEFAULT false,
  created_at    timestamptz NOT NULL,
  last_used_at  timestamptz
);
CREATE UNIQUE INDEX api_keys_bootstrap ON api_keys (bootstrap) WHERE bootstrap;
