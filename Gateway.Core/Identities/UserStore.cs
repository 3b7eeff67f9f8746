using System.Data.Common;
using Gateway.Contracts.Events;
using Gateway.Core.Events;
using Gateway.Core.Identities.Searching;
using Gateway.Core.Ids;
using Gateway.Core.Storage;

namespace Gateway.Core.Identities;

/// <summary>The SQL of users. Each write adds to a batch; what depends on an earlier statement of the batch asks for the version that it
/// wrote, so that a stale or refused write says nothing.</summary>
internal sealed class UserStore(Database database, EventLog events)
{
    private const string InsertUser = """
        INSERT INTO users (directory_id, id, user_name_key, external_id, email_key, active, version, document, search, payload,
                           source, since, last_seen_at, created_at, updated_at)
        VALUES (@directory, @id, @user_name_key, @external_id, @email_key, @active, @version, @document, @search, @payload,
                @source, @now, @now, @now, @now)
        ON CONFLICT DO NOTHING
        """;

    /// <summary>Takes no row if the name is in use, or if anybody of the directory already has the externalId; then nothing is told either.</summary>
    public Written Insert(WriteBatch batch, ChangeOrigin origin, UserRow row) => events.Owe.AppendWith(
        batch, InsertUser, origin, EventTypes.UserCreated, row.Stored.Id, null, UserEvents.Data(row.Payload, null),
        Columns(origin, row));

    /// <summary>Takes no row if somebody was faster; then nothing is told either.</summary>
    public Written Update(WriteBatch batch, ChangeOrigin origin, VersionId before, UserRow row, UserChange change) => events.Owe.AppendWith(
        batch,
        """
        UPDATE users
        SET    user_name_key = @user_name_key, external_id = @external_id, email_key = @email_key, active = @active, version = @version,
               document = @document, search = @search, payload = @payload, source = @source, last_seen_at = @now, updated_at = @now
        WHERE  directory_id = @directory AND id = @id AND version = @before
        """,
        origin, change.Type, row.Stored.Id, null, UserEvents.Data(row.Payload, change.Changes),
        [.. Columns(origin, row), ("before", before)]);

    /// <summary>Keeps the side table of further e-mails in step; call it only when they differ or exist.</summary>
    public void ReplaceEmails(WriteBatch batch, ChangeOrigin origin, UserRow row, bool existed)
    {
        const string written = "EXISTS (SELECT 1 FROM users u WHERE u.directory_id = @directory AND u.id = @id AND u.version = @version)";
        if (existed)
        {
            batch.Add(
                $"DELETE FROM user_emails WHERE directory_id = @directory AND user_id = @id AND {written}",
                ("directory", origin.Directory), ("id", row.Stored.Id), ("version", row.Stored.Version));
        }

        if (row.FurtherEmailKeys.Count > 0)
        {
            batch.Add(
                $"INSERT INTO user_emails (directory_id, email_key, user_id) SELECT @directory, item.value, @id FROM {database.Dialect.Rows("@emails")} WHERE {written}",
                ("directory", origin.Directory), ("id", row.Stored.Id), ("version", row.Stored.Version), ("emails", row.FurtherEmailKeys));
        }
    }

    /// <summary>Whether a group waits for this externalId.</summary>
    public BatchQuery<int> AskParked(WriteBatch batch, ChangeOrigin origin, string externalId) => batch.Query(
        "SELECT 1 FROM parked_members WHERE directory_id = @directory AND value = @value LIMIT 1",
        reader => reader.GetInt32(0),
        ("directory", origin.Directory),
        ("value", externalId));

    public async Task<StoredUser?> FindAsync(DirectoryId directory, UserId id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenHotAsync(cancellationToken);
        var rows = await connection.QueryAsync(
            $"SELECT {StoredUser.Columns} FROM users r WHERE r.directory_id = @directory AND r.id = @id",
            StoredUser.Read,
            [("directory", directory), ("id", id)],
            cancellationToken);
        return rows.Count == 0 ? null : rows[0];
    }

    public async Task<StoredUser?> FindByUserNameAsync(DirectoryId directory, string userNameKey, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenHotAsync(cancellationToken);
        var rows = await connection.QueryAsync(
            $"SELECT {StoredUser.Columns} FROM users r WHERE r.directory_id = @directory AND r.user_name_key = @key",
            StoredUser.Read,
            [("directory", directory), ("key", userNameKey)],
            cancellationToken);
        return rows.Count == 0 ? null : rows[0];
    }

    /// <summary>Everybody whom a new user with this name or externalId would meet; a handful at most.</summary>
    public async Task<IReadOnlyList<StoredUser>> FindTwinsAsync(DirectoryId directory, string userNameKey, string? externalId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenHotAsync(cancellationToken);
        return await connection.QueryAsync(
            $"""
            SELECT {StoredUser.Columns} FROM users r WHERE r.directory_id = @directory AND r.user_name_key = @key
            UNION
            SELECT {StoredUser.Columns} FROM users r WHERE r.directory_id = @directory AND r.external_id = @external_id
            """,
            StoredUser.Read,
            [("directory", directory), ("key", userNameKey), ("external_id", (object?)externalId ?? NullOf.Text)],
            cancellationToken);
    }

