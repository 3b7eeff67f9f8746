using System.Globalization;
using Gateway.Core.Events;
using Gateway.Core.Ids;

namespace Gateway.Core.Webhooks;

/// <summary>What an operator does with deliveries: look, and send again.</summary>
public sealed class Deliveries(DeliveryStore store, SubscriberStore subscribers, OperatorSignal signal)
{
    /// <summary>Lists are cut to this.</summary>
    public const int MaximumPage = 500;

    /// <summary>How many of a subscriber's oldest owed deliveries are looked at to say what blocks what.</summary>
    public const int LookAhead = 10_000;

    private const int MaximumAttempts = 200;
    private const int MaximumSubscribers = 100;

    /// <summary>Newest first. With <paramref name="state"/> waiting, blocked, sending or held, among the <see cref="LookAhead"/> oldest owed.</summary>
    /// <param name="subscriber">Of one subscriber, or null: of the 100 oldest.</param>
    /// <param name="state">Only in one state; null: all.</param>
    /// <param name="after">The <see cref="WebhookPage{T}.Next"/> of the page before; null: the first page. An unreadable one begins anew.</param>
    /// <param name="limit">At most so many; 1 to <see cref="MaximumPage"/>.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <returns>A page; not found if there is no such subscriber.</returns>
    public async Task<WebhookResult<WebhookPage<Delivery>>> ListAsync(
        SubscriberId? subscriber, DeliveryState? state, string? after, int limit, CancellationToken cancellationToken)
    {
        limit = Math.Clamp(limit, 1, MaximumPage);
        IReadOnlyList<Subscriber> of;
        if (subscriber is { } id)
        {
            if (await subscribers.FindAsync(id, cancellationToken) is not { } one)
            {
                return WebhookError.NotFound($"There is no subscriber {id}.");
            }

            of = [one];
        }
        else
        {
            of = await subscribers.ListAsync(null, 0, MaximumSubscribers, cancellationToken);
        }

        var position = Position.Read(after);
        var found = new List<Delivery>();
        foreach (var one in of)
        {
            found.AddRange(await ListAsync(one, state, position.BeforeFor(one.Number), limit + 1, cancellationToken));
        }

        var page = found.OrderByDescending(delivery => delivery.Sequence).ThenByDescending(delivery => delivery.Id.Subscriber).Take(limit).ToList();
        return new WebhookPage<Delivery>(page, found.Count > limit ? new Position(page[^1].Sequence, page[^1].Id.Subscriber).ToString() : null);
    }

    /// <summary>One delivery, or null if it was never owed or its attempts are no longer kept.</summary>
    public async Task<Delivery?> FindAsync(DeliveryId id, CancellationToken cancellationToken)
    {
        if (await subscribers.FindByNumberAsync(id.Subscriber, cancellationToken) is not { } subscriber || !await IsOfItsEventAsync(id, cancellationToken))
        {
            return null;
        }

        var before = id.Sequence + 1;
        var owed = await ListOwedAsync(subscriber, null, before, 1, cancellationToken);
        var settled = owed.Any(delivery => delivery.Id == id) ? owed : await ListSettledAsync(subscriber, null, before, 1, cancellationToken);
        return settled.FirstOrDefault(delivery => delivery.Id == id);
    }

    /// <summary>The attempts of a delivery, newest first, at most 200.</summary>
    public async Task<IReadOnlyList<Attempt>> AttemptsAsync(DeliveryId id, CancellationToken cancellationToken) =>
        await IsOfItsEventAsync(id, cancellationToken)
            ? [.. (await store.AttemptsAsync(id.Subscriber, [id.Sequence], MaximumAttempts, cancellationToken)).Select(ToAttempt)]
            : [];

    /// <summary>Makes the next attempt due now. What was settled already is sent once more with the same id and body and the header
    /// <c>webhook-replay: true</c>. Order and a pause of the subscriber or the directory are kept.</summary>
    public async Task<WebhookResult<Delivery>> SendAgainAsync(DeliveryId id, CancellationToken cancellationToken)
    {
        if (!await IsOfItsEventAsync(id, cancellationToken) || !await store.OweAgainAsync(id.Subscriber, id.Sequence, cancellationToken))
        {
            return WebhookError.NotFound($"There is no delivery {id}.");
        }

        signal.Ring();
        return await FindAsync(id, cancellationToken) is { } delivery ? delivery : WebhookError.NotFound($"There is no delivery {id}.");
    }

