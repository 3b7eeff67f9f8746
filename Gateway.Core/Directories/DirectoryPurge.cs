using Gateway.Core.Ids;
using Gateway.Core.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Gateway.Core.Directories;

/// <summary>Removes what deleted directories held, in batches that stay small beside the traffic of the others. What is interrupted goes on at the next start:
/// the directory's own row goes last. Its events stay for their retention; they have yet to be delivered.</summary>
public sealed class DirectoryPurge(Database database, DirectoryPurgeSignal signal, TimeProvider time, ILogger<DirectoryPurge> logger) : BackgroundService
{
    private const int BatchSize = 500;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    // A request that was let in just before the deletion may still be writing.
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(60);

    // Each with the columns that name a row within the directory.
    private static readonly (string Table, string Key)[] Held =
    [
        ("members", "group_id, user_id"),
        ("parked_members", "value, group_id"),
        ("user_emails", "email_key, user_id"),
        ("groups", "id"),
        ("users", "id"),
        ("list_blocks", "kind, last_ordinal"),
        ("requests", "id"),
    ];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var wait = Longest;
        while (true)
        {
            var rung = await signal.WaitAsync(wait, stoppingToken);
            try
            {
                wait = await PurgeAsync(stoppingToken) ? Longest : Settled;
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                logger.PurgePaused(exception.GetType().Name, AfterFailure);
                wait = AfterFailure;
            }
        }
    }

    /// <returns>Whether nothing is left to purge.</returns>
    internal async Task<bool> PurgeAsync(CancellationToken cancellationToken)
    {
        var settled = time.GetUtcNow() - Settled;
        var all = true;
        foreach (var (directory, deletedAt) in await FindDeletedAsync(cancellationToken))
        {
            if (deletedAt > settled)
            {
                all = false;
                continue;
            }

            foreach (var (table, key) in Held)
            {
                while (await DeleteSomeAsync(directory, table, key, cancellationToken) == BatchSize)
                {
                    await Task.Delay(Pause, time, cancellationToken);
                }
            }

            var batch = new WriteBatch();
            batch.Add("DELETE FROM directories WHERE id = @directory AND deleted_at IS NOT NULL", ("directory", directory));
            await database.WriteAsync(batch, cancellationToken);
            logger.Purged(directory);
        }

        return all;
    }

    private async Task<List<(DirectoryId Id, DateTimeOffset DeletedAt)>> FindDeletedAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.QueryAsync(
            "SELECT id, deleted_at FROM directories WHERE deleted_at IS NOT NULL ORDER BY deleted_at",
            reader => (reader.GetId<DirectoryId>(0), reader.GetInstant(1)),
            [],
            cancellationToken);
    }

    private async Task<int> DeleteSomeAsync(DirectoryId directory, string table, string key, CancellationToken cancellationToken)
    {
        var batch = new WriteBatch();
        var deleted = batch.Add(
            $"""
            DELETE FROM {table}
            WHERE  directory_id = @directory
            AND    ({key}) IN (SELECT {key} FROM {table} WHERE directory_id = @directory LIMIT {BatchSize})
            """,
            ("directory", directory));
        await database.WriteAsync(batch, cancellationToken);
        return deleted.Affected;
    }
}
