using Gateway.Contracts.Events;
using Gateway.Core.Events;
using Gateway.Core.Ids;
using Gateway.Core.Storage;

namespace Gateway.Core.Identities;

/// <summary>Memberships by set: nothing here reads a group to change it. Lock order: the group, its users by key, then writes, then events.
/// With a <c>guard</c> every statement acts only if the group has that version, which an earlier statement of the batch wrote.</summary>
internal sealed class MembershipSql(Database database, EventLog events)
{
    private readonly Dialect dialect = database.Dialect;

    /// <summary>Holds the group until the end of the transaction; one row with its version, or none.</summary>
    public BatchQuery<VersionId> Lock(WriteBatch batch, DirectoryId directory, GroupId group) => batch.Query(
        $"SELECT version FROM groups WHERE directory_id = @directory AND id = @group {dialect.ForNoKeyUpdate}",
        reader => reader.GetId<VersionId>(0),
        ("directory", directory),
        ("group", group));

    /// <summary>Holds the users, so that none is deleted meanwhile and their events keep their order; says how many there are.</summary>
    public BatchQuery<long> LockUsers(WriteBatch batch, DirectoryId directory, IReadOnlyList<UserId> users) => batch.Query(
        $"""
        SELECT count(*) FROM (
          SELECT 1 FROM users WHERE directory_id = @directory AND {dialect.AnyOf("id", "@users")} ORDER BY id {dialect.ForShare}) AS held
        """,
        reader => reader.GetInt64(0),
        ("directory", directory),
        ("users", users));

    /// <summary>Adds those who are not members yet, tells it in the order given, and counts them.</summary>
    public void Add(WriteBatch batch, MembershipChange change, IReadOnlyList<UserId> users)
    {
        (string, object?)[] parameters = [.. change.Parameters, ("users", users)];
        batch.Add(
            $"""
            INSERT INTO members (directory_id, group_id, user_id, change, source, since, last_seen_at)
            SELECT g.directory_id, g.id, u.id, @change, @source, @now, @now
            FROM   groups g
            JOIN   users u ON u.directory_id = g.directory_id AND {dialect.AnyOf("u.id", "@users")}
            WHERE  g.directory_id = @directory AND g.id = @group {change.Guard}
            ON CONFLICT DO NOTHING
            """,
            parameters);
        events.Owe.Append(
            batch,
            $$"""
            SELECT g.directory_id, @label, @type, @now, @source, @cause, u.id, g.id, '{"user":' || u.payload || ',"group":' || g.payload || '}'
            FROM   {{dialect.Rows("@users")}}
            JOIN   users u ON u.directory_id = @directory AND u.id = item.value
            JOIN   groups g ON g.directory_id = @directory AND g.id = @group
            WHERE  {{Membership("m.change")}} = @change
            ORDER  BY item.key
            """,
            EventTypes.GroupUserAdded,
            change.Origin.Organization,
            parameters);
        batch.Add(
            $"""
            UPDATE groups
            SET    version = @change, updated_at = @now, member_count = member_count + (
                     SELECT count(*) FROM members m
                     WHERE  m.directory_id = @directory AND m.group_id = @group AND {dialect.AnyOf("m.user_id", "@users")} AND m.change = @change)
            WHERE  directory_id = @directory AND id = @group
              AND  EXISTS (SELECT 1 FROM members m
                           WHERE m.directory_id = @directory AND m.group_id = @group AND {dialect.AnyOf("m.user_id", "@users")} AND m.change = @change)
            """,
            parameters);
    }

    /// <summary>Removes those who are members, tells it in the order given, and counts them.</summary>
    public void Remove(WriteBatch batch, MembershipChange change, IReadOnlyList<UserId> users)
    {
        (string, object?)[] parameters = [.. change.Parameters, ("users", users)];
        events.Owe.Append(
            batch,
            $$"""
            SELECT g.directory_id, @label, @type, @now, @source, @cause, u.id, g.id, '{"user":' || u.payload || ',"group":' || g.payload || '}'
            FROM   {{dialect.Rows("@users")}}
            JOIN   users u ON u.directory_id = @directory AND u.id = item.value
            JOIN   groups g ON g.directory_id = @directory AND g.id = @group
            WHERE  {{Membership("m.user_id")}} = u.id {{change.Guard}}
            ORDER  BY item.key
            """,
            EventTypes.GroupUserRemoved,
            change.Origin.Organization,
            parameters);
        batch.Add(
            $"""
            UPDATE groups AS g
            SET    version = @change, updated_at = @now, member_count = member_count - (
                     SELECT count(*) FROM members m WHERE m.directory_id = @directory AND m.group_id = @group AND {dialect.AnyOf("m.user_id", "@users")})
            WHERE  g.directory_id = @directory AND g.id = @group {change.Guard}
              AND  EXISTS (SELECT 1 FROM members m WHERE m.directory_id = @directory AND m.group_id = @group AND {dialect.AnyOf("m.user_id", "@users")})
            """,
            parameters);
        batch.Add(
            $"""
            DELETE FROM members WHERE directory_id = @directory AND group_id = @group AND {dialect.AnyOf("user_id", "@users")}
              AND EXISTS (SELECT 1 FROM groups g WHERE g.directory_id = @directory AND g.id = @group {change.GuardAfter})
            """,
            parameters);
    }

    /// <summary>A column of the membership of user <c>u</c>, looked up by key: as a join PostgreSQL might read the whole group for it.</summary>
    private static string Membership(string column) =>
        $"(SELECT {column} FROM members m WHERE m.directory_id = @directory AND m.group_id = @group AND m.user_id = u.id)";

    /// <summary>Keeps values that name nobody yet; they join when their user comes (OV-64).</summary>
    public void Park(WriteBatch batch, MembershipChange change, IReadOnlyList<string> values) => batch.Add(
        $"""
        INSERT INTO parked_members (directory_id, value, group_id, source, since)
        SELECT g.directory_id, item.value, g.id, @source, @now
        FROM   {dialect.Rows("@values")}, groups g
        WHERE  g.directory_id = @directory AND g.id = @group {change.Guard}
        ON CONFLICT DO NOTHING
        """,
        [.. change.Parameters, ("values", values)]);

    public void Unpark(WriteBatch batch, MembershipChange change, IReadOnlyList<string> values) => batch.Add(
        $"DELETE FROM parked_members WHERE directory_id = @directory AND group_id = @group AND {dialect.AnyOf("value", "@values")}",
        [.. change.Parameters, ("values", values)]);

    public void UnparkAll(WriteBatch batch, MembershipChange change) => batch.Add(
        "DELETE FROM parked_members WHERE directory_id = @directory AND group_id = @group",
        change.Parameters);
}
