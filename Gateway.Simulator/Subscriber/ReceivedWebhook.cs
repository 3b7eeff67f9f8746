using System.Text.Json;

namespace Gateway.Simulator.Subscriber;

/// <summary>One request that came to the subscriber, verified but not yet judged.</summary>
internal sealed record ReceivedWebhook
{
    /// <summary>Place in the order of arrival, from 1.</summary>
    public required int Arrival { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>The header <c>webhook-id</c>.</summary>
    public string? Id { get; init; }

    /// <summary>Why the verifier refused it; null if it is genuine.</summary>
    public string? Forgery { get; init; }

    public string? ContentType { get; init; }

    /// <summary>The body as text.</summary>
    public required string Text { get; init; }

    /// <summary>The body as JSON; null if it is none.</summary>
    public JsonElement? Body { get; init; }
}
