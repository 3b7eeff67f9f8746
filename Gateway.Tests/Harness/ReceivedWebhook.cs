using System.Text.Json;

namespace Gateway.Tests.Harness;

/// <summary>One request as a subscriber received it.</summary>
/// <param name="Number">1, 2, 3 … in order of arrival.</param>
/// <param name="Body">The exact bytes, over which the signature goes.</param>
public sealed record ReceivedWebhook(int Number, string Method, string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body, DateTimeOffset ReceivedAt)
{
    /// <summary><c>webhook-id</c>: the event's, the same on every attempt.</summary>
    public string Id => Headers["webhook-id"];

    public FeedEvent Event => new(JsonSerializer.Deserialize<JsonElement>(Body));
}
