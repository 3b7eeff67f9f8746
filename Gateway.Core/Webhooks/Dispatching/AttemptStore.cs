using System.Globalization;
using System.Text;
using System.Text.Json;
using Gateway.Contracts.Events;
using Gateway.Core.Events;
using Gateway.Core.Storage;

namespace Gateway.Core.Webhooks.Dispatching;

/// <summary>Records attempts, many in one transaction, and only those made under the fence that still holds.</summary>
public sealed class AttemptStore(Database database, EventLog events)
{
    // The lease is held until the commit, so that nobody takes over in between.
    private const string PostgreSql = """
        WITH told AS MATERIALIZED (
          SELECT * FROM unnest(@subscribers, @fences, @sequences, @attempts, @counted, @settled, @due, @started, @durations, @outcomes, @states, @statuses, @reasons, @answers)
            AS t(subscriber, fence, sequence, attempt, counted, settled, due_at, started_at, duration_ms, outcome, state, status, reason, answer)),
        held AS MATERIALIZED (
          SELECT subscriber, fence FROM lanes WHERE subscriber = ANY(@lanes) ORDER BY subscriber FOR SHARE),
        mine AS MATERIALIZED (
          SELECT told.* FROM told JOIN held ON held.subscriber = told.subscriber AND held.fence = told.fence),
        settled AS (
          DELETE FROM owed o USING mine WHERE mine.settled = 1 AND o.subscriber = mine.subscriber AND o.sequence = mine.sequence),
        waiting AS (
          UPDATE owed o SET attempt = mine.counted, due_at = mine.due_at, again = CASE WHEN o.again >= 2 THEN 3 ELSE 0 END
          FROM mine WHERE mine.settled = 0 AND o.subscriber = mine.subscriber AND o.sequence = mine.sequence),
        kept AS (
          INSERT INTO attempts (subscriber, sequence, attempt, started_at, duration_ms, outcome, state, status, reason, answer)
          SELECT subscriber, sequence, attempt, started_at, duration_ms, outcome, state, nullif(status, 0), reason, answer FROM mine
          ON CONFLICT DO NOTHING)
        SELECT subscriber, fence FROM held
        """;

    private const string Sqlite = """
        DELETE FROM owed WHERE (subscriber, sequence) IN (
          SELECT value ->> 0, value ->> 2 FROM json_each(@told) JOIN lanes l ON l.subscriber = value ->> 0 AND l.fence = value ->> 1
          WHERE  value ->> 5 = 1);
        UPDATE owed SET attempt = t.value ->> 4, due_at = t.value ->> 6, again = CASE WHEN again >= 2 THEN 3 ELSE 0 END
        FROM   json_each(@told) t JOIN lanes l ON l.subscriber = t.value ->> 0 AND l.fence = t.value ->> 1
        WHERE  t.value ->> 5 = 0 AND owed.subscriber = t.value ->> 0 AND owed.sequence = t.value ->> 2;
        INSERT INTO attempts (subscriber, sequence, attempt, started_at, duration_ms, outcome, state, status, reason, answer)
        SELECT value ->> 0, value ->> 2, value ->> 3, value ->> 7, value ->> 8, value ->> 9, value ->> 10, nullif(value ->> 11, 0), value ->> 12, value ->> 13
        FROM   json_each(@told) JOIN lanes l ON l.subscriber = value ->> 0 AND l.fence = value ->> 1
        WHERE  TRUE
        ON CONFLICT DO NOTHING;
        """;

    /// <summary>Everything or nothing in one transaction; may be repeated after an uncertain commit. Answers the fences that hold: a record
    /// under another fence was left out.</summary>
    public async Task<Dictionary<int, long>> RecordAsync(
        IReadOnlyList<AttemptRecord> records, IReadOnlyList<FailingChange> changes, IReadOnlyList<Disabling> disablings, CancellationToken cancellationToken)
    {
        var batch = new WriteBatch();
        var held = database.Dialect.HasRowLocks ? AddPostgreSql(batch, records) : AddSqlite(batch, records);
        foreach (var change in changes)
        {
            batch.Add(
                "UPDATE lanes SET failing_since = @since WHERE subscriber = @subscriber AND fence = @fence",
                ("since", (object?)change.Since ?? NullOf.Instant),
                ("subscriber", change.Subscriber),
                ("fence", change.Fence));
        }

        foreach (var disabling in disablings)
        {
            Add(batch, disabling);
        }

        await database.WriteAsync(batch, cancellationToken);
        return held.Rows.ToDictionary(row => row.Subscriber, row => row.Fence);
    }

