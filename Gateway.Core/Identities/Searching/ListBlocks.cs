using Gateway.Core.Events;
using Gateway.Core.Ids;
using Gateway.Core.Storage;
using Microsoft.Extensions.Logging;

namespace Gateway.Core.Identities.Searching;

/// <summary>Keeps lists short to count: keys to which none can be added any more are counted once, in blocks, and only the tail is counted per
/// request. A create touches no block; a delete takes itself out of its own. design.md §4.</summary>
/// <remarks>A delete and the count of its block meet on the block's row. The delete first locks the resource's row, then (<see cref="Leave"/>) the
/// block's, and keeps both until it commits; the count locks the block's row and only then takes its snapshot. A delete that was first is therefore
/// not counted, and lowered a null; one that comes second is counted, waits, and lowers the number. A delete whose snapshot was too old to see
/// the block at all held its resource's row before the block was announced: it is waited for between announcing and counting.</remarks>
public sealed class ListBlocks(Database database, Horizon horizon, ILogger<ListBlocks> logger) : IAsyncDisposable
{
    internal const int Size = 1000;
    private const int MostAtOnce = 200;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly Dictionary<(DirectoryId, string), Task> running = [];
    private readonly CancellationTokenSource stopping = new();

    /// <summary>Takes the resource with this ordinal out of its block, if it is in one. Comes before the DELETE and after the lock on the
    /// resource's row, in one transaction with both.</summary>
    internal static string Leave(string kind, string ordinal) => $"""
        UPDATE list_blocks SET resources = resources - 1
        WHERE  directory_id = @directory AND kind = '{kind}' AND last_ordinal = (
                 SELECT min(b.last_ordinal) FROM list_blocks b WHERE b.directory_id = @directory AND b.kind = '{kind}' AND b.last_ordinal >= ({ordinal}))
        """;

    /// <summary>Starts to close blocks, unless that goes on already or the tail is short. Nobody waits for it: until it is done, lists count more.</summary>
    internal void CloseIfLong(DirectoryId directory, string kind, long tail)
    {
        if (tail <= 2 * Size)
        {
            return;
        }

        lock (running)
        {
            if (!stopping.IsCancellationRequested && !running.ContainsKey((directory, kind)))
            {
                running[(directory, kind)] = Task.Run(() => CloseAloneAsync(directory, kind));
            }
        }
    }

    /// <summary>Closes what is settled, in blocks of this many keys. May run several times at once.</summary>
    internal async Task CloseAsync(DirectoryId directory, string kind, int size, CancellationToken cancellationToken)
    {
        var settled = await horizon.FindOrdinalAsync(kind, Patience, cancellationToken);
        while (settled > 0 && await AnnounceAsync(directory, kind, settled, size, cancellationToken) == MostAtOnce)
        {
        }

        if (database.Dialect.HasRowLocks)
        {
            await CountAsync(directory, kind, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        Task[] last;
        lock (running)
        {
            last = [.. running.Values];
        }

        await Task.WhenAll(last);
        stopping.Dispose();
    }

    private async Task CloseAloneAsync(DirectoryId directory, string kind)
    {
        try
        {
            await CloseAsync(directory, kind, Size, stopping.Token);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            logger.ListNotClosed(directory, kind, exception.GetType().Name);
        }
        catch (OperationCanceledException)
        {
            // The process stops; the next one goes on.
        }
        finally
        {
            lock (running)
            {
                running.Remove((directory, kind));
            }
        }
    }

    // One at a time, each after the last block there is, so that no block ever changes its bounds. SQLite has one writer: announced is counted.
    private async Task<int> AnnounceAsync(DirectoryId directory, string kind, long settled, int size, CancellationToken cancellationToken)
    {
        var batch = new WriteBatch();
        if (database.Dialect.HasRowLocks)
        {
            batch.Query("SELECT pg_advisory_xact_lock(hashtextextended(@list, 0))", _ => true, ("list", $"list_blocks {directory} {kind}"));
        }

        var announced = batch.Add(
            $"""
            INSERT INTO list_blocks (directory_id, kind, last_ordinal, resources)
            SELECT @directory, @kind, k.ordinal, {(database.Dialect.HasRowLocks ? "CAST(NULL AS integer)" : "@size")}
            FROM  (SELECT o.ordinal, row_number() OVER (ORDER BY o.ordinal) AS number
                   FROM  (SELECT r.ordinal FROM {kind} r
                          WHERE  r.directory_id = @directory AND r.ordinal <= @settled AND r.ordinal > (
                                   SELECT coalesce(max(b.last_ordinal), 0) FROM list_blocks b WHERE b.directory_id = @directory AND b.kind = @kind)
                          ORDER  BY r.ordinal LIMIT @most) AS o) AS k
            WHERE  k.number % @size = 0
            """,
            ("directory", directory), ("kind", kind), ("settled", settled), ("size", size), ("most", (long)size * MostAtOnce));
        await database.WriteAsync(batch, cancellationToken);
        return announced.Affected;
    }

    // In order, so that counted blocks come before the others.
    private async Task CountAsync(DirectoryId directory, string kind, CancellationToken cancellationToken)
    {
        var announced = await FindAnnouncedAsync(directory, kind, cancellationToken);
        if (announced.Count == 0 || !await horizon.PassAsync(kind, Patience, cancellationToken))
        {
            return;
        }

        foreach (var last in announced)
        {
            (string, object?)[] block = [("directory", directory), ("kind", kind), ("last", last)];
            var batch = new WriteBatch();
            var held = batch.Query(
                "SELECT 1 FROM list_blocks WHERE directory_id = @directory AND kind = @kind AND last_ordinal = @last FOR UPDATE", reader => reader.GetInt32(0), block);
            batch.Add(
                $"""
                UPDATE list_blocks
                SET    resources = (SELECT count(*) FROM {kind} r WHERE r.directory_id = @directory AND r.ordinal <= @last AND r.ordinal > (
                         SELECT coalesce(max(b.last_ordinal), 0) FROM list_blocks b WHERE b.directory_id = @directory AND b.kind = @kind AND b.last_ordinal < @last))
                WHERE  directory_id = @directory AND kind = @kind AND last_ordinal = @last AND resources IS NULL
                """,
                block);
            await database.WriteAsync(batch, cancellationToken);
            if (held.Rows.Count == 0)
            {
                return; // The directory was deleted.
            }
        }
    }

    private async Task<List<long>> FindAnnouncedAsync(DirectoryId directory, string kind, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenHotAsync(cancellationToken);
        return await connection.QueryAsync(
            "SELECT last_ordinal FROM list_blocks WHERE directory_id = @directory AND kind = @kind AND resources IS NULL ORDER BY last_ordinal",
            reader => reader.GetInt64(0),
            [("directory", directory), ("kind", kind)],
            cancellationToken);
    }
}
