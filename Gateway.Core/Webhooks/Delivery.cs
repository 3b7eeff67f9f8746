using Gateway.Core.Ids;

namespace Gateway.Core.Webhooks;

/// <summary>One event owed to one subscriber, as an operator sees it.</summary>
public sealed record Delivery
{
    public required DeliveryId Id { get; init; }

    public required SubscriberId SubscriberId { get; init; }

    public required EventId EventId { get; init; }

    public required string EventType { get; init; }

    /// <summary>The event's sequence: the order of deliveries to one subscriber.</summary>
    public required long Sequence { get; init; }

    /// <summary>When the change was stored.</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    public DirectoryId? DirectoryId { get; init; }

    public required DeliveryState State { get; init; }

    /// <summary>Why it is in that state, e.g. "blocked by dlv_… for the same user"; null where the state says it all.</summary>
    public string? Reason { get; init; }

    /// <summary>Attempts made so far.</summary>
    public required int Attempts { get; init; }

    /// <summary>When the next attempt is due, while it waits for one.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>The last attempt; null before the first.</summary>
    public Attempt? LastAttempt { get; init; }
}

/// <summary>One HTTP request for a delivery.</summary>
public sealed record Attempt
{
    /// <summary>1 for the first.</summary>
    public required int Number { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required TimeSpan Duration { get; init; }

    /// <summary>The name of an <see cref="AttemptOutcome"/>.</summary>
    public required string Outcome { get; init; }

    /// <summary>The answer's status; null if there was none.</summary>
    public int? Status { get; init; }

    /// <summary>Why it failed; null on success.</summary>
    public string? Reason { get; init; }

    /// <summary>The beginning of the answer's body, if it was kept.</summary>
    public string? Answer { get; init; }
}
