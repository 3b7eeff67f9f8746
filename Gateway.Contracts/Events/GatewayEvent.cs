using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gateway.Contracts.Events;

/// <summary>One change, as a webhook's body and an entry of the event feed tell it. Members are added in time, never renamed; ignore what you do not know.</summary>
public sealed record GatewayEvent
{
    // Letters stand as they are: the bytes equal those that the gateway signs.
    private static readonly ContractsJson Json =
        new(new JsonSerializerOptions(ContractsJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary><c>evt_</c> and 26 characters. The same on every attempt and replay, and the value of the header <c>webhook-id</c>: remember it to notice a repeat.</summary>
    public required string Id { get; init; }

    /// <summary>What happened: one of <see cref="EventTypes"/>, or a type that was added later.</summary>
    public required string Type { get; init; }

    /// <summary>When the change was stored, in UTC with milliseconds; the time of sending is <c>webhook-timestamp</c>.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>The order of events: unique per gateway, growing for events that depend on each other, with gaps.</summary>
    public long Sequence { get; init; }

    /// <summary>The directory that it happened in; null if it concerns the gateway as a whole.</summary>
    public EventDirectory? Directory { get; init; }

    /// <summary>Who stated the fact: <c>scim</c>, <c>reconciliation</c>, <c>sign_in</c> or <c>operator</c>.</summary>
    public required string Source { get; init; }

    /// <summary>The id of what led to it: a request (<c>req_…</c>) or a reconciliation (<c>run_…</c>); null if there is none.</summary>
    public string? Cause { get; init; }

    /// <summary>True if this tells a state that already was, because a subscriber asked for it; absent otherwise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Replay { get; init; }

    /// <summary>What it is about. <see cref="EventTypes"/> says which members each type has.</summary>
    public required EventData Data { get; init; }

    /// <summary>Reads a webhook's body or an entry of the feed.</summary>
    /// <param name="utf8Json">The body as it came, in UTF-8.</param>
    /// <exception cref="JsonException">It is not JSON, or a member that every event has is missing.</exception>
    public static GatewayEvent Parse(ReadOnlySpan<byte> utf8Json) =>
        JsonSerializer.Deserialize(utf8Json, Json.GatewayEvent) ?? throw new JsonException("The body is 'null', not an event.");

    /// <summary>The event as the gateway writes it: UTF-8, without white space.</summary>
    public byte[] ToUtf8Json() => JsonSerializer.SerializeToUtf8Bytes(this, Json.GatewayEvent);
}
