using Gateway.Core.Identities.Filtering;
using Gateway.Core.Storage;

namespace Gateway.Core.Identities.Searching;

/// <summary>The statements of one page. Keys are chosen first, so that passing over many resources reads no document. A page ends with
/// its ordinal, the total and how many of that were counted one by one; <see cref="Total"/> says the latter two alone.</summary>
internal sealed record PageSql(string Table, string Columns, Dialect Dialect)
{
    public string Total(SqlCondition? condition) =>
        condition is null ? $"WITH {Blocks} SELECT {BlockTotal}" : $"SELECT {Count(condition)}, CAST(0 AS bigint)";

    public string Page(SqlCondition? condition, SqlOrder? order, PageStart start)
    {
        if (order is not null)
        {
            return $"SELECT {Columns}, r.ordinal, {Count(condition)}, CAST(0 AS bigint) FROM {Table} r WHERE {Where(condition)} ORDER BY {order.Sql} LIMIT @count OFFSET @offset";
        }

        return condition is null && start.After is null ? Numbered : Following(condition, start);
    }

    // By index: passes over counted blocks without looking at their keys, and over less than a block one by one.
    private string Numbered => Chosen(
        $"""
        {Blocks}, passed AS MATERIALIZED (
          SELECT coalesce(max(last_ordinal), 0) AS last_ordinal, coalesce(max(upto), 0) AS resources FROM blocks WHERE upto <= @offset)
        """,
        $"""
        SELECT r.ordinal FROM {Table} r
        WHERE  r.directory_id = @directory AND r.ordinal > (SELECT last_ordinal FROM passed)
        ORDER  BY r.ordinal LIMIT @count OFFSET @offset - (SELECT resources FROM passed)
        """,
        BlockTotal);

    private string Following(SqlCondition? condition, PageStart start)
    {
        var after = start.After is null ? "" : " AND r.ordinal > @after";
        var keys = $"SELECT r.ordinal FROM {Table} r WHERE {Where(condition)}{after} ORDER BY r.ordinal LIMIT @count OFFSET @offset";
        return condition is null ? Chosen(Blocks, keys, BlockTotal) : Chosen("", keys, $"{Count(condition)}, CAST(0 AS bigint)");
    }

    private string Chosen(string with, string keys, string total) => $"""
        {(with.Length == 0 ? "" : "WITH " + with)}
        SELECT {Columns}, r.ordinal, {total}
        FROM   {Table} r
        WHERE  r.directory_id = @directory AND r.ordinal {(Dialect.HasRowLocks ? $"= ANY(ARRAY({keys}))" : $"IN ({keys})")}
        ORDER  BY r.ordinal
        """;

    private string Blocks => $"""
        blocks AS MATERIALIZED (
          SELECT last_ordinal, sum(resources) OVER (ORDER BY last_ordinal) AS upto
          FROM   list_blocks WHERE directory_id = @directory AND kind = '{Table}' AND resources IS NOT NULL),
        counted AS MATERIALIZED (
          SELECT coalesce(max(last_ordinal), 0) AS last_ordinal, coalesce(max(upto), 0) AS resources FROM blocks),
        tail AS MATERIALIZED (
          SELECT count(*) AS resources FROM {Table} r WHERE r.directory_id = @directory AND r.ordinal > (SELECT last_ordinal FROM counted))
        """;

    private const string BlockTotal = "(SELECT resources FROM counted) + (SELECT resources FROM tail), (SELECT resources FROM tail)";

    private string Count(SqlCondition? condition) => $"(SELECT count(*) FROM {Table} r WHERE {Where(condition)})";

    private static string Where(SqlCondition? condition) => condition is null ? "r.directory_id = @directory" : $"r.directory_id = @directory AND ({condition.Sql})";
}
