using System.Data.Common;
using Gateway.Core.Events;
using Gateway.Core.Ids;
using Gateway.Core.Storage;
using Npgsql;

namespace Gateway.Core.Webhooks.Dispatching;

/// <summary>Reads what is owed, for the worker: many subscribers in one trip, forward from what each knows.</summary>
public sealed class OwedStore(Database database)
{
    private const int InlineBytes = 16 * 1024;
    private const string EventColumns = "e.directory_id, e.directory, e.type, e.occurred_at, e.source, e.cause, e.user_id, e.group_id";
    private readonly RunningHorizon horizon = new();

    /// <summary>Up to <paramref name="limit"/> rows per subscriber after its floor. Rows beyond its position come with what they tell, if that is
    /// small. Not to be called twice at a time.</summary>
    /// <param name="lanes">The subscribers.</param>
    /// <param name="limit">Rows per subscriber.</param>
    /// <param name="look">Whether to look how far the order of events is settled; costs a little.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    public Task<ScanResult> ScanAsync(IReadOnlyList<LaneScan> lanes, int limit, bool look, CancellationToken cancellationToken) =>
        database.Dialect.HasRowLocks ? ScanPostgreSqlAsync(lanes, limit, look, cancellationToken) : ScanSqliteAsync(lanes, limit, cancellationToken);

    /// <summary>What operators asked to have sent now.</summary>
    public async Task<Dictionary<int, List<OwedEvent>>> AskedAsync(IReadOnlyList<int> subscribers, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenHotAsync(cancellationToken);
        var rows = await connection.QueryAsync(
            $"""
            SELECT o.subscriber, o.sequence, o.attempt, o.due_at, o.again, {EventColumns}, NULL
            FROM   owed o JOIN events e ON e.sequence = o.sequence
            WHERE  {database.Dialect.AnyOf("o.subscriber", "@subscribers")} AND o.again IN (1, 2)
            ORDER  BY o.subscriber, o.sequence
            LIMIT  @limit
            """,
            Read,
            [("subscribers", subscribers), ("limit", limit)],
            cancellationToken);
        return BySubscriber(rows);
    }

    /// <summary>What some events tell.</summary>
    public async Task<IReadOnlyList<StoredEvent>> EventsAsync(IReadOnlyList<long> sequences, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenHotAsync(cancellationToken);
        return await connection.QueryAsync(
            $"""
            SELECT sequence, directory_id, directory, type, occurred_at, source, cause, user_id, group_id, data
            FROM   events WHERE {database.Dialect.AnyOf("sequence", "@sequences")}
            """,
            EventLog.Read,
            [("sequences", sequences)],
            cancellationToken);
    }

    /// <summary>Removes some of what is owed to subscribers that are gone; answers how many rows went.</summary>
    public async Task<int> SweepAsync(int limit, CancellationToken cancellationToken)
    {
        var batch = new WriteBatch();
        var swept = batch.Add(
            """
            DELETE FROM owed WHERE (subscriber, sequence) IN (
              SELECT o.subscriber, o.sequence FROM owed o
              WHERE  o.subscriber IN (
                WITH RECURSIVE known(number) AS (
                  SELECT min(subscriber) FROM owed
                  UNION ALL
                  SELECT (SELECT min(subscriber) FROM owed WHERE subscriber > known.number) FROM known WHERE known.number IS NOT NULL)
                SELECT number FROM known WHERE number IS NOT NULL AND NOT EXISTS (SELECT 1 FROM subscribers s WHERE s.number = known.number))
              LIMIT @limit)
            """,
            ("limit", limit));
        await database.WriteAsync(batch, cancellationToken);
        return swept.Affected;
    }

