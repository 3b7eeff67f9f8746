using Gateway.Core.Events;
using Gateway.Core.Webhooks;
using Gateway.Core.Webhooks.Dispatching;
using Microsoft.Extensions.Logging;

namespace Gateway.Worker.Webhooks;

/// <summary>Collects what attempts came to, over all lanes, and records it in batches. A little patience makes the batches large; where
/// something waits for the record there is none.</summary>
internal sealed class Recorder(AttemptStore store, ChangeSignal changes, ILogger logger)
{
    private const int BatchSize = 1024;
    private const int Plenty = 256;
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(8);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private readonly Lock gate = new();
    private readonly Wake some = new();
    private readonly Wake enough = new();
    private List<Entry> pending = [];

    /// <summary>Records this soon and tells the lane.</summary>
    /// <param name="urgent">Whether something waits for it.</param>
    public void Add(Lane lane, AttemptRecord record, FailingChange? change, Disabling? disabling, bool urgent)
    {
        int count;
        lock (gate)
        {
            pending.Add(new Entry(lane, record, change, disabling));
            count = pending.Count;
        }

        if (count == 1)
        {
            some.Set();
        }

        if (urgent || count == Plenty)
        {
            enough.Set();
        }
    }

    /// <summary>Runs until cancelled; what was handed over before is recorded first, if the database lets it.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        while (true)
        {
            await some.WaitAsync(stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!stopping.IsCancellationRequested)
            {
                await enough.WaitAsync(Patience, CancellationToken.None);
            }

            List<Entry> all;
            lock (gate)
            {
                all = pending;
                pending = [];
            }

            foreach (var batch in all.Chunk(BatchSize))
            {
                await RecordAsync(batch, stopping);
            }

            if (stopping.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task RecordAsync(Entry[] batch, CancellationToken stopping)
    {
        while (true)
        {
            try
            {
                var fences = await store.RecordAsync(
                    [.. batch.Select(entry => entry.Record)],
                    [.. batch.Where(entry => entry.Change is not null).Select(entry => entry.Change!)],
                    [.. batch.Where(entry => entry.Disabling is not null).Select(entry => entry.Disabling!)],
                    CancellationToken.None);
                if (batch.Any(entry => entry.Disabling is not null))
                {
                    changes.Ring(); // That is an event, too.
                }

                foreach (var group in batch.GroupBy(entry => entry.Lane))
                {
                    group.Key.Recorded([.. group.Select(entry => entry.Record)], fences.TryGetValue(group.Key.Subscriber, out var fence) && fence == group.Key.Fence);
                }

                return;
            }
            catch (Exception exception)
            {
                logger.DispatcherFailed(exception, "recorder", Pause);
                if (stopping.IsCancellationRequested)
                {
                    return;
                }

                await Task.Delay(Pause, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private readonly record struct Entry(Lane Lane, AttemptRecord Record, FailingChange? Change, Disabling? Disabling);
}
