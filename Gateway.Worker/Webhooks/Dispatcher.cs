using System.Collections.Concurrent;
using Gateway.Core.Events;
using Gateway.Core.Storage;
using Gateway.Core.Webhooks;
using Gateway.Core.Webhooks.Dispatching;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Gateway.Worker.Webhooks;

/// <summary>Delivers: takes its share of the subscribers, reads what they are owed, many in one trip, and lets their lanes send. Woken by
/// commits of this process and of others; looks unasked now and then as a net.</summary>
public sealed class Dispatcher : IHostedService, IDisposable
{
    private const int RowsPerScan = 4096;
    private const int LeastRows = 16;
    private const int MostRows = 512;
    private const int MostAsked = 500;
    private const int SweepRows = 5000;
    private static readonly TimeSpan ScanPace = TimeSpan.FromMilliseconds(3);
    private static readonly TimeSpan LookPace = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan SweepPace = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private readonly OwedStore owed;
    private readonly LaneKeeper keeper;
    private readonly LaneServices services;
    private readonly Recorder recorder;
    private readonly ChangeListener listener;
    private readonly ChangeSignal changes;
    private readonly OperatorSignal operators;
    private readonly WebhookOptions options;
    private readonly TimeProvider time;
    private readonly ILogger<Dispatcher> logger;
    private readonly ConcurrentDictionary<int, Lane> lanes = new();
    private readonly Wake wake = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly CancellationTokenSource abandoned = new();
    private readonly CancellationTokenSource recorded = new();
    private readonly List<Task> loops = [];
    private Task recording = Task.CompletedTask;
    private volatile bool asked = true;
    private long lookedAt;

    public Dispatcher(
        Database database, OwedStore owed, LeaseStore leases, AttemptStore attempts, SubscriberStore subscribers, SubscriberSecrets secrets,
        WebhookSender sender, ChangeNotifier notifier, ChangeSignal changes, Holds holds, OperatorSignal operators, IOptions<WebhookOptions> options,
        TimeProvider time, ILogger<Dispatcher> logger)
    {
        this.owed = owed;
        this.changes = changes;
        this.operators = operators;
        this.options = options.Value;
        this.time = time;
        this.logger = logger;
        recorder = new Recorder(attempts, changes, logger);
        listener = new ChangeListener(database, notifier, logger);
        var schedule = new RetrySchedule(this.options.Delays, this.options.Jitter, Random.Shared.NextDouble);
        services = new LaneServices(sender, schedule, this.options, new DatabaseClock(time), time, recorder, new EventLoader(owed), holds, wake, logger)
        {
            Abandon = abandoned.Token,
        };
        keeper = new LaneKeeper(leases, subscribers, secrets, services, lanes);
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        recording = Task.Run(() => recorder.RunAsync(recorded.Token), CancellationToken.None);
        loops.Add(Task.Run(() => keeper.RunAsync(stopping.Token), CancellationToken.None));
        loops.Add(Task.Run(ScanAsync, CancellationToken.None));
        loops.Add(Task.Run(HearChangesAsync, CancellationToken.None));
        loops.Add(Task.Run(HearOperatorsAsync, CancellationToken.None));
        loops.Add(Task.Run(() => listener.RunAsync(OnChanged, OnOperated, stopping.Token), CancellationToken.None));
        return Task.CompletedTask;
    }

    /// <summary>Begins nothing more, gives what is under way a while to end, records it and hands the subscribers back.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await stopping.CancelAsync();
        await Task.WhenAll(loops).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var all = lanes.Values.ToList();
        all.ForEach(lane => lane.Stop());
        var drained = Task.WhenAll(all.Select(lane => lane.Drained));
        var grace = Task.Delay(Grace, cancellationToken).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        if (await Task.WhenAny(drained, grace) == grace && all.Sum(lane => lane.UnderWay) is > 0 and var left)
        {
            logger.LeftUnderWay(left);
        }

