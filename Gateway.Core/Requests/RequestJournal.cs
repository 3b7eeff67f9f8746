using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Gateway.Core.Requests;

/// <summary>Takes note of requests without making them wait, and writes the notes down in batches, at least once a second. Idle, it does nothing. Under
/// more load than the database takes, the oldest unwritten notes are dropped and counted.</summary>
public sealed class RequestJournal : BackgroundService
{
    private const int Unwritten = 20_000;
    private const int BatchSize = 1_000;
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);
    private readonly Channel<RequestEntry> entries;
    private readonly RequestStore store;
    private readonly TimeProvider time;
    private readonly ILogger<RequestJournal> logger;
    private long dropped;

    public RequestJournal(RequestStore store, TimeProvider time, ILogger<RequestJournal> logger)
    {
        this.store = store;
        this.time = time;
        this.logger = logger;
        entries = Channel.CreateBounded<RequestEntry>(
            new BoundedChannelOptions(Unwritten) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
            _ => Interlocked.Increment(ref dropped));
    }

    /// <summary>How many notes were dropped since the start.</summary>
    public long Dropped => Interlocked.Read(ref dropped);

    /// <summary>Never waits and never fails.</summary>
    public void Record(RequestEntry entry) => entries.Writer.TryWrite(entry);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        entries.Writer.TryComplete();
        await base.StopAsync(cancellationToken);
        await DrainAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (await entries.Reader.WaitToReadAsync(stoppingToken))
        {
            await Task.Delay(Gathering, time, stoppingToken);
            await DrainAsync(stoppingToken);
        }
    }

    private async Task DrainAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            var batch = new List<RequestEntry>();
            while (batch.Count < BatchSize && entries.Reader.TryRead(out var entry))
            {
                batch.Add(entry);
            }

            if (batch.Count == 0)
            {
                return;
            }

            await WriteAsync(batch, stoppingToken);
        }
    }

    private async Task WriteAsync(List<RequestEntry> batch, CancellationToken stoppingToken)
    {
        while (true)
        {
            try
            {
                await store.InsertAsync(batch, CancellationToken.None); // A stop ends the waiting, not a batch that is on its way.
                return;
            }
            catch (Exception exception)
            {
                logger.NotWritten(batch.Count, exception.GetType().Name);
                if (!store.MayTryAgain(exception) || stoppingToken.IsCancellationRequested)
                {
                    Interlocked.Add(ref dropped, batch.Count);
                    return;
                }
            }

            await Task.Delay(AfterFailure, time, stoppingToken).ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }
}
