using Gateway.Core.Events;
using Gateway.Core.Webhooks.Dispatching;

namespace Gateway.Worker.Webhooks;

/// <summary>Fetches what large, long-held or repeated deliveries tell. Requests that come while one is under way share the next.</summary>
internal sealed class EventLoader(OwedStore store)
{
    private const int BatchSize = 16; // An event may be a megabyte.
    private readonly Lock gate = new();
    private readonly Queue<(long Sequence, TaskCompletionSource<StoredEvent?> Loaded)> asked = [];
    private bool running;

    /// <summary>The event, or null if it is no longer kept.</summary>
    public Task<StoredEvent?> LoadAsync(long sequence)
    {
        var loaded = new TaskCompletionSource<StoredEvent?>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            asked.Enqueue((sequence, loaded));
            if (running)
            {
                return loaded.Task;
            }

            running = true;
        }

        _ = Task.Run(RunAsync);
        return loaded.Task;
    }

    private async Task RunAsync()
    {
        var batch = new List<(long Sequence, TaskCompletionSource<StoredEvent?> Loaded)>(BatchSize);
        while (true)
        {
            batch.Clear();
            lock (gate)
            {
                while (batch.Count < BatchSize && asked.TryDequeue(out var next))
                {
                    batch.Add(next);
                }

                if (batch.Count == 0)
                {
                    running = false;
                    return;
                }
            }

            try
            {
                var events = (await store.EventsAsync([.. batch.Select(each => each.Sequence).Distinct()], CancellationToken.None)).ToDictionary(each => each.Sequence);
                batch.ForEach(each => each.Loaded.SetResult(events.GetValueOrDefault(each.Sequence)));
            }
            catch (Exception exception)
            {
                batch.ForEach(each => each.Loaded.SetException(exception));
            }
        }
    }
}
