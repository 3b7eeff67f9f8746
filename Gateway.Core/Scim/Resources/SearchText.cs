using System.Text.Json;
using System.Text.Json.Nodes;

namespace Gateway.Core.Scim.Resources;

/// <summary>The copy of a resource that filters read.</summary>
public static class SearchText
{
    /// <summary>The attributes as compact JSON: names in lower case (ASCII), text folded (<see cref="Fold"/>).</summary>
    public static string Of(JsonObject canonicalAttributes) => CanonicalJson.Write<JsonNode?>(canonicalAttributes, Write);

    /// <summary>The key under which the copy holds an attribute.</summary>
    internal static string Key(string name) => string.Create(name.Length, name, static (key, name) =>
    {
        for (var i = 0; i < name.Length; i++)
        {
            key[i] = char.IsAsciiLetterUpper(name[i]) ? (char)(name[i] | 0x20) : name[i];
        }
    });

    private static void Write(Utf8JsonWriter writer, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject item:
                writer.WriteStartObject();
                foreach (var (name, value) in item)
                {
                    writer.WritePropertyName(Key(name));
                    Write(writer, value);
                }

                writer.WriteEndObject();
                break;
            case JsonArray elements:
                writer.WriteStartArray();
                foreach (var element in elements)
                {
                    Write(writer, element);
                }

                writer.WriteEndArray();
                break;
            case null:
                writer.WriteNullValue();
                break;
            default:
                if (CanonicalJson.TryText(node, out var text))
                {
                    writer.WriteStringValue(Fold.Of(text));
                }
                else
                {
                    node.WriteTo(writer);
                }

                break;
        }
    }
}