        await abandoned.CancelAsync();
        await Task.WhenAny(drained, Task.Delay(TimeSpan.FromSeconds(1), CancellationToken.None));
        await recorded.CancelAsync();
        await recording.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await keeper.LeaveAsync();
    }

    public void Dispose()
    {
        stopping.Dispose();
        abandoned.Dispose();
        recorded.Dispose();
    }

    private async Task HearChangesAsync()
    {
        while (!stopping.IsCancellationRequested)
        {
            var next = changes.Next; // Before the look, so that nothing falls between.
            OnChanged();
            await next.WaitAsync(stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task HearOperatorsAsync()
    {
        while (!stopping.IsCancellationRequested)
        {
            var next = operators.Next;
            OnOperated();
            await next.WaitAsync(stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void OnChanged()
    {
        foreach (var (_, lane) in lanes)
        {
            lane.MarkDirty();
        }

        wake.Set();
    }

    private void OnOperated()
    {
        asked = true;
        keeper.Wake.Set();
        wake.Set();
    }

    private async Task ScanAsync()
    {
        var scannedAt = time.GetTimestamp();
        var polledAt = scannedAt;
        var sweptAt = scannedAt;
        DateTimeOffset? due = null;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await wake.WaitAsync(Sleep(due, polledAt), stopping.Token);
                if (ScanPace - time.GetElapsedTime(scannedAt) is { } rest && rest > TimeSpan.Zero)
                {
                    await Task.Delay(rest, stopping.Token); // What comes together is read together.
                }

                if (time.GetElapsedTime(polledAt) >= options.PollInterval)
                {
                    polledAt = time.GetTimestamp();
                    asked = true;
                    OnChanged();
                }

                scannedAt = time.GetTimestamp();
                due = StartDue();
                if (asked && !lanes.IsEmpty)
                {
                    asked = false;
                    await ReadAskedAsync();
                }

                await ReadOwedAsync();
                if (time.GetElapsedTime(sweptAt) >= SweepPace)
                {
                    sweptAt = time.GetTimestamp();
                    await owed.SweepAsync(SweepRows, stopping.Token);
                }
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                logger.DispatcherFailed(exception, "reader", Pause);
                await Task.Delay(Pause, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                wake.Set();
            }
        }
    }

    private TimeSpan Sleep(DateTimeOffset? due, long polledAt)
    {
        var sleep = options.PollInterval - time.GetElapsedTime(polledAt);
        if (due is { } at && at - services.Clock.Now is var until && until < sleep)
        {
            sleep = until;
        }

        return sleep > TimeSpan.Zero ? sleep : TimeSpan.Zero;
    }

    private DateTimeOffset? StartDue()
    {
        var now = services.Clock.Now;
        DateTimeOffset? earliest = null;
        foreach (var (_, lane) in lanes)
        {
            if (lane.StartDue(now) is { } due && !(due > earliest))
            {
                earliest = due;
            }
        }

        return earliest;
    }

    private async Task ReadAskedAsync()
    {
        var all = lanes.Values.ToList();
        try
        {
            all.ForEach(lane => lane.BeginReading(scan: false));
            var rows = await owed.AskedAsync([.. all.Select(lane => lane.Subscriber)], MostAsked, stopping.Token);
            all.ForEach(lane => lane.ReceiveAsked(rows.GetValueOrDefault(lane.Subscriber) ?? []));
        }
        catch
        {
            asked = true;
            throw;
        }
    }

    private async Task ReadOwedAsync()
    {
        var wanting = new List<Lane>();
        var scans = new List<LaneScan>();
        var known = 0;
        var waits = false;
        var lags = false;
        foreach (var (_, lane) in lanes)
        {
            if (lane.WantsRows(out var scan, out var knows, out var unsettled))
            {
                wanting.Add(lane);
                scans.Add(scan);
                known = Math.Max(known, knows);
                waits |= unsettled;
                lags |= scan.Position > scan.Floor;
            }
        }

        if (wanting.Count == 0)
        {
            return;
        }

        var look = waits || lookedAt == 0 || (lags && time.GetElapsedTime(lookedAt) >= LookPace);
        if (look)
        {
            lookedAt = time.GetTimestamp();
        }

        wanting.ForEach(lane => lane.BeginReading(scan: true));
        ScanResult found;
        try
        {
            found = await owed.ScanAsync(scans, known + Math.Clamp(RowsPerScan / wanting.Count, LeastRows, MostRows), look, stopping.Token);
        }
        catch
        {
            wanting.ForEach(lane => lane.EndReading());
            throw;
        }

        wanting.ForEach(lane => lane.Receive(found.Rows.GetValueOrDefault(lane.Subscriber) ?? [], found.Settled, found.Limit));
        if (wanting.Exists(lane => lane.WantsRows(out _, out _, out _)))
        {
            wake.Set();
        }
    }
}
