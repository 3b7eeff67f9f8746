using Gateway.Core.Ids;
using Microsoft.Extensions.Caching.Memory;

namespace Gateway.Core.Identities;

/// <summary>Users as this process last saw them, so that a change need not read what was just shown or written: Okta looks, then writes. Only a
/// guess: whatever is written on its ground is guarded by the version, and what it would answer without writing is looked up again.</summary>
public sealed class RecentUsers : IDisposable
{
    /// <summary>Characters of documents; with their copies in memory about 25 MB.</summary>
    private const long Most = 8_000_000;
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(5);
    private readonly MemoryCache seen = new(new MemoryCacheOptions { SizeLimit = Most, CompactionPercentage = 0.1 });

    public void Dispose() => seen.Dispose();

    internal StoredUser? Find(DirectoryId directory, UserId id) => seen.Get<StoredUser>((directory, id));

    internal void Keep(DirectoryId directory, StoredUser user) =>
        seen.Set((directory, user.Id), user, new MemoryCacheEntryOptions { Size = user.Document.Length, SlidingExpiration = Kept });

    internal void Forget(DirectoryId directory, UserId id) => seen.Remove((directory, id));
}
