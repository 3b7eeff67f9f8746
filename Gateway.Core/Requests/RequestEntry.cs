using Gateway.Core.Ids;

namespace Gateway.Core.Requests;

/// <summary>One SCIM request as the journal keeps it: what happened, without what was said about people.</summary>
public sealed record RequestEntry
{
    /// <summary>Also the cause of the events that it led to.</summary>
    public required RequestId Id { get; init; }

    /// <summary>The directory it spoke to, also when its token was refused; null if it named none that exists. See <see cref="Slug"/>.</summary>
    public DirectoryId? DirectoryId { get; init; }

    /// <summary>The slug in its path, by which a refused request finds its directory when the journal is written; the request itself need not look.</summary>
    public string? Slug { get; init; }

    /// <summary>When it arrived.</summary>
    public required DateTimeOffset At { get; init; }

    public required string Method { get; init; }

    /// <summary>Path and query as <see cref="RequestPath.Redact"/> leaves them.</summary>
    public required string Path { get; init; }

    public required int Status { get; init; }

    public required TimeSpan Duration { get; init; }

    /// <summary>The client's address.</summary>
    public string? Address { get; init; }

    /// <summary>The beginning of the User-Agent header.</summary>
    public string? UserAgent { get; init; }

    /// <summary>What the answer said was wrong, without echoed values: see <see cref="RequestDetail.Redact"/>.</summary>
    public string? Detail { get; init; }

    /// <summary>What an administrator should know though it went well, e.g. that the token lacked its Bearer prefix.</summary>
    public string? Notes { get; init; }
}