    private static BatchQuery<(int Subscriber, long Fence)> AddPostgreSql(WriteBatch batch, IReadOnlyList<AttemptRecord> records) => batch.Query(
        PostgreSql,
        reader => (Subscriber: reader.GetInt32(0), Fence: reader.GetInt64(1)),
        ("subscribers", records.Select(record => record.Subscriber)),
        ("fences", records.Select(record => record.Fence)),
        ("sequences", records.Select(record => record.Entry.Sequence)),
        ("attempts", records.Select(record => (short)record.Attempt)),
        ("counted", records.Select(record => (short)record.Counted)),
        ("settled", records.Select(record => (short)(record.IsSettled ? 1 : 0))),
        ("due", records.Select(record => record.DueAt ?? record.StartedAt)),
        ("started", records.Select(record => record.StartedAt)),
        ("durations", records.Select(Milliseconds)),
        ("outcomes", records.Select(record => record.Outcome.Name)),
        ("states", records.Select(record => record.Next.State)),
        ("statuses", records.Select(record => (short)(record.Outcome.Status ?? 0))),
        ("reasons", records.Select(record => record.Outcome.Reason)),
        ("answers", records.Select(record => record.Outcome.Answer)),
        ("lanes", records.Select(record => record.Subscriber).Distinct()));

    private static BatchQuery<(int Subscriber, long Fence)> AddSqlite(WriteBatch batch, IReadOnlyList<AttemptRecord> records)
    {
        batch.Add(Sqlite, ("told", Told(records)));
        return batch.Query(
            "SELECT subscriber, fence FROM lanes WHERE subscriber IN (SELECT value FROM json_each(@lanes))",
            reader => (Subscriber: reader.GetInt32(0), Fence: reader.GetInt64(1)),
            ("lanes", records.Select(record => record.Subscriber).Distinct()));
    }

    private static string Told(IReadOnlyList<AttemptRecord> records)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            foreach (var record in records)
            {
                json.WriteStartArray();
                json.WriteNumberValue(record.Subscriber);
                json.WriteNumberValue(record.Fence);
                json.WriteNumberValue(record.Entry.Sequence);
                json.WriteNumberValue(record.Attempt);
                json.WriteNumberValue(record.Counted);
                json.WriteNumberValue(record.IsSettled ? 1 : 0);
                json.WriteNumberValue(Instants.ToMicroseconds(record.DueAt ?? record.StartedAt));
                json.WriteNumberValue(Instants.ToMicroseconds(record.StartedAt));
                json.WriteNumberValue(Milliseconds(record));
                json.WriteStringValue(record.Outcome.Name);
                json.WriteStringValue(record.Next.State);
                json.WriteNumberValue(record.Outcome.Status ?? 0);
                json.WriteStringValue(record.Outcome.Reason);
                json.WriteStringValue(record.Outcome.Answer);
                json.WriteEndArray();
            }

            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static int Milliseconds(AttemptRecord record) => (int)Math.Min(record.Duration.TotalMilliseconds, int.MaxValue);

    // Who disables says so, once: the event is stored only if this statement's own update took place.
    private void Add(WriteBatch batch, Disabling disabling)
    {
        batch.Add(
            """
            UPDATE subscribers SET state = 'disabled', reason = @reason, updated_at = @at
            WHERE  number = @number AND state = 'active' AND EXISTS (SELECT 1 FROM lanes l WHERE l.subscriber = @number AND l.fence = @fence)
            """,
            ("reason", disabling.Reason),
            ("at", disabling.At),
            ("number", disabling.Subscriber),
            ("fence", disabling.Fence));
        events.Owe.Append(
            batch,
            """
            SELECT @directory, CAST(NULL AS text), @type, @at, @source, CAST(NULL AS text), CAST(NULL AS {id}), CAST(NULL AS {id}), @data
            WHERE  EXISTS (SELECT 1 FROM subscribers d WHERE d.number = @number AND d.state = 'disabled' AND d.updated_at = @at)
            """,
            EventTypes.SubscriberDisabled,
            organization: null,
            ("directory", NullOf.Id),
            ("at", disabling.At),
            ("source", Sources.Gateway),
            ("number", disabling.Subscriber),
            ("data", string.Create(CultureInfo.InvariantCulture, $$"""{"subscriber":{"id":"{{disabling.Id}}"},"reason":{{JsonSerializer.Serialize(disabling.Reason)}}}""")));
    }
}