    private async Task<bool> IsOfItsEventAsync(DeliveryId id, CancellationToken cancellationToken) =>
        await store.FindEventAsync(id.Sequence, cancellationToken) is { } row && DeliveryId.Of(row.OccurredAt, id.Subscriber, row.Sequence) == id;

    private async Task<IReadOnlyList<Delivery>> ListAsync(Subscriber subscriber, DeliveryState? state, long before, int limit, CancellationToken cancellationToken)
    {
        if (state is { } one)
        {
            return one.IsSettled()
                ? await ListSettledAsync(subscriber, one, before, limit, cancellationToken)
                : await ListOwedAsync(subscriber, one, before, limit, cancellationToken);
        }

        var owed = await ListOwedAsync(subscriber, null, before, limit, cancellationToken);
        var again = owed.Select(delivery => delivery.Sequence).ToHashSet();
        var settled = await ListSettledAsync(subscriber, null, before, limit, cancellationToken);
        return [.. owed.Concat(settled.Where(delivery => !again.Contains(delivery.Sequence))).OrderByDescending(delivery => delivery.Sequence).Take(limit)];
    }

    private async Task<IReadOnlyList<Delivery>> ListOwedAsync(
        Subscriber subscriber, DeliveryState? state, long before, int limit, CancellationToken cancellationToken)
    {
        if (subscriber.State != SubscriberState.Active)
        {
            return state is null or DeliveryState.Held
                ? await DescribeAsync(subscriber, await store.OwedBeforeAsync(subscriber.Number, before, limit, cancellationToken), [], cancellationToken)
                : [];
        }

        var newest = state is null ? await store.OwedBeforeAsync(subscriber.Number, before, limit, cancellationToken) : [];
        if (state is null && newest.Count == 0)
        {
            return [];
        }

        var oldest = await store.OldestOwedAsync(subscriber.Number, LookAhead, cancellationToken);
        var blockers = OwedEntry.Blockers(oldest);
        var rows = state is null
            ? newest
            : [.. oldest.Reverse().Where(row => row.Sequence < before && StateOf(row, blockers) == state).Take(limit)];
        return await DescribeAsync(subscriber, rows, blockers, cancellationToken, oldest.Count == LookAhead ? oldest[^1].Sequence : long.MaxValue);
    }

    private async Task<IReadOnlyList<Delivery>> ListSettledAsync(
        Subscriber subscriber, DeliveryState? state, long before, int limit, CancellationToken cancellationToken)
    {
        var rows = await store.SettledBeforeAsync(subscriber.Number, state, before, limit, cancellationToken);
        return [.. rows.DistinctBy(row => row.Sequence).Select(row => Of(subscriber, row) with
        {
            State = DeliveryStates.Find(row.State) ?? DeliveryState.Delivered,
            Reason = row.Reason,
            Attempts = row.Attempt,
            LastAttempt = ToAttempt(row),
        })];
    }

    private async Task<IReadOnlyList<Delivery>> DescribeAsync(
        Subscriber subscriber,
        IReadOnlyList<DeliveryStore.OwedRow> rows,
        Dictionary<long, OwedEntry> blockers,
        CancellationToken cancellationToken,
        long known = long.MaxValue)
    {
        var last = await LastAttemptsAsync(subscriber.Number, rows, cancellationToken);
        return [.. rows.Select(row => Of(subscriber, row) with
        {
            State = subscriber.State != SubscriberState.Active || row.IsPaused ? DeliveryState.Held : row.Sequence > known ? DeliveryState.Waiting : StateOf(row, blockers),
            Reason = ReasonOf(subscriber, row, blockers, known),
            Attempts = row.Attempt,
            DueAt = subscriber.State == SubscriberState.Active && !row.IsPaused && IsLater(row) ? row.DueAt : null,
            LastAttempt = last.GetValueOrDefault(row.Sequence),
        })];
    }

    private async Task<Dictionary<long, Attempt>> LastAttemptsAsync(int subscriber, IReadOnlyList<DeliveryStore.OwedRow> rows, CancellationToken cancellationToken)
    {
        var tried = rows.Where(row => row.Attempt > 0 || row.Again >= 2).Select(row => row.Sequence).ToList();
        var attempts = tried.Count == 0 ? [] : await store.AttemptsAsync(subscriber, tried, tried.Count * 20, cancellationToken);
        return attempts.GroupBy(attempt => attempt.Sequence).ToDictionary(group => group.Key, group => ToAttempt(group.First()));
    }

