namespace Gateway.Core.Webhooks.Dispatching;

/// <summary>Up to which sequence every event is committed or never will be. A sequence is drawn inside the change's transaction, so a higher
/// one may be visible before a lower one. Read the last sequence drawn, then note who is writing events at that moment; once those are gone,
/// everything up to it is settled. The same as <see cref="Events.Horizon"/>, which waits; this one moves along with each scan.</summary>
internal sealed class RunningHorizon
{
    private long candidate;
    private HashSet<string>? writers;

    public long Settled { get; private set; }

    /// <param name="last">The last sequence drawn.</param>
    /// <param name="writing">The transactions that write events, read after <paramref name="last"/>.</param>
    public void Advance(long last, IReadOnlyCollection<string> writing)
    {
        if (writers is not null && !writing.Any(writers.Contains))
        {
            Settled = Math.Max(Settled, candidate);
            writers = null;
        }

        if (writing.Count == 0)
        {
            Settled = Math.Max(Settled, last);
            writers = null;
        }
        else if (writers is null)
        {
            candidate = last;
            writers = [.. writing];
        }
    }
}
