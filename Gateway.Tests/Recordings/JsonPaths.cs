using System.Globalization;
using System.Text.Json.Nodes;

namespace Gateway.Tests.Recordings;

/// <summary>Paths in recordings: member names separated by dots, <c>[0]</c>, <c>[*]</c>; a name with dots or colons stands in
/// quotes: <c>'urn:ietf:…:User'.department</c>.</summary>
public static class JsonPaths
{
    /// <summary>What is there; null when nothing is, or a null. A path with <c>[*]</c> gives an array.</summary>
    public static JsonNode? Find(JsonNode? document, string path)
    {
        var rest = path.AsSpan();
        var here = document;
        while (rest.Length > 0 && here is not null)
        {
            if (rest[0] == '.')
            {
                rest = rest[1..];
            }
            else if (rest.StartsWith("[*]"))
            {
                var after = rest[3..].TrimStart('.').ToString();
                return new JsonArray([.. here.AsArray().Select(item => Find(item, after)?.DeepClone())]);
            }
            else if (rest[0] == '[')
            {
                var end = rest.IndexOf(']');
                var index = int.Parse(rest[1..end], CultureInfo.InvariantCulture);
                here = here is JsonArray items && index < items.Count ? items[index] : null;
                rest = rest[(end + 1)..];
            }
            else
            {
                string name;
                if (rest[0] == '\'')
                {
                    var end = rest[1..].IndexOf('\'');
                    name = rest[1..(end + 1)].ToString();
                    rest = rest[(end + 2)..];
                }
                else
                {
                    var end = rest.IndexOfAny('.', '[');
                    name = (end < 0 ? rest : rest[..end]).ToString();
                    rest = end < 0 ? [] : rest[end..];
                }

                here = here is JsonObject members ? members[name] : null;
            }
        }

        return here;
    }
}
