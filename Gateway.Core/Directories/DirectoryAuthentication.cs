using System.Data.Common;
using Gateway.Core.Credentials;
using Gateway.Core.Ids;
using Gateway.Core.Storage;

namespace Gateway.Core.Directories;

/// <summary>Decides which directory a SCIM request may speak to. One indexed look-up by digest answers for known and unknown tokens alike, so that unknown
/// directory, wrong, foreign, inactive, expired and removed token cannot be told apart.</summary>
public sealed class DirectoryAuthentication(Database database, TokenUse tokenUse, TimeProvider time)
{
    private readonly RecentAnswers<Known> recent = new(time);

    /// <param name="slug">The directory in the request's path, or null for plain <c>/scim/v2</c>, which serves the token's own.</param>
    /// <param name="authorization">The value of the Authorization header, or null.</param>
    /// <param name="cancellationToken">Ends the look-up.</param>
    /// <returns>Null: answer 401, after <see cref="FailedAuthenticationLimiter"/> has been asked.</returns>
    public ValueTask<AuthenticatedDirectory?> AuthenticateAsync(string? slug, string? authorization, CancellationToken cancellationToken)
    {
        if (AuthorizationHeader.Read(authorization) is not { } header)
        {
            return ValueTask.FromResult<AuthenticatedDirectory?>(null);
        }

        var digest = SecretDigest.Of(header.Secret);
        if (recent.TryGet(digest, out var known))
        {
            return ValueTask.FromResult(Judge(known, slug, header));
        }

        return LookUpAsync(digest, slug, header, cancellationToken);
    }

    /// <summary>Makes this process ask the database again at once; the others do within half a second.</summary>
    public void Forget() => recent.Clear();

    private async ValueTask<AuthenticatedDirectory?> LookUpAsync(
        SecretDigest digest, string? slug, AuthorizationHeader header, CancellationToken cancellationToken)
    {
        var askedAt = time.GetTimestamp();
        var found = await FindAsync(digest, cancellationToken);
        recent.Set(digest, found, askedAt);
        if (found is not null && Judge(found, slug, header) is { } authenticated)
        {
            tokenUse.Note(found.Directory.Id, found.Token);
            return authenticated;
        }

        return null;
    }

    private async Task<Known?> FindAsync(SecretDigest digest, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenHotAsync(cancellationToken);
        var rows = await connection.QueryAsync(
            $"""
            SELECT {DirectoryStore.ColumnsOf("d")}, s.digest, s.valid_until, t.id, t.active, t.expires_at
            FROM   directory_token_secrets s
            JOIN   directory_tokens t ON t.directory_id = s.directory_id AND t.id = s.token_id
            JOIN   directories d ON d.id = s.directory_id
            WHERE  s.digest = @digest AND d.deleted_at IS NULL
            """,
            Read,
            [("digest", digest.ToArray())],
            cancellationToken);
        return rows.Count == 1 && digest.Matches(rows[0].Digest) && rows[0].Active ? rows[0].Known : null;
    }

    private static (byte[] Digest, bool Active, Known Known) Read(DbDataReader reader)
    {
        const int after = DirectoryStore.ColumnCount;
        var digest = (byte[])reader.GetValue(after);
        var validUntil = reader.FindInstant(after + 1);
        var expiresAt = reader.FindInstant(after + 4);
        var until = validUntil is { } first && (expiresAt is not { } second || first < second) ? validUntil : expiresAt;
        return (digest, reader.GetBoolean(after + 3), new Known(DirectoryStore.Read(reader), reader.GetId<TokenId>(after + 2), until));
    }

    private AuthenticatedDirectory? Judge(Known? known, string? slug, AuthorizationHeader header)
    {
        if (known is null
            || (known.Until is { } until && until <= time.GetUtcNow())
            || !IsSlugOf(known.Directory, slug)
            || !IsSlugOf(known.Directory, header.UserName))
        {
            return null;
        }

        return new AuthenticatedDirectory(known.Directory, known.Token, header.Note);
    }

    private static bool IsSlugOf(Directory directory, string? slug) => slug is null || string.Equals(slug, directory.Slug, StringComparison.OrdinalIgnoreCase);

    private sealed record Known(Directory Directory, TokenId Token, DateTimeOffset? Until);
}
