using Gateway.Core.Events;
using Gateway.Core.Ids;

namespace Gateway.Core.Webhooks.Dispatching;

/// <summary>One owed delivery in the hands of the worker that drives its subscriber.</summary>
public sealed class OwedEvent : CausalEntry
{
    /// <summary>Attempts that the schedule has counted so far.</summary>
    public int Attempt { get; set; }

    /// <summary>Whether a settled delivery is repeated.</summary>
    public required bool Replay { get; init; }

    /// <summary>Whether an operator asked for it now.</summary>
    public bool Asked { get; set; }

    /// <summary>When its next attempt is due, by the database's clock; null: at once.</summary>
    public DateTimeOffset? DueAt { get; set; }

    /// <summary>Whether the attempt under way is not the first of this stay in memory.</summary>
    public bool IsRetry { get; set; }

    /// <summary>Whether an attempt is under way, or its outcome not recorded yet.</summary>
    public bool IsStarted { get; set; }

    /// <summary>The directory whose pause holds it; null for what is about no user or group, which no pause holds.</summary>
    public DirectoryId? HeldWith { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>What is told; null while it need not be in memory.</summary>
    public StoredEvent? Event { get; set; }

    public EventId EventId => EventId.Of(OccurredAt, Sequence);
}
