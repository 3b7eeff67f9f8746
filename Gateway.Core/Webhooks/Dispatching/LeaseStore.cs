using Gateway.Core.Directories;
using Gateway.Core.Ids;
using Gateway.Core.Storage;

namespace Gateway.Core.Webhooks.Dispatching;

/// <summary>A subscriber and who drives it.</summary>
/// <param name="Worker">The worker that holds it; null: nobody, or one that is gone.</param>
public sealed record LaneRow(
    int Number, SubscriberId Id, string Url, SubscriberState State, DateTimeOffset UpdatedAt, WorkerId? Worker, long Fence);

/// <summary>What a heartbeat saw.</summary>
/// <param name="Known">False: this worker was declared gone, its subscribers may have other drivers.</param>
/// <param name="Now">The database's clock.</param>
/// <param name="Workers">Live workers, this one included.</param>
/// <param name="Lanes">Every subscriber.</param>
/// <param name="Paused">Every directory whose deliveries are held.</param>
public sealed record Heartbeat(bool Known, DateTimeOffset Now, int Workers, IReadOnlyList<LaneRow> Lanes, IReadOnlyList<DirectoryId> Paused);

/// <summary>A subscriber that this worker may drive from now on, under a fence of its own.</summary>
/// <param name="FailingSince">The first failure after its last success.</param>
public sealed record ClaimedLane(int Number, long Fence, DateTimeOffset? FailingSince);

/// <summary>Who drives which subscriber. A worker lives as long as its row: who takes over deletes the row first and waits for a heartbeat
/// that is under way, so no two ever drive one subscriber. All times are the database's.</summary>
public sealed class LeaseStore(Database database)
{
    // Microseconds on SQLite.
    private readonly string cutoff = database.Dialect.HasRowLocks
        ? $"{database.Dialect.Now} - @lease * interval '1 millisecond'"
        : $"{database.Dialect.Now} - @lease * 1000";

    // A heartbeat from the future is of a clock that was set back.
    private readonly string latest = database.Dialect.HasRowLocks
        ? $"{database.Dialect.Now} + @lease * interval '1 millisecond'"
        : $"{database.Dialect.Now} + @lease * 1000";

    /// <summary>Makes a worker known. On SQLite there is only one; whoever was there before is gone.</summary>
    public async Task RegisterAsync(WorkerId worker, CancellationToken cancellationToken)
    {
        var batch = new WriteBatch();
        if (!database.Dialect.HasRowLocks)
        {
            batch.Add("DELETE FROM workers");
        }

        batch.Add($"INSERT INTO workers (id, seen_at) VALUES (@worker, {database.Dialect.Now})", ("worker", worker));
        await database.WriteAsync(batch, cancellationToken);
    }

    /// <summary>Says that this worker lives, and looks at who drives what.</summary>
    public async Task<Heartbeat> BeatAsync(WorkerId worker, TimeSpan lease, CancellationToken cancellationToken)
    {
        var batch = new WriteBatch();
        var seen = batch.Query(
            $"UPDATE workers SET seen_at = {database.Dialect.Now} WHERE id = @worker RETURNING seen_at",
            reader => reader.GetInstant(0),
            ("worker", worker));
        var lanes = batch.Query(
            $"""
            SELECT s.number, s.id, s.url, s.state, s.updated_at, w.id, coalesce(l.fence, 0), (
                     SELECT count(*) FROM workers WHERE seen_at BETWEEN {cutoff} AND {latest})
            FROM   subscribers s
            LEFT   JOIN lanes l ON l.subscriber = s.number
            LEFT   JOIN workers w ON w.id = l.worker AND w.seen_at BETWEEN {cutoff} AND {latest}
            ORDER  BY s.number
            """,
            reader => (
                new LaneRow(
                    reader.GetInt32(0), reader.GetId<SubscriberId>(1), reader.GetString(2), SubscriberStates.Find(reader.GetString(3)) ?? SubscriberState.Paused,
                    reader.GetInstant(4), reader.FindId<WorkerId>(5), reader.GetInt64(6)),
                Workers: (int)reader.GetInt64(7)),
            ("lease", (long)lease.TotalMilliseconds));
        var paused = batch.Query(
            $"SELECT d.id FROM directories d WHERE {DirectoryStore.IsPaused(database.Dialect, "d")}", reader => reader.GetId<DirectoryId>(0));
        await database.WriteAsync(batch, cancellationToken);
        return seen.Rows is [var now]
            ? new Heartbeat(true, now, lanes.Rows.Count == 0 ? 1 : Math.Max(1, lanes.Rows[0].Workers), [.. lanes.Rows.Select(row => row.Item1)], paused.Rows)
            : new Heartbeat(false, default, 0, [], []);
    }

    /// <summary>Takes those of some subscribers that are free or whose worker is gone.</summary>
    public async Task<IReadOnlyList<ClaimedLane>> ClaimAsync(WorkerId worker, IReadOnlyList<int> numbers, TimeSpan lease, CancellationToken cancellationToken)
    {
        var batch = new WriteBatch();
        batch.Add(
            $"DELETE FROM workers WHERE id <> @worker AND seen_at NOT BETWEEN {cutoff} AND {latest}",
            ("worker", worker),
            ("lease", (long)lease.TotalMilliseconds));
        var claimed = batch.Query(
            $"""
            INSERT INTO lanes (subscriber, worker, fence)
            SELECT s.number, @worker, 1 FROM subscribers s WHERE s.state = 'active' AND {database.Dialect.AnyOf("s.number", "@numbers")}
            ON CONFLICT (subscriber) DO UPDATE SET worker = @worker, fence = lanes.fence + 1
            WHERE  lanes.worker IS NULL OR lanes.worker = @worker OR NOT EXISTS (SELECT 1 FROM workers w WHERE w.id = lanes.worker)
            RETURNING subscriber, fence, failing_since
            """,
            reader => new ClaimedLane(reader.GetInt32(0), reader.GetInt64(1), reader.FindInstant(2)),
            ("worker", worker),
            ("numbers", numbers));
        await database.WriteAsync(batch, cancellationToken);
        return claimed.Rows;
    }

    /// <summary>Gives subscribers back; the fence keeps out what comes late.</summary>
    public async Task ReleaseAsync(WorkerId worker, IReadOnlyList<int> numbers, CancellationToken cancellationToken)
    {
        var batch = new WriteBatch();
        batch.Add(
            $"UPDATE lanes SET worker = NULL, fence = fence + 1 WHERE worker = @worker AND {database.Dialect.AnyOf("subscriber", "@numbers")}",
            ("worker", worker),
            ("numbers", numbers));
        await database.WriteAsync(batch, cancellationToken);
    }

    /// <summary>Gives everything back and says good-bye.</summary>
    public async Task LeaveAsync(WorkerId worker, CancellationToken cancellationToken)
    {
        var batch = new WriteBatch();
        batch.Add("UPDATE lanes SET worker = NULL, fence = fence + 1 WHERE worker = @worker", ("worker", worker));
        batch.Add("DELETE FROM workers WHERE id = @worker", ("worker", worker));
        await database.WriteAsync(batch, cancellationToken);
    }
}
