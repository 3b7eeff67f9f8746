using System.Data.Common;
using Gateway.Core.Identities.Filtering;
using Gateway.Core.Ids;
using Gateway.Core.Scim.Errors;
using Gateway.Core.Scim.Resources;
using Gateway.Core.Storage;

namespace Gateway.Core.Identities.Searching;

/// <summary>Lists of users and groups by filter, sort and page.</summary>
public sealed class ResourceSearch(Database database, ListBlocks blocks)
{
    /// <summary>A question that no index answers may read this long; then it is refused as too broad.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public Task<ScimResult<ListPage<StoredUser>>> UsersAsync(DirectoryId directory, ListQuery query, CancellationToken cancellationToken) =>
        SearchAsync(directory, ResourceType.User, new PageSql("users", StoredUser.Columns, database.Dialect), StoredUser.Read, query, cancellationToken);

    public Task<ScimResult<ListPage<StoredGroup>>> GroupsAsync(DirectoryId directory, ListQuery query, CancellationToken cancellationToken) =>
        SearchAsync(directory, ResourceType.Group, new PageSql("groups", StoredGroup.Columns, database.Dialect), StoredGroup.Read, query, cancellationToken);

    private async Task<ScimResult<ListPage<T>>> SearchAsync<T>(
        DirectoryId directory, ResourceType type, PageSql sql, Func<DbDataReader, T> read, ListQuery query, CancellationToken cancellationToken)
    {
        var condition = query.Filter is null ? null : FilterSql.Translate(query.Filter, type, database.Dialect);
        SqlOrder? order = null;
        if (query.SortBy is not null)
        {
            var sort = SortSql.For(query.SortBy, query.SortOrder, type, database.Dialect);
            if (!sort.Succeeded)
            {
                return sort.Error;
            }

            order = sort.Value;
        }

        if (PageStart.Of(directory, query) is not { } start)
        {
            return ScimError.InvalidCursor("The cursor was not given for this request: begin again with an empty cursor, and keep filter and sort the same from page to page.");
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (condition is not null || order is not null)
        {
            patience.CancelAfter(Patience);
        }

        try
        {
            return await ReadAsync(sql, directory, condition, order, start, read, query, patience.Token);
        }
        catch (Exception exception) when (Interruption.Is(exception) && patience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return ScimError.TooMany("The request compares or sorts by attributes that have no index and would read too much: filter by userName, externalId, emails.value, id or displayName, or narrow it with one of them.");
        }
    }

    private async Task<ListPage<T>> ReadAsync<T>(
        PageSql sql, DirectoryId directory, SqlCondition? condition, SqlOrder? order, PageStart start, Func<DbDataReader, T> read, ListQuery query,
        CancellationToken cancellationToken)
    {
        var count = Math.Clamp(query.Count, 0, ListQuery.MostPerPage);
        var plain = condition is null && order is null;
        await using var connection = plain ? await database.OpenHotAsync(cancellationToken) : await database.OpenAsync(cancellationToken);
        await using var interruption = connection.InterruptOn(cancellationToken);
        (string, object?)[] parameters = [("directory", directory), .. condition?.Parameters ?? []];
        var ordinal = 0L;
        var total = -1L;
        var tail = 0L;
        var items = count == 0
            ? []
            : await connection.QueryAsync(
                sql.Page(condition, order, start),
                reader =>
                {
                    ordinal = reader.GetInt64(reader.FieldCount - 3);
                    (total, tail) = (reader.GetInt64(reader.FieldCount - 2), reader.GetInt64(reader.FieldCount - 1));
                    return read(reader);
                },
                [.. parameters, .. order?.Parameters ?? [], ("offset", start.Offset), ("after", start.After ?? 0), ("count", count)],
                cancellationToken);
        if (total < 0)
        {
            (total, tail) = (await connection.QueryAsync(sql.Total(condition), reader => (reader.GetInt64(0), reader.GetInt64(1)), parameters, cancellationToken))[0];
        }

        blocks.CloseIfLong(directory, sql.Table, tail);

        var more = query.Cursor is not null && items.Count == count;
        return new ListPage<T>(items, total, start.Offset + 1, more ? start.Next(directory, query, ordinal, items.Count) : null);
    }
}
