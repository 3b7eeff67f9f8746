using System.Data.Common;
using Gateway.Contracts.Events;
using Gateway.Core.Events;
using Gateway.Core.Ids;
using Gateway.Core.Storage;

namespace Gateway.Core.Directories;

/// <summary>The rows of directories. A deleted directory is not found, whatever of it is still to be purged.</summary>
internal sealed class DirectoryStore(Database database, EventLog events)
{
    public const int ColumnCount = 9;

    public static string ColumnsOf(string table) =>
        $"{table}.id, {table}.slug, {table}.name, {table}.organization, {table}.provider, {table}.settings, {table}.created_at, {table}.updated_at, {table}.version";

    /// <summary>A condition on a row: its deliveries are held. As <see cref="DirectorySettings.ToJson"/> writes it.</summary>
    public static string IsPaused(Dialect dialect, string table) =>
        $"""({dialect.IndexOf($"{table}.settings", "'\"provisioning\":\"paused\"'")} > 0 AND {table}.deleted_at IS NULL)""";

    public static Directory Read(DbDataReader reader) => new()
    {
        Id = reader.GetId<DirectoryId>(0),
        Slug = reader.GetString(1),
        Name = reader.GetString(2),
        Organization = reader.FindString(3),
        Provider = reader.GetString(4),
        Settings = DirectorySettings.FromJson(reader.GetString(5)),
        CreatedAt = reader.GetInstant(6),
        UpdatedAt = reader.GetInstant(7),
        Version = reader.GetId<VersionId>(8),
    };

    public async Task<Directory?> FindAsync(DirectoryId id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenHotAsync(cancellationToken);
        var rows = await connection.QueryAsync(
            $"SELECT {ColumnsOf("d")} FROM directories d WHERE d.id = @id AND d.deleted_at IS NULL", Read, [("id", id)], cancellationToken);
        return rows.SingleOrDefault();
    }

    public async Task<Directory?> FindDeclaredAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var rows = await connection.QueryAsync(
            $"SELECT {ColumnsOf("d")} FROM directories d WHERE d.bootstrap AND d.deleted_at IS NULL", Read, [], cancellationToken);
        return rows.SingleOrDefault();
    }

    /// <summary>The oldest first: ids grow with time.</summary>
    public async Task<IReadOnlyList<Directory>> ListAsync(DirectoryId? after, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var rest = after is null ? "" : "AND d.id > @after";
        (string, object?)[] parameters = after is { } id ? [("after", id), ("limit", limit)] : [("limit", limit)];
        return await connection.QueryAsync(
            $"SELECT {ColumnsOf("d")} FROM directories d WHERE d.deleted_at IS NULL {rest} ORDER BY d.id LIMIT @limit", Read, parameters, cancellationToken);
    }

    public static void Insert(WriteBatch batch, Directory directory, bool declared) => batch.Add(
        """
        INSERT INTO directories (id, slug, name, organization, provider, settings, bootstrap, created_at, updated_at, version)
        VALUES (@id, @slug, @name, @organization, @provider, @settings, @declared, @createdAt, @updatedAt, @version)
        """,
        ("id", directory.Id),
        ("slug", directory.Slug),
        ("name", directory.Name),
        ("organization", (object?)directory.Organization ?? NullOf.Text),
        ("provider", directory.Provider),
        ("settings", directory.Settings.ToJson()),
        ("declared", declared),
        ("createdAt", directory.CreatedAt),
        ("updatedAt", directory.UpdatedAt),
        ("version", directory.Version));

    /// <summary>Stores the new state if the row still has the version that it was made from.</summary>
    public static BatchStatement Update(WriteBatch batch, Directory before, Directory after) => batch.Add(
        """
        UPDATE directories
        SET    slug = @slug, name = @name, organization = @organization, settings = @settings, updated_at = @updatedAt, version = @version
        WHERE  id = @id AND version = @before AND deleted_at IS NULL
        """,
        ("id", after.Id),
        ("before", before.Version),
        ("slug", after.Slug),
        ("name", after.Name),
        ("organization", (object?)after.Organization ?? NullOf.Text),
        ("settings", after.Settings.ToJson()),
        ("updatedAt", after.UpdatedAt),
        ("version", after.Version));

    /// <summary>Refuses it from now on and frees its slug; the rows that it held are purged later.</summary>
    public static BatchStatement MarkDeleted(WriteBatch batch, Directory directory, VersionId version, DateTimeOffset at)
    {
        var marked = batch.Add(
            """
            UPDATE directories
            SET    deleted_at = @at, updated_at = @at, version = @version, bootstrap = @no, slug = @tombstone
            WHERE  id = @id AND version = @before AND deleted_at IS NULL
            """,
            ("id", directory.Id),
            ("before", directory.Version),
            ("version", version),
            ("at", at),
            ("no", false),
            ("tombstone", "~" + directory.Id)); // No chosen or generated slug has a tilde.
        batch.Add(
            """
            DELETE FROM directory_tokens
            WHERE  directory_id = @id AND EXISTS (SELECT 1 FROM directories WHERE id = @id AND version = @version)
            """,
            ("id", directory.Id),
            ("version", version));
        return marked;
    }

    /// <summary>Tells a change of the directory itself, if the change of that version is the one that was stored.</summary>
    public void Tell(WriteBatch batch, ChangeOrigin origin, string type, VersionId version, DateTimeOffset at, string data) => events.Owe.Append(
        batch,
        """
        SELECT d.id, @label, @type, @at, @source, @cause, CAST(NULL AS {id}), CAST(NULL AS {id}), @data
        FROM   directories d
        WHERE  d.id = @directory AND d.version = @version
        """,
        type,
        origin.Organization,
        ("directory", origin.Directory),
        ("version", version),
        ("label", origin.Label),
        ("at", at),
        ("source", origin.Source),
        ("cause", (object?)origin.Cause ?? NullOf.Text),
        ("data", data));

    /// <summary>The event that a change of settings is, or null.</summary>
    public static string? EventOf(Directory before, Directory after) => (before.Settings.Provisioning, after.Settings.Provisioning) switch
    {
        var (was, becomes) when was == becomes => null,
        (_, Provisioning.On) => EventTypes.DirectoryActivated,
        (Provisioning.On, _) => EventTypes.DirectoryPaused,
        _ => null,
    };
}