    private static DeliveryState StateOf(DeliveryStore.OwedRow row, Dictionary<long, OwedEntry> blockers) =>
        row.IsPaused ? DeliveryState.Held : blockers.ContainsKey(row.Sequence) ? DeliveryState.Blocked : IsLater(row) ? DeliveryState.Waiting : DeliveryState.Sending;

    private static bool IsLater(DeliveryStore.OwedRow row) => row.Again is 0 or 3 && row.DueAt > row.Now;

    private static string? ReasonOf(Subscriber subscriber, DeliveryStore.OwedRow row, Dictionary<long, OwedEntry> blockers, long known)
    {
        if (subscriber.State != SubscriberState.Active)
        {
            return $"subscriber {subscriber.State.ToText()}{(subscriber.Reason is { } why ? ": " + why : "")}";
        }

        if (row.IsPaused)
        {
            return "held: the directory is paused";
        }

        if (row.Sequence > known)
        {
            return $"waiting: behind more than {LookAhead} earlier deliveries";
        }

        if (blockers.TryGetValue(row.Sequence, out var blocker))
        {
            var what = row.UserId is { } user && blocker.Keys.User == user ? "user" : "group";
            return $"blocked by {DeliveryId.Of(blocker.OccurredAt, subscriber.Number, blocker.Sequence)} for the same {what}";
        }

        return IsLater(row) ? $"waiting: next attempt at {EventEnvelope.Timestamp(row.DueAt!.Value)}" : null;
    }

    private static Delivery Of(Subscriber subscriber, DeliveryStore.EventRow row) => new()
    {
        Id = DeliveryId.Of(row.OccurredAt, subscriber.Number, row.Sequence),
        SubscriberId = subscriber.Id,
        EventId = EventId.Of(row.OccurredAt, row.Sequence),
        EventType = row.Type,
        Sequence = row.Sequence,
        OccurredAt = row.OccurredAt,
        DirectoryId = row.DirectoryId,
        State = DeliveryState.Waiting,
        Attempts = 0,
    };

    private static Attempt ToAttempt(DeliveryStore.AttemptRow row) => new()
    {
        Number = row.Attempt,
        StartedAt = row.StartedAt,
        Duration = TimeSpan.FromMilliseconds(row.DurationMs),
        Outcome = row.Outcome,
        Status = row.Status,
        Reason = row.Reason,
        Answer = row.Answer,
    };

    /// <summary>An owed row's place in the order, only to ask what blocks it.</summary>
    private sealed class OwedEntry : CausalEntry
    {
        public required DateTimeOffset OccurredAt { get; init; }

        /// <summary>For each blocked sequence the earliest entry that blocks it.</summary>
        public static Dictionary<long, OwedEntry> Blockers(IReadOnlyList<DeliveryStore.OwedRow> oldest)
        {
            var order = new CausalOrder<OwedEntry>();
            var entries = oldest
                .Select(row => new OwedEntry
                {
                    Sequence = row.Sequence,
                    Keys = row.Again >= 2 ? default : new CausalKeys(row.UserId, row.GroupId),
                    OccurredAt = row.OccurredAt,
                })
                .ToList();
            entries.ForEach(order.Add);
            return entries
                .Select(entry => (entry.Sequence, Blocker: order.FindBlocker(entry)))
                .Where(pair => pair.Blocker is not null)
                .ToDictionary(pair => pair.Sequence, pair => pair.Blocker!);
        }
    }

    /// <summary>A place in a list that runs from new to old: what comes after it has a lower sequence, or the same one and a lower number.</summary>
    private readonly record struct Position(long Sequence, int Number)
    {
        public static Position Read(string? text)
        {
            var parts = text?.Split('.');
            return parts is [var first, var second]
                && long.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
                && int.TryParse(second, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? new Position(sequence, number)
                : new Position(long.MaxValue - 1, int.MaxValue);
        }

        /// <summary>The sequence below which a subscriber's deliveries come after this place.</summary>
        public long BeforeFor(int number) => number < Number ? Sequence + 1 : Sequence;

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Sequence}.{Number}");
    }
}