    /// <summary>Everybody whose primary e-mail this is, two at most: enough to know whether it is one.</summary>
    public async Task<IReadOnlyList<StoredUser>> FindByPrimaryEmailAsync(DirectoryId directory, string emailKey, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenHotAsync(cancellationToken);
        return await connection.QueryAsync(
            $"SELECT {StoredUser.Columns} FROM users r WHERE r.directory_id = @directory AND r.email_key = @key LIMIT 2",
            StoredUser.Read,
            [("directory", directory), ("key", emailKey)],
            cancellationToken);
    }

    /// <summary>Removes the user under the locks of its groups and its own: first told as removed from each group, then as deleted.
    /// Null when there is no such user; <see cref="StaleWrite"/> when a membership appeared meanwhile, or the version is not the expected one.</summary>
    public async Task<bool> DeleteAsync(
        DbConnection connection, DbTransaction transaction, ChangeOrigin origin, UserId id, VersionId version, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var stamp = VersionId.New();
        (string, object?)[] key = [("directory", origin.Directory), ("id", id)];
        var locked = await connection.QueryAsync(
            $"""
            SELECT g.id FROM groups g
            WHERE  g.directory_id = @directory
              AND  g.id IN (SELECT m.group_id FROM members m WHERE m.directory_id = @directory AND m.user_id = @id)
            ORDER BY g.id {database.Dialect.ForNoKeyUpdate}
            """,
            reader => reader.GetId<GroupId>(0), key, cancellationToken);
        var found = await connection.QueryAsync(
            $"SELECT version FROM users WHERE directory_id = @directory AND id = @id {(database.Dialect.HasRowLocks ? "FOR UPDATE" : "")}",
            reader => reader.GetId<VersionId>(0), key, cancellationToken);
        var groups = await connection.QueryAsync(
            "SELECT group_id FROM members WHERE directory_id = @directory AND user_id = @id ORDER BY group_id",
            reader => reader.GetId<GroupId>(0), key, cancellationToken);
        if (found.Count == 0 || found[0] != version || !groups.ToHashSet().SetEquals(locked))
        {
            return false;
        }

        var batch = new WriteBatch();
        events.Owe.Append(
            batch,
            """
            SELECT m.directory_id, @label, @type, @now, @source, @cause, u.id, g.id, '{"user":' || u.payload || ',"group":' || g.payload || '}'
            FROM   members m
            JOIN   users u ON u.directory_id = m.directory_id AND u.id = m.user_id
            JOIN   groups g ON g.directory_id = m.directory_id AND g.id = m.group_id
            WHERE  m.directory_id = @directory AND m.user_id = @id
            ORDER  BY g.ordinal
            """,
            EventTypes.GroupUserRemoved,
            origin.Organization,
            [.. key, .. Told(origin, now)]);
        batch.Add(
            $"UPDATE groups SET member_count = member_count - 1, version = @stamp, updated_at = @now WHERE directory_id = @directory AND {database.Dialect.AnyOf("id", "@groups")}",
            ("directory", origin.Directory), ("stamp", stamp), ("now", now), ("groups", groups));
        batch.Add("DELETE FROM members WHERE directory_id = @directory AND user_id = @id", key);
        batch.Add("DELETE FROM user_emails WHERE directory_id = @directory AND user_id = @id", key);
        events.Owe.Append(
            batch,
            """
            SELECT u.directory_id, @label, @type, @now, @source, @cause, u.id, CAST(NULL AS {id}), '{"user":' || u.payload || '}'
            FROM   users u WHERE u.directory_id = @directory AND u.id = @id
            """,
            EventTypes.UserDeleted,
            origin.Organization,
            [.. key, .. Told(origin, now)]);
        batch.Add(ListBlocks.Leave("users", "SELECT u.ordinal FROM users u WHERE u.directory_id = @directory AND u.id = @id"), key);
        batch.Add("DELETE FROM users WHERE directory_id = @directory AND id = @id", key);
        await batch.RunAsync(connection, transaction, cancellationToken);
        return true;
    }

    private static (string, object?)[] Told(ChangeOrigin origin, DateTimeOffset now) =>
    [
        ("label", origin.Label), ("now", now), ("source", origin.Source), ("cause", (object?)origin.Cause ?? NullOf.Text),
    ];

    private static (string, object?)[] Columns(ChangeOrigin origin, UserRow row) =>
    [
        ("directory", origin.Directory),
        ("id", row.Stored.Id),
        ("user_name_key", row.UserNameKey),
        ("external_id", (object?)row.ExternalId ?? NullOf.Text),
        ("email_key", (object?)row.EmailKey ?? NullOf.Text),
        ("active", row.Active),
        ("version", row.Stored.Version),
        ("document", row.Stored.Document),
        ("search", row.Search),
        ("payload", row.Payload),
        ("source", origin.Source),
        ("now", row.Stored.UpdatedAt),
    ];
}
