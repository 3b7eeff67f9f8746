using Gateway.Core.Events;
using Gateway.Core.Ids;
using Gateway.Core.Storage;

namespace Gateway.Core.Identities;

/// <summary>One change of one group's members.</summary>
/// <param name="Stamp">The group's version afterwards; also marks the members that it added.</param>
/// <param name="Guarded">True when an earlier statement of the batch gave the group the version <paramref name="Stamp"/>, and nothing may
/// happen unless it did.</param>
internal sealed record MembershipChange(ChangeOrigin Origin, GroupId Group, VersionId Stamp, DateTimeOffset Now, bool Guarded)
{
    /// <summary>A condition on the group's row <c>g</c>.</summary>
    public string Guard => Guarded ? "AND g.version = @change" : "";

    /// <summary>The same after the group's version has been raised by this change, if it had anything to change.</summary>
    public string GuardAfter => "AND g.version = @change";

    public (string, object?)[] Parameters =>
    [
        ("directory", Origin.Directory),
        ("group", Group),
        ("change", Stamp),
        ("now", Now),
        ("label", Origin.Label),
        ("source", Origin.Source),
        ("cause", (object?)Origin.Cause ?? NullOf.Text),
    ];
}
