using System.Collections.Concurrent;
using System.Security.Cryptography;
using Gateway.Contracts.Verification;
using Gateway.Core.Ids;
using Gateway.Core.Webhooks;
using Gateway.Core.Webhooks.Dispatching;
using Microsoft.Extensions.Logging;

namespace Gateway.Worker.Webhooks;

/// <summary>Keeps this worker's leases alive, takes its fair share of the subscribers, and opens and closes their lanes.</summary>
internal sealed class LaneKeeper(
    LeaseStore leases, SubscriberStore subscribers, SubscriberSecrets secrets, LaneServices services, ConcurrentDictionary<int, Lane> lanes)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private readonly HashSet<SubscriberId> unreadable = [];
    private WorkerId worker = WorkerId.New();
    private bool registered;

    /// <summary>Makes it look at once.</summary>
    public Wake Wake { get; } = new();

    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await BeatAsync(stopping);
                await Wake.WaitAsync(services.Options.LeaseDuration / 3, stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                services.Logger.DispatcherFailed(exception, "heartbeat", Pause);
                await Task.Delay(Pause, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Hands everything back, so that another worker need not wait.</summary>
    public async Task LeaveAsync()
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        try
        {
            await leases.LeaveAsync(worker, soon.Token);
        }
        catch (Exception exception)
        {
            services.Logger.DispatcherFailed(exception, "farewell", TimeSpan.Zero); // Its lease runs out by itself.
        }
    }

    private async Task BeatAsync(CancellationToken cancellationToken)
    {
        if (!registered)
        {
            await leases.RegisterAsync(worker, cancellationToken);
            registered = true;
        }

        var before = services.Holds.Version;
        var asked = services.Time.GetTimestamp();
        var beat = await leases.BeatAsync(worker, services.Options.LeaseDuration, cancellationToken);
        if (!beat.Known)
        {
            BeginAnew();
            return;
        }

        services.Clock.Set(beat.Now, asked);
        services.Extend(asked);
        if (!services.Holds.Learn(before, beat.Paused, beat.Lanes.Where(row => row.State != SubscriberState.Active).Select(row => row.Id)))
        {
            Wake.Set(); // An operator was faster than this look.
            return;
        }

        await CloseAsync(beat, cancellationToken);
        await RefreshAsync(beat, cancellationToken);
        await OpenAsync(beat, cancellationToken);
        services.Wake.Set();
    }

    private void BeginAnew()
    {
        worker = WorkerId.New();
        registered = false;
        services.Logger.WorkerForgotten(worker.ToString());
        foreach (var (number, lane) in lanes)
        {
            lane.Stop();
            lanes.TryRemove(number, out _);
        }

        Wake.Set();
    }

    /// <summary>Stops what is no longer to be driven here, and hands back what has come to rest.</summary>
    private async Task CloseAsync(Heartbeat beat, CancellationToken cancellationToken)
    {
        var rows = beat.Lanes.ToDictionary(row => row.Number);
        foreach (var (number, lane) in lanes)
        {
            if (!rows.TryGetValue(number, out var row) || row.State != SubscriberState.Active || row.Worker != worker || row.Fence != lane.Fence)
            {
                lane.Stop();
            }
        }

        var excess = lanes.Values.Count(lane => !lane.IsStopped) - Share(beat);
        foreach (var lane in lanes.Values.Where(lane => !lane.IsStopped).OrderByDescending(lane => lane.Subscriber).Take(Math.Max(0, excess)))
        {
            lane.Stop();
        }

        var rested = lanes.Values.Where(lane => lane.IsStopped && lane.Drained.IsCompleted).Select(lane => lane.Subscriber).ToList();
        foreach (var stoppedLane in lanes.Values.Where(lane => lane.IsStopped && !lane.Drained.IsCompleted))
        {
            _ = stoppedLane.Drained.ContinueWith(_ => Wake.Set(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }

        if (rested.Count > 0)
        {
            await leases.ReleaseAsync(worker, rested, cancellationToken);
            rested.ForEach(number => lanes.TryRemove(number, out _));
            Wake.Set(); // Free again, for another worker or with a new fence for this one.
        }
    }

    private async Task RefreshAsync(Heartbeat beat, CancellationToken cancellationToken)
    {
        foreach (var row in beat.Lanes)
        {
            if (lanes.TryGetValue(row.Number, out var lane) && lane.Target.UpdatedAt != row.UpdatedAt && await FindTargetAsync(row, cancellationToken) is { } target)
            {
                lane.Target = target;
            }
        }
    }

    private async Task OpenAsync(Heartbeat beat, CancellationToken cancellationToken)
    {
        var room = Share(beat) - lanes.Count;
        var free = beat.Lanes
            .Where(row => row.State == SubscriberState.Active && (row.Worker is null || row.Worker == worker) && !lanes.ContainsKey(row.Number))
            .Take(Math.Max(0, room))
            .ToList();
        var targets = new Dictionary<int, (LaneRow Row, Target Target)>();
        foreach (var row in free)
        {
            if (await FindTargetAsync(row, cancellationToken) is { } target)
            {
                targets.Add(row.Number, (row, target));
            }
        }

        if (targets.Count == 0)
        {
            return;
        }

        var claimed = await leases.ClaimAsync(worker, [.. targets.Keys], services.Options.LeaseDuration, cancellationToken);
        foreach (var claim in claimed)
        {
            var (row, target) = targets[claim.Number];
            lanes[claim.Number] = new Lane(services, claim.Number, row.Id, claim.Fence, claim.FailingSince, target);
        }

        if (claimed.Count > 0 && services.Logger.IsEnabled(LogLevel.Information))
        {
            services.Logger.SubscribersTaken(lanes.Count, worker.ToString());
        }
    }

    private static int Share(Heartbeat beat)
    {
        var active = beat.Lanes.Count(row => row.State == SubscriberState.Active);
        return (active + beat.Workers - 1) / beat.Workers;
    }

    private async Task<Target?> FindTargetAsync(LaneRow row, CancellationToken cancellationToken)
    {
        var ciphertexts = await subscribers.SecretsAsync(row.Number, services.Clock.Now, cancellationToken);
        try
        {
            var signing = ciphertexts.Select(ciphertext => WebhookSecret.Parse(secrets.Unprotect(ciphertext))).ToList();
            unreadable.Remove(row.Id);
            return signing.Count == 0 ? null : new Target(new Uri(row.Url), signing, row.UpdatedAt);
        }
        catch (CryptographicException exception)
        {
            if (unreadable.Add(row.Id))
            {
                services.Logger.SecretsUnreadable(exception, row.Id.ToString());
            }

            return null;
        }
    }
}
