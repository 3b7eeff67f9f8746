using System.Collections.Concurrent;
using Gateway.Core.Ids;

namespace Gateway.Core.Identities;

/// <summary>Users as this process last showed them, so that a change need not read what was just shown: Okta looks, then writes. Only a guess: whatever is written on its ground is guarded by the version, and what it would answer without writing is looked up again.
/// Two generations bound it: when the young one is full it becomes the old one, and what nobody asked for since is let go at once.</summary>
public sealed class RecentUsers
{
    /// <summary>Characters of documents in one generation; both with their keys take about 30 MB.</summary>
    private const long Most = 6_000_000;
    private readonly Lock rotating = new();
    private volatile ConcurrentDictionary<(DirectoryId, UserId), StoredUser> young = new();
    private volatile ConcurrentDictionary<(DirectoryId, UserId), StoredUser> old = new();
    private long size;

    internal StoredUser? Find(DirectoryId directory, UserId id) =>
        young.TryGetValue((directory, id), out var user) || old.TryGetValue((directory, id), out user) ? user : null;

    internal void Keep(DirectoryId directory, StoredUser user)
    {
        young[(directory, user.Id)] = user;
        if (Interlocked.Add(ref size, user.Document.Length) <= Most)
        {
            return;
        }

        lock (rotating)
        {
            if (Volatile.Read(ref size) > Most)
            {
                old = young;
                young = new();
                Volatile.Write(ref size, 0);
            }
        }
    }

    /// <summary>After a change; who was not shown is not kept, or every user written would have to be remembered.</summary>
    internal void Renew(DirectoryId directory, StoredUser user)
    {
        if (Find(directory, user.Id) is not null)
        {
            Keep(directory, user);
        }
    }

    internal void Forget(DirectoryId directory, UserId id)
    {
        young.TryRemove((directory, id), out _);
        old.TryRemove((directory, id), out _);
    }
}
