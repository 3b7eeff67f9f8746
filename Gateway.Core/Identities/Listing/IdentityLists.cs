using System.Data.Common;
using System.Globalization;
using Gateway.Core.Ids;
using Gateway.Core.Storage;

namespace Gateway.Core.Identities.Listing;

/// <summary>Who is in a directory, for operators and applications: read by key, in the order of arrival.</summary>
public sealed class IdentityLists(Database database)
{
    private const string Users = "SELECT payload, source, since, last_seen_at, ordinal FROM users";
    private const string Groups = "SELECT payload, source, since, last_seen_at, ordinal, member_count FROM groups";

    /// <param name="directory">Of this directory.</param>
    /// <param name="after">The number of the last one on the page before, which is its <see cref="Listed.Cursor"/>; 0 for the first page.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    public Task<IReadOnlyList<Listed>> UsersAsync(DirectoryId directory, long after, int limit, CancellationToken cancellationToken) => QueryAsync(
        $"{Users} WHERE directory_id = @directory AND ordinal > @after ORDER BY ordinal LIMIT @limit",
        ReadNumbered,
        [("directory", directory), ("after", after), ("limit", limit)],
        cancellationToken);

    /// <inheritdoc cref="UsersAsync"/>
    public Task<IReadOnlyList<Listed>> GroupsAsync(DirectoryId directory, long after, int limit, CancellationToken cancellationToken) => QueryAsync(
        $"{Groups} WHERE directory_id = @directory AND ordinal > @after ORDER BY ordinal LIMIT @limit",
        ReadGroup,
        [("directory", directory), ("after", after), ("limit", limit)],
        cancellationToken);

    public async Task<Listed?> FindUserAsync(DirectoryId directory, UserId id, CancellationToken cancellationToken) => (await QueryAsync(
        $"{Users} WHERE directory_id = @directory AND id = @id", ReadNumbered, [("directory", directory), ("id", id)], cancellationToken)).SingleOrDefault();

    public async Task<Listed?> FindGroupAsync(DirectoryId directory, GroupId id, CancellationToken cancellationToken) => (await QueryAsync(
        $"{Groups} WHERE directory_id = @directory AND id = @id", ReadGroup, [("directory", directory), ("id", id)], cancellationToken)).SingleOrDefault();

    /// <summary>The members of a group as users, with what is known of their membership, in the order of their ids.</summary>
    /// <param name="directory">Of this directory.</param>
    /// <param name="group">Of this group.</param>
    /// <param name="after">The last one on the page before; null for the first page.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    public Task<IReadOnlyList<Listed>> MembersAsync(DirectoryId directory, GroupId group, UserId? after, int limit, CancellationToken cancellationToken)
    {
        (string, object?)[] position = after is { } id ? [("after", id)] : [];
        return QueryAsync(
            $"""
            SELECT u.payload, m.source, m.since, m.last_seen_at, u.id
            FROM   members m
            JOIN   users u ON u.directory_id = m.directory_id AND u.id = m.user_id
            WHERE  m.directory_id = @directory AND m.group_id = @group {(after is null ? "" : "AND m.user_id > @after")}
            ORDER  BY m.user_id
            LIMIT  @limit
            """,
            reader => Read(reader, null, reader.GetId<UserId>(4).ToString()),
            [("directory", directory), ("group", group), ("limit", limit), .. position],
            cancellationToken);
    }

    // By key alone: the hot plans walk the index, whatever the statistics of a young table say.
    private async Task<IReadOnlyList<Listed>> QueryAsync(
        string sql, Func<DbDataReader, Listed> read, (string Name, object? Value)[] parameters, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenHotAsync(cancellationToken);
        return await connection.QueryAsync(sql, read, parameters, cancellationToken);
    }

    private static Listed ReadNumbered(DbDataReader reader) => Read(reader, null, NumberOf(reader));

    private static Listed ReadGroup(DbDataReader reader) => Read(reader, reader.GetInt32(5), NumberOf(reader));

    private static string NumberOf(DbDataReader reader) => reader.GetInt64(4).ToString(CultureInfo.InvariantCulture);

    private static Listed Read(DbDataReader reader, int? memberCount, string cursor) =>
        new(reader.GetString(0), reader.GetString(1), reader.GetInstant(2), reader.GetInstant(3), memberCount, cursor);
}
