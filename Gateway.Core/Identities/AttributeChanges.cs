using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Gateway.Core.Identities;

/// <summary>What differs between two states of a resource, keyed by SCIM path: <c>name.givenName</c>, <c>emails</c>, <c>urn:…:User:department</c>.
/// A multi-valued attribute is one difference as a whole.</summary>
internal static class AttributeChanges
{
    /// <summary>Relaxed escaping as everywhere in events; values come from parsed JSON.</summary>
    internal static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Each path with <c>{ "from", "to" }</c>, null where there was or is none; empty when both states say the same.</summary>
    public static JsonObject Between(JsonObject before, JsonObject after)
    {
        var changes = new JsonObject();
        Compare(changes, "", '.', before, after);
        return changes;
    }

    private static void Compare(JsonObject changes, string prefix, char separator, JsonObject? before, JsonObject? after)
    {
        foreach (var (name, from) in before ?? [])
        {
            CompareValue(changes, prefix + name, from, after?[name]);
        }

        foreach (var (name, to) in after ?? [])
        {
            if (before?.ContainsKey(name) != true)
            {
                CompareValue(changes, prefix + name, null, to);
            }
        }
    }

    private static void CompareValue(JsonObject changes, string path, JsonNode? from, JsonNode? to)
    {
        if (path == "schemas" || JsonNode.DeepEquals(from, to))
        {
            return;
        }

        if (from is null or JsonObject && to is null or JsonObject)
        {
            var separator = path.StartsWith("urn:", StringComparison.OrdinalIgnoreCase) ? ':' : '.';
            Compare(changes, path + separator, separator, from as JsonObject, to as JsonObject);
            return;
        }

        changes[path] = new JsonObject { ["from"] = from?.DeepClone(), ["to"] = to?.DeepClone() };
    }
}
