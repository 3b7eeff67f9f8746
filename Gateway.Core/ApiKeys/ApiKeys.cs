using Gateway.Core.Credentials;
using Gateway.Core.Ids;
using Gateway.Core.Storage;
using Microsoft.Extensions.Options;

namespace Gateway.Core.ApiKeys;

/// <summary>The keys that open the management API, and the first of them.</summary>
public sealed class ApiKeys(Database database, IOptions<ApiKeyOptions> options, TimeProvider time)
{
    private const string Prefix = "gwk_";
    private static readonly TimeSpan Coarseness = TimeSpan.FromMinutes(1);

    // Several processes that start for the first time at once generate one key: they agree on its id.
    private static readonly ApiKeyId FirstKey = ApiKeyId.From(new Guid("00000000-0000-7000-8000-000000000001"));
    private readonly RecentAnswers<Known> recent = new(time);

    /// <summary>The key that a request's Authorization header carries, or null: answer 401.</summary>
    /// <param name="authorization">The value of the header: <c>Bearer</c> in any case, and the key.</param>
    /// <param name="cancellationToken">Ends the look-up.</param>
    public async ValueTask<ApiKeyId?> AuthenticateAsync(string? authorization, CancellationToken cancellationToken)
    {
        if (!TryReadKey(authorization, out var key))
        {
            return null;
        }

        var digest = SecretDigest.Of(key);
        if (recent.TryGet(digest, out var known))
        {
            return known?.Id;
        }

        var askedAt = time.GetTimestamp();
        var found = await FindAsync(digest, cancellationToken);
        recent.Set(digest, found, askedAt);
        if (found is not null)
        {
            await RecordUseAsync(found, cancellationToken);
        }

        return found?.Id;
    }

    /// <summary>Stores the declared key in the place of a formerly declared one. Without one, and if there is no key at all, makes the first.</summary>
    /// <returns>The generated key, to be shown this once, or null.</returns>
    public async Task<string?> EnsureFirstAsync(CancellationToken cancellationToken)
    {
        if (options.Value.ApiKey is { } declared)
        {
            await DeclareAsync(SecretDigest.Of(declared), cancellationToken);
            return null;
        }

        var generated = GeneratedSecret.New(Prefix);
        var batch = new WriteBatch();
        var inserted = batch.Add(
            """
            INSERT INTO api_keys (id, digest, name, bootstrap, created_at)
            SELECT @id, @digest, 'first key', @no, @at WHERE NOT EXISTS (SELECT 1 FROM api_keys)
            ON CONFLICT DO NOTHING
            """,
            ("id", FirstKey),
            ("digest", SecretDigest.Of(generated).ToArray()),
            ("no", false),
            ("at", time.GetUtcNow()));
        await database.WriteAsync(batch, cancellationToken);
        return inserted.Affected == 1 ? generated : null;
    }

    private static bool TryReadKey(string? authorization, out ReadOnlySpan<char> key)
    {
        const string scheme = "Bearer ";
        key = authorization.AsSpan().Trim();
        if (!key.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) || key.Length > scheme.Length + ChosenSecret.MaximumLength)
        {
            return false;
        }

        key = key[scheme.Length..].TrimStart();
        return !key.IsEmpty;
    }

    private async Task<Known?> FindAsync(SecretDigest digest, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenHotAsync(cancellationToken);
        var rows = await connection.QueryAsync(
            "SELECT id, digest, last_used_at FROM api_keys WHERE digest = @digest",
            reader => (Digest: (byte[])reader.GetValue(1), Known: new Known(reader.GetId<ApiKeyId>(0), reader.FindInstant(2))),
            [("digest", digest.ToArray())],
            cancellationToken);
        return rows.Count == 1 && digest.Matches(rows[0].Digest) ? rows[0].Known : null;
    }

    private async Task RecordUseAsync(Known key, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (key.LastUsedAt is { } last && now - last < Coarseness)
        {
            return;
        }

        var batch = new WriteBatch();
        batch.Add("UPDATE api_keys SET last_used_at = @at WHERE id = @id", ("at", now), ("id", key.Id));
        try
        {
            await database.WriteAsync(batch, cancellationToken);
        }
        catch (Exception exception) when (database.IsUnavailable(exception))
        {
            // The request itself will say so, if it needs to write; a reading one is still served.
        }
    }

    private async Task DeclareAsync(SecretDigest digest, CancellationToken cancellationToken)
    {
        var batch = new WriteBatch();
        batch.Add("DELETE FROM api_keys WHERE bootstrap AND digest <> @digest", ("digest", digest.ToArray()));
        batch.Add(
            """
            INSERT INTO api_keys (id, digest, name, bootstrap, created_at) VALUES (@id, @digest, 'configuration', @yes, @at)
            ON CONFLICT DO NOTHING
            """,
            ("id", ApiKeyId.New()),
            ("digest", digest.ToArray()),
            ("yes", true),
            ("at", time.GetUtcNow()));
        await database.WriteAsync(batch, cancellationToken);
        recent.Clear();
    }

    private sealed record Known(ApiKeyId Id, DateTimeOffset? LastUsedAt);
}
