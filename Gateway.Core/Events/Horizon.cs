using System.Data.Common;
using Gateway.Core.Storage;

namespace Gateway.Core.Events;

/// <summary>Up to where the events are settled: no event at or below the horizon can still appear. On PostgreSQL sequences are drawn before
/// commits end, so that a later one may be seen first; here it is waited for. design.md §4.</summary>
public sealed class Horizon(Database database)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

    /// <summary>Waits for whoever is writing events at this moment, which is as long as one transaction lasts, but no longer than asked.</summary>
    /// <returns>A sequence, at least <paramref name="known"/>; just that when somebody held the events for longer than <paramref name="patience"/>.</returns>
    public async Task<long> FindAsync(long known, TimeSpan patience, CancellationToken cancellationToken) =>
        await FindAsync("events", "sequence", known, patience, cancellationToken);

    /// <summary>The same for the ordinals of another table: none at or below the answer can still appear. 0 when patience ended.</summary>
    internal Task<long> FindOrdinalAsync(string table, TimeSpan patience, CancellationToken cancellationToken) =>
        FindAsync(table, "ordinal", 0, patience, cancellationToken);

    /// <summary>Waits until everybody who has locked or written rows of the table by now has ended.</summary>
    /// <returns>False when somebody took longer than <paramref name="patience"/>.</returns>
    internal async Task<bool> PassAsync(string table, TimeSpan patience, CancellationToken cancellationToken)
    {
        if (!database.Dialect.HasRowLocks)
        {
            return true;
        }

        await using var connection = await database.OpenHotAsync(cancellationToken);
        return await PassAsync(connection, table, patience, cancellationToken);
    }

    private async Task<long> FindAsync(string table, string column, long known, TimeSpan patience, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenHotAsync(cancellationToken);
        if (!database.Dialect.HasRowLocks)
        {
            return Math.Max(known, await ScalarAsync(connection, $"SELECT coalesce(max({column}), 0) FROM {table}", cancellationToken));
        }

        var last = await ScalarAsync(connection, $"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {table}_{column}_seq", cancellationToken);
        return last > known && await PassAsync(connection, table, patience, cancellationToken) ? last : known;
    }

    private static async Task<bool> PassAsync(DbConnection connection, string table, TimeSpan patience, CancellationToken cancellationToken)
    {
        var waitedSince = TimeProvider.System.GetTimestamp();
        var writers = await WritersAsync(connection, table, cancellationToken);
        while (writers.Count > 0)
        {
            if (TimeProvider.System.GetElapsedTime(waitedSince) > patience)
            {
                return false;
            }

            await Task.Delay(Pause, cancellationToken);
            writers.IntersectWith(await WritersAsync(connection, table, cancellationToken));
        }

        return true;
    }

    // Who locks a row holds RowShareLock on its table, who writes one RowExclusiveLock.
    private static async Task<HashSet<string>> WritersAsync(DbConnection connection, string table, CancellationToken cancellationToken) =>
    [
        .. await connection.QueryAsync(
            $"""
            SELECT DISTINCT virtualtransaction FROM pg_locks
            WHERE  locktype = 'relation' AND mode IN ('RowShareLock', 'RowExclusiveLock') AND granted AND relation = '{table}'::regclass
              AND  database = (SELECT oid FROM pg_database WHERE datname = current_database())
            """,
            reader => reader.GetString(0), [], cancellationToken),
    ];

    private static async Task<long> ScalarAsync(DbConnection connection, string sql, CancellationToken cancellationToken) =>
        (await connection.QueryAsync(sql, reader => reader.GetInt64(0), [], cancellationToken))[0];
}
