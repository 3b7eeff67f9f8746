using Gateway.Core.Credentials;
using Gateway.Core.Ids;

namespace Gateway.Core.Directories;

/// <summary>A SCIM token as it is listed: what may be known of it after it was shown once.</summary>
public sealed record DirectoryToken
{
    public required TokenId Id { get; init; }

    public required DirectoryId DirectoryId { get; init; }

    public required string Name { get; init; }

    /// <summary>The last four characters of its present secret.</summary>
    public required string LastFour { get; init; }

    /// <summary>An inactive token is refused like a wrong one, and can be activated again.</summary>
    public required bool Active { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its present secret was made.</summary>
    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>Null: it does not expire.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Exact to a minute or so.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }
}

/// <summary>A token and its secret, which is shown now and never again.</summary>
public sealed record IssuedToken(DirectoryToken Token, string Secret)
{
    internal SecretDigest Digest => SecretDigest.Of(Secret);

    /// <summary>Without the secret, so that none reaches a log by accident.</summary>
    public override string ToString() => $"IssuedToken {Token.Id}";
}

/// <summary>A directory and the secret of its first token, which is shown now and never again.</summary>
public sealed record CreatedDirectory(Directory Directory, IssuedToken Token);
