using System.Diagnostics;
using Gateway.Core.Events;
using Gateway.Core.Ids;
using Gateway.Core.Webhooks;
using Gateway.Core.Webhooks.Dispatching;

namespace Gateway.Worker.Webhooks;

/// <summary>One subscriber while this worker drives it: what is known of its owed deliveries, what is under way, what waits. It reads forward
/// in windows, starts what nothing blocks, and lets go of an entry's locks only when its outcome is recorded, so that not even a crash
/// can send an earlier event after a later one that depends on it.</summary>
internal sealed class Lane
{
    /// <summary>So many entries may be in memory, nearly all of them waiting or blocked and small then; beyond that nothing more is read.</summary>
    private const int Capacity = 50_000;

    private const int LowWater = 192;
    private const int MostUnrecorded = 4096;
    private const int InlineCharacters = 1024 * 1024;
    private const int FailuresToBreak = 20;
    private static readonly TimeSpan FirstProbe = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestProbe = TimeSpan.FromSeconds(5);

    private readonly LaneServices services;
    private readonly Lock gate = new();
    private readonly CausalOrder<OwedEvent> order = new();
    private readonly Dictionary<long, OwedEvent> known = [];
    private readonly PriorityQueue<OwedEvent, DateTimeOffset> waiting = new();
    private readonly Queue<OwedEvent> retries = [];
    private readonly List<OwedEvent> unsettled = [];
    private readonly PriorityQueue<long, long> aboveFloor = new();
    private readonly HashSet<long> goneWhileReading = [];
    private readonly Dictionary<DirectoryId, long> setAside = [];
    private readonly HashSet<long> setAsideAboveFloor = [];
    private readonly TaskCompletionSource drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Target target;
    private DateTimeOffset? failingSince;
    private DateTimeOffset probeAt;
    private long floor;
    private long settledTo;
    private long position;
    private bool dirty = true;
    private bool more;
    private bool reading;
    private bool stopped;
    private int characters;
    private int underWay;
    private int retriesUnderWay;
    private int unrecorded;
    private int failures;

    public Lane(LaneServices services, int subscriber, SubscriberId id, long fence, DateTimeOffset? failingSince, Target target)
    {
        this.services = services;
        this.failingSince = failingSince;
        this.target = target;
        Subscriber = subscriber;
        Id = id;
        Fence = fence;
    }

    public int Subscriber { get; }

    public SubscriberId Id { get; }

    public long Fence { get; }

    /// <summary>Completes when the lane was stopped and nothing is under way or unrecorded any more.</summary>
    public Task Drained => drained.Task;

    public bool IsStopped
    {
        get
        {
            lock (gate)
            {
                return stopped;
            }
        }
    }

    public Target Target
    {
        get
        {
            lock (gate)
            {
                return target;
            }
        }

        set
        {
            lock (gate)
            {
                target = value;
            }
        }
    }

    /// <summary>Attempts under way.</summary>
    public int UnderWay
    {
        get
        {
            lock (gate)
            {
                return underWay;
            }
        }
    }

    /// <summary>Something may be owed that the lane does not know.</summary>
    public void MarkDirty()
    {
        lock (gate)
        {
            dirty = true;
        }
    }

    /// <summary>Begins nothing more. What is under way ends and is recorded.</summary>
    public void Stop()
    {
        lock (gate)
        {
            stopped = true;
            CheckDrained();
        }
    }

    /// <summary>Whether the lane can use rows now, and from where on.</summary>
    /// <param name="scan">From where.</param>
    /// <param name="known">How many rows it would meet that it knows.</param>
    /// <param name="waits">Whether something waits for the order of events to be settled.</param>
    public bool WantsRows(out LaneScan scan, out int known, out bool waits)
    {
        lock (gate)
        {
            ReturnToReleased();
            scan = new LaneScan(Subscriber, floor, position);
            known = aboveFloor.Count;
            waits = unsettled.Count > 0;
            return !stopped && this.known.Count < Capacity && (waits || ((dirty || more) && order.Offered < LowWater));
        }
    }

