using Gateway.Core.Ids;

namespace Gateway.Core.Identities;

/// <summary>If-Match: which versions may be changed. RFC 7644 §3.14, RFC 9110 §13.1.1.</summary>
public sealed record Precondition
{
    public static readonly Precondition None = new();

    private Precondition()
    {
    }

    /// <summary>Null: any.</summary>
    private IReadOnlyList<VersionId>? Versions { get; init; }

    public bool IsNone => Versions is null;

    public static Precondition AnyOf(IReadOnlyList<VersionId> versions) => new() { Versions = versions };

    public bool Allows(VersionId version) => Versions?.Contains(version) ?? true;
}
