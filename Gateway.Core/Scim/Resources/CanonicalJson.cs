using System.Text.Json.Nodes;

namespace Gateway.Core.Scim.Resources;

/// <summary>Reading, comparing and writing canonical attributes.</summary>
public static class CanonicalJson
{
    public static string? FindText(JsonObject attributes, string name) => throw new NotImplementedException();

    public static bool? FindBoolean(JsonObject attributes, string name) => throw new NotImplementedException();

    /// <summary>The value marked primary of a multi-valued attribute, else the first.</summary>
    public static string? FindPrimary(JsonObject attributes, string name) => throw new NotImplementedException();

    /// <summary>The distinct values of a multi-valued attribute.</summary>
    public static IReadOnlyList<string> Values(JsonObject attributes, string name) => throw new NotImplementedException();

    /// <summary>Parses text that the gateway wrote itself.</summary>
    public static JsonObject Parse(string json) => throw new NotImplementedException();

    /// <summary>Compact text.</summary>
    public static string Write(JsonNode node) => throw new NotImplementedException();

    /// <summary>Equal values; objects whatever the order of their members, numbers by value.</summary>
    public static bool Same(JsonNode? left, JsonNode? right) => throw new NotImplementedException();
}
