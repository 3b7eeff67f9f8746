using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Gateway.Tests.Recordings;

/// <summary>What earlier answers gave, by name, and the texts that speak of it as <c>{{U1}}</c>.</summary>
public sealed partial class Captures
{
    private readonly Dictionary<string, JsonNode?> values = [];

    public JsonNode? this[string name]
    {
        get => values.TryGetValue(name, out var value) ? value : throw new InvalidDataException($"Nothing was captured as {{{{{name}}}}}.");
        set => values[name] = value;
    }

    public bool Has(string name) => values.ContainsKey(name);

    public Captures Copy()
    {
        var copy = new Captures();
        foreach (var (name, value) in values)
        {
            copy[name] = value;
        }

        return copy;
    }

    /// <summary>Replaces each <c>{{name}}</c>; <c>{{name|uri}}</c> is percent-encoded.</summary>
    public string Fill(string text) => Placeholder().Replace(text, match =>
    {
        var value = this[match.Groups[1].Value]?.ToString() ?? "";
        return match.Groups[2].Success ? Uri.EscapeDataString(value) : value;
    });

    /// <summary>The same in every string of a document. A string that is one placeholder and nothing else becomes what was captured,
    /// whatever its type; <c>{ "$each": "ids", "from": 0, "count": 100, "as": …, "and": [ … ] }</c> becomes an array
    /// with <c>{{each}}</c> for each, and with what follows.</summary>
    public JsonNode? Fill(JsonNode? template)
    {
        switch (template)
        {
            case JsonObject each when each.ContainsKey("$each"):
                var all = this[each["$each"]!.GetValue<string>()]!.AsArray();
                var from = each["from"]?.GetValue<int>() ?? 0;
                var inner = Copy();
                var filled = all.Skip(from).Take(each["count"]?.GetValue<int>() ?? all.Count).Select(item =>
                {
                    inner["each"] = item;
                    return inner.Fill(each["as"]);
                });
                return new JsonArray([.. filled, .. (each["and"]?.AsArray() ?? []).Select(Fill)]);
            case JsonObject members:
                return new JsonObject(members.Select(member => KeyValuePair.Create(Fill(member.Key), Fill(member.Value))));
            case JsonArray items:
                return new JsonArray([.. items.Select(Fill)]);
            case JsonValue value when value.TryGetValue<string>(out var text):
                return Placeholder().Match(text) is { Success: true } match && match.Value == text ? this[match.Groups[1].Value]?.DeepClone() : JsonValue.Create(Fill(text));
            default:
                return template?.DeepClone();
        }
    }

    [GeneratedRegex(@"\{\{(\w+)(\|uri)?\}\}")]
    private static partial Regex Placeholder();
}
