using Gateway.Core.Ids;
using Gateway.Core.Scim;
using Gateway.Core.Scim.Resources;

namespace Gateway.Core.Identities;

/// <summary>A state of a group as it will be written, without its members.</summary>
internal sealed record GroupRow
{
    public required StoredGroup Stored { get; init; }

    public required string DisplayNameKey { get; init; }

    public required string? ExternalId { get; init; }

    public required string Search { get; init; }

    public required string Payload { get; init; }

    public static GroupRow Of(GroupId id, ScimGroup group, DateTimeOffset createdAt, DateTimeOffset now, VersionId version) => new()
    {
        Stored = new StoredGroup(id, group.ToJson(), version, createdAt, now, 0),
        DisplayNameKey = Fold.Of(group.DisplayName),
        ExternalId = group.ExternalId,
        Search = SearchText.Of(group.Attributes),
        Payload = Payloads.Of(id, group, createdAt, now),
    };
}
