-- What the planner shall know before the first row: a directory is not selective, a key within it is. Without that every index of an empty
-- table looks equally good, and a plan prepared then and kept walks the whole directory for each look-up by key. TRUNCATE leaves statistics.
INSERT INTO users (directory_id, id, user_name_key, external_id, email_key, active, version, document, search, payload, source, since, last_seen_at, created_at, updated_at)
SELECT '00000000-0000-0000-0000-000000000000', gen_random_uuid(), n::text, n::text, n::text, true, gen_random_uuid(), '{}', '{}', '{}', 'scim', now(), now(), now(), now()
FROM   generate_series(1, 300) AS n;
INSERT INTO user_emails (directory_id, email_key, user_id)
SELECT directory_id, user_name_key, id FROM users;
INSERT INTO groups (directory_id, id, display_name_key, external_id, version, document, search, payload, source, since, last_seen_at, created_at, updated_at)
SELECT directory_id, id, user_name_key, external_id, version, '{}', '{}', '{}', 'scim', now(), now(), now(), now() FROM users WHERE ordinal <= 30;
INSERT INTO members (directory_id, group_id, user_id, change, source, since, last_seen_at)
SELECT g.directory_id, g.id, u.id, gen_random_uuid(), 'scim', now(), now() FROM groups g JOIN users u ON u.ordinal % 30 = g.ordinal % 30 OR u.ordinal % 31 = g.ordinal % 31;
INSERT INTO parked_members (directory_id, value, group_id, source, since)
SELECT m.directory_id, m.user_id::text, m.group_id, 'scim', now() FROM members m;
ANALYZE users, user_emails, groups, members, parked_members;
TRUNCATE users, user_emails, groups, members, parked_members RESTART IDENTITY;
