using Gateway.Core.Credentials;
using Gateway.Core.Ids;

namespace Gateway.Core.Directories;

/// <summary>Makes tokens: 256 random bits, of which the database learns the SHA-256 and the last four characters.</summary>
internal static class TokenIssue
{
    private const string Prefix = "gws_";
    private const int Shown = 4;

    public static IssuedToken New(DirectoryId directory, string name, DateTimeOffset? expiresAt, DateTimeOffset now, string? chosen)
    {
        var secret = chosen ?? GeneratedSecret.New(Prefix);
        return new IssuedToken(
            new DirectoryToken
            {
                Id = TokenId.New(),
                DirectoryId = directory,
                Name = name,
                LastFour = secret[^Shown..],
                Active = true,
                CreatedAt = now,
                IssuedAt = now,
                ExpiresAt = expiresAt,
            },
            secret);
    }

    public static IssuedToken Renew(DirectoryToken token, DateTimeOffset? expiresAt, DateTimeOffset now, string? chosen)
    {
        var secret = chosen ?? GeneratedSecret.New(Prefix);
        return new IssuedToken(token with { LastFour = secret[^Shown..], IssuedAt = now, ExpiresAt = expiresAt }, secret);
    }
}