    private async Task<ScanResult> ScanPostgreSqlAsync(IReadOnlyList<LaneScan> lanes, int limit, bool look, CancellationToken cancellationToken)
    {
        await using var connection = (NpgsqlConnection)await database.OpenHotAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        if (look)
        {
            // In this order: what is drawn, then who writes, then what is visible.
            batch.BatchCommands.Add(new NpgsqlBatchCommand("SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM events_sequence_seq"));
            batch.BatchCommands.Add(new NpgsqlBatchCommand(
                """
                SELECT virtualtransaction FROM pg_locks
                WHERE  locktype = 'relation' AND relation = 'events'::regclass AND mode = 'RowExclusiveLock'
                  AND  database = (SELECT oid FROM pg_database WHERE datname = current_database())
                """));
        }

        var scan = new NpgsqlBatchCommand(
            $"""
            SELECT f.subscriber, o.sequence, o.attempt, o.due_at, o.again, {EventColumns},
                   CASE WHEN o.sequence > f.position AND octet_length(e.data) <= {InlineBytes} THEN e.data END
            FROM   unnest(@subscribers, @floors, @positions) AS f(subscriber, floor, position)
            CROSS  JOIN LATERAL (
                     SELECT sequence, attempt, due_at, again FROM owed
                     WHERE  subscriber = f.subscriber AND sequence > f.floor
                     ORDER  BY sequence LIMIT @limit) o
            JOIN   events e ON e.sequence = o.sequence
            """);
        scan.Parameters.Add(Parameters.ForPostgreSql("subscribers", lanes.Select(lane => lane.Subscriber)));
        scan.Parameters.Add(Parameters.ForPostgreSql("floors", lanes.Select(lane => lane.Floor)));
        scan.Parameters.Add(Parameters.ForPostgreSql("positions", lanes.Select(lane => lane.Position)));
        scan.Parameters.Add(Parameters.ForPostgreSql("limit", limit));
        batch.BatchCommands.Add(scan);

        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        if (look)
        {
            await reader.ReadAsync(cancellationToken);
            var last = reader.GetInt64(0);
            await reader.NextResultAsync(cancellationToken);
            var writing = new List<string>();
            while (await reader.ReadAsync(cancellationToken))
            {
                writing.Add(reader.GetString(0));
            }

            horizon.Advance(last, writing);
            await reader.NextResultAsync(cancellationToken);
        }

        var rows = new List<(int, OwedEvent)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(Read(reader));
        }

        return new ScanResult(BySubscriber(rows), horizon.Settled, limit);
    }

    // One writer: what is visible is settled, and a look per subscriber costs no trip.
    private async Task<ScanResult> ScanSqliteAsync(IReadOnlyList<LaneScan> lanes, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenHotAsync(cancellationToken);
        var last = await connection.QueryAsync("SELECT coalesce(max(sequence), 0) FROM events", reader => reader.GetInt64(0), [], cancellationToken);
        var rows = new List<(int, OwedEvent)>();
        foreach (var lane in lanes)
        {
            rows.AddRange(await connection.QueryAsync(
                $"""
                SELECT o.subscriber, o.sequence, o.attempt, o.due_at, o.again, {EventColumns},
                       CASE WHEN o.sequence > @position AND octet_length(e.data) <= {InlineBytes} THEN e.data END
                FROM   owed o JOIN events e ON e.sequence = o.sequence
                WHERE  o.subscriber = @subscriber AND o.sequence > @floor
                ORDER  BY o.sequence LIMIT @limit
                """,
                Read,
                [("position", lane.Position), ("subscriber", lane.Subscriber), ("floor", lane.Floor), ("limit", limit)],
                cancellationToken));
        }

        return new ScanResult(BySubscriber(rows), last[0], limit);
    }

    private static Dictionary<int, List<OwedEvent>> BySubscriber(List<(int Subscriber, OwedEvent Entry)> rows)
    {
        var found = new Dictionary<int, List<OwedEvent>>();
        foreach (var (subscriber, entry) in rows)
        {
            if (!found.TryGetValue(subscriber, out var list))
            {
                found[subscriber] = list = [];
            }

            list.Add(entry);
        }

        foreach (var list in found.Values)
        {
            list.Sort(static (one, other) => one.Sequence.CompareTo(other.Sequence));
        }

        return found;
    }

    private static (int Subscriber, OwedEvent Entry) Read(DbDataReader reader)
    {
        var sequence = reader.GetInt64(1);
        var again = reader.GetInt32(4);
        var occurredAt = reader.GetInstant(8);
        var user = reader.FindId<UserId>(11);
        var group = reader.FindId<GroupId>(12);
        var data = reader.FindString(13);
        return (reader.GetInt32(0), new OwedEvent
        {
            Sequence = sequence,
            Keys = again >= 2 ? default : new CausalKeys(user, group), // A repetition is out of order by its nature and in nobody's way.
            Attempt = reader.GetInt32(2),
            DueAt = again is 1 or 2 ? null : reader.FindInstant(3),
            Replay = again >= 2,
            Asked = again is 1 or 2,
            HeldWith = user is null && group is null ? null : reader.FindId<DirectoryId>(5),
            OccurredAt = occurredAt,
            Event = data is null
                ? null
                : new StoredEvent
                {
                    Sequence = sequence,
                    DirectoryId = reader.FindId<DirectoryId>(5),
                    Directory = reader.FindString(6),
                    Type = reader.GetString(7),
                    OccurredAt = occurredAt,
                    Source = reader.GetString(9),
                    Cause = reader.FindString(10),
                    UserId = user,
                    GroupId = group,
                    Data = data,
                },
        });
    }
}
