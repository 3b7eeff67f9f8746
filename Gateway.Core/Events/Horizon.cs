using System.Data.Common;
using Gateway.Core.Storage;

namespace Gateway.Core.Events;

/// <summary>Up to where the events are settled: no event at or below the horizon can still appear. On PostgreSQL sequences are drawn before
/// commits end, so that a later one may be seen first; here it is waited for. design.md §4.</summary>
public sealed class Horizon(Database database)
{
    private const string Holders = """
        SELECT DISTINCT virtualtransaction FROM pg_locks
        WHERE  locktype = 'relation' AND mode = 'RowExclusiveLock' AND granted AND relation = 'events'::regclass
          AND  database = (SELECT oid FROM pg_database WHERE datname = current_database())
        """;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

    /// <summary>Waits for whoever is writing events at this moment, which is as long as one transaction lasts, but no longer than asked.</summary>
    /// <returns>A sequence, at least <paramref name="known"/>; just that when somebody held the events for longer than <paramref name="patience"/>.</returns>
    public async Task<long> FindAsync(long known, TimeSpan patience, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenHotAsync(cancellationToken);
        if (!database.Dialect.HasRowLocks)
        {
            return Math.Max(known, await ScalarAsync(connection, "SELECT coalesce(max(sequence), 0) FROM events", cancellationToken));
        }

        var last = await ScalarAsync(connection, "SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM events_sequence_seq", cancellationToken);
        if (last <= known)
        {
            return known;
        }

        var waitedSince = TimeProvider.System.GetTimestamp();
        var writers = await WritersAsync(connection, cancellationToken);
        while (writers.Count > 0)
        {
            if (TimeProvider.System.GetElapsedTime(waitedSince) > patience)
            {
                return known;
            }

            await Task.Delay(Pause, cancellationToken);
            writers.IntersectWith(await WritersAsync(connection, cancellationToken));
        }

        return last;
    }

    private static async Task<HashSet<string>> WritersAsync(DbConnection connection, CancellationToken cancellationToken) =>
        [.. await connection.QueryAsync(Holders, reader => reader.GetString(0), [], cancellationToken)];

    private static async Task<long> ScalarAsync(DbConnection connection, string sql, CancellationToken cancellationToken) =>
        (await connection.QueryAsync(sql, reader => reader.GetInt64(0), [], cancellationToken))[0];
}
