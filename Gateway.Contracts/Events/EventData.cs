using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gateway.Contracts.Events;

/// <summary>What an event is about, in full: who reads one event needs no earlier one.</summary>
public sealed record EventData
{
    /// <summary>The user after the change; of a deletion, as it last was. Present in <c>user_…</c> and <c>group.user_…</c> events.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public UserPayload? User { get; init; }

    /// <summary>The group after the change; of a deletion, as it last was. Present in <c>group_…</c> and <c>group.user_…</c> events.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public GroupPayload? Group { get; init; }

    /// <summary>What changed, by SCIM path such as <c>name.familyName</c> (RFC 7644 §3.10); present in updates, deactivations and reactivations.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, AttributeChange>? Changes { get; init; }

    /// <summary>Members that this version of the library does not know, by name; null if there are none.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Other { get; set; } // Generated serializers cannot set an init-only one.
}
