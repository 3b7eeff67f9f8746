using System.Data.Common;
using Dapper;
using Gateway.Core.Directories;
using Gateway.Core.Ids;
using Gateway.Core.Storage;

namespace Gateway.Core.Webhooks;

/// <summary>Deliveries as an operator looks at them: owed ones, and settled ones by their attempts.</summary>
public sealed class DeliveryStore(Database database)
{
    private const string EventColumns = "e.type, e.occurred_at, e.directory_id, e.user_id, e.group_id";
    private const string AttemptColumns = "a.subscriber, a.sequence, a.attempt, a.started_at, a.duration_ms, a.outcome, a.state, a.status, a.reason, a.answer";

    /// <summary>What is owed to a subscriber before a sequence, newest first.</summary>
    internal Task<IReadOnlyList<OwedRow>> OwedBeforeAsync(int subscriber, long before, int limit, CancellationToken cancellationToken) =>
        OwedAsync("o.subscriber = @subscriber AND o.sequence < @before ORDER BY o.sequence DESC LIMIT @limit", new { subscriber, before, limit }, cancellationToken);

    /// <summary>What is owed to a subscriber, oldest first: what everything later may have to wait for.</summary>
    internal Task<IReadOnlyList<OwedRow>> OldestOwedAsync(int subscriber, int limit, CancellationToken cancellationToken) =>
        OwedAsync("o.subscriber = @subscriber ORDER BY o.sequence LIMIT @limit", new { subscriber, limit }, cancellationToken);

    internal async Task<OwedRow?> FindOwedAsync(int subscriber, long sequence, CancellationToken cancellationToken) =>
        (await OwedAsync("o.subscriber = @subscriber AND o.sequence = @sequence", new { subscriber, sequence }, cancellationToken)).SingleOrDefault();

    /// <summary>The attempts that settled deliveries of a subscriber before a sequence, newest first.</summary>
    internal async Task<IReadOnlyList<SettledRow>> SettledBeforeAsync(
        int subscriber, DeliveryState? state, long before, int limit, CancellationToken cancellationToken)
    {
        var states = state switch
        {
            DeliveryState.Exhausted => "a.state = 'exhausted'", // Spelled out for its partial index.
            { } one => $"a.state = '{one.ToText()}'",
            null => "a.state IN ('delivered', 'exhausted', 'filtered')",
        };
        await using var connection = await database.OpenAsync(cancellationToken);
        var rows = await connection.QueryAsync<SettledRow>(new CommandDefinition(
            $"""
            SELECT {AttemptColumns}, {EventColumns}
            FROM   attempts a JOIN events e ON e.sequence = a.sequence
            WHERE  a.subscriber = @subscriber AND a.sequence < @before AND {states}
            ORDER  BY a.sequence DESC, a.started_at DESC
            LIMIT  @limit
            """,
            new { subscriber, before, limit },
            cancellationToken: cancellationToken));
        return rows.AsList();
    }

    /// <summary>Every kept attempt of some deliveries, oldest first.</summary>
    internal async Task<IReadOnlyList<AttemptRow>> AttemptsAsync(
        int subscriber, IReadOnlyList<long> sequences, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        return await connection.QueryAsync(
            $"""
            SELECT {AttemptColumns} FROM attempts a
            WHERE  a.subscriber = @subscriber AND {database.Dialect.AnyOf("a.sequence", "@sequences")}
            ORDER  BY a.sequence, a.started_at DESC LIMIT @limit
            """,
            ReadAttempt,
            [("subscriber", subscriber), ("sequences", sequences), ("limit", limit)],
            cancellationToken);
    }

    /// <summary>What an event is, if its id is the one that was asked for.</summary>
    internal async Task<EventRow?> FindEventAsync(long sequence, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenHotAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<EventRow>(new CommandDefinition(
            $"SELECT e.sequence, {EventColumns} FROM events e WHERE e.sequence = @sequence", new { sequence }, cancellationToken: cancellationToken));
    }

    /// <summary>Asks for an attempt now; a settled delivery is owed once more, as a repetition. False if it was never owed.</summary>
    internal async Task<bool> OweAgainAsync(int subscriber, long sequence, CancellationToken cancellationToken)
    {
        var batch = new WriteBatch();
        var brought = batch.Add(
            "UPDATE owed SET again = CASE WHEN again >= 2 THEN 2 ELSE 1 END WHERE subscriber = @subscriber AND sequence = @sequence",
            ("subscriber", subscriber),
            ("sequence", sequence));
        var owed = batch.Add(
            """
            INSERT INTO owed (subscriber, sequence, again)
            SELECT s.number, @sequence, 2 FROM subscribers s
            WHERE  s.number = @subscriber AND EXISTS (
              SELECT 1 FROM attempts a WHERE a.subscriber = @subscriber AND a.sequence = @sequence AND a.state IN ('delivered', 'exhausted', 'filtered'))
            ON CONFLICT (subscriber, sequence) DO NOTHING
            """,
            ("subscriber", subscriber),
            ("sequence", sequence));
        await database.WriteAsync(batch, cancellationToken);
        return brought.Affected + owed.Affected > 0;
    }

    private async Task<IReadOnlyList<OwedRow>> OwedAsync(string condition, object parameters, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var rows = await connection.QueryAsync<OwedRow>(new CommandDefinition(
            $"""
            SELECT o.subscriber, o.sequence, o.attempt, o.due_at, o.again, {database.Dialect.Now} AS now, {EventColumns},
                   ((e.user_id IS NOT NULL OR e.group_id IS NOT NULL) AND EXISTS (
                     SELECT 1 FROM directories d WHERE d.id = e.directory_id AND {DirectoryStore.IsPaused(database.Dialect, "d")})) AS is_paused
            FROM   owed o JOIN events e ON e.sequence = o.sequence
            WHERE  {condition}
            """,
            parameters,
            cancellationToken: cancellationToken));
        return rows.AsList();
    }

    private static AttemptRow ReadAttempt(DbDataReader reader) => new()
    {
        Subscriber = reader.GetInt32(0),
        Sequence = reader.GetInt64(1),
        Attempt = reader.GetInt32(2),
        StartedAt = reader.GetInstant(3),
        DurationMs = reader.GetInt32(4),
        Outcome = reader.GetString(5),
        State = reader.GetString(6),
        Status = reader.IsDBNull(7) ? null : reader.GetInt32(7),
        Reason = reader.FindString(8),
        Answer = reader.FindString(9),
    };

    internal record EventRow
    {
        public long Sequence { get; init; }

        public string Type { get; init; } = "";

        public DateTimeOffset OccurredAt { get; init; }

        public DirectoryId? DirectoryId { get; init; }

        public UserId? UserId { get; init; }

        public GroupId? GroupId { get; init; }
    }

    internal sealed record OwedRow : EventRow
    {
        public int Subscriber { get; init; }

        public int Attempt { get; init; }

        public DateTimeOffset? DueAt { get; init; }

        public int Again { get; init; }

        public DateTimeOffset Now { get; init; }

        /// <summary>Whether it is about a user or group of a paused directory.</summary>
        public bool IsPaused { get; init; }
    }

    internal record AttemptRow : EventRow
    {
        public int Subscriber { get; init; }

        public int Attempt { get; init; }

        public DateTimeOffset StartedAt { get; init; }

        public int DurationMs { get; init; }

        public string Outcome { get; init; } = "";

        public string State { get; init; } = "";

        public int? Status { get; init; }

        public string? Reason { get; init; }

        public string? Answer { get; init; }
    }

    internal sealed record SettledRow : AttemptRow;
}
