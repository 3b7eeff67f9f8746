using Gateway.Core.Events;
using Gateway.Core.Webhooks;
using Gateway.Core.Webhooks.Dispatching;
using Microsoft.Extensions.Logging;

namespace Gateway.Worker.Webhooks;

/// <summary>What every lane of a process works with.</summary>
internal sealed class LaneServices(
    WebhookSender sender, RetrySchedule schedule, WebhookOptions options, DatabaseClock clock, TimeProvider time,
    Recorder recorder, EventLoader loader, Holds holds, Wake wake, ILogger logger)
{
    private long leaseEnds;

    public WebhookSender Sender => sender;

    public RetrySchedule Schedule => schedule;

    public WebhookOptions Options => options;

    public DatabaseClock Clock => clock;

    public TimeProvider Time => time;

    public Recorder Recorder => recorder;

    public EventLoader Loader => loader;

    public Holds Holds => holds;

    /// <summary>Wakes the loop that reads what is owed.</summary>
    public Wake Wake => wake;

    public ILogger Logger => logger;

    /// <summary>Cancelled when what is under way must be left.</summary>
    public CancellationToken Abandon { get; set; }

    /// <summary>Whether this worker may still begin attempts: one that was frozen finds its time over before it asks the database.</summary>
    public bool HoldsLease => time.GetTimestamp() < Volatile.Read(ref leaseEnds);

    /// <param name="asked">The steady clock's timestamp when the heartbeat was sent.</param>
    public void Extend(long asked) =>
        Volatile.Write(ref leaseEnds, asked + (long)(options.LeaseDuration.TotalSeconds * 2 / 3 * time.TimestampFrequency));
}
