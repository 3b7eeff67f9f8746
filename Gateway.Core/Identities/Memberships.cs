using System.Data.Common;
using Gateway.Core.Events;
using Gateway.Core.Ids;
using Gateway.Core.Storage;

namespace Gateway.Core.Identities;

/// <summary>Parked members: values that a group push named before anybody had that id or externalId. They join when their user comes.</summary>
public sealed class Memberships(Database database, EventLog events, ChangeSignal signal, TimeProvider time)
{
    private const int SweepSize = 500;
    private readonly MembershipSql sql = new(database, events);

    /// <summary>The user joins every group that waits for this value.</summary>
    public async Task JoinParkedAsync(ChangeOrigin origin, UserId user, string value, CancellationToken cancellationToken)
    {
        IReadOnlyList<GroupId> groups;
        await using (var connection = await database.OpenHotAsync(cancellationToken))
        {
            groups = await connection.QueryAsync(
                "SELECT group_id FROM parked_members WHERE directory_id = @directory AND value = @value ORDER BY group_id",
                reader => reader.GetId<GroupId>(0),
                [("directory", origin.Directory), ("value", value)],
                cancellationToken);
        }

        foreach (var group in groups)
        {
            var change = new MembershipChange(origin, group, VersionId.New(), time.GetMoment(), Guarded: false);
            var batch = new WriteBatch();
            sql.Lock(batch, origin.Directory, group);
            sql.LockUsers(batch, origin.Directory, [user]);
            sql.Add(batch, change, [user]);
            sql.Unpark(batch, change, [value]);
            await database.WriteAsync(batch, cancellationToken);
        }

        signal.Ring();
    }

    /// <summary>Joins those whose user came in the same instant as they were parked, which neither side could see. True if there may be more.</summary>
    public async Task<bool> SweepAcrossDirectoriesAsync(Func<DirectoryId, Task<ChangeOrigin?>> originOf, CancellationToken cancellationToken)
    {
        var joinable = await FindJoinableAcrossDirectoriesAsync(cancellationToken);
        var joined = 0;
        foreach (var (directory, user, value) in joinable)
        {
            if (await originOf(directory) is { } origin)
            {
                await JoinParkedAsync(origin, user, value, cancellationToken);
                joined++;
            }
        }

        return joined == SweepSize;
    }

    /// <summary>Who is meant by these externalIds.</summary>
    internal async Task<IReadOnlyDictionary<string, UserId>> FindByExternalIdsAsync(
        DirectoryId directory, IReadOnlyList<string> externalIds, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenHotAsync(cancellationToken);
        var rows = await connection.QueryAsync(
            $"SELECT external_id, id FROM users WHERE directory_id = @directory AND {database.Dialect.AnyOf("external_id", "@external_ids")}",
            reader => (reader.GetString(0), reader.GetId<UserId>(1)),
            [("directory", directory), ("external_ids", externalIds)],
            cancellationToken);
        var found = new Dictionary<string, UserId>(StringComparer.Ordinal);
        foreach (var (externalId, id) in rows)
        {
            found.TryAdd(externalId, id);
        }

        return found;
    }

    private async Task<IReadOnlyList<(DirectoryId Directory, UserId User, string Value)>> FindJoinableAcrossDirectoriesAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var rows = await connection.QueryAsync(
            """
            SELECT p.directory_id, u.id, p.value
            FROM   parked_members p
            JOIN   users u ON u.directory_id = p.directory_id AND u.external_id = p.value
            LIMIT  @limit
            """,
            Read,
            [("limit", SweepSize)],
            cancellationToken);
        return [.. rows.Distinct()];
    }

    private static (DirectoryId, UserId, string) Read(DbDataReader reader) =>
        (reader.GetId<DirectoryId>(0), reader.GetId<UserId>(1), reader.GetString(2));
}
