using System.Text.Json;
using System.Text.Json.Nodes;

namespace Gateway.Tests.Recordings;

/// <summary>Whether a document contains what is expected of it. Objects may have more members than expected; arrays have exactly the
/// expected items in their order; types and values are exact: 1 is neither "1" nor 1.0. Instead of a value may stand
/// <list type="bullet">
/// <item><c>{ "$is": "text" | "integer" | "instant" | "unset" }</c>: a text that is not empty, an integer (in a header: of digits), a moment, null or nothing;</item>
/// <item><c>{ "$anyOrder": [ … ] }</c>: exactly these items, in any order;</item>
/// <item><c>{ "$length": 3 }</c>, <c>{ "$contains": "part of a text" }</c>, <c>{ "$not": value }</c>, <c>{ "$oneOf": [ … ] }</c>.</item>
/// </list></summary>
public static class Matching
{
    /// <summary>Null when it matches, else what differs and where.</summary>
    public static string? Difference(JsonNode? expected, JsonNode? actual, string path = "")
    {
        if (expected is JsonObject { Count: 1 } matcher && matcher.First() is var (key, argument) && key.StartsWith('$'))
        {
            return Matches(key, argument, actual, path) ? null : $"{Place(path)}: expected {expected.ToJsonString()}, got {Shown(actual)}";
        }

        switch (expected)
        {
            case JsonObject members when actual is JsonObject found:
                return members.Select(member => Difference(member.Value, found[member.Key], $"{path}.{member.Key}")).FirstOrDefault(difference => difference is not null);
            case JsonArray items when actual is JsonArray found && items.Count == found.Count:
                return items.Select((item, index) => Difference(item, found[index], $"{path}[{index}]")).FirstOrDefault(difference => difference is not null);
            case JsonObject or JsonArray:
                break;
            default:
                if (SameValue(expected, actual))
                {
                    return null;
                }

                break;
        }

        return $"{Place(path)}: expected {Shown(expected)}, got {Shown(actual)}";
    }

    private static bool Matches(string key, JsonNode? argument, JsonNode? actual, string path) => key switch
    {
        "$is" => argument!.GetValue<string>() switch
        {
            "text" => Text(actual) is { Length: > 0 },
            "integer" => actual is JsonValue value && (value.GetValueKind() == JsonValueKind.Number ? value.ToJsonString() : Text(actual)) is { Length: > 0 } digits && digits.All(char.IsAsciiDigit),
            "instant" => DateTimeOffset.TryParse(Text(actual), System.Globalization.CultureInfo.InvariantCulture, out _),
            "unset" => actual is null,
            var other => throw new InvalidDataException($"$is knows no {other}."),
        },
        "$anyOrder" => actual is JsonArray found && SameSet([.. argument!.AsArray()], [.. found], path),
        "$length" => actual is JsonArray found && found.Count == argument!.GetValue<int>(),
        "$contains" => Text(actual)?.Contains(argument!.GetValue<string>(), StringComparison.Ordinal) == true,
        "$not" => Difference(argument, actual, path) is not null,
        "$oneOf" => argument!.AsArray().Any(each => Difference(each, actual, path) is null),
        _ => throw new InvalidDataException($"There is no matcher {key}."),
    };

    private static bool SameSet(List<JsonNode?> expected, List<JsonNode?> actual, string path)
    {
        if (expected.Count != actual.Count)
        {
            return false;
        }

        foreach (var item in expected)
        {
            var index = actual.FindIndex(each => Difference(item, each, path) is null);
            if (index < 0)
            {
                return false;
            }

            actual.RemoveAt(index);
        }

        return true;
    }

    private static bool SameValue(JsonNode? expected, JsonNode? actual) =>
        expected is null || actual is null ? expected is null && actual is null : JsonNode.DeepEquals(expected, actual) && expected.ToJsonString() == actual.ToJsonString();

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static string Place(string path) => path.Length == 0 ? "the whole" : path.TrimStart('.');

    private static string Shown(JsonNode? node) => node is null ? "nothing" : node.ToJsonString() is { Length: > 600 } text ? text[..600] + "…" : node.ToJsonString();
}
