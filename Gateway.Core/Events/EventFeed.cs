using Gateway.Core.Ids;

namespace Gateway.Core.Events;

/// <summary>The events in order, from anywhere on: what a subscriber that was away catches up from. It shows no event before all earlier ones can be seen.</summary>
public sealed class EventFeed(EventLog events, Horizon horizon)
{
    /// <summary>How many events are looked at for a page of chosen types.</summary>
    public const int LookAhead = 10_000;

    private const int Chunk = 1_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Where an event stands in the feed, or null if it is not kept.</summary>
    public async Task<long?> FindSequenceAsync(EventId id, CancellationToken cancellationToken)
    {
        var found = await events.ReadAcrossDirectoriesAsync(id.Sequence - 1, 1, cancellationToken);
        return found is [var one] && one.Id == id ? one.Sequence : null;
    }

    /// <param name="directory">Of one directory; null: of all, and about the gateway itself.</param>
    /// <param name="after">Only what follows this sequence; 0 for everything kept.</param>
    /// <param name="types">Only these types; null: every type.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    public async Task<FeedPage> ReadAsync(DirectoryId? directory, long after, IReadOnlySet<string>? types, int limit, CancellationToken cancellationToken)
    {
        var settled = await horizon.FindAsync(after, Patience, cancellationToken);
        var page = new List<StoredEvent>();
        for (var looked = 0; looked < LookAhead && after < settled;)
        {
            var chunk = await ReadAsync(directory, after, types is null ? limit + 1 : Chunk, cancellationToken);
            if (chunk.Count == 0)
            {
                return new FeedPage(page, null);
            }

            foreach (var one in chunk)
            {
                if (one.Sequence > settled)
                {
                    return new FeedPage(page, null);
                }

                if (page.Count == limit)
                {
                    return new FeedPage(page, after);
                }

                after = one.Sequence;
                if (types is null || types.Contains(one.Type))
                {
                    page.Add(one);
                }
            }

            looked += chunk.Count;
        }

        return new FeedPage(page, after < settled ? after : null);
    }

    private Task<IReadOnlyList<StoredEvent>> ReadAsync(DirectoryId? directory, long after, int limit, CancellationToken cancellationToken) =>
        directory is { } one ? events.ReadAsync(one, after, limit, cancellationToken) : events.ReadAcrossDirectoriesAsync(after, limit, cancellationToken);
}

/// <summary>A part of the feed.</summary>
/// <param name="Events">In order; possibly none although there is more, when few are of the chosen types.</param>
/// <param name="Next">Go on after this sequence; null at the end of what can be seen now.</param>
public sealed record FeedPage(IReadOnlyList<StoredEvent> Events, long? Next);
