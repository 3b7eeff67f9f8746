using Gateway.Core.Identities.Filtering;
using Gateway.Core.Storage;

namespace Gateway.Core.Identities.Searching;

/// <summary>The statements of one page. Keys are chosen first, so that passing over many resources reads no document.</summary>
internal sealed record PageSql(string Table, string Columns, Dialect Dialect)
{
    public string Total(SqlCondition? condition) => $"SELECT count(*) FROM {Table} r WHERE {Where(condition)}";

    /// <summary>The columns, then the ordinal, then the total: one trip says both.</summary>
    public string Page(SqlCondition? condition, SqlOrder? order, PageStart start)
    {
        var by = order?.Sql ?? "r.ordinal";
        var after = start.After is null ? "" : " AND r.ordinal > @after";
        if (order is not null)
        {
            return $"SELECT {Selected}, ({Total(condition)}) FROM {Table} r WHERE {Where(condition)}{after} ORDER BY {by} LIMIT @count OFFSET @offset";
        }

        var keys = $"SELECT r.ordinal FROM {Table} r WHERE {Where(condition)}{after} ORDER BY r.ordinal LIMIT @count OFFSET @offset";
        var chosen = Dialect.HasRowLocks ? $"r.ordinal = ANY(ARRAY({keys}))" : $"r.ordinal IN ({keys})";
        return $"SELECT {Selected}, ({Total(condition)}) FROM {Table} r WHERE r.directory_id = @directory AND {chosen} ORDER BY r.ordinal";
    }

    private string Selected => Columns + ", r.ordinal";

    private static string Where(SqlCondition? condition) => condition is null ? "r.directory_id = @directory" : $"r.directory_id = @directory AND ({condition.Sql})";
}
