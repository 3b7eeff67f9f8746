using System.Text.Json;

namespace Gateway.Simulator.Scim;

/// <summary>Okta's request and the gateway's answer.</summary>
internal sealed record ScimExchange
{
    public required ScimRequest Request { get; init; }

    /// <summary>HTTP status of the answer.</summary>
    public required int Status { get; init; }

    public string? ContentType { get; init; }

    public string? Location { get; init; }

    /// <summary>The answer's text; empty if there is none.</summary>
    public required string Text { get; init; }

    /// <summary>The answer as JSON; null if it is not JSON.</summary>
    public JsonElement? Answer { get; init; }

    public DateTimeOffset AnsweredAt { get; init; }

    public TimeSpan Took { get; init; }

    /// <summary>How long 429 answers made Okta wait before this answer.</summary>
    public TimeSpan Waited { get; init; }

    /// <summary>Place in the conversation. A request precedes another if it was answered before the other was sent.</summary>
    public required int Sent { get; init; }

    public required int Answered { get; init; }

    public bool IsSuccess => Status is >= 200 and < 300;

    public bool Precedes(ScimExchange other) => Answered < other.Sent;
}