    /// <summary>Whether the floor lags behind what was seen.</summary>
    public bool IsUnsettled
    {
        get
        {
            lock (gate)
            {
                return position > floor;
            }
        }
    }

    /// <summary>A read begins: what is settled meanwhile may still be among its rows.</summary>
    /// <param name="scan">Whether it is a scan with what <see cref="WantsRows"/> said.</param>
    public void BeginReading(bool scan)
    {
        lock (gate)
        {
            reading = true;
            dirty &= !scan;
            goneWhileReading.Clear();
        }
    }

    /// <summary>The scan failed; what it should have found is still to be found.</summary>
    public void EndReading()
    {
        lock (gate)
        {
            reading = false;
            dirty = true;
        }
    }

    /// <summary>Takes in what the scan found, and starts what may start.</summary>
    public void Receive(IReadOnlyList<OwedEvent> rows, long settled, int limit)
    {
        List<OwedEvent> startable;
        lock (gate)
        {
            reading = false;
            foreach (var row in rows)
            {
                Learn(row);
            }

            more = rows.Count >= limit;
            if (rows.Count > 0)
            {
                position = Math.Max(position, rows[^1].Sequence);
            }

            Settle(Math.Min(settled, more ? rows[^1].Sequence : long.MaxValue));
            startable = TakeStartable();
        }

        Start(startable);
    }

    /// <summary>Takes in what an operator asked for: known or long settled, it is due now.</summary>
    public void ReceiveAsked(IReadOnlyList<OwedEvent> rows)
    {
        List<OwedEvent> startable;
        lock (gate)
        {
            reading = false;
            foreach (var row in rows)
            {
                if (known.TryGetValue(row.Sequence, out var entry))
                {
                    BringForward(entry);
                }
                else
                {
                    Learn(row);
                }
            }

            startable = TakeStartable();
        }

        Start(startable);
    }

    /// <summary>Starts what has become due; says when to come again, if something waits.</summary>
    public DateTimeOffset? StartDue(DateTimeOffset now)
    {
        List<OwedEvent> startable;
        DateTimeOffset? next;
        lock (gate)
        {
            while (waiting.TryPeek(out var entry, out var due) && due <= now)
            {
                retries.Enqueue(waiting.Dequeue());
            }

            startable = TakeStartable();
            next = waiting.TryPeek(out _, out var first) ? first : null;
            if (IsBroken && probeAt > now && (retries.Count > 0 || order.Offered > 0))
            {
                next = probeAt;
            }
        }

        Start(startable);
        return next;
    }

    /// <summary>The outcomes are in the database; or they are not, because another worker drives this subscriber.</summary>
    public void Recorded(IReadOnlyList<AttemptRecord> records, bool held)
    {
        List<OwedEvent> startable;
        lock (gate)
        {
            unrecorded -= records.Count;
            if (!held)
            {
                if (!stopped)
                {
                    services.Logger.SubscriberLost(Id.ToString());
                }

                stopped = true;
            }

            foreach (var record in records)
            {
                if (record.IsSettled)
                {
                    Forget(record.Entry);
                }
                else
                {
                    record.Entry.Attempt = record.Counted;
                    record.Entry.DueAt = record.DueAt;
                    Wait(record.Entry, record.DueAt ?? services.Clock.Now);
                }
            }

            startable = TakeStartable();
            CheckDrained();
        }

        Start(startable);
    }

    private bool IsBroken => failures >= FailuresToBreak;

