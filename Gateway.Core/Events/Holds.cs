using System.Collections.Immutable;
using Gateway.Core.Ids;

namespace Gateway.Core.Events;

/// <summary>Whose deliveries are held, as this process knows it. A change made in this process is known here before the operator is
/// answered, so that nothing more is begun after the answer; what other processes change comes with the dispatcher's regular look.</summary>
public sealed class Holds
{
    private readonly Lock gate = new();
    private volatile ImmutableHashSet<DirectoryId> directories = [];
    private volatile ImmutableHashSet<SubscriberId> subscribers = [];
    private long version;

    /// <summary>Grows with every change made in this process. To be read before a look, see <see cref="Learn"/>.</summary>
    public long Version => Volatile.Read(ref version);

    /// <summary>Whether the directory is paused: what is owed about its users and groups waits.</summary>
    public bool IsHeld(DirectoryId directory) => directories.Contains(directory);

    /// <summary>Whether the subscriber is paused or disabled.</summary>
    public bool IsHeld(SubscriberId subscriber) => subscribers.Contains(subscriber);

    /// <summary>An operator's change is committed. Whoever calls this rings the <see cref="OperatorSignal"/> afterwards: of two changes
    /// at once the database knows which came last.</summary>
    public void Set(DirectoryId directory, bool held)
    {
        lock (gate)
        {
            version++;
            directories = held ? directories.Add(directory) : directories.Remove(directory);
        }
    }

    /// <inheritdoc cref="Set(DirectoryId, bool)"/>
    public void Set(SubscriberId subscriber, bool held)
    {
        lock (gate)
        {
            version++;
            subscribers = held ? subscribers.Add(subscriber) : subscribers.Remove(subscriber);
        }
    }

    /// <summary>Takes over what a look at the database found.</summary>
    /// <param name="before">The <see cref="Version"/> before the look.</param>
    /// <param name="heldDirectories">All of them.</param>
    /// <param name="heldSubscribers">All of them.</param>
    /// <returns>False, and nothing is taken over, if something was changed meanwhile: the look may be older than that.</returns>
    public bool Learn(long before, IEnumerable<DirectoryId> heldDirectories, IEnumerable<SubscriberId> heldSubscribers)
    {
        lock (gate)
        {
            if (version != before)
            {
                return false;
            }

            directories = [.. heldDirectories];
            subscribers = [.. heldSubscribers];
            return true;
        }
    }
}
