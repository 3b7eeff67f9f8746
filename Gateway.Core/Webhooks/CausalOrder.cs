using Gateway.Core.Ids;

namespace Gateway.Core.Webhooks;

/// <summary>What may start now, of all that is owed to one subscriber: pure, without clock or storage. Each entry waits for every earlier
/// one that it shares a lock with (see <see cref="CausalKeys"/>), and holds its locks from <see cref="Add"/> until <see cref="Remove"/>,
/// so an entry that failed and waits for its next attempt holds back exactly what depends on it. Not thread-safe.</summary>
public sealed class CausalOrder<T> where T : CausalEntry
{
    private readonly Dictionary<UserId, Line> users = [];
    private readonly Dictionary<GroupId, GroupLine> groups = [];
    private readonly SortedSet<T> free = new(BySequence.Instance);

    /// <summary>Entries added and not yet removed.</summary>
    public int Count { get; private set; }

    /// <summary>Entries that <see cref="Take"/> will look at; an upper bound of what may start now.</summary>
    public int Offered => free.Count;

    /// <summary>Puts an entry in its place. Entries usually come in order, but need not.</summary>
    public void Add(T entry)
    {
        Count++;
        if (entry.Keys.User is { } user)
        {
            Get(users, user).Add(entry);
        }

        if (entry.Keys.Group is { } group)
        {
            Get(groups, group).Of(entry).Add(entry);
        }

        Offer(entry);
    }

    /// <summary>Takes the earliest entry that nothing earlier blocks; it will not be offered again. Null if there is none.</summary>
    public T? Take()
    {
        while (free.Min is { } entry)
        {
            free.Remove(entry);
            if (FindBlocker(entry) is null)
            {
                entry.Taken = true;
                return entry;
            }
        }

        return null;
    }

    /// <summary>Offers an entry again that was taken and not started.</summary>
    public void PutBack(T entry)
    {
        entry.Taken = false;
        free.Add(entry);
    }

    /// <summary>The entry is settled: what waited for it may be next.</summary>
    public void Remove(T entry)
    {
        Count--;
        free.Remove(entry);
        if (entry.Keys.User is { } user)
        {
            var line = users[user];
            line.Remove(entry);
            if (line.First is { } next)
            {
                Offer(next);
            }
            else
            {
                users.Remove(user);
            }
        }

        if (entry.Keys.Group is { } group)
        {
            var line = groups[group];
            line.Of(entry).Remove(entry);
            if (line.IsEmpty)
            {
                groups.Remove(group);
            }
            else
            {
                line.OfferNext(entry, Offer);
            }
        }
    }

    /// <summary>The earliest entry that must be settled before this one may start; null if it may start now.</summary>
    public T? FindBlocker(T entry)
    {
        if (entry.Keys.User is { } user && users[user].First is { } first && first.Sequence < entry.Sequence)
        {
            return first;
        }

        return entry.Keys.Group is { } group ? groups[group].FindBlocker(entry) : null;
    }

    /// <summary>Whether anything waits for this entry.</summary>
    public bool Blocks(T entry) =>
        (entry.Keys.User is { } user && users[user].Count > 1)
        || (entry.Keys.Group is { } group && groups[group].Blocks(entry));

    // An entry is checked when it is taken, so that offering one too many does no harm.
    private void Offer(T entry)
    {
        if (!entry.Taken)
        {
            free.Add(entry);
        }
    }

    private static TLine Get<TKey, TLine>(Dictionary<TKey, TLine> lines, TKey key) where TKey : notnull where TLine : new()
    {
        if (!lines.TryGetValue(key, out var line))
        {
            lines[key] = line = new TLine();
        }

        return line;
    }

    /// <summary>Entries in order. Nearly always one, so the set is made late.</summary>
    private sealed class Line
    {
        private T? only;
        private SortedSet<T>? several;

        public T? First => several is null ? only : several.Min;

        public int Count => several?.Count ?? (only is null ? 0 : 1);

        public void Add(T entry)
        {
            if (several is null && only is null)
            {
                only = entry;
                return;
            }

            several ??= new SortedSet<T>(BySequence.Instance) { only! };
            several.Add(entry);
        }

        public void Remove(T entry)
        {
            if (several is null)
            {
                only = null;
                return;
            }

            several.Remove(entry);
        }

        /// <summary>Entries after one, in order.</summary>
        public IEnumerable<T> After(T entry)
        {
            if (several is null)
            {
                if (only is not null && only.Sequence > entry.Sequence)
                {
                    yield return only;
                }
            }
            else if (several.Max is { } last && last.Sequence > entry.Sequence)
            {
                foreach (var later in several.GetViewBetween(entry, last))
                {
                    yield return later;
                }
            }
        }
    }

    private sealed class GroupLine
    {
        private readonly Line alone = new();
        private readonly Line shared = new();

        public bool IsEmpty => alone.Count == 0 && shared.Count == 0;

        public Line Of(T entry) => entry.Keys.SharesGroup ? shared : alone;

        public T? FindBlocker(T entry)
        {
            var blocker = Earlier(alone.First, entry);
            return entry.Keys.SharesGroup ? blocker : Least(blocker, Earlier(shared.First, entry));
        }

        public bool Blocks(T entry) => alone.Count > (entry.Keys.SharesGroup ? 0 : 1) || (!entry.Keys.SharesGroup && shared.Count > 0);

        /// <summary>Offers what may have waited for an entry that is gone; whether it may really start is checked when it is taken.</summary>
        public void OfferNext(T gone, Action<T> offer)
        {
            if (alone.First is { } next)
            {
                offer(next);
            }

            if (gone.Keys.SharesGroup)
            {
                return;
            }

            foreach (var entry in shared.After(gone))
            {
                if (alone.First is { } limit && entry.Sequence > limit.Sequence)
                {
                    break;
                }

                offer(entry);
            }
        }

        private static T? Earlier(T? candidate, T entry) => candidate is not null && candidate.Sequence < entry.Sequence ? candidate : null;

        private static T? Least(T? one, T? other) => one is null ? other : other is null || one.Sequence < other.Sequence ? one : other;
    }

    private sealed class BySequence : IComparer<T>
    {
        public static readonly BySequence Instance = new();

        public int Compare(T? x, T? y) => x!.Sequence.CompareTo(y!.Sequence);
    }
}
