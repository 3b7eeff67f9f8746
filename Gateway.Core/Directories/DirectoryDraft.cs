namespace Gateway.Core.Directories;

/// <summary>A directory that is to be created.</summary>
public sealed record DirectoryDraft
{
    public required string Name { get; init; }

    public string? Organization { get; init; }

    /// <summary>Null: one is made of the name.</summary>
    public string? Slug { get; init; }

    public DirectorySettings Settings { get; init; } = new();

    public string TokenName { get; init; } = "first token";

    /// <summary>Null: the first token does not expire.</summary>
    public DateTimeOffset? TokenExpiresAt { get; init; }

    /// <summary>The first token's secret where the configuration chooses it; null: it is generated.</summary>
    internal string? TokenSecret { get; init; }

    /// <summary>Whether the configuration declares it; there is at most one such directory.</summary>
    internal bool Declared { get; init; }
}
