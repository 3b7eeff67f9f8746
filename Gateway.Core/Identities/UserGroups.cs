using Gateway.Core.Ids;
using Gateway.Core.Storage;

namespace Gateway.Core.Identities;

/// <summary>A group that a user is in: what SCIM shows as <c>groups</c>. RFC 7643 §4.1.2.</summary>
/// <param name="Document">The group's SCIM attributes as JSON.</param>
public sealed record UserGroup(UserId User, GroupId Group, string Document);

/// <summary>Which groups users are in.</summary>
public sealed class UserGroups(Database database)
{
    public async Task<ILookup<UserId, UserGroup>> OfAsync(DirectoryId directory, IReadOnlyList<UserId> users, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenHotAsync(cancellationToken);
        var rows = await connection.QueryAsync(
            $"""
            SELECT m.user_id, g.id, g.document
            FROM   members m
            JOIN   groups g ON g.directory_id = m.directory_id AND g.id = m.group_id
            WHERE  m.directory_id = @directory AND {database.Dialect.AnyOf("m.user_id", "@users")}
            ORDER  BY m.user_id, g.ordinal
            """,
            reader => new UserGroup(reader.GetId<UserId>(0), reader.GetId<GroupId>(1), reader.GetString(2)),
            [("directory", directory), ("users", users)],
            cancellationToken);
        return rows.ToLookup(row => row.User);
    }
}
