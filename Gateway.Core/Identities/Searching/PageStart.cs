using Gateway.Core.Ids;

namespace Gateway.Core.Identities.Searching;

/// <summary>Where a page begins: a number of resources to pass over, or (by cursor) the ordinal after which it continues. A walk by cursor in
/// another order than that of creation passes over what it has shown.</summary>
internal sealed record PageStart(long Offset, long? After)
{
    /// <summary>Null for a cursor that was not given for this question.</summary>
    public static PageStart? Of(DirectoryId directory, ListQuery query)
    {
        if (query.Cursor is null)
        {
            return new PageStart(Math.Max(1, query.StartIndex) - 1, null);
        }

        long position = 0;
        if (query.Cursor.Length > 0 && !PageCursor.TryRead(directory, Question(query), query.Cursor, out position))
        {
            return null;
        }

        return query.SortBy is null ? new PageStart(0, position) : new PageStart(position, null);
    }

    public string Next(DirectoryId directory, ListQuery query, long lastOrdinal, int shown) =>
        PageCursor.Write(directory, Question(query), After is null ? Offset + shown : lastOrdinal);

    private static string Question(ListQuery query) => $"{query.Filter}\n{query.SortBy}\n{query.SortOrder}";
}