    private void Learn(OwedEvent row)
    {
        if (stopped || known.ContainsKey(row.Sequence) || (goneWhileReading.Count > 0 && goneWhileReading.Contains(row.Sequence)))
        {
            return;
        }

        if (FindPause(row) is { } directory)
        {
            setAside[directory] = Math.Min(row.Sequence, setAside.GetValueOrDefault(directory, long.MaxValue));
            if (row.Sequence > floor && setAsideAboveFloor.Add(row.Sequence))
            {
                aboveFloor.Enqueue(row.Sequence, row.Sequence);
            }

            return;
        }

        known.Add(row.Sequence, row);
        order.Add(row);
        if (row.Sequence > floor)
        {
            aboveFloor.Enqueue(row.Sequence, row.Sequence);
        }

        if (row.Event is { } told && (characters += told.Data.Length) > InlineCharacters)
        {
            Drop(row);
        }
    }

    // Everything up to here is known. A membership event waits for that: two of one user in different groups are written side by side, and
    // only now is it certain that no earlier one is still to come.
    private void Settle(long settled)
    {
        if (settled <= floor)
        {
            return;
        }

        floor = settled;
        settledTo = Math.Max(settledTo, floor);
        while (aboveFloor.TryPeek(out var sequence, out _) && sequence <= floor)
        {
            setAsideAboveFloor.Remove(aboveFloor.Dequeue());
        }

        unsettled.RemoveAll(entry =>
        {
            if (entry.Sequence <= settledTo)
            {
                order.PutBack(entry);
                return true;
            }

            return false;
        });
    }

    // The paused directory that holds an entry. A resumed one still does, until what was set aside is read again: nothing later overtakes it.
    private DirectoryId? FindPause(OwedEvent entry) =>
        entry.HeldWith is { } directory && (setAside.ContainsKey(directory) || services.Holds.IsHeld(directory)) ? directory : null;

    // Users and groups belong to one directory: to forget all of it that is not under way changes nobody else's order, and however much it
    // is, it takes no room.
    private void SetAside(DirectoryId directory)
    {
        bool IsHeld(OwedEvent entry) => entry.HeldWith == directory && !entry.IsStarted;
        var held = known.Values.Where(IsHeld).ToList();
        foreach (var entry in held)
        {
            setAside[directory] = Math.Min(entry.Sequence, setAside.GetValueOrDefault(directory, long.MaxValue));
            Drop(entry);
            Forget(entry);
        }

        var others = waiting.UnorderedItems.Where(item => !IsHeld(item.Element)).ToList();
        waiting.Clear();
        waiting.EnqueueRange(others);
        unsettled.RemoveAll(IsHeld);
        for (var left = retries.Count; left > 0; left--)
        {
            var entry = retries.Dequeue();
            if (!IsHeld(entry))
            {
                retries.Enqueue(entry);
            }
        }
    }

    // What was set aside is read again from its first one on, once its directory is no longer paused.
    private void ReturnToReleased()
    {
        if (setAside.Count == 0)
        {
            return;
        }

        var first = long.MaxValue;
        foreach (var (directory, sequence) in setAside)
        {
            if (!services.Holds.IsHeld(directory))
            {
                setAside.Remove(directory);
                first = Math.Min(first, sequence);
            }
        }

        if (first == long.MaxValue)
        {
            return;
        }

        dirty = true;
        if (first <= floor)
        {
            floor = first - 1;
            setAsideAboveFloor.Clear();
            aboveFloor.Clear();
            aboveFloor.EnqueueRange(known.Keys.Where(sequence => sequence > floor).Select(sequence => (sequence, sequence)));
        }
    }

    private void Forget(OwedEvent entry)
    {
        known.Remove(entry.Sequence);
        order.Remove(entry);
        if (reading)
        {
            goneWhileReading.Add(entry.Sequence);
        }
    }

    private void Drop(OwedEvent entry)
    {
        if (entry.Event is { } told)
        {
            characters -= told.Data.Length;
            entry.Event = null;
        }
    }

    private void Wait(OwedEvent entry, DateTimeOffset due)
    {
        Drop(entry);
        entry.IsStarted = false;
        waiting.Enqueue(entry, due);
        services.Wake.Set(); // The sleep of the loop may be too long now.
    }

