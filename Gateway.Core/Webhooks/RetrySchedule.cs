namespace Gateway.Core.Webhooks;

/// <summary>What an attempt makes of a delivery.</summary>
public abstract record NextStep
{
    private NextStep(string state) => State = state;

    /// <summary>The state as stored with the attempt.</summary>
    public string State { get; }

    /// <summary>Settled: no longer owed.</summary>
    public sealed record Delivered() : NextStep("delivered");

    /// <summary>Settled: every attempt of the schedule failed.</summary>
    public sealed record Exhausted() : NextStep("exhausted");

    /// <summary>Still owed, until the subscriber is active again.</summary>
    public sealed record Held() : NextStep("held");

    /// <summary>Still owed; the next attempt follows after <paramref name="Delay"/>.</summary>
    /// <param name="Delay">From now on, above zero.</param>
    /// <param name="Counts">False if the schedule goes on where it stood, because the attempt failed for the gateway's own reasons.</param>
    public sealed record Waiting(TimeSpan Delay, bool Counts = true) : NextStep("waiting");
}

/// <summary>The rule by which deliveries are tried again: pure, but for the jitter that it is given.</summary>
/// <param name="delays">What follows each failed attempt; when all have passed, the delivery is exhausted.</param>
/// <param name="jitter">By how much a delay varies, as a share of it.</param>
/// <param name="random">A number from 0 to 1.</param>
public sealed class RetrySchedule(IReadOnlyList<TimeSpan> delays, double jitter, Func<double> random)
{
    // The gateway could not even try: nothing says how long that lasts.
    private static readonly TimeSpan OwnFaultDelay = TimeSpan.FromSeconds(30);
    private static readonly NextStep Delivered = new NextStep.Delivered();

    /// <param name="attempt">The number of the attempt that was made, 1 for the first.</param>
    /// <param name="outcome">What it came to.</param>
    public NextStep Next(int attempt, AttemptOutcome outcome) => outcome switch
    {
        AttemptOutcome.Accepted => Delivered,
        AttemptOutcome.Gone => new NextStep.Held(),
        AttemptOutcome.Unable => new NextStep.Waiting(Spread(Shorter(OwnFaultDelay, delays[^1])), Counts: false),
        _ when attempt > delays.Count => new NextStep.Exhausted(),
        AttemptOutcome.Refused { RetryAfter: { } asked } => new NextStep.Waiting(Shorter(Longer(asked, TimeSpan.FromMilliseconds(1)), Longest)),
        _ => new NextStep.Waiting(Spread(delays[attempt - 1])),
    };

    private TimeSpan Longest => delays.Max();

    private TimeSpan Spread(TimeSpan delay) => delay * (1 + (jitter * ((2 * random()) - 1)));

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
