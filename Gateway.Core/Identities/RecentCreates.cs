using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Gateway.Core.Ids;
using Gateway.Core.Scim.Resources;

namespace Gateway.Core.Identities;

/// <summary>Creates whose commit nobody answered. Their ids are kept for ten minutes by what was sent, so that the repeat that Okta makes
/// after our 429 either finds the user or makes it under the same id, but never a second one.</summary>
public sealed class RecentCreates(TimeProvider time)
{
    private const int Most = 10_000;
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);
    private readonly ConcurrentDictionary<(DirectoryId, string), (UserId Id, DateTimeOffset Until)> unanswered = new();

    internal void Remember(DirectoryId directory, ScimUser user, UserId id)
    {
        var now = time.GetUtcNow();
        foreach (var (key, entry) in unanswered)
        {
            if (entry.Until < now || unanswered.Count > Most)
            {
                unanswered.TryRemove(key, out _);
            }
        }

        unanswered[(directory, Digest(user))] = (id, now + Kept);
    }

    /// <summary>The id under which this very request was tried before, if it was.</summary>
    internal UserId? IdFor(DirectoryId directory, ScimUser user) =>
        !unanswered.IsEmpty && unanswered.TryGetValue((directory, Digest(user)), out var entry) && entry.Until > time.GetUtcNow() ? entry.Id : null;

    private static string Digest(ScimUser user) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(user.ToJson())));
}