    private void BringForward(OwedEvent entry)
    {
        if (waiting.Remove(entry, out _, out _))
        {
            retries.Enqueue(entry);
        }
    }

    private void BringAllForward()
    {
        foreach (var (entry, _) in waiting.UnorderedItems.OrderBy(item => item.Element.Sequence))
        {
            retries.Enqueue(entry);
        }

        waiting.Clear();
    }

    private List<OwedEvent> TakeStartable()
    {
        var startable = new List<OwedEvent>();
        while (TakeNext() is { } entry)
        {
            startable.Add(entry);
        }

        return startable;
    }

    private OwedEvent? TakeNext()
    {
        if (stopped || unrecorded >= MostUnrecorded || !services.HoldsLease || services.Holds.IsHeld(Id))
        {
            return null;
        }

        var now = services.Clock.Now;
        var limit = IsBroken ? (probeAt <= now ? 1 : 0) : services.Options.Concurrency;
        if (underWay >= limit)
        {
            return null;
        }

        // First attempts and retries share the places; neither keeps the other out.
        if (retriesUnderWay < Math.Max(1, limit / 2) && TakeRetry() is { } retry)
        {
            return Begin(retry, retry: true);
        }

        while (order.Take() is { } entry)
        {
            if (FindPause(entry) is { } directory)
            {
                SetAside(directory);
            }
            else if (entry.Keys.SharesGroup && entry.Sequence > settledTo)
            {
                unsettled.Add(entry);
                services.Wake.Set();
            }
            else if (entry.DueAt is { } due && due > now)
            {
                Wait(entry, due);
            }
            else
            {
                return Begin(entry, retry: false);
            }
        }

        return TakeRetry() is { } last ? Begin(last, retry: true) : null;
    }

    private OwedEvent? TakeRetry()
    {
        while (retries.TryDequeue(out var entry))
        {
            if (FindPause(entry) is not { } directory)
            {
                return entry;
            }

            SetAside(directory);
        }

        return null;
    }

    private OwedEvent Begin(OwedEvent entry, bool retry)
    {
        entry.IsRetry = retry;
        entry.IsStarted = true;
        underWay++;
        retriesUnderWay += retry ? 1 : 0;
        return entry;
    }

    private void Start(List<OwedEvent> startable)
    {
        foreach (var entry in startable)
        {
            _ = Task.Run(() => RunAsync(entry));
        }
    }

    /// <summary>One of the places: sends, hands the outcome over and goes on with the next, until there is none.</summary>
    private async Task RunAsync(OwedEvent first)
    {
        for (OwedEvent? next, entry = first; entry is not null; entry = next)
        {
            try
            {
                next = await AttemptAsync(entry);
            }
            catch (OperationCanceledException) when (services.Abandon.IsCancellationRequested)
            {
                next = EndAttempt(entry, null); // Owed still; the next start sends it.
            }
            catch (Exception exception)
            {
                services.Logger.DispatcherFailed(exception, "attempt", FirstProbe);
                next = EndAttempt(entry, services.Clock.Now + TimeSpan.FromSeconds(1));
            }
        }
    }

    private async Task<OwedEvent?> AttemptAsync(OwedEvent entry)
    {
        var to = target;
        var told = entry.Event ?? await services.Loader.LoadAsync(entry.Sequence);
        if (services.Holds.IsHeld(Id) || (entry.HeldWith is { } directory && services.Holds.IsHeld(directory)))
        {
            return EndAttempt(entry, services.Clock.Now); // Paused since it was taken.
        }

        var startedAt = services.Clock.Now;
        var watch = Stopwatch.GetTimestamp();
        var outcome = told is null
            ? new AttemptOutcome.Unable("The event is no longer kept.")
            : await services.Sender.SendAsync(
                new WebhookRequest(to.Url, to.Secrets, entry.EventId.ToString(), startedAt, EventEnvelope.Write(told), entry.Replay), services.Abandon);
        return Complete(entry, startedAt, Stopwatch.GetElapsedTime(watch), outcome);
    }

