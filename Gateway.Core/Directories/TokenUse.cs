using System.Collections.Concurrent;
using Gateway.Core.Ids;
using Gateway.Core.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Gateway.Core.Directories;

/// <summary>Remembers when tokens were last used and writes it down in batches, each token at most once a minute. Idle, it does nothing.</summary>
public sealed class TokenUse(Database database, TimeProvider time, ILogger<TokenUse> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Coarseness = TimeSpan.FromMinutes(1);
    private const int Bound = 10_000;
    private readonly ConcurrentDictionary<TokenId, Use> uses = new();
    private readonly SemaphoreSlim noted = new(0, 1);

    public void Note(DirectoryId directory, TokenId token)
    {
        var now = time.GetUtcNow();
        if (uses.TryGetValue(token, out var use) && now - use.At < Coarseness)
        {
            return;
        }

        uses[token] = new Use(directory, now, Written: false);
        lock (noted)
        {
            if (noted.CurrentCount == 0)
            {
                noted.Release();
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await noted.WaitAsync(stoppingToken);
            await WriteSafelyAsync(stoppingToken);
            await Task.Delay(Pause, time, stoppingToken);
        }
    }

    private async Task WriteSafelyAsync(CancellationToken cancellationToken)
    {
        try
        {
            await WriteAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            logger.TokenUseNotWritten(exception.GetType().Name); // Coarse by nature: the next use is written again.
        }
    }

    internal async Task WriteAsync(CancellationToken cancellationToken)
    {
        var unwritten = uses.Where(use => !use.Value.Written).ToList();
        var batch = new WriteBatch();
        foreach (var (token, use) in unwritten)
        {
            TokenStore.RecordUse(batch, use.Directory, token, use.At);
        }

        await database.WriteAsync(batch, cancellationToken);
        foreach (var (token, use) in unwritten)
        {
            uses.TryUpdate(token, use with { Written = true }, use);
        }

        if (uses.Count > Bound)
        {
            uses.Clear();
        }
    }

    private sealed record Use(DirectoryId Directory, DateTimeOffset At, bool Written);
}
