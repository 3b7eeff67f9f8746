using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gateway.Contracts.Events;

/// <summary>A group without its members: those come as <see cref="EventTypes.GroupUserAdded"/> and <see cref="EventTypes.GroupUserRemoved"/>.</summary>
public sealed record GroupPayload
{
    /// <summary><c>grp_</c> and 26 characters: the gateway's id, which never changes. Also the SCIM <c>id</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The identity provider's own id; SCIM <c>externalId</c>. Okta usually sends none for groups.</summary>
    public string? IdpId { get; init; }

    /// <summary>SCIM <c>displayName</c>.</summary>
    public required string DisplayName { get; init; }

    /// <summary>When the gateway first stored the group, in UTC with milliseconds.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the gateway last changed the group's own attributes, in UTC with milliseconds.</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The SCIM resource without its members (RFC 7643 §4.2), for subscribers that ask for it; absent otherwise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? Raw { get; init; }
}