    private OwedEvent? Complete(OwedEvent entry, DateTimeOffset startedAt, TimeSpan duration, AttemptOutcome outcome)
    {
        var now = services.Clock.Now;
        var next = services.Schedule.Next(entry.Attempt + 1, outcome);
        var record = new AttemptRecord(
            Subscriber, Fence, entry, startedAt, duration, outcome, next, next is NextStep.Waiting waits ? now + waits.Delay : null);
        if (outcome is not AttemptOutcome.Accepted)
        {
            services.Logger.AttemptFailed(DeliveryId.Of(entry.OccurredAt, Subscriber, entry.Sequence).ToString(), record.Attempt, outcome.Reason ?? "", next.State);
        }

        List<OwedEvent> startable;
        OwedEvent? following;
        FailingChange? change;
        Disabling? disabling;
        bool urgent;
        lock (gate)
        {
            underWay--;
            retriesUnderWay -= entry.IsRetry ? 1 : 0;
            unrecorded++;
            change = Judge(outcome, now);
            disabling = WhyDisable(outcome, now);
            stopped |= disabling is not null;
            urgent = stopped || outcome is not AttemptOutcome.Accepted || order.Blocks(entry);
            Drop(entry);
            following = TakeNext();
            startable = TakeStartable();
            if ((dirty || more) && order.Offered < LowWater)
            {
                services.Wake.Set();
            }
        }

        if (disabling is not null)
        {
            services.Logger.SubscriberDisabled(Id.ToString(), disabling.Reason);
        }

        services.Recorder.Add(this, record, change, disabling, urgent);
        Start(startable);
        return following;
    }

    // Counts failures in a row; the first success after some lets everything that waits go on.
    private FailingChange? Judge(AttemptOutcome outcome, DateTimeOffset now)
    {
        if (outcome is AttemptOutcome.Accepted)
        {
            if (failures > 0 || failingSince is not null)
            {
                BringAllForward();
            }

            failures = 0;
            if (failingSince is null)
            {
                return null;
            }

            failingSince = null;
            return new FailingChange(Subscriber, Fence, null);
        }

        failures++;
        if (IsBroken)
        {
            var pause = FirstProbe * Math.Pow(2, Math.Min(failures - FailuresToBreak, 10));
            probeAt = now + (pause < LongestProbe ? pause : LongestProbe);
            services.Wake.Set();
        }

        if (failingSince is not null || !outcome.IsSubscribersFault)
        {
            return null;
        }

        failingSince = now;
        return new FailingChange(Subscriber, Fence, now);
    }

    private Disabling? WhyDisable(AttemptOutcome outcome, DateTimeOffset now)
    {
        if (stopped)
        {
            return null;
        }

        if (outcome is AttemptOutcome.Gone)
        {
            return new Disabling(Subscriber, Fence, Id, "It answered 410 Gone.", now);
        }

        return outcome.IsSubscribersFault && failingSince is { } since && now - since >= services.Options.DisableAfter
            ? new Disabling(Subscriber, Fence, Id, $"It has accepted nothing since {EventEnvelope.Timestamp(since)}.", now)
            : null;
    }

    private OwedEvent? EndAttempt(OwedEvent entry, DateTimeOffset? due)
    {
        lock (gate)
        {
            underWay--;
            retriesUnderWay -= entry.IsRetry ? 1 : 0;
            if (due is { } at)
            {
                Wait(entry, at);
            }

            CheckDrained();
            return due is null ? null : TakeNext();
        }
    }

    private void CheckDrained()
    {
        if (stopped && underWay == 0 && unrecorded == 0)
        {
            drained.TrySetResult();
        }
    }
}
