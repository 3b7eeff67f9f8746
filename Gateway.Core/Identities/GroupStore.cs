using System.Text.Json.Nodes;
using Gateway.Contracts.Events;
using Gateway.Core.Events;
using Gateway.Core.Identities.Searching;
using Gateway.Core.Ids;
using Gateway.Core.Storage;

namespace Gateway.Core.Identities;

/// <summary>The SQL of groups themselves; <see cref="MembershipSql"/> has their members.</summary>
internal sealed class GroupStore(Database database, EventLog events)
{
    private readonly Dialect dialect = database.Dialect;

    /// <summary>Takes no row if the name is in use; then nothing is told either.</summary>
    public Written Insert(WriteBatch batch, ChangeOrigin origin, GroupRow row) => events.Owe.AppendWith(
        batch,
        """
        INSERT INTO groups (directory_id, id, display_name_key, external_id, version, document, search, payload, source, since, last_seen_at, created_at, updated_at)
        VALUES (@directory, @id, @display_name_key, @external_id, @version, @document, @search, @payload, @source, @now, @now, @now, @now)
        ON CONFLICT DO NOTHING
        """,
        origin, EventTypes.GroupCreated, null, row.Stored.Id, GroupEvents.Data(row.Payload, null),
        Columns(origin, row));

    /// <summary>Takes no row if somebody was faster; then nothing is told either.</summary>
    public Written Update(WriteBatch batch, ChangeOrigin origin, VersionId before, GroupRow row, JsonObject changes) => events.Owe.AppendWith(
        batch,
        """
        UPDATE groups
        SET    display_name_key = @display_name_key, external_id = @external_id, version = @version, document = @document, search = @search,
               payload = @payload, last_seen_at = @now, updated_at = @now
        WHERE  directory_id = @directory AND id = @id AND version = @before
        """,
        origin, EventTypes.GroupUpdated, null, row.Stored.Id, GroupEvents.Data(row.Payload, changes),
        [.. Columns(origin, row), ("before", before)]);

    /// <summary>Raises the version and nothing else.</summary>
    public Written Touch(WriteBatch batch, DirectoryId directory, GroupId id, VersionId before, VersionId after, DateTimeOffset now)
    {
        var touched = batch.Add(
            "UPDATE groups SET version = @after, updated_at = @now WHERE directory_id = @directory AND id = @id AND version = @before",
            ("directory", directory), ("id", id), ("before", before), ("after", after), ("now", now));
        return new Written(() => touched.Affected);
    }

    public async Task<StoredGroup?> FindAsync(DirectoryId directory, GroupId id, CancellationToken cancellationToken) =>
        await FindOneAsync("r.id = @key", directory, id, cancellationToken);

    public async Task<StoredGroup?> FindByDisplayNameAsync(DirectoryId directory, string displayNameKey, CancellationToken cancellationToken) =>
        await FindOneAsync("r.display_name_key = @key", directory, displayNameKey, cancellationToken);

    public async Task<ILookup<GroupId, UserId>> ReadMemberIdsAsync(DirectoryId directory, IReadOnlyList<GroupId> groups, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenHotAsync(cancellationToken);
        var rows = await connection.QueryAsync(
            $"SELECT group_id, user_id FROM members WHERE directory_id = @directory AND {dialect.AnyOf("group_id", "@groups")} ORDER BY group_id, user_id",
            reader => (Group: reader.GetId<GroupId>(0), User: reader.GetId<UserId>(1)),
            [("directory", directory), ("groups", groups)],
            cancellationToken);
        return rows.ToLookup(row => row.Group, row => row.User);
    }

    /// <summary>Removes the group: first each member as removed, then the group as deleted.</summary>
    public BatchQuery<VersionId> Delete(WriteBatch batch, ChangeOrigin origin, GroupId id, VersionId version, DateTimeOffset now)
    {
        (string, object?)[] parameters =
        [
            ("directory", origin.Directory), ("id", id), ("version", version), ("label", origin.Label), ("now", now),
            ("source", origin.Source), ("cause", (object?)origin.Cause ?? NullOf.Text),
        ];
        var locked = batch.Query(
            $"SELECT version FROM groups WHERE directory_id = @directory AND id = @id {(dialect.HasRowLocks ? "FOR UPDATE" : "")}",
            reader => reader.GetId<VersionId>(0),
            ("directory", origin.Directory), ("id", id));
        batch.Query(
            $"""
            SELECT count(*) FROM (
              SELECT 1 FROM users u WHERE u.directory_id = @directory
                AND u.id IN (SELECT m.user_id FROM members m WHERE m.directory_id = @directory AND m.group_id = @id)
              ORDER BY u.id {dialect.ForShare}) AS held
            """,
            reader => reader.GetInt64(0),
            ("directory", origin.Directory), ("id", id));
        events.Owe.Append(
            batch,
            """
            SELECT m.directory_id, @label, @type, @now, @source, @cause, u.id, g.id, '{"user":' || u.payload || ',"group":' || g.payload || '}'
            FROM   groups g
            JOIN   members m ON m.directory_id = g.directory_id AND m.group_id = g.id
            JOIN   users u ON u.directory_id = m.directory_id AND u.id = m.user_id
            WHERE  g.directory_id = @directory AND g.id = @id AND g.version = @version
            ORDER  BY m.user_id
            """,
            EventTypes.GroupUserRemoved,
            origin.Organization,
            parameters);
        events.Owe.Append(
            batch,
            """
            SELECT g.directory_id, @label, @type, @now, @source, @cause, CAST(NULL AS {id}), g.id, '{"group":' || g.payload || '}'
            FROM   groups g WHERE g.directory_id = @directory AND g.id = @id AND g.version = @version
            """,
            EventTypes.GroupDeleted,
            origin.Organization,
            parameters);
        const string still = "EXISTS (SELECT 1 FROM groups g WHERE g.directory_id = @directory AND g.id = @id AND g.version = @version)";
        batch.Add($"DELETE FROM members WHERE directory_id = @directory AND group_id = @id AND {still}", parameters);
        batch.Add($"DELETE FROM parked_members WHERE directory_id = @directory AND group_id = @id AND {still}", parameters);
        batch.Add(
            ListBlocks.Leave("groups", "SELECT g.ordinal FROM groups g WHERE g.directory_id = @directory AND g.id = @id AND g.version = @version"), parameters);
        batch.Add("DELETE FROM groups WHERE directory_id = @directory AND id = @id AND version = @version", parameters);
        return locked;
    }

    private async Task<StoredGroup?> FindOneAsync(string condition, DirectoryId directory, object key, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenHotAsync(cancellationToken);
        var rows = await connection.QueryAsync(
            $"SELECT {StoredGroup.Columns} FROM groups r WHERE r.directory_id = @directory AND {condition}",
            StoredGroup.Read,
            [("directory", directory), ("key", key)],
            cancellationToken);
        return rows.Count == 0 ? null : rows[0];
    }

    private static (string, object?)[] Columns(ChangeOrigin origin, GroupRow row) =>
    [
        ("directory", origin.Directory),
        ("id", row.Stored.Id),
        ("display_name_key", row.DisplayNameKey),
        ("external_id", (object?)row.ExternalId ?? NullOf.Text),
        ("version", row.Stored.Version),
        ("document", row.Stored.Document),
        ("search", row.Search),
        ("payload", row.Payload),
        ("source", origin.Source),
        ("now", row.Stored.UpdatedAt),
    ];
}
