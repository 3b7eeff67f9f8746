using Gateway.Core.Ids;

namespace Gateway.Core.Webhooks.Dispatching;

/// <summary>What is to be recorded of one attempt.</summary>
/// <param name="Subscriber">Its number.</param>
/// <param name="Fence">The fence under which it was sent.</param>
/// <param name="Entry">The delivery, with the attempts counted before this one.</param>
/// <param name="StartedAt">By the database's clock.</param>
/// <param name="Duration">From the first byte to the end of the answer.</param>
/// <param name="Outcome">What it came to.</param>
/// <param name="Next">What that makes of the delivery.</param>
/// <param name="DueAt">When the next attempt follows, if it waits for one.</param>
public sealed record AttemptRecord(
    int Subscriber, long Fence, OwedEvent Entry, DateTimeOffset StartedAt, TimeSpan Duration, AttemptOutcome Outcome, NextStep Next, DateTimeOffset? DueAt)
{
    /// <summary>The number of the attempt, 1 for the first.</summary>
    public int Attempt => Entry.Attempt + 1;

    /// <summary>Whether the delivery is no longer owed.</summary>
    public bool IsSettled => Next is NextStep.Delivered or NextStep.Exhausted;

    /// <summary>Attempts that the schedule has counted after this one.</summary>
    public int Counted => Next is NextStep.Waiting { Counts: false } ? Entry.Attempt : Attempt;
}

/// <summary>A subscriber begins to fail, or succeeds again.</summary>
/// <param name="Since">The first failure; null: it succeeded.</param>
public sealed record FailingChange(int Subscriber, long Fence, DateTimeOffset? Since);

/// <summary>A subscriber is to be disabled.</summary>
public sealed record Disabling(int Subscriber, long Fence, SubscriberId Id, string Reason, DateTimeOffset At);
