using System.Collections.ObjectModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gateway.Contracts.Events;

/// <summary>A person, short enough for an application that knows nothing of SCIM. Null means that the directory has no value.</summary>
public sealed record UserPayload
{
    /// <summary><c>usr_</c> and 26 characters: the gateway's id, which never changes and is never given to another person. Also the SCIM <c>id</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The identity provider's own id, Okta's <c>00u…</c>; SCIM <c>externalId</c>. Okta may leave it out.</summary>
    public string? IdpId { get; init; }

    /// <summary>SCIM <c>userName</c> in the case it was given: unique in its directory without regard to case, often an e-mail address.</summary>
    public required string UserName { get; init; }

    /// <summary>The primary e-mail address, else the first one.</summary>
    public string? Email { get; init; }

    /// <summary>SCIM <c>name.givenName</c>.</summary>
    public string? FirstName { get; init; }

    /// <summary>SCIM <c>name.familyName</c>.</summary>
    public string? LastName { get; init; }

    /// <summary>SCIM <c>displayName</c>, else <c>name.formatted</c>.</summary>
    public string? DisplayName { get; init; }

    /// <summary>Whether the person may sign in: one of <see cref="UserStates"/>.</summary>
    public required string State { get; init; }

    /// <summary>The attributes of SCIM extensions, such as <c>department</c> and those that an Okta administrator adds, by name and without their
    /// URN; of equal names the first one's. Empty if there are none.</summary>
    public IReadOnlyDictionary<string, JsonElement> CustomAttributes { get => field ?? ReadOnlyDictionary<string, JsonElement>.Empty; init; }

    /// <summary>When the gateway first stored the person, in UTC with milliseconds.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the gateway last changed what it stores of the person, in UTC with milliseconds.</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The SCIM resource (RFC 7643 §4.1), for subscribers that ask for it; absent otherwise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? Raw { get; init; }
}
