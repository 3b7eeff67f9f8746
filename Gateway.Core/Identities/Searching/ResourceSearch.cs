using System.Data.Common;
using Gateway.Core.Identities.Filtering;
using Gateway.Core.Ids;
using Gateway.Core.Scim.Errors;
using Gateway.Core.Scim.Resources;
using Gateway.Core.Storage;

namespace Gateway.Core.Identities.Searching;

/// <summary>Lists of users and groups by filter, sort and page.</summary>
public sealed class ResourceSearch(Database database)
{
    /// <summary>A question that no index answers may read this long; then it is refused as too broad.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public Task<ScimResult<ListPage<StoredUser>>> UsersAsync(DirectoryId directory, ListQuery query, CancellationToken cancellationToken) =>
        SearchAsync(directory, ResourceType.User, "users", StoredUser.Columns, StoredUser.Read, query, cancellationToken);

    public Task<ScimResult<ListPage<StoredGroup>>> GroupsAsync(DirectoryId directory, ListQuery query, CancellationToken cancellationToken) =>
        SearchAsync(directory, ResourceType.Group, "groups", StoredGroup.Columns, StoredGroup.Read, query, cancellationToken);

    private async Task<ScimResult<ListPage<T>>> SearchAsync<T>(
        DirectoryId directory, ResourceType type, string table, string columns, Func<DbDataReader, T> read, ListQuery query, CancellationToken cancellationToken)
    {
        var condition = query.Filter is null ? null : FilterSql.Translate(query.Filter, type, database.Dialect);
        var sort = SortSql.For(query.SortBy, query.SortOrder, type, database.Dialect);
        if (!sort.Succeeded)
        {
            return sort.Error;
        }

        var start = Start(directory, query);
        if (!start.Succeeded)
        {
            return start.Error;
        }

        var page = new Page<T>(directory, table, columns, read, condition, query.SortBy is null ? null : sort.Value, start.Value, Math.Clamp(query.Count, 0, ListQuery.MostPerPage));
        await using var connection = await database.OpenAsync(cancellationToken);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            await using var limit = StatementLimit.Begin(connection, condition is null ? null : Patience);
            return await page.ReadAsync(connection, database.Dialect, query, cancellationToken);
        }
        catch (Exception exception) when (StatementLimit.IsExceeded(exception))
        {
            return ScimError.TooMany("The filter compares attributes that have no index and would read too much: filter by userName, externalId, emails.value, id or displayName, or narrow it with one of them.");
        }
    }

    private static ScimResult<PageStart> Start(DirectoryId directory, ListQuery query)
    {
        if (query.Cursor is null)
        {
            return new PageStart(Offset: Math.Max(1, query.StartIndex) - 1, After: null);
        }

        if (query.Cursor.Length == 0)
        {
            return new PageStart(0, query.SortBy is null ? 0 : null);
        }

        if (!PageCursor.TryRead(directory, Question(query), query.Cursor, out var position))
        {
            return ScimError.InvalidCursor("The cursor was not given for this request: begin again with an empty cursor, and keep filter and sort the same from page to page.");
        }

        return query.SortBy is null ? new PageStart(0, position) : new PageStart(position, null);
    }

    internal static string Question(ListQuery query) => $"{query.Filter}\n{query.SortBy}\n{query.SortOrder}";
}
