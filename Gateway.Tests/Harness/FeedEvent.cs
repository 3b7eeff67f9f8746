using System.Text.Json;

namespace Gateway.Tests.Harness;

/// <summary>An event as <c>GET /api/v1/events</c> tells it.</summary>
/// <param name="Json">The whole envelope.</param>
public sealed record FeedEvent(JsonElement Json)
{
    public string Id => Json.GetProperty("id").GetString()!;

    public string Type => Json.GetProperty("type").GetString()!;

    public long Sequence => Json.GetProperty("sequence").GetInt64();

    public string Source => Json.GetProperty("source").GetString()!;

    public string? Cause => Json.GetProperty("cause").GetString();

    public JsonElement Data => Json.GetProperty("data");

    public JsonElement? User => Part("user");

    public JsonElement? Group => Part("group");

    /// <summary>Keyed by SCIM path, each with <c>from</c> and <c>to</c>.</summary>
    public JsonElement? Changes => Part("changes");

    public string? UserId => User?.GetProperty("id").GetString();

    public string? GroupId => Group?.GetProperty("id").GetString();

    private JsonElement? Part(string name) =>
        Data.ValueKind == JsonValueKind.Object && Data.TryGetProperty(name, out var part) && part.ValueKind != JsonValueKind.Null ? part : null;
}
